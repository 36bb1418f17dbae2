//! Tag 42 and other tags.

use super::{accepts, refuses};
use crate::{case::CaseBuilder, hex};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [links(), refused(), tags()].concat()
}

fn links() -> Vec<CaseBuilder> {
    vec![
        accepts(
            "link-v1",
            hex!(
                "d82a 5825 00 01551220",
                "81cc5b17018674b401b42f35ba07bb79e211239c23bffe658da1577e3e646877",
            ),
            "cbor.cid",
        )
        .title("A CID of version 1 is a link.")
        .why("The plain case.")
        .published(
            "ipld/codec-fixtures, cid-bafkreiebzrnroamgos2adnbpgw5apo3z4iishhbdx77gldnbk57d4zdio4",
        ),
        accepts(
            "link-v0",
            hex!(
                "d82a 5823 00 1220",
                "22ad631c69ee983095b5b8acd029ff94aff1dc6c48837878589a92b90dfea317",
            ),
            "cbor.cid",
        )
        .title("A CID of version 0 is a link.")
        .why("It has no version in front, and is recognised by its first two bytes.")
        .published("ipld/codec-fixtures, cid-QmQg1v4o9xdT3Q14wh4S7dxZkDjyZ9ssFzFzyep1YrVJBY"),
        accepts("link-identity", hex!("d82a 49 00 01 55 00 04 00010203"), "cbor.cid")
            .title("A CID that holds its bytes (the identity hash) is a link.")
            .why("The hash of a link is not judged here.")
            .computed("multiformats 14.0.5, by reading it"),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let invalid = |slug: &str, bytes: &[u8]| {
        refuses(slug, bytes, "cbor.cid", "CborInvalidCid", 2)
            .why("What is no CID links to nothing, and different readers mend it differently.")
    };
    let digest = hex!("81cc5b17018674b401b42f35ba07bb79e211239c23bffe658da1577e3e646877");
    let link = |head: &[u8], tail: &[u8]| [head, &digest, tail].concat();
    let trailing = |slug: &str, bytes: Vec<u8>| {
        refuses(slug, bytes, "cbor.cid", "CborCidTrailingBytes", 2)
            .why("Decoders have been seen to drop them: the CID is the same, the token's is not.")
    };
    vec![
        trailing("link-v1-trailing-byte", link(&hex!("d82a 5826 00 01551220"), &[0]))
            .title("A byte behind the CID inside of tag 42 is refused."),
        trailing("link-v0-trailing-byte", link(&hex!("d82a 5824 00 1220"), &[0]))
            .title("A byte behind a CID of version 0 inside of tag 42 is refused."),
        refuses(
            "link-open-bytes",
            link(&hex!("d82a 5f 5825 00 01551220"), &hex!("ff")),
            "cbor.definite",
            "CborIndefiniteLength",
            2,
        )
        .title("A CID in bytes of open length is refused.")
        .why("Decoders have been seen to accept it behind a tag where they refuse it elsewhere."),
        refuses(
            "link-long-length",
            link(&hex!("d82a 590025 00 01551220"), &[]),
            "cbor.shortest",
            "CborNotShortest",
            2,
        )
        .title("A CID in bytes whose length is in three bytes is refused.")
        .why("Lengths behind a tag are lengths too."),
        invalid("link-text", &hex!("d82a 6161")).title("A text behind tag 42 is refused."),
        invalid("link-null", &hex!("d82a f6")).title("Null behind tag 42 is refused."),
        invalid("link-empty", &hex!("d82a 40")).title("No bytes behind tag 42 are refused."),
        invalid("link-zero-alone", &hex!("d82a 41 00")).title("The zero byte alone is no CID."),
        invalid("link-without-zero", &link(&hex!("d82a 5824 01551220"), &[]))
            .title("A CID without the zero byte in front is refused."),
        invalid("link-other-multibase", &link(&hex!("d82a 5825 01 01551220"), &[]))
            .title("Another byte than zero in front of the CID is refused."),
        invalid("link-version-2", &link(&hex!("d82a 5825 00 02551220"), &[]))
            .title("A CID of version 2 is refused."),
        invalid("link-cut-digest", &hex!("d82a 45 00 01551220"))
            .title("A CID whose digest is missing is refused."),
        invalid("link-long-varint", &link(&hex!("d82a 5826 00 01d5001220"), &[]))
            .title("A CID whose codec is not in its shortest form is refused."),
        invalid("link-v0-short", &hex!("d82a 44 00 1220 00"))
            .title("A CID of version 0 without its digest is refused."),
        refuses("link-inside", hex!("a1 6161 81 d82a 41 00"), "cbor.cid", "CborInvalidCid", 6)
            .title("A link in a list in a map is held to the same rule.")
            .why("Links are where others' data comes in."),
        refuses("link-tagged-twice", hex!("d82a d82a 41 00"), "cbor.cid", "CborInvalidCid", 2)
            .title("A tag behind tag 42 is refused.")
            .why("The tag is read over by parsers that skip tags."),
    ]
}

fn tags() -> Vec<CaseBuilder> {
    let refused = |slug: &str, bytes: &[u8]| {
        refuses(slug, bytes, "cbor.tag", "CborUnsupportedTag", 0)
            .why("Parsers that skip tags see the same value without it, under another CID.")
    };
    vec![
        accepts("tag-42", hex!("81 d82a 49 00 01 55 00 04 00010203"), "cbor.tag")
            .title("Tag 42 is the tag of links.")
            .why("It is the only one."),
        refused("tag-0", &hex!("c0 6161")).title("Tag 0 (a date) is refused."),
        refused("tag-43", &hex!("d82b 4100")).title("Tag 43 is refused."),
        refused("tag-24", &hex!("d818 4100")).title("Tag 24 (CBOR in bytes) is refused."),
        refused("tag-55799", &hex!("d9d9f7 00")).title("Tag 55799 (this is CBOR) is refused."),
        refused("tag-2-64-minus-1", &hex!("dbffffffffffffffff 00"))
            .title("The largest tag is refused."),
        refuses("tag-on-key", hex!("a1 c0 6161 00"), "cbor.key-string", "CborNonStringKey", 1)
            .title("A tag on a key is refused.")
            .why("A key is a text and nothing else."),
    ]
}
