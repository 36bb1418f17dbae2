//! The demonstrations.

mod image;
mod print;
mod workflows;

pub(crate) use image::run as image;
