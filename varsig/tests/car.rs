//! CAR version 1: known bytes, round trips, and everything an attacker may send.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use cid::Cid;
use data_encoding::HEXLOWER;
use multihash::Multihash;
use proptest::prelude::*;
use varsig::{
    Block, BlockError,
    car::{
        Car, CarError, CarErrorKind as Kind, CarLimits, CarReader, CarStreamError, CarStreamReader,
        CarStreamWriter, CarWriter, Duplicate, Section,
    },
    dag_cbor::DagCborErrorKind,
};

/// An archive with the one root and the one block "hello", written by hand from
/// the text: length 58, {"roots": [CID], "version": 1}, length 41, CID, content.
const HELLO: &str = concat!(
    "3a",
    "a265726f6f747381d82a582500",
    "015512202cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
    "6776657273696f6e01",
    "29",
    "015512202cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
    "68656c6c6f",
);
/// Where the section of [`HELLO`] starts, and its CID.
const SECTION: usize = 59;

fn hello() -> Vec<u8> {
    HEXLOWER.decode(HELLO.as_bytes()).unwrap()
}

fn read(bytes: &[u8]) -> Result<Car, CarError> {
    same_from_a_stream(bytes, &CarLimits::default());
    Car::read(bytes, &CarLimits::default())
}

/// Whatever is read from memory, or refused there, is from a stream, by the same error.
fn same_from_a_stream(bytes: &[u8], limits: &CarLimits) {
    type Sections = Result<(Vec<Cid>, Vec<Section>), CarError>;
    let whole = CarReader::new(bytes, limits).and_then(|reader| {
        let roots = reader.roots().to_vec();
        reader.collect::<Result<_, _>>().map(|sections| (roots, sections))
    });
    let stream: Sections = CarStreamReader::new(Dribble(bytes), limits)
        .and_then(|reader| {
            let roots = reader.roots().to_vec();
            reader.collect::<Result<_, _>>().map(|sections| (roots, sections))
        })
        .map_err(|error| match error {
            CarStreamError::Car(error) => error,
            CarStreamError::Read { .. } => panic!("{error}"),
        });
    assert_eq!(stream, whole);
}

/// A stream that gives a few bytes at a time.
struct Dribble<'a>(&'a [u8]);

impl std::io::Read for Dribble<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = buffer.len().min(7);
        std::io::Read::read(&mut self.0, &mut buffer[..count])
    }
}

#[track_caller]
fn refused(bytes: &[u8], offset: usize, kind: Kind) {
    let error = read(bytes).expect_err("this archive is to be refused");
    assert_eq!((error.offset, error.kind), (offset, kind));
}

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
    bytes
}

fn prefixed(bytes: &[u8]) -> Vec<u8> {
    [varint(bytes.len().try_into().unwrap()), bytes.to_vec()].concat()
}

#[test]
fn reads_and_writes_known_bytes() {
    let block = Block::raw(*b"hello");
    let car = read(&hello()).unwrap();
    assert_eq!(car.roots(), [*block.cid()]);
    assert_eq!(car.blocks(), std::slice::from_ref(&block));
    assert_eq!(car.get(block.cid()), Some(&block));
    assert_eq!(car.get(Block::raw(*b"hellp").cid()), None);
    assert_eq!(car.duplicates(), []);
    assert_eq!(car.missing_roots().count(), 0);

    let mut writer = CarWriter::new(&[*block.cid()]);
    assert!(writer.insert(&block));
    assert!(!writer.insert(&block), "a second time it is not written");
    assert_eq!(HEXLOWER.encode(&writer.finish()), HELLO);
}

#[test]
fn says_where_each_section_stood_without_keeping_any() {
    let bytes = hello();
    let mut reader = CarReader::new(&bytes, &CarLimits::default()).unwrap();
    let section = reader.next().unwrap().unwrap();
    assert_eq!((section.offset, section.block), (SECTION, Block::raw(*b"hello")));
    assert_eq!(reader.next(), None);
    assert_eq!(reader.next(), None);
}

#[test]
fn reads_an_archive_without_roots_and_blocks() {
    let bytes = CarWriter::new(&[]).finish();
    assert_eq!(bytes, b"\x11\xa2\x65roots\x80\x67version\x01");
    let car = read(&bytes).unwrap();
    assert_eq!((car.roots(), car.blocks()), (&[][..], &[][..]));
}

