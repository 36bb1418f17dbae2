//! PNG bytes to pixels and back, within limits.

use std::io::Cursor;

use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::error::LimitErrorKind;
use image::{DynamicImage, ImageDecoder, ImageError, Limits};

use crate::error::OperationError;

/// The most pixels a side may have. Besides memory it bounds the rows that `blur` pads a picture
/// with: hundreds of them, each as wide as the picture.
pub(crate) const MAX_SIDE: u32 = 16_384;

/// The most pixels a picture may have.
pub(crate) const MAX_PIXELS: u64 = 64 * 1024 * 1024;

/// The most bytes the pixels may take once decoded: [`MAX_PIXELS`] of four 8-bit channels, half as
/// many of four 16-bit ones. An operation holds several such buffers at once, and a 32-bit memory
/// ends at 4 GiB.
pub(crate) const MAX_PIXEL_BYTES: u64 = 4 * MAX_PIXELS;

/// What the decoder may set aside for things other than pixels, in bytes: a colour profile that
/// inflates to more is refused.
const MAX_METADATA_BYTES: u64 = 16 * 1024 * 1024;

/// Reads a PNG picture: the first one, if the file is an animation.
///
/// # Errors
///
/// [`OperationError::TooLarge`] by what the header says, before any pixel is decoded;
/// [`OperationError::Decode`] for bytes that are not a PNG.
pub(crate) fn decode(bytes: &[u8]) -> Result<DynamicImage, OperationError> {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_METADATA_BYTES);
    let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits).map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS || decoder.total_bytes() > MAX_PIXEL_BYTES {
        return Err(OperationError::TooLarge);
    }
    DynamicImage::from_decoder(decoder).map_err(OperationError::Decode)
}

/// What the decoder's refusal of a header means.
fn refusal(error: ImageError) -> OperationError {
    match error {
        ImageError::Limits(limit) if limit.kind() == LimitErrorKind::DimensionError => {
            OperationError::TooLarge
        }
        error => OperationError::Decode(error),
    }
}

/// Writes a PNG picture.
///
/// Compression and filter are named here and not left to the encoder's defaults, as equal pixels
/// must give equal bytes; the version of the encoder is pinned by the lock file.
///
/// # Errors
///
/// [`OperationError::Encode`] when the encoder refuses; it does not for what [`decode`] gives.
pub(crate) fn encode(picture: &DynamicImage) -> Result<Vec<u8>, OperationError> {
    let mut bytes = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
    picture.write_with_encoder(encoder).map_err(OperationError::Encode)?;
    Ok(bytes)
}
