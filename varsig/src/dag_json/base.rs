//! Base64 and base32 (RFC 4648) without padding, in the one text that bytes have.

use alloc::vec::Vec;

/// RFC 4648, section 4.
pub(super) const BASE64: Base =
    Base::new(6, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
/// RFC 4648, section 6, in lower case as multibase `b` has it.
pub(super) const BASE32: Base = Base::new(5, b"abcdefghijklmnopqrstuvwxyz234567");

/// An alphabet, and how many bits one of its characters stands for.
pub(super) struct Base {
    bits: usize,
    symbols: &'static [u8],
    values: [u8; 256],
}

/// Why a text is not the base encoding of any bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Malformed {
    /// A character outside of the alphabet, or a last character without a whole byte.
    Alphabet,
    /// Padding.
    Padding,
    /// The last character sets bits that belong to no byte.
    StrayBits,
}

/// No value of a character, since those have six bits at most.
const NONE: u8 = 0xff;

impl Base {
    #[expect(clippy::as_conversions, reason = "a byte as index and back, in a constant")]
    const fn new(bits: usize, symbols: &'static [u8]) -> Self {
        let mut values = [NONE; 256];
        let mut value = 0;
        while value < symbols.len() {
            values[symbols[value] as usize] = value as u8;
            value += 1;
        }
        Self { bits, symbols, values }
    }

    /// Decodes `text` and hands the bytes to `emit`, a few at a time. Nothing is held, so
    /// that a check need not allocate.
    pub(super) fn decode(&self, text: &str, mut emit: impl FnMut(&[u8])) -> Result<(), Malformed> {
        // Eight characters are as many bytes as one character has bits.
        let (groups, rest) = text.as_bytes().as_chunks::<8>();
        for group in groups {
            emit(self.held(group)?.to_be_bytes().get(8 - self.bits..).unwrap_or_default());
        }
        let count = rest.len() * self.bits;
        let (whole, stray) = (count / 8, count % 8);
        if stray >= self.bits {
            return self.held(rest).and(Err(Malformed::Alphabet));
        }
        let held = self.held(rest)?;
        if held & ((1 << stray) - 1) != 0 {
            return Err(Malformed::StrayBits);
        }
        emit((held >> stray).to_be_bytes().get(8 - whole..).unwrap_or_default());
        Ok(())
    }

    /// The number that at most eight characters stand for.
    fn held(&self, symbols: &[u8]) -> Result<u64, Malformed> {
        let mut seen = 0;
        let held = symbols.iter().fold(0, |held, symbol| {
            let value = self.values[usize::from(*symbol)];
            seen |= value;
            held << self.bits | u64::from(value)
        });
        // Values have six bits at most, so the other two are of something else.
        if seen < 1 << 6 {
            return Ok(held);
        }
        let first = symbols.iter().find(|symbol| self.values[usize::from(**symbol)] == NONE);
        Err(if first == Some(&b'=') { Malformed::Padding } else { Malformed::Alphabet })
    }

    /// Appends the text of `bytes`.
    pub(super) fn encode(&self, bytes: &[u8], out: &mut Vec<u8>) {
        for group in bytes.chunks(self.bits) {
            let held = group.iter().fold(0_u64, |held, byte| held << 8 | u64::from(*byte));
            // Bits that are left of the last character are zero.
            let held = held << (8 * (self.bits - group.len()));
            let count = (8 * group.len()).div_ceil(self.bits);
            out.extend((8 - count..8).rev().map(|place| {
                let [.., low] = (held >> (self.bits * place)).to_be_bytes();
                self.symbols[usize::from(low) % self.symbols.len()]
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn decoded(base: &Base, text: &str) -> Result<Vec<u8>, Malformed> {
        let mut bytes = vec![];
        base.decode(text, |some| bytes.extend_from_slice(some)).map(|()| bytes)
    }

    /// RFC 4648, section 10, without padding, base32 in lower case.
    #[test]
    fn the_vectors_of_rfc_4648_hold_both_ways() {
        for (bytes, base64, base32) in [
            ("", "", ""),
            ("f", "Zg", "my"),
            ("fo", "Zm8", "mzxq"),
            ("foo", "Zm9v", "mzxw6"),
            ("foob", "Zm9vYg", "mzxw6yq"),
            ("fooba", "Zm9vYmE", "mzxw6ytb"),
            ("foobar", "Zm9vYmFy", "mzxw6ytboi"),
            ("foobarfoobarfoo", "Zm9vYmFyZm9vYmFyZm9v", "mzxw6ytbojtg633cmfzgm33p"),
        ] {
            for (base, text) in [(&BASE64, base64), (&BASE32, base32)] {
                let mut out = vec![];
                base.encode(bytes.as_bytes(), &mut out);
                assert_eq!(out, text.as_bytes());
                assert_eq!(decoded(base, text).as_deref(), Ok(bytes.as_bytes()));
            }
        }
    }

    #[test]
    fn a_text_that_is_no_encoding_is_refused() {
        assert_eq!(decoded(&BASE64, "Zg=="), Err(Malformed::Padding));
        assert_eq!(decoded(&BASE64, "Zh"), Err(Malformed::StrayBits));
        assert_eq!(decoded(&BASE64, "Zm9vY"), Err(Malformed::Alphabet));
        assert_eq!(decoded(&BASE64, "Zm9vYmFyZm9vYmF=Zm9v"), Err(Malformed::Padding));
        assert_eq!(decoded(&BASE64, "Zm9vYmFyZm9v!mF=Zm9v"), Err(Malformed::Alphabet));
        assert_eq!(decoded(&BASE64, "Zm9vYmFyZ"), Err(Malformed::Alphabet));
        assert_eq!(decoded(&BASE64, "="), Err(Malformed::Padding));
        assert_eq!(decoded(&BASE64, "Zm-_"), Err(Malformed::Alphabet));
        assert_eq!(decoded(&BASE32, "mz"), Err(Malformed::StrayBits));
        assert_eq!(decoded(&BASE32, "mzx"), Err(Malformed::Alphabet));
        assert_eq!(decoded(&BASE32, "MY"), Err(Malformed::Alphabet));
    }
}
