//! The executor and its engine, from outside.

mod engine;
mod refusals;
mod reuse;
mod stage;
