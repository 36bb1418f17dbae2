//! The guest `all-types`: every type that has IPLD data comes back as it was sent.
//!
//! The contract is `wit/world.wit`. The modules `geometry`, `links` and `statistics` hold what is
//! more than an echo as plain Rust, tested on the host; `guest` is the thin layer that a component
//! exports.

mod geometry;
mod guest;
mod links;
mod statistics;
