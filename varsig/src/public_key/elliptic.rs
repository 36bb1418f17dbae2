//! Points of the curves that every build verifies.

use ed25519_dalek::VerifyingKey;

use super::{ParsedKey, PublicKeyError};

/// An Ed25519 key as the portable provider wants it.
///
/// Where AWS-LC verifies, a key may have come from a [`CandidateKey`](super::CandidateKey)
/// and not have been decoded yet.
#[cfg(not(feature = "aws-lc"))]
pub(crate) struct Ed25519Point(VerifyingKey);
#[cfg(feature = "aws-lc")]
pub(crate) struct Ed25519Point(std::sync::OnceLock<VerifyingKey>);

impl Ed25519Point {
    /// The point whose bytes are `bytes`, unless they are none.
    pub(crate) fn decoded(&self, bytes: &[u8]) -> Option<VerifyingKey> {
        #[cfg(not(feature = "aws-lc"))]
        let point = {
            let _ = bytes;
            Some(self.0)
        };
        #[cfg(feature = "aws-lc")]
        let point = self.0.get().copied().or_else(|| {
            let point = VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()?;
            Some(*self.0.get_or_init(|| point))
        });
        point
    }

    /// Still to be decoded.
    #[cfg(feature = "aws-lc")]
    pub(super) const fn pending() -> Self {
        Self(std::sync::OnceLock::new())
    }
}

impl From<VerifyingKey> for Ed25519Point {
    fn from(point: VerifyingKey) -> Self {
        #[cfg(not(feature = "aws-lc"))]
        let point = Self(point);
        #[cfg(feature = "aws-lc")]
        let point = Self(point.into());
        point
    }
}

/// RFC 8032, section 5.1.5, and ruling T9.
pub(super) fn ed25519(bytes: &[u8]) -> Result<Ed25519Point, PublicKeyError> {
    let key =
        VerifyingKey::from_bytes(&ed25519_form(bytes)?).map_err(|_| PublicKeyError::NotAPoint)?;
    if key.is_weak() {
        return Err(PublicKeyError::SmallOrder);
    }
    Ok(key.into())
}

/// What can be seen without decoding the point: the point decoder accepts y ≥ p, and
/// a sign of x = 0; one key must have one spelling.
pub(super) fn ed25519_form(bytes: &[u8]) -> Result<[u8; 32], PublicKeyError> {
    let array: [u8; 32] = bytes
        .try_into()
        .map_err(|_| PublicKeyError::Length { expected: 32, found: bytes.len() })?;
    if !is_below_the_prime(&array) || NEGATIVE_ZERO.contains(&array) {
        return Err(PublicKeyError::NotAPoint);
    }
    Ok(array)
}

/// The two points with x = 0, y = 1 and y = −1, with the sign of a negative x.
const NEGATIVE_ZERO: [[u8; 32]; 2] = {
    let (mut one, mut minus_one) = ([0; 32], [0xff; 32]);
    one[0] = 1;
    one[31] = 0x80;
    minus_one[0] = 0xec;
    [one, minus_one]
};

/// Whether y, which is the number without its highest bit, is below 2^255 − 19.
pub(crate) fn is_below_the_prime(bytes: &[u8; 32]) -> bool {
    let [low, between @ .., high] = bytes;
    *low < 0xed || between.iter().any(|byte| *byte != 0xff) || high & 0x7f != 0x7f
}

/// SEC 1, section 2.3.4, compressed points only: the length leaves out the
/// uncompressed form and infinity, the decoder checks that x is below the prime
/// and that there is such a point.
macro_rules! compressed_point {
    ($name:ident, $curve:ident, $variant:ident, $length:literal) => {
        pub(super) fn $name(bytes: &[u8]) -> Result<ParsedKey, PublicKeyError> {
            if bytes.len() != $length {
                return Err(PublicKeyError::Length { expected: $length, found: bytes.len() });
            }
            // The decoder also takes the compact form, tag 5: a second spelling.
            if !matches!(bytes, [0x02 | 0x03, ..]) {
                return Err(PublicKeyError::NotAPoint);
            }
            $curve::ecdsa::VerifyingKey::from_sec1_bytes(bytes)
                .map(ParsedKey::$variant)
                .map_err(|_| PublicKeyError::NotAPoint)
        }
    };
}

