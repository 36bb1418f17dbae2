//! One gzip member, within bounds (RFC 1952).
//!
//! A file of gzip may be several members in a row, with anything behind them. A
//! container is one value, so here it is one member that ends with the input.
//! The optional fields of the header say nothing about the content and are passed
//! over, as the text demands of every reader.

use alloc::{boxed::Box, vec, vec::Vec};

use miniz_oxide::{
    deflate,
    inflate::{
        TINFLStatus,
        core::{
            DecompressorOxide, decompress,
            inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF as ONE_BUFFER,
        },
    },
};

use super::error::{ContainerError, GzipError};

const MAGIC: [u8; 2] = [0x1f, 0x8b];
const DEFLATE: u8 = 8;
/// Flags for the optional parts of the header; the three bits above are reserved.
const HEADER_CHECKSUM: u8 = 1 << 1;
const EXTRA: u8 = 1 << 2;
const NAME: u8 = 1 << 3;
const COMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0b1110_0000;
/// An operating system that is not told.
const UNKNOWN_SYSTEM: u8 = 255;
/// The level at which the effort pays for texts as short as tokens.
const LEVEL: u8 = 9;
/// How far back compressed data may refer.
const WINDOW: usize = 32 << 10;

/// Wraps `content` in one member, without time, name or system.
pub(super) fn wrap(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::from(MAGIC);
    out.extend_from_slice(&[DEFLATE, 0, 0, 0, 0, 0, 0, UNKNOWN_SYSTEM]);
    out.extend_from_slice(&deflate::compress_to_vec(content, LEVEL));
    out.extend_from_slice(&crc32fast::hash(content).to_le_bytes());
    out.extend_from_slice(&modulo_2_32(content.len()).to_le_bytes());
    out
}

/// Unwraps the one member that `member` is, to at most `limit` bytes.
///
/// It is inflated twice, first through a window of 32 KiB: what is too large,
/// broken or longer than one member is refused before memory is set aside for it.
pub(super) fn unwrap(member: &[u8], limit: usize) -> Result<Vec<u8>, ContainerError> {
    let mut rest = member;
    header(member, &mut rest).map_err(ContainerError::Gzip)?;
    let measure = measure(rest, limit)?;
    let (data, rest) = rest.split_at_checked(measure.compressed).unwrap_or_default();
    trailer(rest, &measure).map_err(ContainerError::Gzip)?;
    inflate(data, measure.length).map_err(ContainerError::Gzip)
}

fn header(member: &[u8], rest: &mut &[u8]) -> Result<(), GzipError> {
    if take::<2>(rest)? != MAGIC {
        return Err(GzipError::NotGzip);
    }
    let [method, flags] = take(rest)?;
    if method != DEFLATE {
        return Err(GzipError::Method { method });
    }
    if flags & RESERVED != 0 {
        return Err(GzipError::ReservedFlags { flags });
    }
    let _time_effort_system = take::<6>(rest)?;
    if flags & EXTRA != 0 {
        let length = usize::from(u16::from_le_bytes(take(rest)?));
        *rest = rest.get(length..).ok_or(GzipError::UnexpectedEnd)?;
    }
    for flag in [NAME, COMMENT] {
        if flags & flag != 0 {
            let end = rest.iter().position(|byte| *byte == 0).ok_or(GzipError::UnexpectedEnd)?;
            *rest = rest.get(end + 1..).unwrap_or_default();
        }
    }
    if flags & HEADER_CHECKSUM != 0 {
        let head = member.get(..member.len() - rest.len()).unwrap_or_default();
        let [low, high, ..] = crc32fast::hash(head).to_le_bytes();
        if take(rest)? != [low, high] {
            return Err(GzipError::HeaderChecksum);
        }
    }
    Ok(())
}

/// What a member holds, learnt through a window and kept nowhere.
struct Measure {
    length: usize,
    checksum: u32,
    /// How many bytes the compressed data takes.
    compressed: usize,
}

fn measure(data: &[u8], limit: usize) -> Result<Measure, ContainerError> {
    let mut state = Box::<DecompressorOxide>::default();
    let mut window = vec![0; WINDOW];
    let mut checksum = crc32fast::Hasher::new();
    let (mut length, mut compressed) = (0_usize, 0_usize);
    loop {
        // Until the window is full once, nothing may refer to what is before it.
        let flags = if length < WINDOW { ONE_BUFFER } else { 0 };
        let at = length % WINDOW;
        let rest = data.get(compressed..).unwrap_or_default();
        let (status, consumed, produced) = decompress(&mut state, rest, &mut window, at, flags);
        checksum.update(window.get(at..).and_then(|new| new.get(..produced)).unwrap_or_default());
        compressed += consumed;
        length += produced;
        if length > limit {
            return Err(ContainerError::ContentTooLarge { limit });
        }
        match status {
            TINFLStatus::Done => {
                return Ok(Measure { length, checksum: checksum.finalize(), compressed });
            }
            TINFLStatus::HasMoreOutput => {}
            TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => {
                return Err(ContainerError::Gzip(GzipError::UnexpectedEnd));
            }
            _ => return Err(ContainerError::Gzip(GzipError::Deflate)),
        }
    }
}

/// Inflates what was measured.
fn inflate(data: &[u8], length: usize) -> Result<Vec<u8>, GzipError> {
    let mut content = vec![0; length];
    let mut state = Box::<DecompressorOxide>::default();
    match decompress(&mut state, data, &mut content, 0, ONE_BUFFER) {
        (TINFLStatus::Done, _, produced) if produced == length => Ok(content),
        _ => Err(GzipError::Deflate),
    }
}

fn trailer(mut rest: &[u8], measure: &Measure) -> Result<(), GzipError> {
    let checksum = u32::from_le_bytes(take(&mut rest)?);
    let expected = u32::from_le_bytes(take(&mut rest)?);
    if !rest.is_empty() {
        return Err(GzipError::TrailingBytes);
    }
    if checksum != measure.checksum {
        return Err(GzipError::Checksum);
    }
    let found = modulo_2_32(measure.length);
    if expected != found {
        return Err(GzipError::Length { expected, found });
    }
    Ok(())
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], GzipError> {
    let (taken, tail) = rest.split_first_chunk().ok_or(GzipError::UnexpectedEnd)?;
    *rest = tail;
    Ok(*taken)
}

/// A length as a member carries it.
fn modulo_2_32(length: usize) -> u32 {
    let [a, b, c, d, ..] = u64::try_from(length).unwrap_or(u64::MAX).to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}
