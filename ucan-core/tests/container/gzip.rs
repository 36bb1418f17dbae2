//! Compression: one member, within its bounds, whole and alone (RFC 1952).

use std::io::{Read, Write};

use flate2::{Compression, GzBuilder, bufread::MultiGzDecoder, write::GzEncoder};
use ucan_core::container::{
    Container, ContainerError as Error, ContainerLimits, ContainerWriter, Encoding, GzipError,
};

use crate::stage::{delegation, raw_container, read, refusal};

fn content() -> Vec<u8> {
    raw_container(&[delegation(1).bytes(), delegation(2).bytes()])[1..].to_vec()
}

/// A member by another implementation.
fn member(builder: GzBuilder, content: &[u8]) -> Vec<u8> {
    let mut encoder: GzEncoder<Vec<u8>> = builder.write(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn plain(content: &[u8]) -> Vec<u8> {
    member(GzBuilder::new(), content)
}

fn container(member: &[u8]) -> Vec<u8> {
    [b"M", member].concat()
}

#[track_caller]
fn refused(member: &[u8], error: GzipError) {
    assert_eq!(refusal(&container(member)), Error::Gzip(error));
}

/// A member with these flags and optional fields, whatever they say.
fn with_fields(flags: u8, fields: &[u8]) -> Vec<u8> {
    let member = plain(&content());
    [&member[..3], &[flags], &member[4..10], fields, &member[10..]].concat()
}

#[test]
fn another_implementation_reads_what_is_written_here_and_the_reverse() {
    let mut writer = ContainerWriter::new();
    writer.extend([delegation(1).block(), delegation(2).block()]);
    let bytes = writer.to_bytes(Encoding::RawGzip);
    assert_eq!(bytes[..11], *b"M\x1f\x8b\x08\0\0\0\0\0\0\xff");
    let mut inflated = Vec::new();
    MultiGzDecoder::new(&bytes[1..]).read_to_end(&mut inflated).unwrap();
    assert_eq!(inflated, writer.to_bytes(Encoding::Raw)[1..]);
    assert!(bytes.len() < inflated.len());

    let read = read(&container(&plain(&inflated))).unwrap();
    assert_eq!(read.tokens().blocks().len(), 2);
    assert!(read.is_sorted());
}

#[test]
fn the_optional_fields_of_the_header_are_passed_over() {
    let full = member(
        GzBuilder::new().filename("token").comment("none").extra(vec![0; 300]).mtime(7),
        &content(),
    );
    assert_eq!(full[3], 0b1_1100);
    assert_eq!(read(&container(&full)).unwrap().tokens().blocks().len(), 2);
    // The first flag says that the content is probably text; it is nothing to us.
    assert!(read(&container(&with_fields(1, b""))).is_ok());
}

#[test]
fn a_header_that_carries_its_checksum_must_match_it() {
    let head = &with_fields(0b10, b"")[..10];
    let sum = crc32(head).to_le_bytes();
    assert!(read(&container(&with_fields(0b10, &sum[..2]))).is_ok());
    refused(&with_fields(0b10, &[sum[0] ^ 1, sum[1]]), GzipError::HeaderChecksum);
    let named = with_fields(0b1010, b"token\0");
    let sum = crc32(&named[..16]).to_le_bytes();
    let fields = [b"token\0", &sum[..2]].concat();
    assert!(read(&container(&with_fields(0b1010, &fields))).is_ok());
}

/// The checksum of gzip, from its definition.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |mut sum, byte| {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
        sum
    })
}

#[test]
fn refuses_headers_that_are_not_gzip() {
    let good = plain(&content());
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    refused(&with(0, 0x1e), GzipError::NotGzip);
    refused(&with(1, 0x8c), GzipError::NotGzip);
    refused(&with(2, 7), GzipError::Method { method: 7 });
    for bit in 5..8 {
        refused(&with(3, 1 << bit), GzipError::ReservedFlags { flags: 1 << bit });
    }
    refused(&with_fields(0b100, &[0xff, 0xff]), GzipError::UnexpectedEnd);
    refused(&[&good[..3], &[0b1000], &good[4..10], b"no end"].concat(), GzipError::UnexpectedEnd);
    refused(b"\x78\x9c\x03\x00\x00\x00\x00\x01", GzipError::NotGzip); // zlib
}

