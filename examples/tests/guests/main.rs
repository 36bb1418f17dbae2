//! The guests in `examples/guests` under the executor: what they give, and that the guide in
//! `docs/guests.md` shows what is so.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod all_types;
mod direct;
mod event_log;
mod exception_handler;
mod guide;
mod hello;
mod host;
mod misbehaving;
