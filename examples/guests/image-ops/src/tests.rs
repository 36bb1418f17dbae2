//! The operations on the host: expected pixels written out or computed by definition.

use image::{
    DynamicImage, GenericImageView, GrayImage, ImageBuffer, Luma, LumaA, Rgb, RgbImage, Rgba,
    RgbaImage,
};

use crate::operations::{blur, crop, grayscale, rotate90};
use crate::png;

/// 5 x 4 pixels, no two alike.
fn picture() -> DynamicImage {
    let channel = |step: u32| u8::try_from(step).unwrap();
    DynamicImage::ImageRgb8(RgbImage::from_fn(5, 4, |x, y| {
        Rgb([channel(x * 40 + 1), channel(y * 50 + 2), 7])
    }))
}

fn encoded(picture: &DynamicImage) -> Vec<u8> {
    png::encode(picture).unwrap()
}

fn error<T: std::fmt::Debug>(result: Result<T, crate::error::OperationError>) -> String {
    result.unwrap_err().to_string()
}

/// A PNG of 8-bit gray that says it is `width` x `height` pixels, and has none of them.
fn header_only(width: u32, height: u32) -> Vec<u8> {
    header_only_of_type(width, height, [8, 0])
}

/// The same with the bit depth and the colour type as the file's header numbers them.
fn header_only_of_type(width: u32, height: u32, depth_and_type: [u8; 2]) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend(depth_and_type);
    header.extend([0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.extend(13_u32.to_be_bytes());
    file.extend(&header);
    file.extend(cyclic_redundancy_check(&header).to_be_bytes());
    // An empty IDAT chunk: the decoder reads up to the first one before it shows the size.
    file.extend(0_u32.to_be_bytes());
    file.extend(b"IDAT");
    file.extend(cyclic_redundancy_check(b"IDAT").to_be_bytes());
    file
}

/// CRC-32 as the PNG specification's annex D defines it.
fn cyclic_redundancy_check(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 }
        })
    })
}

#[test]
fn crop_keeps_the_pixels_of_the_rectangle() {
    let cropped = png::decode(&crop(&encoded(&picture()), 1, 2, 3, 2).unwrap()).unwrap();
    assert_eq!(cropped.dimensions(), (3, 2));
    for (x, y, pixel) in cropped.pixels() {
        assert_eq!(pixel, picture().get_pixel(x + 1, y + 2), "at ({x}, {y})");
    }
}

#[test]
fn crop_of_the_whole_picture_is_the_picture() {
    let bytes = encoded(&picture());
    assert_eq!(crop(&bytes, 0, 0, 5, 4).unwrap(), bytes);
}

#[test]
fn crop_refuses_an_empty_rectangle() {
    let bytes = encoded(&picture());
    assert_eq!(error(crop(&bytes, 0, 0, 0, 4)), "crop of 0 x 4 pixels is empty");
    assert_eq!(error(crop(&bytes, 0, 0, 5, 0)), "crop of 5 x 0 pixels is empty");
}

#[test]
fn crop_refuses_a_rectangle_that_leaves_the_picture_also_when_its_edge_overflows() {
    let bytes = encoded(&picture());
    assert_eq!(
        error(crop(&bytes, 3, 0, 3, 4)),
        "crop of 3 x 4 pixels at (3, 0) is not inside of the image of 5 x 4 pixels"
    );
    for (x, y, width, height) in
        [(0, 1, 5, 4), (5, 0, 1, 1), (0, 4, 1, 1), (u32::MAX, 0, 1, 1), (1, 1, 1, u32::MAX)]
    {
        let refusal = error(crop(&bytes, x, y, width, height));
        assert!(refusal.contains("is not inside of the image of 5 x 4 pixels"), "{refusal}");
    }
}

#[test]
fn rotate90_turns_clockwise() {
    let turned = png::decode(&rotate90(&encoded(&picture())).unwrap()).unwrap();
    assert_eq!(turned.dimensions(), (4, 5));
    for (x, y, pixel) in picture().pixels() {
        // The upper edge becomes the right edge.
        assert_eq!(turned.get_pixel(3 - y, x), pixel, "from ({x}, {y})");
    }
}

