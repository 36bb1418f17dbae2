//! Maps, texts, ends and depth.

use super::{accepts, refuses};
use crate::{case::CaseBuilder, hex};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [maps(), texts(), ends(), depth()].concat()
}

fn maps() -> Vec<CaseBuilder> {
    let order = |slug: &str, bytes: &[u8], offset| {
        refuses(slug, bytes, "cbor.key-order", "CborUnsortedKeys", offset)
    };
    let string = |slug: &str, bytes: &[u8]| {
        refuses(slug, bytes, "cbor.key-string", "CborNonStringKey", 1)
            .why("The data model's maps have strings for keys; JSON could not say it.")
    };
    vec![
        accepts("keys-by-length", hex!("a4 60 04 6161 03 6162 01 626161 02"), "cbor.key-order")
            .title("Keys sorted by length, then by bytes, are canonical: \"\", a, b, aa.")
            .why("DAG-CBOR keeps the order of RFC 7049, where b stands before aa."),
        accepts(
            "keys-by-bytes-beyond-ascii",
            hex!("a4 617a 02 62c3a9 01 63efbda1 04 64f09f9880 03"),
            "cbor.key-order",
        )
        .title("Keys beyond ASCII are sorted by the length and bytes of their UTF-8.")
        .why("Languages that sort by UTF-16 units, or by locale, have another order."),
        order("keys-unsorted", &hex!("a2 6162 01 6161 02"), 4)
            .title("b before a is refused.")
            .why("Every order is another CID for the same map."),
        order("keys-bytewise", &hex!("a2 626161 02 6162 01"), 5)
            .title("aa before b is refused: the shorter key comes first.")
            .why("This is the order of RFC 8949, and not of DAG-CBOR."),
        order("keys-unsorted-inside", &hex!("81 a1 6161 a2 6162 01 6161 02"), 8)
            .title("b before a in a map in a map in a list is refused.")
            .why("A check of the outermost map alone guards nothing."),
        accepts("keys-unique", hex!("a2 6161 01 6162 01"), "cbor.key-unique")
            .title("Two keys with the same value are canonical.")
            .why("Keys are unique, values need not be."),
        refuses("keys-twice", hex!("a2 6161 01 6161 02"), "cbor.key-unique", "CborDuplicateKey", 4)
            .title("One key twice is refused.")
            .why("One parser takes the first value, another the last."),
        refuses(
            "keys-twice-with-one-value",
            hex!("a2 6161 01 6161 01"),
            "cbor.key-unique",
            "CborDuplicateKey",
            4,
        )
        .title("One key twice with the same value is refused.")
        .why("It means nothing else, and has another CID."),
        refuses(
            "empty-key-twice",
            hex!("a2 60 01 60 02"),
            "cbor.key-unique",
            "CborDuplicateKey",
            3,
        )
        .title("The empty key twice is refused.")
        .why("A parser that starts from an empty key misses it."),
        refuses(
            "keys-twice-apart",
            hex!("a3 63626172 03 63666f6f 01 63666f6f 02"),
            "cbor.key-unique",
            "CborDuplicateKey",
            11,
        )
        .title("bar, foo, foo is refused.")
        .why("The case that the implementations of IPLD share.")
        .published("ipld/codec-fixtures, negative-fixtures/dag-cbor/decode/duplicate-keys.json"),
        accepts("keys-are-texts", hex!("a1 6131 02"), "cbor.key-string")
            .title("The text \"1\" is a key.")
            .why("It is a string like others."),
        string("integer-key", &hex!("a1 01 02")).title("An integer as a key is refused."),
        string("bytes-key", &hex!("a1 4161 02")).title("Bytes as a key are refused."),
        string("null-key", &hex!("a1 f6 02")).title("Null as a key is refused."),
        string("map-key", &hex!("a1 a0 02")).title("A map as a key is refused."),
    ]
}

