//! The varsig header: which algorithm signed, over which encoding.

use alloc::vec::Vec;

use crate::{
    algorithm::SignatureAlgorithm,
    encoding::PayloadEncoding,
    multicodec,
    varint::{self, VarintError},
};

/// The version segment of Varsig v1 (Varsig, Version).
const VERSION: u64 = 0x01;

/// A varsig v1 header: `0x34 0x01 <algorithm…> <encoding…>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Header {
    algorithm: SignatureAlgorithm,
    encoding: PayloadEncoding,
}

impl Header {
    /// A header for `algorithm` over DAG-CBOR, the encoding UCAN signs.
    #[must_use]
    pub const fn dag_cbor(algorithm: SignatureAlgorithm) -> Self {
        Self { algorithm, encoding: PayloadEncoding::DagCbor }
    }

    /// The algorithm that the header names.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The payload encoding that the header names.
    #[must_use]
    pub const fn encoding(&self) -> PayloadEncoding {
        self.encoding
    }

    /// Reads a header that fills `bytes` exactly.
    ///
    /// # Errors
    ///
    /// [`HeaderError`] with the byte offset at which the rule was broken; see
    /// [`HeaderErrorKind`] for the rules (Varsig, Format; ruling T8).
    pub fn decode(bytes: &[u8]) -> Result<Self, HeaderError> {
        let mut reader = Segments { bytes, offset: 0 };
        reader.expect(multicodec::VARSIG, |found| HeaderErrorKind::NotVarsig { found })?;
        reader.expect(VERSION, |found| HeaderErrorKind::UnsupportedVersion { found })?;
        reader
            .expect(multicodec::EDDSA, |found| HeaderErrorKind::UnsupportedAlgorithm { found })?;
        reader
            .expect(multicodec::ED25519_PUB, |found| HeaderErrorKind::UnsupportedCurve { found })?;
        reader.expect(multicodec::SHA2_512, |found| HeaderErrorKind::UnsupportedHash { found })?;
        reader
            .expect(multicodec::DAG_CBOR, |found| HeaderErrorKind::UnsupportedEncoding { found })?;
        if reader.offset < bytes.len() {
            return Err(HeaderError {
                offset: reader.offset,
                kind: HeaderErrorKind::TrailingBytes,
            });
        }
        Ok(Self::dag_cbor(SignatureAlgorithm::Ed25519))
    }

    /// The bytes of the header; [`Header::decode`] reads back the same value.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(8);
        varint::encode(multicodec::VARSIG, &mut out);
        varint::encode(VERSION, &mut out);
        match self.algorithm {
            SignatureAlgorithm::Ed25519 => {
                varint::encode(multicodec::EDDSA, &mut out);
                varint::encode(multicodec::ED25519_PUB, &mut out);
                varint::encode(multicodec::SHA2_512, &mut out);
            }
        }
        match self.encoding {
            PayloadEncoding::DagCbor => varint::encode(multicodec::DAG_CBOR, &mut out),
        }
        out
    }
}

/// A cursor over the varint segments of a header.
struct Segments<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl Segments<'_> {
    fn expect(
        &mut self,
        code: u64,
        otherwise: impl FnOnce(u64) -> HeaderErrorKind,
    ) -> Result<(), HeaderError> {
        let offset = self.offset;
        let rest = self.bytes.get(offset..).unwrap_or_default();
        let (found, length) = varint::decode(rest).map_err(|error| HeaderError {
            offset,
            kind: match error {
                VarintError::UnexpectedEnd => HeaderErrorKind::UnexpectedEnd,
                VarintError::NotShortest => HeaderErrorKind::VarintNotShortest,
                VarintError::TooLong => HeaderErrorKind::VarintTooLong,
            },
        })?;
        if found != code {
            return Err(HeaderError { offset, kind: otherwise(found) });
        }
        self.offset += length;
        Ok(())
    }
}

