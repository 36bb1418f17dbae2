//! Why a picture could not be worked on.

use image::ImageError;

use crate::png::{MAX_PIXEL_BYTES, MAX_PIXELS, MAX_SIDE};

/// The largest standard deviation `blur` takes, in pixels.
pub(crate) const MAX_SIGMA: f32 = 100.0;

/// What the guest answers instead of a picture; its text is the `string` of the WIT result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OperationError {
    /// The bytes are not a PNG file that can be read to its last pixel.
    #[error("image is not a readable PNG: {0}")]
    Decode(ImageError),
    /// The picture has a side, a number of pixels, or a size in memory above what the guest takes.
    #[error(
        "image is too large: at most {MAX_SIDE} pixels a side, {MAX_PIXELS} in all \
         and {MAX_PIXEL_BYTES} bytes decoded"
    )]
    TooLarge,
    /// The rectangle to cut out has no pixels.
    #[error("crop of {width} x {height} pixels is empty")]
    EmptyCrop {
        /// In pixels, as asked for.
        width: u32,
        /// In pixels, as asked for.
        height: u32,
    },
    /// The rectangle to cut out is not wholly inside of the picture.
    #[error(
        "crop of {width} x {height} pixels at ({x}, {y}) is not inside of the image \
         of {image_width} x {image_height} pixels"
    )]
    CropOutside {
        /// Left edge of the rectangle, in pixels.
        x: u32,
        /// Upper edge of the rectangle, in pixels.
        y: u32,
        /// In pixels, as asked for.
        width: u32,
        /// In pixels, as asked for.
        height: u32,
        /// Width of the whole picture, in pixels.
        image_width: u32,
        /// Height of the whole picture, in pixels.
        image_height: u32,
    },
    /// The standard deviation is not one to blur with.
    #[error("sigma {sigma} is not a finite number above 0 and up to {MAX_SIGMA}")]
    Sigma {
        /// In pixels, as asked for.
        sigma: f32,
    },
    /// The result could not be written as PNG.
    #[error("the result cannot be written as PNG: {0}")]
    Encode(ImageError),
}
