//! Workflows: written, sealed, signed, opened.

mod configuration;
mod document;
mod fill;
mod handler;
mod many;
mod open;
mod parties;
mod properties;
mod seal;
mod text;
