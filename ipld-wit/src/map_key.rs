//! The order of the keys of a map.

use ipld_core::ipld::Ipld;

use crate::value::Value;

/// A key, ordered as its DAG-CBOR bytes are: `false` before `true`; integers that are not negative
/// by size, then negative ones by size; texts by length in bytes, then bytewise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum MapKey<'v> {
    Integer { negative: bool, size: u64 },
    Text { length: usize, text: &'v str },
    Char { length: usize, char: char },
    Bool(bool),
}

impl<'v> MapKey<'v> {
    /// The key that a value makes, if its type can be that of keys.
    pub(crate) fn of(value: &'v Value) -> Option<Self> {
        match value {
            Value::Bool(bool) => Some(Self::Bool(*bool)),
            Value::U8(integer) => Some(Self::unsigned(u64::from(*integer))),
            Value::U16(integer) => Some(Self::unsigned(u64::from(*integer))),
            Value::U32(integer) => Some(Self::unsigned(u64::from(*integer))),
            Value::U64(integer) => Some(Self::unsigned(*integer)),
            Value::S8(integer) => Some(Self::signed(i64::from(*integer))),
            Value::S16(integer) => Some(Self::signed(i64::from(*integer))),
            Value::S32(integer) => Some(Self::signed(i64::from(*integer))),
            Value::S64(integer) => Some(Self::signed(*integer)),
            Value::Char(char) => Some(Self::Char { length: char.len_utf8(), char: *char }),
            Value::String(text) => Some(Self::Text { length: text.len(), text }),
            _ => None,
        }
    }

    /// The same, of a key as data.
    pub(crate) fn of_ipld(key: &'v Ipld) -> Option<Self> {
        match key {
            Ipld::Bool(bool) => Some(Self::Bool(*bool)),
            Ipld::Integer(integer) => {
                let size = u64::try_from(integer.unsigned_abs()).ok()?;
                Some(Self::Integer { negative: *integer < 0, size })
            }
            Ipld::String(text) => Some(Self::Text { length: text.len(), text }),
            _ => None,
        }
    }

    const fn unsigned(size: u64) -> Self {
        Self::Integer { negative: false, size }
    }

    const fn signed(integer: i64) -> Self {
        Self::Integer { negative: integer < 0, size: integer.unsigned_abs() }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use alloc::vec::Vec;

    use super::*;

    /// The head of a CBOR item: RFC 8949, section 3.
    fn head(major: u8, argument: u64) -> Vec<u8> {
        let bytes = argument.to_be_bytes();
        let (info, skip) = match argument {
            0..=23 => (bytes[7], 8),
            24..=0xff => (24, 7),
            0x100..=0xffff => (25, 6),
            0x1_0000..=0xffff_ffff => (26, 4),
            _ => (27, 0),
        };
        [&[major << 5 | info], &bytes[skip..]].concat()
    }

    fn cbor(value: &Value) -> Vec<u8> {
        let text = |text: &str| {
            [head(3, u64::try_from(text.len()).unwrap()), text.as_bytes().to_vec()].concat()
        };
        match value {
            Value::Bool(bool) => [0xf4 | u8::from(*bool)].into(),
            Value::S64(integer) if *integer < 0 => head(1, !integer.cast_unsigned()),
            Value::S64(integer) => head(0, integer.cast_unsigned()),
            Value::U64(integer) => head(0, *integer),
            Value::Char(char) => text(char.encode_utf8(&mut [0; 4])),
            Value::String(string) => text(string),
            other => unreachable!("{}", other.kind()),
        }
    }

    #[test]
    fn the_order_is_that_of_the_bytes() {
        let edges =
            [0, 1, 23, 24, 255, 256, 65_535, 65_536, i64::MAX, -1, -24, -25, -256, i64::MIN];
        let integers = edges.map(Value::S64);
        let unsigned = [0, 23, 24, 1 << 40, u64::MAX].map(Value::U64);
        let chars = ['\0', 'a', 'b', '\u{7f}', 'é', '€', '\u{ffff}', '\u{10000}'].map(Value::Char);
        let long = "a".repeat(24);
        let strings =
            ["", "b", "aa", "é", "ab", &long].map(|text| Value::String(String::from(text)));
        let bools = [true, false].map(Value::Bool);
        for keys in [&integers[..], &unsigned[..], &chars[..], &strings[..], &bools[..]] {
            for a in keys {
                for b in keys {
                    assert_eq!(MapKey::of(a).cmp(&MapKey::of(b)), cbor(a).cmp(&cbor(b)));
                }
            }
        }
        assert_eq!(MapKey::of(&Value::F64(1.0)), None);
    }
}
