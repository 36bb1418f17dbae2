//! What is written is read; what is changed is refused or is something else.

use proptest::prelude::*;
use ucan_core::container::{ContainerWriter, Encoding, Profile};
use varsig::Block;

use crate::stage::{delegation, raw_container, read, read_strict};

#[test]
fn no_truncation_of_a_raw_or_base64_container_passes() {
    let mut writer = ContainerWriter::new();
    writer.extend([delegation(1).block(), delegation(2).block()]);
    for encoding in [Encoding::Raw, Encoding::Base64, Encoding::Base64Url] {
        let bytes = writer.to_bytes(encoding);
        for length in 0..bytes.len() {
            assert!(read(&bytes[..length]).is_err(), "{encoding:?} {length}");
        }
    }
}

#[test]
fn no_bit_flip_of_a_container_passes_for_the_same_token() {
    let token = delegation(1);
    let mut writer = ContainerWriter::new();
    writer.insert_block(token.block());
    for encoding in [Encoding::Raw, Encoding::Base64, Encoding::Base64Url] {
        let bytes = writer.to_bytes(encoding);
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if let Ok(container) = read(&flipped) {
                assert_eq!(container.tokens().get(token.cid()), None, "{encoding:?}, bit {bit}");
            }
        }
    }
}

fn canonical() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40).prop_map(|bytes| {
            varsig::dag_cbor::encode(&ipld_core::ipld::Ipld::Bytes(bytes)).unwrap()
        }),
        any::<u64>().prop_map(|number| {
            varsig::dag_cbor::encode(&ipld_core::ipld::Ipld::from(number)).unwrap()
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_written_is_read_in_every_encoding_and_profile(
        tokens in prop::collection::vec(canonical(), 0..40),
    ) {
        let blocks: Vec<Block> =
            tokens.iter().map(|token| Block::dag_cbor(token.as_slice()).unwrap()).collect();
        let mut expected = tokens.clone();
        expected.sort();
        expected.dedup();
        for profile in [Profile::Standard, Profile::Ucantone] {
            let mut writer = ContainerWriter::new().with_profile(profile);
            writer.extend(&blocks);
            prop_assert_eq!(writer.len(), expected.len());
            for encoding in Encoding::ALL {
                let bytes = writer.to_bytes(encoding);
                let container = read_strict(&bytes).unwrap();
                prop_assert_eq!(container.encoding(), encoding);
                prop_assert!(container.is_sorted());
                prop_assert_eq!(container.opaque(), &[]);
                prop_assert!(
                    container.tokens().blocks().iter().map(Block::bytes).eq(&expected)
                );
                let again: ContainerWriter = container.tokens().into_iter().collect();
                prop_assert_eq!(again.with_profile(profile).to_bytes(encoding), bytes);
            }
        }
    }

    #[test]
    fn any_entries_are_kept_whether_tokens_or_not(
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 0..20),
    ) {
        let slices: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
        let container = read(&raw_container(&slices)).unwrap();
        let mut kept: Vec<Vec<u8>> = container
            .tokens()
            .blocks()
            .iter()
            .map(|block| block.bytes().to_vec())
            .chain(container.opaque().iter().map(|entry| entry.bytes.to_vec()))
            .collect();
        kept.sort();
        let mut expected = entries;
        let all = expected.len();
        expected.sort();
        expected.dedup();
        prop_assert_eq!(container.duplicates(), all - expected.len());
        prop_assert_eq!(kept, expected);
    }

    #[test]
    fn no_bytes_make_it_panic(
        first in prop::sample::select(b"@BCDEFMOP".to_vec()),
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let _ = read(&[&[first], bytes.as_slice()].concat());
        let _ = read(&[b"@\xa1\x66ctn-v1", bytes.as_slice()].concat());
        let _ = read(&[b"M\x1f\x8b\x08", bytes.as_slice()].concat());
        let _ = read(&[b"M\x1f\x8b\x08\0\0\0\0\0\0\xff", bytes.as_slice()].concat());
    }
}
