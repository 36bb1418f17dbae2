//! From bytes to a token that nobody has checked yet.

use alloc::{boxed::Box, string::ToString};

use cid::Version;
use ipld_core::ipld::Ipld;
use varsig::{
    Block, Header, InnerEncoding, PayloadEncoding, SignatureAlgorithm,
    dag_cbor::{self, Limits},
    multicodec::DAG_CBOR,
};

use super::{DecodeError, Envelope, HEADER, Payload, UcanVersion};
use crate::fields::Fields;

impl<T: Payload> Envelope<T> {
    /// Reads a token from DAG-CBOR.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] for the first rule that is broken; nothing of the token is
    /// believed yet if there is none.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        // The one place where the bytes are checked (ruling T3), before they are hashed.
        let value = dag_cbor::decode(bytes, &Limits::default()).map_err(DecodeError::Encoding)?;
        Self::read(value, Block::new(DAG_CBOR, bytes))
    }

    /// Reads a token from a block, whose bytes are checked as those of any other.
    ///
    /// # Errors
    ///
    /// As [`Envelope::decode`], and [`DecodeError::Address`] for a block that goes by
    /// a CID that no token has.
    pub fn decode_block(block: Block) -> Result<Self, DecodeError> {
        // One token, one address: under another version or codec, or another hash, the
        // same bytes would pass for a token that nobody has revoked.
        if block.cid().version() != Version::V1 || block.cid().codec() != DAG_CBOR {
            return Err(DecodeError::Address { cid: *block.cid() });
        }
        let limits = Limits::default();
        let value = dag_cbor::decode(block.bytes(), &limits).map_err(DecodeError::Encoding)?;
        Self::read(value, block)
    }

    /// Reads `value`, which was decoded from the bytes of `block`.
    fn read(value: Ipld, block: Block) -> Result<Self, DecodeError> {
        let bytes = block.bytes();
        let Ipld::List(items) = value else { return Err(DecodeError::NotAPair) };
        let Ok([signature, signed]) = <[Ipld; 2]>::try_from(items) else {
            return Err(DecodeError::NotAPair);
        };
        let (Ipld::Bytes(signature), Ipld::Map(mut signed)) = (signature, signed) else {
            return Err(DecodeError::NotAPair);
        };
        let (_, first) = dag_cbor::array_head(bytes).map_err(DecodeError::Encoding)?;
        let (_, signed_from) = dag_cbor::bytes_item(bytes, first).map_err(DecodeError::Encoding)?;

        let Some(Ipld::Bytes(header)) = signed.remove(HEADER) else {
            return Err(DecodeError::NoHeader);
        };
        let header = Header::decode(&header).map_err(DecodeError::Header)?;
        if !signs_tokens(&header) {
            return Err(DecodeError::PayloadEncoding { header: Box::new(header) });
        }
        let Some((tag, payload)) = signed.pop_first() else {
            return Err(DecodeError::NoPayload);
        };
        if let Some((other, _)) = signed.pop_first() {
            return Err(DecodeError::SecondPayload { tag: other });
        }
        let version = read_tag::<T>(&tag)?;
        let Ipld::Map(fields) = payload else { return Err(DecodeError::PayloadNotAMap) };
        let payload = T::read(Fields::new(fields)).map_err(DecodeError::Field)?;
        Ok(Self { block, signed_from, signature, header, version, payload })
    }
}

/// Whether tokens are signed so: over DAG-CBOR, or by a wallet that puts its own
/// message around the DAG-CBOR (ruling T2). The latter is off until the verifiers
/// allow the algorithm of wallets.
fn signs_tokens(header: &Header) -> bool {
    match header.encoding() {
        PayloadEncoding::DagCbor => true,
        PayloadEncoding::Eip191(InnerEncoding::DagCbor) => {
            header.algorithm() == SignatureAlgorithm::ES256K_KECCAK
        }
        _ => false,
    }
}

fn read_tag<T: Payload>(tag: &str) -> Result<UcanVersion, DecodeError> {
    let wrong = || DecodeError::WrongTag { expected: T::KIND, found: tag.to_string() };
    let (kind, version) =
        tag.strip_prefix("ucan/").and_then(|tag| tag.split_once('@')).ok_or_else(wrong)?;
    if kind != T::KIND {
        return Err(wrong());
    }
    UcanVersion::parse(version)
        .ok_or_else(|| DecodeError::UnsupportedVersion { tag: tag.to_string() })
}