#[test]
fn four_turns_are_none() {
    let bytes = encoded(&picture());
    let turned = (0..4).fold(bytes.clone(), |bytes, _| rotate90(&bytes).unwrap());
    assert_eq!(turned, bytes);
}

#[test]
fn blur_spreads_a_dot_by_the_gaussian_weights() {
    let mut dot = GrayImage::new(9, 9);
    dot.put_pixel(4, 4, Luma([255]));
    let blurred = blur(&encoded(&DynamicImage::ImageLuma8(dot)), 0.8).unwrap();
    let blurred = png::decode(&blurred).unwrap().to_luma8();
    // 3 weights exp(-d^2 / (2 * 0.8^2)), normalised to 0.2389, 0.5221, 0.2389.
    for (x, y, expected) in [(4, 4, 69.5), (3, 4, 31.8), (4, 5, 31.8), (5, 5, 14.6), (2, 4, 0.0)] {
        let found = f64::from(blurred.get_pixel(x, y).0[0]);
        assert!((found - expected).abs() <= 1.0, "at ({x}, {y}): {found} for {expected}");
    }
}

#[test]
fn blur_leaves_a_picture_of_one_colour_alone_up_to_rounding() {
    // Both ways `image` goes: a ring of rows for narrow kernels, a whole picture for wide ones.
    for sigma in [0.22, 1.0, 8.0, 9.0, 100.0] {
        let plain = DynamicImage::ImageRgb8(RgbImage::from_pixel(7, 3, Rgb([200, 100, 0])));
        let blurred = png::decode(&blur(&encoded(&plain), sigma).unwrap()).unwrap();
        for (x, y, pixel) in blurred.pixels() {
            let differs = |channel: usize, colour: u8| pixel.0[channel].abs_diff(colour) > 4;
            assert!(!differs(0, 200) && !differs(1, 100) && !differs(2, 0), "{x} {y} {pixel:?}");
        }
    }
}

#[test]
fn blur_with_an_invisible_sigma_changes_nothing() {
    let deep = ImageBuffer::from_fn(3, 4, |x, y| {
        Rgb([u16::try_from(x * 9000).unwrap(), u16::try_from(y * 700 + 1).unwrap(), 65_535])
    });
    for picture in [picture(), DynamicImage::ImageRgb16(deep)] {
        let bytes = encoded(&picture);
        for sigma in [f32::from_bits(1), f32::MIN_POSITIVE, 0.1, 0.219] {
            assert_eq!(blur(&bytes, sigma).unwrap(), bytes, "sigma {sigma}");
        }
    }
}

#[test]
fn blur_refuses_a_sigma_that_is_not_above_zero_and_up_to_a_hundred() {
    let bytes = encoded(&picture());
    for (sigma, name) in [
        (0.0, "0"),
        (-0.0, "-0"),
        (-1.5, "-1.5"),
        (100.5, "100.5"),
        (f32::NAN, "NaN"),
        (f32::INFINITY, "inf"),
        (f32::NEG_INFINITY, "-inf"),
    ] {
        assert_eq!(
            error(blur(&bytes, sigma)),
            format!("sigma {name} is not a finite number above 0 and up to 100")
        );
    }
}

#[test]
fn grayscale_is_eight_bit_luma_without_alpha() {
    let colours = [
        // Weights 0.2126, 0.7152, 0.0722 (ITU-R BT.709), cut to whole numbers.
        (Rgba([255, 255, 255, 0]), 255),
        (Rgba([255, 0, 0, 255]), 54),
        (Rgba([0, 255, 0, 255]), 182),
        (Rgba([0, 0, 255, 255]), 18),
    ];
    for (colour, expected) in colours {
        let picture = DynamicImage::ImageRgba8(RgbaImage::from_pixel(2, 1, colour));
        let gray = png::decode(&grayscale(&encoded(&picture)).unwrap()).unwrap();
        let expected = GrayImage::from_pixel(2, 1, Luma([expected]));
        assert_eq!(gray, DynamicImage::ImageLuma8(expected), "{colour:?}");
    }
}

