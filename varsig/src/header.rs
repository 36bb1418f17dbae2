//! The varsig header: which algorithm signed, over which encoding.

mod error;

use alloc::vec::Vec;

pub use error::{HeaderError, HeaderErrorKind};

use crate::{
    algorithm::SignatureAlgorithm,
    encoding::{InnerEncoding, PayloadEncoding},
    multicodec,
    segments::{MOST, Segments},
    varint::{self, VarintError},
};

/// The version segment of Varsig v1 (Varsig, Version).
const VERSION: u64 = 0x01;

/// A varsig v1 header: `0x34 0x01 <algorithm…> <encoding…>`.
///
/// Every header that keeps the rules is read and written back byte for byte,
/// also one whose algorithm or encoding this build does not know. Nothing is
/// verified under such a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Header {
    algorithm: SignatureAlgorithm,
    encoding: PayloadEncoding,
}

impl Header {
    /// A header for `algorithm` over `encoding`.
    #[must_use]
    pub const fn new(algorithm: SignatureAlgorithm, encoding: PayloadEncoding) -> Self {
        Self { algorithm, encoding }
    }

    /// A header for `algorithm` over DAG-CBOR, the encoding UCAN signs.
    #[must_use]
    pub const fn dag_cbor(algorithm: SignatureAlgorithm) -> Self {
        Self::new(algorithm, PayloadEncoding::DagCbor)
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
        let mut reader = Reader { bytes, offset: 0 };
        reader.expect(multicodec::VARSIG, |found| HeaderErrorKind::NotVarsig { found })?;
        reader.expect(VERSION, |found| HeaderErrorKind::UnsupportedVersion { found })?;
        let family = reader.segment()?;
        if !SignatureAlgorithm::is_family(family) {
            let algorithm = SignatureAlgorithm::Unknown(Segments::of(&[family]));
            let first = reader.segment()?;
            return Ok(Self::new(algorithm, PayloadEncoding::Unknown(reader.rest(first)?)));
        }
        let (second, third) = (reader.segment()?, reader.segment()?);
        let algorithm = SignatureAlgorithm::read(family, second, third)
            .unwrap_or_else(|| SignatureAlgorithm::Unknown(Segments::of(&[family, second, third])));
        let encoding = match reader.segment()? {
            multicodec::EIP_191 => PayloadEncoding::Eip191(reader.encoding()?),
            first => reader.encoding_from(first)?.into(),
        };
        if reader.offset < bytes.len() {
            return Err(HeaderError {
                offset: reader.offset,
                kind: HeaderErrorKind::TrailingBytes,
            });
        }
        Ok(Self::new(algorithm, encoding))
    }

    /// The bytes of the header; [`Header::decode`] reads back the same value.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(16);
        let mut segment = |code| varint::encode(code, &mut out);
        segment(multicodec::VARSIG);
        segment(VERSION);
        self.algorithm.write(&mut segment);
        self.encoding.write(&mut segment);
        out
    }
}

/// A cursor over the varint segments of a header.
struct Reader<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl Reader<'_> {
    fn segment(&mut self) -> Result<u64, HeaderError> {
        let offset = self.offset;
        let rest = self.bytes.get(offset..).unwrap_or_default();
        let (value, length) = varint::decode(rest).map_err(|error| HeaderError {
            offset,
            kind: match error {
                VarintError::UnexpectedEnd => HeaderErrorKind::UnexpectedEnd,
                VarintError::NotShortest => HeaderErrorKind::VarintNotShortest,
                VarintError::TooLong => HeaderErrorKind::VarintTooLong,
            },
        })?;
        self.offset += length;
        Ok(value)
    }

    fn expect(
        &mut self,
        code: u64,
        otherwise: impl FnOnce(u64) -> HeaderErrorKind,
    ) -> Result<(), HeaderError> {
        let offset = self.offset;
        match self.segment()? {
            found if found == code => Ok(()),
            found => Err(HeaderError { offset, kind: otherwise(found) }),
        }
    }

    fn encoding(&mut self) -> Result<InnerEncoding, HeaderError> {
        let first = self.segment()?;
        self.encoding_from(first)
    }

    fn encoding_from(&mut self, first: u64) -> Result<InnerEncoding, HeaderError> {
        match InnerEncoding::read(first) {
            Some(encoding) => Ok(encoding),
            None => Ok(InnerEncoding::Unknown(self.rest(first)?)),
        }
    }

    /// `first` and all segments up to the end: where an unknown part ends, only
    /// the end of the bytes tells.
    fn rest(&mut self, first: u64) -> Result<Segments, HeaderError> {
        let mut segments = Segments::of(&[first]);
        while self.offset < self.bytes.len() {
            let offset = self.offset;
            let segment = self.segment()?;
            segments.push(segment).ok_or(HeaderError {
                offset,
                kind: HeaderErrorKind::TooManySegments { limit: MOST },
            })?;
        }
        Ok(segments)
    }
}
