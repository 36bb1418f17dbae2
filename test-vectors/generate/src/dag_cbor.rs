//! Canonical DAG-CBOR, written in a few lines of our own.

use crate::{base_encoding::from_base32, value::Value};

/// `value` in canonical DAG-CBOR.
///
/// Map entries are sorted; a key that is given twice is written twice.
///
/// # Panics
///
/// On a link that is not a CID in base32.
#[must_use]
pub fn encode(value: &Value) -> Vec<u8> {
    match value {
        Value::Null => vec![0xf6],
        Value::Bool(value) => vec![0xf4 + u8::from(*value)],
        Value::Integer(value) if *value < 0 => head(1, value.unsigned_abs() - 1),
        Value::Integer(value) => head(0, value.unsigned_abs()),
        Value::Bytes(bytes) => [head(2, length(bytes)), bytes.clone()].concat(),
        Value::Text(text) => encode_text(text),
        Value::Link(cid) => {
            let cid = cid.strip_prefix('b').and_then(from_base32);
            let cid = cid.unwrap_or_else(|| panic!("a link that is not in base32: {value:?}"));
            let item = [&[0], cid.as_slice()].concat();
            [vec![0xd8, 42], head(2, length(&item)), item].concat()
        }
        Value::List(items) => {
            [head(4, length(items)), items.iter().flat_map(encode).collect()].concat()
        }
        Value::Map(entries) => {
            encode_map(entries.iter().map(|(key, value)| (key.clone(), encode(value))).collect())
        }
    }
}

/// A map of values that are encoded already.
pub(crate) fn encode_map(mut entries: Vec<(String, Vec<u8>)>) -> Vec<u8> {
    entries.sort_by(|(a, _), (b, _)| (a.len(), a).cmp(&(b.len(), b)));
    let mut out = head(5, length(&entries));
    for (key, value) in entries {
        out.extend(encode_text(&key));
        out.extend(value);
    }
    out
}

fn encode_text(text: &str) -> Vec<u8> {
    [head(3, length(text.as_bytes())), text.as_bytes().to_vec()].concat()
}

/// The head of an item: its major type and its number in the shortest form.
fn head(major: u8, number: u64) -> Vec<u8> {
    let kind = major << 5;
    let bytes = number.to_be_bytes();
    match number {
        0..24 => vec![kind | bytes[7]],
        24..=0xff => vec![kind | 24, bytes[7]],
        0x100..=0xffff => [&[kind | 25], &bytes[6..]].concat(),
        0x1_0000..=0xffff_ffff => [&[kind | 26], &bytes[4..]].concat(),
        _ => [&[kind | 27], &bytes[..]].concat(),
    }
}

fn length<T>(items: &[T]) -> u64 {
    u64::try_from(items.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cid::cid_v1, hex, list, map};

    #[test]
    fn agrees_with_the_examples_of_rfc_8949() {
        // Appendix A, as far as DAG-CBOR keeps to it.
        for (value, bytes) in [
            (Value::from(0_i64), hex!("00").to_vec()),
            (23_i64.into(), hex!("17").to_vec()),
            (24_i64.into(), hex!("1818").to_vec()),
            (100_i64.into(), hex!("1864").to_vec()),
            (1000_i64.into(), hex!("1903e8").to_vec()),
            (1_000_000_i64.into(), hex!("1a000f4240").to_vec()),
            (1_000_000_000_000_i64.into(), hex!("1b000000e8d4a51000").to_vec()),
            ((-1_i64).into(), hex!("20").to_vec()),
            ((-1000_i64).into(), hex!("3903e7").to_vec()),
            (false.into(), hex!("f4").to_vec()),
            (true.into(), hex!("f5").to_vec()),
            (Value::Null, hex!("f6").to_vec()),
            (hex!("01020304").into(), hex!("4401020304").to_vec()),
            ("IETF".into(), hex!("6449455446").to_vec()),
            ("水".into(), hex!("63e6b0b4").to_vec()),
            (list![1, list![2, 3], list![4, 5]], hex!("8301820203820405").to_vec()),
            (map! { "b" => list![2, 3], "a" => 1 }, hex!("a26161016162820203").to_vec()),
        ] {
            assert_eq!(encode(&value), bytes, "{value:?}");
        }
    }

    #[test]
    fn shorter_keys_come_first() {
        assert_eq!(encode(&map! { "aa" => 1, "b" => 2 }), hex!("a2616202626161 01"));
    }

    #[test]
    fn a_link_is_tag_42_around_a_zero_and_the_cid() {
        let bytes = encode(&Value::link(cid_v1(0x71, b"\xa0")));
        assert_eq!(bytes[..9], hex!("d82a5825 00 01711220"));
        assert_eq!(bytes.len(), 4 + 1 + 36);
    }
}
