//! Tokens, containers around them, and members of gzip, in a few lines of our own.

use crate::{
    DAG_CBOR, Value,
    base_encoding::base64,
    case,
    case::CaseBuilder,
    cid_v1, dag_cbor, list, map,
    people::{ALICE, BOB, CAROL, DAN},
    token::Delegation,
};

pub(super) const COMPUTED: &str = "CBOR, base64 and SHA2-256 in a few lines of the generator";
/// Three bytes that are no value of DAG-CBOR: the second is an integer not in its shortest form.
pub(super) const OPAQUE: [u8; 3] = [0x81, 0x18, 0x01];

/// Three tokens in bytewise order.
pub(super) fn tokens() -> [Vec<u8>; 3] {
    let mut tokens = [
        Delegation::new(ALICE, BOB, ALICE),
        Delegation::new(BOB, CAROL, ALICE),
        Delegation::new(CAROL, DAN, ALICE).with("cmd", "/msg/send/sms"),
    ]
    .map(|delegation| delegation.sign().bytes());
    tokens.sort();
    tokens
}

/// The CBOR of a container with these entries, in this order.
pub(super) fn content(entries: &[&[u8]]) -> Vec<u8> {
    let entries = entries.iter().map(|entry| Value::from(*entry)).collect::<Vec<_>>();
    dag_cbor::encode(&map! { "ctn-v1" => entries })
}

/// The container with the three tokens, behind `first` and as `encode` has it.
pub(super) fn container(first: u8, encode: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let [a, b, c] = tokens();
    [vec![first], encode(&content(&[&a, &b, &c]))].concat()
}

pub(super) fn raw(content: &[u8]) -> Vec<u8> {
    content.to_vec()
}

/// Base64 in the standard alphabet with padding.
pub(super) fn standard(content: &[u8]) -> Vec<u8> {
    let padding = "=".repeat((3 - content.len() % 3) % 3);
    (base64(content) + &padding).into_bytes()
}

/// Base64 in the alphabet of URLs without padding.
pub(super) fn url(content: &[u8]) -> Vec<u8> {
    base64(content).replace('+', "-").replace('/', "_").into_bytes()
}

/// A member of gzip around `content`, which is stored and not compressed.
pub(super) fn stored(content: &[u8]) -> Vec<u8> {
    with_fields(0, &[], content)
}

/// The same with these flags in its header, and these fields behind it.
pub(super) fn with_fields(flags: u8, fields: &[u8], content: &[u8]) -> Vec<u8> {
    let header = [&[0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 0xff], fields].concat();
    [header, blocks(content), trailer(content)].concat()
}

/// `content` in stored blocks of DEFLATE, of which there must be one.
fn blocks(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap_or_default();
    [&[1], &length.to_le_bytes()[..], &(!length).to_le_bytes(), content].concat()
}

/// Checksum and length.
pub(super) fn trailer(content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap_or_default();
    [crc32(content).to_le_bytes(), length.to_le_bytes()].concat()
}

/// The CRC of gzip (RFC 1952, section 8).
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 0 { crc >> 1 } else { (crc >> 1) ^ 0xedb8_8320 }
        })
    })
}

pub(super) fn read(slug: &str, bytes: impl Into<Vec<u8>>) -> CaseBuilder {
    case(slug)
        .section("Serialization")
        .operation("ucan.container.read")
        .input("bytes", bytes.into())
        .computed(COMPUTED)
}

/// What reading gives.
pub(super) fn holding(
    encoding: &str,
    tokens: &[&[u8]],
    opaque: Vec<Value>,
    sorted: bool,
    duplicates: u32,
) -> Value {
    let tokens =
        tokens.iter().map(|token| Value::link(cid_v1(DAG_CBOR, token))).collect::<Vec<_>>();
    map! {
        "encoding" => encoding,
        "tokens" => tokens,
        "opaque" => opaque,
        "sorted" => sorted,
        "duplicates" => duplicates,
    }
}

/// The three tokens, in order.
pub(super) fn holding_all(encoding: &str) -> Value {
    let [a, b, c] = tokens();
    holding(encoding, &[&a, &b, &c], Vec::new(), true, 0)
}

/// A container of nothing.
pub(super) fn empty() -> Vec<u8> {
    dag_cbor::encode(&map! { "ctn-v1" => list![] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_as_rfc_1952_does() {
        // The check value of this CRC, over the digits 1 to 9.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn the_containers_show_padding_and_both_letters_of_the_alphabets() {
        let [a, b, c] = tokens();
        let text = String::from_utf8(standard(&content(&[&a, &b, &c]))).unwrap();
        assert!(text.ends_with('='), "choose tokens whose container needs padding");
        assert!(text.contains('+') && text.contains('/'), "choose tokens with + and /");
    }
}
