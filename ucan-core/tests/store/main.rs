//! Stores of delegations, and the search for proofs in them.

mod bounds;
mod finding;
mod keeping;
mod properties;
mod stage;
mod twins;