fn texts() -> Vec<CaseBuilder> {
    let refused = |slug: &str, bytes: &[u8]| {
        refuses(slug, bytes, "cbor.utf-8", "CborInvalidUtf8", 0)
            .why("A reader that mends it changes what was signed.")
    };
    vec![
        accepts("text-beyond-ascii", hex!("64 f09f9880"), "cbor.utf-8")
            .title("A character of four bytes is canonical.")
            .why("Texts are UTF-8 with all of Unicode."),
        accepts("text-not-normalised", hex!("82 62c3a9 63 65cc81"), "cbor.utf-8")
            .title("é in one character and in two are two texts, both canonical.")
            .why("Nothing is normalised: bytes are what was signed."),
        accepts("text-with-zero", hex!("63 610062"), "cbor.utf-8")
            .title("A text with a zero character inside is canonical.")
            .why("Languages whose strings end at zero cut it."),
        refused("text-lone-byte", &hex!("61 ff")).title("The byte ff in a text is refused."),
        refused("text-surrogate", &hex!("63 eda080")).title("A surrogate in a text is refused."),
        refused("text-overlong", &hex!("62 c0af")).title("A slash in two bytes is refused."),
        refused("text-beyond-unicode", &hex!("64 f4908080"))
            .title("A character beyond U+10FFFF is refused."),
        refused("text-cut-character", &hex!("61 c3")).title("Half a character is refused."),
        refuses("key-not-utf-8", hex!("a1 61ff 00"), "cbor.utf-8", "CborInvalidUtf8", 1)
            .title("A key that is not UTF-8 is refused.")
            .why("Keys are texts too."),
    ]
}

fn ends() -> Vec<CaseBuilder> {
    let cut = |slug: &str, bytes: &[u8], offset| {
        refuses(slug, bytes, "cbor.complete", "CborUnexpectedEnd", offset)
            .why("What is not there must not be read, nor filled up.")
    };
    vec![
        accepts("one-byte", hex!("00"), "cbor.complete")
            .title("One byte can be a whole value.")
            .why("It is the integer 0."),
        cut("empty", &[], 0).title("No bytes are no value."),
        cut("cut-integer", &hex!("19 01"), 0).title("An integer without its last byte is refused."),
        cut("cut-bytes", &hex!("44 010203"), 0).title("Three of four bytes are refused."),
        cut("cut-text", &hex!("63 6162"), 0).title("Two of three characters are refused."),
        cut("cut-list", &hex!("82 01"), 2).title("A list of two with one item is refused."),
        cut("cut-map", &hex!("a1 6161"), 3).title("A key without a value is refused."),
        cut("cut-float", &hex!("fb 3ff80000"), 0).title("Half a float is refused."),
        cut("cut-tag", &hex!("d82a"), 2).title("A tag with nothing behind it is refused."),
        cut("claim-of-2-63-bytes", &hex!("5b8000000000000000"), 0)
            .title("A claim of 2^63 bytes is refused.")
            .why("A reader that makes room for what is claimed falls over."),
        cut("claim-of-2-63-items", &hex!("9b8000000000000000"), 9)
            .title("A claim of 2^63 items is refused.")
            .why("A reader that makes room for what is claimed falls over."),
        cut("claim-of-2-64-pairs", &hex!("bbffffffffffffffff"), 9)
            .title("A claim of 2^64 - 1 pairs is refused.")
            .why("Twice the number of pairs does not fit 64 bits."),
        refuses("trailing-byte", hex!("00 00"), "cbor.complete", "CborTrailingBytes", 1)
            .title("A second value behind the first is refused.")
            .why("Readers that stop at the first see one value under many CIDs."),
        refuses("trailing-break", hex!("80 ff"), "cbor.complete", "CborTrailingBytes", 1)
            .title("A break code behind the value is refused.")
            .why("It is a byte behind the value like others."),
    ]
}

/// Lists in lists.
fn nested(lists: usize) -> Vec<u8> {
    let mut bytes = vec![0x81; lists - 1];
    bytes.push(0x80);
    bytes
}

fn depth() -> Vec<CaseBuilder> {
    let maps = |depth: usize| [[0xa1, 0x61, 0x61].repeat(depth - 1), vec![0xa0]].concat();
    let why = "Readers without a bound overflow their stack; the bound is this project's.";
    vec![
        accepts("lists-64-deep", nested(64), "cbor.depth")
            .title("64 lists in each other are read.")
            .why("Tokens use about eight.")
            .tags(["limits"]),
        refuses("lists-65-deep", nested(65), "cbor.depth", "CborTooDeep", 64)
            .title("65 lists in each other are refused.")
            .why(why)
            .tags(["limits"]),
        refuses("lists-10000-deep", nested(10_000), "cbor.depth", "CborTooDeep", 64)
            .title("10,000 lists in each other are refused at the 65th.")
            .why(why)
            .tags(["limits"]),
        accepts("maps-64-deep", maps(64), "cbor.depth")
            .title("64 maps in each other are read.")
            .why("Maps count as lists do.")
            .tags(["limits"]),
        refuses("maps-65-deep", maps(65), "cbor.depth", "CborTooDeep", 192)
            .title("65 maps in each other are refused.")
            .why(why)
            .tags(["limits"]),
    ]
}
