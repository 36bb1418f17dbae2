//! The little DER that RSA keys need (X.690), strict: one spelling per value.

/// A cursor over DER elements.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a>(&'a [u8]);

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;

/// AlgorithmIdentifier of RSA keys: rsaEncryption and NULL (RFC 8017, appendix A.1).
const RSA_ENCRYPTION: [u8; 13] =
    [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

impl<'a> Reader<'a> {
    /// The inside of the one SEQUENCE that fills `bytes`.
    pub(crate) fn sequence(bytes: &'a [u8]) -> Option<Self> {
        let mut outside = Self(bytes);
        let inside = outside.element(SEQUENCE)?;
        outside.is_empty().then_some(Self(inside))
    }

    /// The next element as a number that is not negative: its bytes, big
    /// endian, without leading zeros, so none at all for zero.
    pub(crate) fn unsigned(&mut self) -> Option<&'a [u8]> {
        match self.element(INTEGER)? {
            [] | [0x80..=0xff, ..] | [0x00, 0x00..=0x7f, ..] => None,
            [0x00, rest @ ..] => Some(rest),
            all => Some(all),
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The content of the next element, which must have this tag.
    fn element(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (&found, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0x00..=0x7f => (usize::from(first), rest),
            // Keys of 8192 bits need two bytes of length; three are room enough.
            0x81..=0x83 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x0f))?;
                let length = bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
                let shortest = length >= 0x80 && bytes.first() != Some(&0);
                (shortest.then_some(length)?, rest)
            }
            // The indefinite form, lengths beyond any key, and the reserved byte.
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        (found == tag).then_some(content)
    }
}

/// The number of bits of a number without leading zeros.
pub(crate) fn bits(number: &[u8]) -> usize {
    let Some((first, rest)) = number.split_first() else { return 0 };
    let top = (0..8).rev().find(|bit| first >> bit & 1 == 1).map_or(0, |bit| bit + 1);
    rest.len() * 8 + top
}

/// Modulus and exponent of a PKCS #1 RSAPrivateKey of two primes.
pub(crate) fn public_part_of_private_key(pkcs1: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut reader = Reader::sequence(pkcs1)?;
    let version = reader.unsigned()?;
    let modulus = reader.unsigned()?;
    let exponent = reader.unsigned()?;
    version.is_empty().then_some((modulus, exponent))
}

/// The PKCS #1 RSAPrivateKey inside a PKCS #8 PrivateKeyInfo (RFC 5208, section 5).
pub(crate) fn private_key_of_pkcs8(pkcs8: &[u8]) -> Option<&[u8]> {
    let mut reader = Reader::sequence(pkcs8)?;
    let version = reader.unsigned()?;
    let algorithm = reader.element(SEQUENCE)?;
    let private_key = reader.element(OCTET_STRING)?;
    // Version 1 (RFC 5958) differs in what may follow, which says nothing new here.
    let known = matches!(version, [] | [1]) && algorithm == RSA_ENCRYPTION;
    known.then_some(private_key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(bytes: &[u8]) -> Option<&[u8]> {
        Reader(bytes).unsigned()
    }

    #[test]
    fn a_number_has_one_spelling() {
        assert_eq!(number(&[0x02, 0x01, 0x00]), Some(&[][..]));
        assert_eq!(number(&[0x02, 0x01, 0x7f]), Some(&[0x7f][..]));
        assert_eq!(number(&[0x02, 0x02, 0x00, 0x80]), Some(&[0x80][..]));
        assert_eq!(number(&[0x02, 0x00]), None);
        assert_eq!(number(&[0x02, 0x01, 0x80]), None);
        assert_eq!(number(&[0x02, 0x02, 0x00, 0x7f]), None);
        assert_eq!(number(&[0x02, 0x02, 0x00, 0x00]), None);
    }

    #[test]
    fn a_length_has_one_spelling() {
        for broken in [
            &[0x02][..],
            &[0x02, 0x02, 0x01],
            &[0x02, 0x80, 0x01, 0x00, 0x00],
            &[0x02, 0x81],
            &[0x02, 0x81, 0x01, 0x01],
            &[0x02, 0x82, 0x00, 0x01, 0x01],
            &[0x02, 0x84, 0x00, 0x00, 0x00, 0x01, 0x01],
            &[0x02, 0xff, 0x01],
            &[0x02, 0x83, 0xff, 0xff, 0xff, 0x01],
        ] {
            assert_eq!(number(broken), None, "{broken:02x?}");
        }
        let mut long = [0x11; 131];
        long[..3].copy_from_slice(&[0x02, 0x81, 0x80]);
        assert_eq!(number(&long), Some(&[0x11; 128][..]));
        long[..4].copy_from_slice(&[0x02, 0x82, 0x00, 0x7f]);
        assert_eq!(number(&long), None);
    }

    #[test]
    fn another_tag_and_bytes_behind_the_sequence_are_refused() {
        assert_eq!(number(&[0x03, 0x01, 0x01]), None);
        assert!(Reader::sequence(&[0x30, 0x00]).is_some_and(|inside| inside.is_empty()));
        assert!(Reader::sequence(&[0x30, 0x00, 0x00]).is_none());
        assert!(Reader::sequence(&[0x31, 0x00]).is_none());
        assert!(Reader::sequence(&[]).is_none());
    }

    #[test]
    fn counts_bits() {
        assert_eq!(bits(&[]), 0);
        assert_eq!(bits(&[0x01]), 1);
        assert_eq!(bits(&[0xff]), 8);
        assert_eq!(bits(&[0x01, 0x00]), 9);
        assert_eq!(bits(&[0x80; 256]), 2048);
        assert_eq!(bits(&[0x7f; 256]), 2047);
    }
}
