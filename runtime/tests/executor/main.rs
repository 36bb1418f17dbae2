//! The executor and its engine, from outside.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod computation;
mod engine;
mod limits;
mod refusals;
mod reuse;
mod stage;
mod values;
