//! The exports of the component: the world's functions, each handed on to [`operations`].

use crate::error::OperationError;
use crate::operations;

/// What `wit-bindgen` makes of `wit/world.wit`.
#[expect(
    unsafe_code,
    reason = "the canonical ABI passes pointers; the generated code handles them"
)]
mod bindings {
    wit_bindgen::generate!({ path: "wit", world: "image-ops" });

    export!(ImageOps with_types_in self);

    use super::ImageOps;
}

/// The world `ipvm:image-ops/image-ops`, without state.
struct ImageOps;

impl bindings::Guest for ImageOps {
    fn crop(image: Vec<u8>, x: u32, y: u32, width: u32, height: u32) -> Result<Vec<u8>, String> {
        operations::crop(&image, x, y, width, height).map_err(message)
    }

    fn rotate90(image: Vec<u8>) -> Result<Vec<u8>, String> {
        operations::rotate90(&image).map_err(message)
    }

    fn blur(image: Vec<u8>, sigma: f32) -> Result<Vec<u8>, String> {
        operations::blur(&image, sigma).map_err(message)
    }

    fn grayscale(image: Vec<u8>) -> Result<Vec<u8>, String> {
        operations::grayscale(&image).map_err(message)
    }
}

/// The error as the world gives it: its text.
fn message(error: OperationError) -> String {
    error.to_string()
}
