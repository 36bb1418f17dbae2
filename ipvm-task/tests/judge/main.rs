//! Results judged by receipts (rulings I2, I6, I7 and I8).

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod heard;
mod parties;
mod properties;
mod strategies;
