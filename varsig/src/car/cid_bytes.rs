//! The CID at the front of a section (CARv1, CID).

use cid::Cid;
use multihash::Multihash;

use super::error::CarErrorKind as Kind;
use crate::{cid_layout::CidLayout, multicodec};

/// Reads the CID at the front of `section`: the CID and its length in bytes.
pub(super) fn read(section: &[u8]) -> Result<(Cid, usize), Kind> {
    let layout = CidLayout::read(section).ok_or(Kind::InvalidCid)?;
    if layout.hash == multicodec::IDENTITY {
        return Err(Kind::IdentityCid);
    }
    let end = layout.digest.end;
    let hash = multihash(layout.hash, section.get(layout.digest).ok_or(Kind::InvalidCid)?)?;
    let cid = match layout.codec {
        Some(codec) => Cid::new_v1(codec, hash),
        None => Cid::new_v0(hash).map_err(|_| Kind::InvalidCid)?,
    };
    Ok((cid, end))
}

fn multihash(code: u64, digest: &[u8]) -> Result<Multihash<64>, Kind> {
    Multihash::wrap(code, digest).map_err(|_| Kind::InvalidCid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Block;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    #[test]
    fn reads_both_versions_and_says_where_the_block_starts() {
        let v1 = *Block::raw(*b"hello").cid();
        let v0 = Cid::new_v0(*v1.hash()).unwrap();
        for cid in [v0, v1] {
            let mut section = cid.to_bytes();
            section.extend(b"hello");
            assert_eq!(read(&section), Ok((cid, cid.to_bytes().len())));
        }
    }

    #[test]
    fn refuses_what_is_no_cid() {
        let digest = [7_u8; 32];
        let bytes = |head: &[u8]| -> Vec<u8> { [head, &digest].concat() };
        for (section, kind) in [
            (Vec::new(), Kind::InvalidCid),
            (bytes(&[2, 0x55, 0x12, 0x20]), Kind::InvalidCid), // version 2
            (bytes(&[0, 0x70, 0x12, 0x20]), Kind::InvalidCid), // version 0 spelled out
            (bytes(&[1, 0x55, 0x12, 0xa0, 0x00]), Kind::InvalidCid), // length 32 in two bytes
            (bytes(&[1, 0x55, 0x12, 0x21]), Kind::InvalidCid), // a digest longer than the section
            (
                bytes(&[1, 0x55, 0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
                Kind::InvalidCid,
            ),
            (bytes(&[1, 0x55, 0x00, 0x20]), Kind::IdentityCid),
            (Vec::from([1, 0x55, 0x00, 0x00]), Kind::IdentityCid),
            ([&[1, 0x55, 0x12, 0x41][..], &[7; 0x41]].concat(), Kind::InvalidCid), // 65 bytes
        ] {
            assert_eq!(read(&section), Err(kind), "{section:x?}");
        }
    }

    proptest! {
        #[test]
        fn every_cid_of_version_1_is_found_in_front_of_its_block(
            codec in 0_u64..(1 << 63),
            hash in prop_oneof![1_u64..0x60, 1_u64..(1 << 63)],
            digest in prop::collection::vec(any::<u8>(), 0..=64),
            content in prop::collection::vec(any::<u8>(), 0..8),
        ) {
            let cid = Cid::new_v1(codec, Multihash::wrap(hash, &digest).unwrap());
            let bytes = cid.to_bytes();
            prop_assert_eq!(read(&[bytes.clone(), content].concat()), Ok((cid, bytes.len())));
            for length in 0..bytes.len() {
                prop_assert_eq!(read(&bytes[..length]), Err(Kind::InvalidCid));
            }
        }

        #[test]
        fn whatever_is_read_is_the_one_spelling(bytes in prop::collection::vec(0_u8..0x24, 0..80)) {
            if let Ok((cid, length)) = read(&bytes) {
                prop_assert_eq!(cid.to_bytes(), &bytes[..length]);
            }
        }
    }
}