#[test]
fn tells_of_duplicates_and_of_roots_without_a_block() {
    let absent = *Block::raw(*b"absent").cid();
    let block = Block::raw(*b"hello");
    let mut bytes = CarWriter::new(&[absent, *block.cid()]).finish();
    let first = bytes.len();
    let section = prefixed(&[&block.cid().to_bytes()[..], b"hello"].concat());
    bytes.extend([section.clone(), section].concat());
    let car = read(&bytes).unwrap();
    assert_eq!(car.blocks(), std::slice::from_ref(&block));
    let told: Vec<_> =
        car.duplicates().iter().map(|Duplicate { offset, cid, .. }| (*offset, *cid)).collect();
    assert_eq!(told, [(first + 42, *block.cid())]);
    assert_eq!(car.missing_roots().collect::<Vec<_>>(), [&absent]);
}

#[test]
fn reads_cids_of_version_0_and_the_empty_identity_root_of_the_text() {
    let v0 = Cid::new_v0(*Block::raw(*b"hello").cid().hash()).unwrap();
    let empty = Cid::new_v1(0x55, Multihash::wrap(0, &[]).unwrap());
    let block = Block::verify(v0, *b"hello").unwrap();
    let mut writer = CarWriter::new(&[empty]);
    writer.insert(&block);
    let car = read(&writer.finish()).unwrap();
    assert_eq!(car.roots(), [empty]);
    assert_eq!(car.blocks(), [block]);
}

#[test]
fn refuses_version_2_by_name_and_others_by_number() {
    let pragma = b"\x0a\xa1\x67version\x02";
    refused(pragma, 0, Kind::Version2);
    refused(&[&pragma[..], &[0; 40], &hello()].concat(), 0, Kind::Version2);
    let header = |version: &[u8]| prefixed(&[b"\xa2\x65roots\x80\x67version", version].concat());
    refused(&header(b"\x02"), 1, Kind::UnsupportedVersion { found: 2 });
    refused(&header(b"\x00"), 1, Kind::UnsupportedVersion { found: 0 });
    refused(&header(b"\x20"), 1, Kind::UnsupportedVersion { found: -1 });
    refused(&header(b"\x611"), 1, Kind::VersionNotAnInteger);
}

#[test]
fn refuses_every_other_header() {
    use DagCborErrorKind as Cbor;
    for (header, offset, kind) in [
        (&b""[..], 1, Kind::Header(Cbor::UnexpectedEnd)),
        (b"\x80", 1, Kind::HeaderNotAMap),
        (b"\xa0", 1, Kind::HeaderFieldMissing { name: "version" }),
        (b"\xa1\x67version\x01", 1, Kind::HeaderFieldMissing { name: "roots" }),
        (b"\xa1\x65roots\x80", 1, Kind::HeaderFieldMissing { name: "version" }),
        (b"\xa2\x65roots\xa0\x67version\x01", 1, Kind::RootsNotLinks),
        (b"\xa2\x65roots\x81\x01\x67version\x01", 1, Kind::RootsNotLinks),
        (b"\xa3\x65roots\x80\x65extra\xf6\x67version\x01", 1 + 8, Kind::Header(Cbor::UnsortedKeys)),
        (
            b"\xa3\x65extra\xf6\x65roots\x80\x67version\x01",
            1,
            Kind::HeaderFieldUnknown { name: "extra".into() },
        ),
        (b"\xa2\x67version\x01\x65roots\x80", 1 + 10, Kind::Header(Cbor::UnsortedKeys)),
        (b"\xa2\x65roots\x80\x67version\x18\x01", 1 + 16, Kind::Header(Cbor::NotShortest)),
        (b"\xa2\x65roots\x9f\xff\x67version\x01", 1 + 7, Kind::Header(Cbor::IndefiniteLength)),
        (b"\xa2\x65roots\x80\x67version\x01\x00", 1 + 17, Kind::Header(Cbor::TrailingBytes)),
    ] {
        refused(&prefixed(header), offset, kind);
    }
    let deep = [b"\xa2\x65roots".to_vec(), vec![0x81; 1000]].concat();
    refused(&prefixed(&deep), 2 + 7 + 63, Kind::Header(Cbor::TooDeep { limit: 64 }));
}

