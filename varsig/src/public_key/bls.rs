//! Points of BLS12-381.

use blst::{BLST_ERROR, min_pk, min_sig};

use super::PublicKeyError;
use crate::algorithm::Group;

/// A key on one of the two groups, in the subgroup of prime order and not infinity.
pub(crate) enum BlsKey {
    /// Signatures are on G2.
    G1(min_pk::PublicKey),
    /// Signatures are on G1.
    G2(min_sig::PublicKey),
}

impl BlsKey {
    /// KeyValidate of the BLS signature draft, section 2.5.
    ///
    /// The decoder checks the flag bits, that coordinates are below the prime,
    /// and that there is such a point on the curve.
    pub(super) fn parse(group: Group, bytes: &[u8]) -> Result<Self, PublicKeyError> {
        let expected = match group {
            Group::G1 => 48,
            Group::G2 => 96,
        };
        if bytes.len() != expected {
            return Err(PublicKeyError::Length { expected, found: bytes.len() });
        }
        match group {
            Group::G1 => min_pk::PublicKey::key_validate(bytes).map(Self::G1),
            Group::G2 => min_sig::PublicKey::key_validate(bytes).map(Self::G2),
        }
        .map_err(|error| match error {
            BLST_ERROR::BLST_PK_IS_INFINITY => PublicKeyError::SmallOrder,
            _ => PublicKeyError::NotAPoint,
        })
    }
}
