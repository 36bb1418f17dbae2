//! Tasks and executors find each other: offers, needs, ranks and refusals.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod fit;
mod offers;
mod properties;
mod stage;
