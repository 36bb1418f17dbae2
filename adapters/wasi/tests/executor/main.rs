//! Guests that import WASI, under the engine and under an executor.

mod disputes;
mod guests;
mod limits;
mod output;
mod refusals;
mod sharing;
mod stage;
mod toolchains;
mod versions;
