//! Workflows: written, sealed, signed, opened.

mod open;
mod parties;
mod properties;
mod seal;
