//! DAG-JSON: every rule with its kind and its offset, what is accepted, what holds of all
//! values and of all bytes, and how the codec of others differs.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod errors;
mod keys;
mod layout;
mod limits;
mod links_and_bytes;
mod numbers;
mod peers;
mod properties;
mod reserved;
mod strings;
mod values;
mod verdicts;
