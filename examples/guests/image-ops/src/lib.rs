//! The guest `image-ops`: crop, rotate, blur and grayscale of PNG pictures.
//!
//! The contract is `wit/world.wit`. The module `operations` holds the four functions as plain Rust,
//! tested on the host; `guest` is the thin layer that a component exports.

mod error;
mod guest;
mod operations;
mod png;

#[cfg(test)]
mod tests;
