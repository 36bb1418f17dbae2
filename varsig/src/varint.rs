//! Unsigned LEB128 in its shortest form only (ruling T8).

use alloc::vec::Vec;

/// Why a varint was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VarintError {
    /// The bytes end inside the number.
    #[error("the bytes end inside a varint")]
    UnexpectedEnd,
    /// The number could have been written in fewer bytes.
    #[error("a varint is not in its shortest form")]
    NotShortest,
    /// The number does not fit 63 bits, the limit of the multiformats varint.
    #[error("a varint does not fit 63 bits")]
    TooLong,
}

/// The largest number that a varint may stand for.
pub const MAX: u64 = u64::MAX >> 1;

/// The longest varint the multiformats text allows, in bytes.
const MAX_LENGTH: usize = 9;

/// Reads one varint from the front of `bytes`: the number and its length in bytes.
///
/// # Errors
///
/// [`VarintError`] as its variants say.
pub fn decode(bytes: &[u8]) -> Result<(u64, usize), VarintError> {
    let mut value = 0_u64;
    for index in 0..MAX_LENGTH {
        let byte = *bytes.get(index).ok_or(VarintError::UnexpectedEnd)?;
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return if byte == 0 && index > 0 {
                Err(VarintError::NotShortest)
            } else {
                Ok((value, index + 1))
            };
        }
    }
    Err(VarintError::TooLong)
}

/// Appends `value` to `out`. What is above [`MAX`] is written and not read back.
pub fn encode(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_a_number_that_could_be_shorter() {
        assert_eq!(decode(&[0x80, 0x00]), Err(VarintError::NotShortest));
        assert_eq!(decode(&[0xed, 0x81, 0x00]), Err(VarintError::NotShortest));
        assert_eq!(decode(&[0x00]), Ok((0, 1)));
    }

    #[test]
    fn refuses_a_truncated_and_an_endless_number() {
        assert_eq!(decode(&[]), Err(VarintError::UnexpectedEnd));
        assert_eq!(decode(&[0xff]), Err(VarintError::UnexpectedEnd));
        assert_eq!(decode(&[0xff; 12]), Err(VarintError::TooLong));
    }

    proptest! {
        #[test]
        fn every_number_of_63_bits_round_trips(value in 0_u64..(1 << 63)) {
            let mut bytes = Vec::new();
            encode(value, &mut bytes);
            prop_assert_eq!(decode(&bytes), Ok((value, bytes.len())));
        }
    }
}
