//! Guests that import WASI, under the engine and under an executor.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod disputes;
mod guests;
mod limits;
mod output;
mod refusals;
mod sharing;
mod stage;
mod toolchains;
mod versions;