#[test]
fn refuses_lengths_beyond_the_end_and_beyond_the_limits() {
    refused(b"", 0, Kind::UnexpectedEnd);
    refused(b"\x11", 1, Kind::UnexpectedEnd);
    let huge = (1 << 63) - 1;
    refused(&varint(huge), 0, Kind::HeaderTooLarge { found: huge, limit: 64 << 10 });
    refused(&[0xff; 12], 0, Kind::LengthTooLong);
    refused(&[0x91, 0x00], 0, Kind::LengthNotShortest);

    let start = hello()[..SECTION].to_vec();
    let with = |tail: &[u8]| [&start, tail].concat();
    refused(&with(&varint(huge)), SECTION, Kind::SectionTooLarge { found: huge, limit: 64 << 20 });
    refused(&with(&varint(64 << 20)), SECTION + 4, Kind::UnexpectedEnd);
    refused(&with(&[0x80]), SECTION + 1, Kind::UnexpectedEnd);
    refused(&with(&[0x80; 12]), SECTION, Kind::LengthTooLong);
    refused(&with(&[0xa9, 0x00]), SECTION, Kind::LengthNotShortest);

    let at = |limits: CarLimits| {
        Car::read(&hello(), &limits).map_err(|error| (error.offset, error.kind))
    };
    let limits = CarLimits::default();
    assert!(at(limits.with_header_bytes(58).with_section_bytes(41).with_sections(1)).is_ok());
    let header = Kind::HeaderTooLarge { found: 58, limit: 57 };
    assert_eq!(at(limits.with_header_bytes(57)), Err((0, header)));
    let section = Kind::SectionTooLarge { found: 41, limit: 40 };
    assert_eq!(at(limits.with_section_bytes(40)), Err((SECTION, section)));
    let many = Kind::TooManySections { limit: 0 };
    assert_eq!(at(limits.with_sections(0)), Err((SECTION, many)));
}

#[test]
fn refuses_sections_that_hold_no_block() {
    let start = hello()[..SECTION].to_vec();
    let hello = *Block::raw(*b"hello").cid();
    let sha3 = Cid::new_v1(0x55, Multihash::wrap(0x16, &[0; 32]).unwrap());
    let short = Cid::new_v1(0x55, Multihash::wrap(0x12, &hello.hash().digest()[..20]).unwrap());
    let identity = Cid::new_v1(0x55, Multihash::wrap(0, b"hello").unwrap());
    let section = |cid: Cid| [&cid.to_bytes()[..], b"hellp"].concat();
    for (section, kind) in [
        (Vec::new(), Kind::InvalidCid),
        (vec![0], Kind::InvalidCid),
        (hello.to_bytes()[..35].to_vec(), Kind::InvalidCid),
        (section(identity), Kind::IdentityCid),
        (section(hello), Kind::Block(BlockError::Mismatch { cid: hello })),
        (section(short), Kind::Block(BlockError::Mismatch { cid: short })),
        (section(sha3), Kind::Block(BlockError::UnsupportedHash { cid: sha3, code: 0x16 })),
    ] {
        refused(&[start.clone(), prefixed(&section)].concat(), SECTION + 1, kind);
    }
}

#[test]
fn ends_after_an_error() {
    let good = hello();
    let bytes = [&good[..SECTION], &[0], &good[SECTION..]].concat();
    let mut reader = CarReader::new(&bytes, &CarLimits::default()).unwrap();
    assert!(matches!(reader.next(), Some(Err(_))));
    assert_eq!(reader.next(), None, "what follows a broken section is not looked at");
}

#[test]
fn no_truncation_passes_for_the_whole() {
    let bytes = hello();
    for length in 0..bytes.len() {
        let cut = read(&bytes[..length]);
        if length == SECTION {
            // An archive may hold no blocks; that its root is missing can be told.
            assert_eq!(cut.unwrap().missing_roots().count(), 1);
        } else {
            let error = cut.expect_err("a truncated archive");
            assert_eq!((error.offset, error.kind), (length, Kind::UnexpectedEnd));
        }
    }
}

