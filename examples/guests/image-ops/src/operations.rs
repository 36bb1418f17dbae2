//! The four functions of the world, as plain Rust: PNG bytes in, PNG bytes out.

use image::{DynamicImage, imageops};

use crate::error::{MAX_SIGMA, OperationError};
use crate::png;

/// Below this standard deviation, in pixels, a neighbour weighs less than one step of the 15-bit
/// weights that `image` blurs with: nothing is left but the pixel itself. `image` 0.25.10 does not
/// get that case right (it loses the first row and moves the others by a pixel), so it is not asked.
const SMALLEST_VISIBLE_SIGMA: f32 = 0.22;

/// Cuts a rectangle out of a picture; all numbers in pixels, (`x`, `y`) its upper left corner.
///
/// # Errors
///
/// [`OperationError::EmptyCrop`], [`OperationError::CropOutside`], and those of reading a PNG.
pub(crate) fn crop(
    image: &[u8],
    x: u32,
    y: u32,
    width: u32,
    height: u32,
) -> Result<Vec<u8>, OperationError> {
    if width == 0 || height == 0 {
        return Err(OperationError::EmptyCrop { width, height });
    }
    let picture = png::decode(image)?;
    let (image_width, image_height) = (picture.width(), picture.height());
    let inside = x.checked_add(width).is_some_and(|right| right <= image_width)
        && y.checked_add(height).is_some_and(|bottom| bottom <= image_height);
    if !inside {
        return Err(OperationError::CropOutside { x, y, width, height, image_width, image_height });
    }
    png::encode(&picture.crop_imm(x, y, width, height))
}

/// Turns a picture by 90 degrees clockwise.
///
/// # Errors
///
/// Those of reading a PNG.
pub(crate) fn rotate90(image: &[u8]) -> Result<Vec<u8>, OperationError> {
    png::encode(&png::decode(image)?.rotate90())
}

/// Blurs a picture with a Gaussian of standard deviation `sigma`, in pixels.
///
/// # Errors
///
/// [`OperationError::Sigma`], and those of reading a PNG.
pub(crate) fn blur(image: &[u8], sigma: f32) -> Result<Vec<u8>, OperationError> {
    // Written so that NaN falls out as well.
    if !(sigma > 0.0 && sigma <= MAX_SIGMA) {
        return Err(OperationError::Sigma { sigma });
    }
    let picture = png::decode(image)?;
    if sigma < SMALLEST_VISIBLE_SIGMA {
        return png::encode(&picture);
    }
    png::encode(&picture.blur(sigma))
}

/// Keeps the brightness of a picture, as 8-bit gray without alpha.
///
/// # Errors
///
/// Those of reading a PNG.
pub(crate) fn grayscale(image: &[u8]) -> Result<Vec<u8>, OperationError> {
    let picture = png::decode(image)?;
    png::encode(&DynamicImage::ImageLuma8(imageops::grayscale(&picture)))
}
