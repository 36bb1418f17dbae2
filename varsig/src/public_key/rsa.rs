//! RSA keys: RSAPublicKey of PKCS #1 in DER (RFC 8017, appendix A.1.1).

use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA512,
};

use super::PublicKeyError;
use crate::{
    algorithm::HashFunction,
    provider::rsa::der::{Reader, bits},
};

/// An RSA key in the only spelling that DER has for it, of acceptable size.
pub(crate) struct RsaKey {
    modulus_length: u32,
    /// A parsed key of AWS-LC is bound to a hash, so there are two.
    sha2_256: ParsedPublicKey,
    sha2_512: ParsedPublicKey,
}

impl RsaKey {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, PublicKeyError> {
        let (modulus, exponent) = read(bytes).ok_or(PublicKeyError::NotRsa)?;
        let modulus_length =
            Self::check_size(modulus).map_err(|bits| PublicKeyError::RsaSize { bits })?;
        if !is_odd(modulus) {
            return Err(PublicKeyError::NotRsa);
        }
        if !is_odd(exponent) || exponent == [1] || bits(exponent) > 32 {
            return Err(PublicKeyError::RsaExponent);
        }
        Ok(Self {
            modulus_length,
            sha2_256: ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, bytes)
                .map_err(|_| PublicKeyError::NotRsa)?,
            sha2_512: ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA512, bytes)
                .map_err(|_| PublicKeyError::NotRsa)?,
        })
    }

    /// The length of an acceptable modulus in bytes; otherwise its length in bits.
    pub(crate) fn check_size(modulus: &[u8]) -> Result<u32, usize> {
        match bits(modulus) {
            found @ 2048..=8192 => u32::try_from(modulus.len()).map_err(|_| found),
            found => Err(found),
        }
    }

    /// Length of the modulus in bytes, which is that of every signature.
    pub(crate) const fn modulus_length(&self) -> u32 {
        self.modulus_length
    }

    /// The key as AWS-LC wants it, for one of the two hashes.
    pub(crate) const fn native(&self, hash: HashFunction) -> Option<&ParsedPublicKey> {
        match hash {
            HashFunction::Sha2_256 => Some(&self.sha2_256),
            HashFunction::Sha2_512 => Some(&self.sha2_512),
            HashFunction::Sha2_384 | HashFunction::Keccak256 => None,
        }
    }
}

/// Modulus and exponent, without leading zeros.
fn read(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut reader = Reader::sequence(bytes)?;
    let modulus = reader.unsigned()?;
    let exponent = reader.unsigned()?;
    reader.is_empty().then_some((modulus, exponent))
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last & 1 == 1)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use crate::{KeyType, PublicKey, PublicKeyError};

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        let mut out = Vec::from([tag]);
        match u8::try_from(content.len()) {
            Ok(short @ ..0x80) => out.push(short),
            Ok(longer) => out.extend([0x81, longer]),
            Err(_) => {
                out.push(0x82);
                out.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
            }
        }
        out.extend_from_slice(content);
        out
    }

    /// The content of the INTEGER of a modulus of so many bits: 2^(bits − 1) + `low`.
    fn modulus(bits: usize, low: u8) -> Vec<u8> {
        let mut out = std::vec![0; bits.div_ceil(8)];
        out[0] = 1 << ((bits - 1) % 8);
        *out.last_mut().unwrap() |= low;
        if out[0] == 0x80 || out[0] == 0x81 {
            out.insert(0, 0);
        }
        out
    }

    fn key(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
        let numbers = [element(0x02, modulus), element(0x02, exponent)].concat();
        element(0x30, &numbers)
    }

    fn parse(bytes: &[u8]) -> Result<(), PublicKeyError> {
        PublicKey::new(KeyType::Rsa, bytes).map(|_| ())
    }

    const F4: [u8; 3] = [0x01, 0x00, 0x01];

    #[test]
    fn accepts_every_size_from_2048_to_8192_bits() {
        for bits in [2048, 2049, 2055, 2056, 2057, 3072, 4096, 8191, 8192] {
            assert_eq!(parse(&key(&modulus(bits, 1), &F4)), Ok(()), "{bits}");
        }
    }

    #[test]
    fn refuses_other_sizes_and_says_which() {
        for bits in [8, 1024, 2047, 8193, 16_384, 65_536] {
            let refused = parse(&key(&modulus(bits, 1), &F4));
            assert_eq!(refused, Err(PublicKeyError::RsaSize { bits }));
        }
        assert_eq!(parse(&key(&[0], &F4)), Err(PublicKeyError::RsaSize { bits: 0 }));
    }

    #[test]
    fn refuses_an_even_modulus() {
        assert_eq!(parse(&key(&modulus(2048, 2), &F4)), Err(PublicKeyError::NotRsa));
    }

    #[test]
    fn accepts_odd_exponents_from_3_to_2_32() {
        for exponent in [&[3][..], &F4, &[0, 0xff, 0xff, 0xff, 0xff]] {
            assert_eq!(parse(&key(&modulus(2048, 1), exponent)), Ok(()), "{exponent:02x?}");
        }
        for exponent in [&[0][..], &[1], &[2], &[1, 0, 0], &[1, 0, 0, 0, 1]] {
            let refused = parse(&key(&modulus(2048, 1), exponent));
            assert_eq!(refused, Err(PublicKeyError::RsaExponent), "{exponent:02x?}");
        }
    }

    #[test]
    fn refuses_every_other_spelling_of_a_key() {
        let good = key(&modulus(2048, 1), &F4);
        assert_eq!(parse(&good), Ok(()));
        let modulus = modulus(2048, 1);
        let numbers = [element(0x02, &modulus), element(0x02, &F4)].concat();
        let padded_modulus = [&[0][..], &modulus].concat();
        let long_length = [&[0x30, 0x83, 0x00], &good[2..]].concat();
        let indefinite = [&[0x30, 0x80], &numbers[..], &[0, 0]].concat();
        for (what, bytes) in [
            ("nothing", Vec::new()),
            ("a byte behind the key", [&good[..], &[0]].concat()),
            ("a third number", element(0x30, &[&numbers[..], &[2, 1, 0]].concat())),
            ("the modulus alone", element(0x30, &element(0x02, &modulus))),
            ("a negative modulus", key(&modulus[1..], &F4)),
            ("a modulus with a leading zero", key(&padded_modulus, &F4)),
            ("an exponent with a leading zero", key(&modulus, &[0, 1, 0, 1])),
            ("an empty exponent", key(&modulus, &[])),
            ("a length with a leading zero", long_length),
            ("an indefinite length", indefinite),
            ("a SET", element(0x31, &numbers)),
            ("a SubjectPublicKeyInfo", subject_public_key_info(&good)),
        ] {
            assert_eq!(parse(&bytes), Err(PublicKeyError::NotRsa), "{what}");
        }
    }

    #[test]
    fn refuses_every_truncation() {
        let good = key(&modulus(2048, 1), &F4);
        for length in 0..good.len() {
            assert_eq!(parse(&good[..length]), Err(PublicKeyError::NotRsa), "{length}");
        }
    }

    /// The form of X.509, which AWS-LC would read as well.
    fn subject_public_key_info(key: &[u8]) -> Vec<u8> {
        let algorithm =
            [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0];
        let bits = element(0x03, &[&[0], key].concat());
        element(0x30, &[&algorithm[..], &bits].concat())
    }
}
