//! Schedules: what may run next, what becomes of failures, how it all ends.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod attackers;
mod cancelling;
mod catching;
mod flow;
mod model;
mod properties;
mod rewiring;
mod rules;
mod transaction;