#[test]
fn no_bit_flip_passes_for_the_same() {
    let bytes = hello();
    let original = read(&bytes).unwrap();
    let mut read_all_the_same = 0;
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        if let Ok(car) = read(&flipped) {
            assert_ne!(car, original, "bit {bit}");
            read_all_the_same += 1;
        }
    }
    // Roots are only names: their codec, hash or digest may be any. The codec of a
    // block is not hashed either.
    assert!(read_all_the_same > 256, "{read_all_the_same}");
}

#[test]
fn a_stream_is_given_its_roots_at_the_end() {
    let block = Block::raw(*b"hello");
    let unknown = Block::raw(*b"not known yet");
    let sink = std::io::Cursor::new(Vec::new());
    let mut writer = CarStreamWriter::new(sink, &[*unknown.cid()]).unwrap();
    writer.put(&block).unwrap();
    let bytes = writer.finish_with_roots(&[*block.cid()]).unwrap().into_inner();
    assert_eq!(HEXLOWER.encode(&bytes), HELLO);

    // Another number of roots would not fit.
    let sink = std::io::Cursor::new(Vec::new());
    let writer = CarStreamWriter::new(sink, &[*unknown.cid()]).unwrap();
    let error = writer.finish_with_roots(&[]).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}

#[test]
fn a_stream_that_fails_says_so_and_where() {
    struct Failing(usize);
    impl std::io::Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let bytes = hello();
            let rest = &bytes[self.0..];
            if self.0 > SECTION {
                return Err(std::io::ErrorKind::TimedOut.into());
            }
            let count = rest.len().min(buffer.len()).min(10);
            buffer[..count].copy_from_slice(&rest[..count]);
            self.0 += count;
            Ok(count)
        }
    }
    let mut reader = CarStreamReader::new(Failing(0), &CarLimits::default()).unwrap();
    let error = reader.next().unwrap().unwrap_err();
    let kind = std::io::ErrorKind::TimedOut;
    assert_eq!(error, CarStreamError::Read { offset: SECTION + 1, kind });
    assert_eq!(reader.next(), None);
}

#[test]
fn a_length_that_is_claimed_takes_no_memory_before_the_bytes_come() {
    // 63 MiB are claimed, and three bytes come.
    let bytes = [&hello()[..SECTION], &varint(63 << 20), b"abc"].concat();
    same_from_a_stream(&bytes, &CarLimits::default());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read(
        contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..12),
        roots in 0_usize..4,
    ) {
        let blocks: Vec<Block> = contents.into_iter().map(Block::raw).collect();
        let roots: Vec<Cid> = blocks.iter().take(roots).map(|block| *block.cid()).collect();
        let mut writer = CarWriter::new(&roots);
        writer.extend(&blocks);
        let bytes = writer.finish();
        let car = read(&bytes).unwrap();
        prop_assert_eq!(car.roots(), roots.as_slice());
        let mut expected: Vec<Block> = Vec::new();
        for block in blocks {
            if !expected.contains(&block) {
                expected.push(block);
            }
        }
        prop_assert_eq!(car.blocks(), expected.as_slice());

        // One encoding per archive: what was read is written again byte for byte.
        let mut again = CarWriter::new(car.roots());
        again.extend(car.blocks());
        prop_assert_eq!(again.finish(), bytes);
    }

    #[test]
    fn a_stream_is_read_and_refused_as_the_whole(
        contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..6),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
        cut in any::<prop::sample::Index>(),
        sections in 0_usize..6,
        section_bytes in 30_usize..240,
    ) {
        let blocks: Vec<Block> = contents.into_iter().map(Block::raw).collect();
        let mut writer = CarStreamWriter::new(Vec::new(), &[]).unwrap();
        blocks.iter().for_each(|block| writer.put(block).unwrap());
        let mut bytes = writer.finish().unwrap();
        same_from_a_stream(&bytes, &CarLimits::default());
        same_from_a_stream(&bytes, &CarLimits::default().with_sections(sections));
        same_from_a_stream(&bytes, &CarLimits::default().with_section_bytes(section_bytes));
        same_from_a_stream(&bytes[..cut.index(bytes.len())], &CarLimits::default());
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        same_from_a_stream(&bytes, &CarLimits::default());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
        let start = &hello()[..SECTION];
        let _ = read(&[start, &bytes].concat());
    }
}
