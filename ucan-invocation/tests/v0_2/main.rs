//! The wire before 1.0.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod attacks;
mod conversion;
mod field;
mod properties;
mod reading;
mod signatures;
mod stage;
