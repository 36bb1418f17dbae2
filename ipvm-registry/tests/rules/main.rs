//! What an index is, and what comes of it (rulings O83 and O84).

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod algebra;
mod authority;
mod bounds;
mod interfaces;
mod stage;
mod written;