#[test]
fn refuses_a_trailer_that_does_not_match() {
    let good = plain(&content());
    let length = u32::try_from(content().len()).unwrap();
    for at in 1..=8 {
        let mut bytes = good.clone();
        let place = bytes.len() - at;
        bytes[place] ^= 1;
        let found = u32::from_le_bytes(*bytes.last_chunk().unwrap());
        let error = if at > 4 {
            GzipError::Checksum
        } else {
            GzipError::Length { expected: found, found: length }
        };
        refused(&bytes, error);
    }
}

#[test]
fn refuses_whatever_follows_the_member() {
    let good = plain(&content());
    let nothing = plain(b"");
    for tail in [&[0][..], &[0; 512], &good, &nothing] {
        refused(&[&good, tail].concat(), GzipError::TrailingBytes);
    }
    // A first member without content, which many readers skip.
    refused(&[nothing, good].concat(), GzipError::TrailingBytes);
}

#[test]
fn refuses_broken_compression() {
    let good = plain(&content());
    let tail = &good[good.len() - 8..];
    let with = |data: &[u8]| [&good[..10], data, tail].concat();
    refused(&with(&[0b111]), GzipError::Deflate); // a reserved kind of block
    refused(&with(&[1, 5, 0, 5, 0]), GzipError::Deflate); // a length and not its complement
    refused(&with(&[0b0000_0011, 0b0000_0010, 0]), GzipError::Deflate); // refers before the start
}

#[test]
fn no_truncation_passes_for_the_whole() {
    let bytes = container(&plain(&content()));
    for length in 2..bytes.len() {
        assert_eq!(refusal(&bytes[..length]), Error::Gzip(GzipError::UnexpectedEnd), "{length}");
    }
    assert_eq!(refusal(&bytes[..1]), Error::Gzip(GzipError::UnexpectedEnd));
}

#[test]
fn every_bit_flip_is_refused_or_says_the_same() {
    // Compressed data can be spelled in many ways, and headers say things that do not
    // matter; what is in the container is what the checksum says.
    let bytes = container(&plain(&content()));
    let original = read(&bytes).unwrap();
    let mut refused = 0;
    for bit in 8..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        match read(&flipped) {
            Ok(container) => assert_eq!(container.tokens(), original.tokens(), "bit {bit}"),
            Err(error) => {
                assert!(matches!(error, Error::Gzip(_)), "bit {bit}: {error}");
                refused += 1;
            }
        }
    }
    assert!(refused > (bytes.len() - 20) * 8, "{refused} of {}", bytes.len() * 8);
}

#[test]
fn content_up_to_the_very_bound_is_read() {
    // Sizes around that of the window through which it is measured.
    for size in [1_usize << 15, (1 << 15) - 1, (1 << 15) + 1, 1 << 16, 100_000] {
        let padding = vec![0; size - 9 - 5];
        let length = u32::try_from(padding.len()).unwrap().to_be_bytes();
        let head: &[u8] = if padding.len() > 0xffff { &[0x5a] } else { &[0x59] };
        let tail = if padding.len() > 0xffff { &length[..] } else { &length[2..] };
        let content = [b"\xa1\x66ctn-v1\x81", head, tail, &padding].concat();
        let bytes = container(&plain(&content));
        let read =
            |limit| Container::read(&bytes, &ContainerLimits::default().with_content_bytes(limit));
        assert_eq!(read(content.len()).unwrap().opaque().len(), 1);
        let limit = content.len() - 1;
        assert_eq!(read(limit).unwrap_err(), Error::ContentTooLarge { limit });
        assert_eq!(read(0).unwrap_err(), Error::ContentTooLarge { limit: 0 });
    }
}
