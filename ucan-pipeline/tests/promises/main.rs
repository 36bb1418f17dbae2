//! Promises: found, resolved as receipts come, and refused.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod bounds;
mod expiry;
mod finding;
mod pipeline;
mod properties;
mod resolving;
mod stage;
mod trust;