/// A header that was refused, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("varsig header, byte {offset}: {kind}")]
#[non_exhaustive]
pub struct HeaderError {
    /// Offset in bytes of the segment at fault.
    pub offset: usize,
    /// The rule that was broken.
    pub kind: HeaderErrorKind,
}

/// The rules of a varsig header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderErrorKind {
    /// The first segment is not the varsig prefix `0x34`.
    #[error("the prefix is {found:#x}, not 0x34")]
    NotVarsig {
        /// The code found.
        found: u64,
    },
    /// Bytes follow the last segment (ruling T8).
    #[error("bytes follow the last segment")]
    TrailingBytes,
    /// The bytes end before the header does.
    #[error("the header ends too early")]
    UnexpectedEnd,
    /// The signature algorithm is not one this build knows.
    #[error("signature algorithm {found:#x} is not supported")]
    UnsupportedAlgorithm {
        /// The code found.
        found: u64,
    },
    /// The curve is not one this build knows.
    #[error("curve {found:#x} is not supported")]
    UnsupportedCurve {
        /// The code found.
        found: u64,
    },
    /// The payload encoding is not one a UCAN may be signed over (ruling T2).
    #[error("payload encoding {found:#x} is not supported")]
    UnsupportedEncoding {
        /// The code found.
        found: u64,
    },
    /// The hash does not belong to the algorithm.
    #[error("hash {found:#x} is not supported for this algorithm")]
    UnsupportedHash {
        /// The code found.
        found: u64,
    },
    /// The version is not 1.
    #[error("version {found} is not supported; this reads version 1")]
    UnsupportedVersion {
        /// The version found.
        found: u64,
    },
    /// A segment is not in its shortest form (ruling T8).
    #[error("a number is not written in its shortest form")]
    VarintNotShortest,
    /// A segment is longer than nine bytes.
    #[error("a number is longer than nine bytes")]
    VarintTooLong,
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED25519: [u8; 8] = [0x34, 0x01, 0xed, 0x01, 0xed, 0x01, 0x13, 0x71];

    #[test]
    fn reads_and_writes_the_ed25519_header_of_the_text() {
        let header = Header::decode(&ED25519).unwrap();
        assert_eq!(header.algorithm(), SignatureAlgorithm::Ed25519);
        assert_eq!(header.encoding(), PayloadEncoding::DagCbor);
        assert_eq!(header.encode(), ED25519);
    }

    #[test]
    fn refuses_every_truncation() {
        for length in 0..ED25519.len() {
            let error = Header::decode(&ED25519[..length]).unwrap_err();
            assert_eq!(error.kind, HeaderErrorKind::UnexpectedEnd, "length {length}");
        }
    }

    #[test]
    fn refuses_every_flipped_bit() {
        for index in 0..ED25519.len() {
            for bit in 0..8 {
                let mut bytes = ED25519;
                bytes[index] ^= 1 << bit;
                assert!(Header::decode(&bytes).is_err(), "byte {index}, bit {bit}");
            }
        }
    }

    #[test]
    fn refuses_trailing_bytes_and_long_varints_where_they_stand() {
        let mut long = ED25519.to_vec();
        long.push(0);
        assert_eq!(
            Header::decode(&long),
            Err(HeaderError { offset: 8, kind: HeaderErrorKind::TrailingBytes })
        );
        assert_eq!(
            Header::decode(&[0xb4, 0x00, 0x01]),
            Err(HeaderError { offset: 0, kind: HeaderErrorKind::VarintNotShortest })
        );
    }

    #[test]
    fn names_an_algorithm_it_does_not_know() {
        // ES256 over DAG-CBOR, from the appendix of common headers.
        let es256 = [0x34, 0x01, 0xec, 0x01, 0x80, 0x24, 0x12, 0x71];
        assert_eq!(
            Header::decode(&es256),
            Err(HeaderError {
                offset: 2,
                kind: HeaderErrorKind::UnsupportedAlgorithm { found: 0xec }
            })
        );
    }
}