compressed_point!(p256, p256, P256, 33);
compressed_point!(p384, p384, P384, 49);
compressed_point!(p521, p521, P521, 67);
compressed_point!(secp256k1, k256, Secp256k1, 33);

#[cfg(test)]
mod tests {
    use crate::{KeyType, PublicKey, PublicKeyError};

    #[test]
    fn refuses_the_identity_point_and_its_non_canonical_twin() {
        let mut identity = [0; 32];
        identity[0] = 1;
        let refused = PublicKey::new(KeyType::Ed25519, &identity);
        assert_eq!(refused, Err(PublicKeyError::SmallOrder));
        // y = p + 1 encodes the same point a second time.
        let mut twin = [0xff; 32];
        twin[0] = 0xee;
        twin[31] = 0x7f;
        assert_eq!(PublicKey::new(KeyType::Ed25519, &twin), Err(PublicKeyError::NotAPoint));
    }

    #[test]
    fn refuses_every_second_spelling_of_an_ed25519_point() {
        // y from p to 2^255 − 1, with either sign of x: the 19 numbers that have two spellings.
        for low in 0xed..=0xff {
            for high in [0x7f, 0xff] {
                let mut bytes = [0xff; 32];
                (bytes[0], bytes[31]) = (low, high);
                let refused = PublicKey::new(KeyType::Ed25519, &bytes);
                assert_eq!(refused, Err(PublicKeyError::NotAPoint), "{low:#x} {high:#x}");
            }
        }
        // x = 0 with the other sign: y = 1 and y = −1.
        let (mut one, mut minus_one) = ([0; 32], [0xff; 32]);
        (one[0], one[31]) = (1, 0x80);
        minus_one[0] = 0xec;
        for bytes in [one, minus_one] {
            let refused = PublicKey::new(KeyType::Ed25519, &bytes);
            assert_eq!(refused, Err(PublicKeyError::NotAPoint));
        }
    }

    #[test]
    fn one_spelling_is_left_of_every_ed25519_point_that_is_read() {
        for number in 0_u64..2_000 {
            let mut bytes = [0; 32];
            bytes[..8].copy_from_slice(&number.to_le_bytes());
            for high in [0x00, 0x80, 0x7f, 0xff] {
                bytes[31] = high;
                if let Ok(key) = super::VerifyingKey::from_bytes(&bytes)
                    && PublicKey::new(KeyType::Ed25519, &bytes).is_ok()
                {
                    assert_eq!(key.to_edwards().compress().to_bytes(), bytes);
                }
            }
        }
    }

    #[test]
    fn refuses_a_key_of_another_length() {
        assert_eq!(
            PublicKey::from_multicodec(&[0xed, 0x01, 1, 2]),
            Err(PublicKeyError::Length { expected: 32, found: 2 })
        );
        for (key_type, expected) in [
            (KeyType::P256, 33),
            (KeyType::P384, 49),
            (KeyType::P521, 67),
            (KeyType::Secp256k1, 33),
        ] {
            for found in [0, 1, expected - 1, expected + 1, 2 * expected - 1] {
                let bytes = std::vec![4; found];
                let refused = PublicKey::new(key_type, &bytes);
                assert_eq!(refused, Err(PublicKeyError::Length { expected, found }), "{key_type}");
            }
        }
    }

    #[test]
    fn refuses_x_beyond_the_prime_and_tags_that_are_none() {
        for (key_type, length) in [
            (KeyType::P256, 33),
            (KeyType::P384, 49),
            (KeyType::P521, 67),
            (KeyType::Secp256k1, 33),
        ] {
            let mut bytes = std::vec![0xff; length];
            for tag in [0x02, 0x03] {
                bytes[0] = tag;
                let refused = PublicKey::new(key_type, &bytes);
                assert_eq!(refused, Err(PublicKeyError::NotAPoint), "{key_type}");
            }
            // A compact point (tag 5) and the hybrid forms (6 and 7) are no spelling of ours.
            for tag in [0x00, 0x01, 0x04, 0x05, 0x06, 0x07] {
                let mut bytes = std::vec![0; length];
                bytes[0] = tag;
                bytes[length - 1] = 1;
                let refused = PublicKey::new(key_type, &bytes);
                assert_eq!(refused, Err(PublicKeyError::NotAPoint), "{key_type}, tag {tag}");
            }
        }
    }
}