#[test]
fn the_colour_type_is_kept_by_all_but_grayscale() {
    let seed = DynamicImage::ImageRgba8(RgbaImage::from_pixel(3, 2, Rgba([9, 90, 200, 77])));
    let types = [
        DynamicImage::ImageLuma8(seed.to_luma8()),
        DynamicImage::ImageLumaA8(seed.to_luma_alpha8()),
        DynamicImage::ImageRgb8(seed.to_rgb8()),
        seed.clone(),
        DynamicImage::ImageLuma16(seed.to_luma16()),
        DynamicImage::ImageLumaA16(seed.to_luma_alpha16()),
        DynamicImage::ImageRgb16(seed.to_rgb16()),
        DynamicImage::ImageRgba16(seed.to_rgba16()),
    ];
    for picture in types {
        let bytes = encoded(&picture);
        for result in [crop(&bytes, 0, 0, 2, 2), rotate90(&bytes), blur(&bytes, 2.0)] {
            assert_eq!(png::decode(&result.unwrap()).unwrap().color(), picture.color());
        }
        let gray = png::decode(&grayscale(&bytes).unwrap()).unwrap();
        assert_eq!(gray.color(), image::ColorType::L8);
    }
}

#[test]
fn every_operation_refuses_bytes_that_are_not_a_png() {
    for bytes in [b"".as_slice(), b"GIF89a", b"\x89PNG\r\n\x1a\n"] {
        for result in [crop(bytes, 0, 0, 1, 1), rotate90(bytes), blur(bytes, 1.0), grayscale(bytes)]
        {
            let refusal = error(result);
            assert!(refusal.starts_with("image is not a readable PNG: "), "{refusal}");
        }
    }
}

#[test]
fn refuses_a_picture_that_is_too_large_by_its_header_alone() {
    let gray = [8, 0];
    let deep_colour_and_alpha = [16, 6];
    for (width, height, kind) in [
        (16_385, 1, gray),
        (1, 16_385, gray),
        (8_193, 8_192, gray),
        (i32::MAX.unsigned_abs(), 2, gray),
        (8_192, 4_097, deep_colour_and_alpha),
    ] {
        assert_eq!(
            error(rotate90(&header_only_of_type(width, height, kind))),
            "image is too large: at most 16384 pixels a side, 67108864 in all \
             and 268435456 bytes decoded",
            "{width} x {height}"
        );
    }
    // As large as can be: the size is let through, the missing pixels are not.
    for (width, height) in [(16_384, 1), (1, 16_384), (8_192, 8_192)] {
        let refusal = error(rotate90(&header_only(width, height)));
        assert!(refusal.starts_with("image is not a readable PNG: "), "{refusal}");
    }
}

#[test]
fn refuses_a_picture_without_a_pixel() {
    let refusal = error(grayscale(&header_only(0, 4)));
    assert!(refusal.starts_with("image is not a readable PNG: "), "{refusal}");
}

#[test]
fn a_damaged_file_is_an_error_or_a_picture_and_never_a_panic() {
    let bytes = encoded(&picture());
    let pixels_end = bytes.len() - 12; // what follows is the chunk IEND
    for length in 0..pixels_end {
        let refusal = error(rotate90(&bytes[..length]));
        assert!(refusal.starts_with("image is not a readable PNG: "), "{length}: {refusal}");
    }
    for position in 0..bytes.len() {
        for bit in 0..8 {
            let mut damaged = bytes.clone();
            damaged[position] ^= 1 << bit;
            let results = [rotate90(&damaged), blur(&damaged, 1.0), grayscale(&damaged)];
            for bytes in results.into_iter().flatten() {
                assert!(png::decode(&bytes).is_ok(), "byte {position}, bit {bit}");
            }
        }
    }
}

#[test]
fn a_wide_and_a_narrow_picture_go_through_the_widest_blur() {
    for (width, height) in [(16_384, 1), (1, 16_384)] {
        let line = image::GrayAlphaImage::from_pixel(width, height, LumaA([200, 255]));
        let bytes = encoded(&DynamicImage::ImageLumaA8(line));
        let blurred = png::decode(&blur(&bytes, 100.0).unwrap()).unwrap();
        assert_eq!(blurred.dimensions(), (width, height));
    }
}

#[test]
fn equal_pictures_are_written_as_equal_bytes() {
    assert_eq!(encoded(&picture()), encoded(&picture()));
}
