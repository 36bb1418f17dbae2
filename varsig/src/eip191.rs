//! The message that a wallet signs for a payload (EIP-191, version `0x45`), and
//! the byte that it appends to the signature.

use alloc::vec::Vec;

use k256::ecdsa::RecoveryId;
use sha2::Digest;
use sha3::Keccak256;

use crate::{
    algorithm::SignatureAlgorithm,
    encoding::PayloadEncoding,
    header::Header,
    public_key::{ParsedKey, PublicKey},
    verify::InvalidSignature,
};

const PREFIX: &[u8] = b"\x19Ethereum Signed Message:\n";

/// What wallets add to the number of the point: 27 for an even y, 28 for an odd one.
const FIRST: u8 = 27;

/// The two recovery bytes. Flipping s turns one into the other.
pub(crate) const RECOVERY_BYTES: [u8; 2] = [FIRST, FIRST + 1];

/// The prefix, the length of the payload as a decimal number, the payload.
pub(crate) fn message(payload: &[u8]) -> Vec<u8> {
    let length = alloc::format!("{}", payload.len());
    [PREFIX, length.as_bytes(), payload].concat()
}

/// The byte for a point, if it has one: wallets and contracts know no others than
/// these two, and the numbers behind them are as rare as a collision of the hash.
pub(crate) fn recovery_byte(id: RecoveryId) -> Option<u8> {
    RECOVERY_BYTES.get(usize::from(id.to_byte())).copied()
}

/// Whether signatures under `header` may end in a recovery byte.
pub(crate) fn allows_recovery(header: &Header) -> bool {
    header.algorithm() == SignatureAlgorithm::ES256K_KECCAK
        && matches!(header.encoding(), PayloadEncoding::Eip191(_))
}

/// Whether the last byte of `signature` says which of two keys signed, as
/// wallets append it.
pub(crate) fn carries_recovery(header: &Header, signature: &[u8]) -> bool {
    signature.len() == 65 && allows_recovery(header)
}

/// Takes the recovery byte off, after a check that it is the right one: a byte
/// that nobody looks at would give every token a second address.
pub(crate) fn without_recovery<'a>(
    public_key: &PublicKey,
    message: &[u8],
    signature: &'a [u8],
) -> Result<&'a [u8], InvalidSignature> {
    let (recovery, signature) = signature.split_last().ok_or(InvalidSignature)?;
    let ParsedKey::Secp256k1(expected) = public_key.parsed() else {
        return Err(InvalidSignature);
    };
    let id = RECOVERY_BYTES
        .contains(recovery)
        .then(|| RecoveryId::new(*recovery != FIRST, false))
        .ok_or(InvalidSignature)?;
    let parsed = k256::ecdsa::Signature::from_slice(signature).map_err(|_| InvalidSignature)?;
    let digest = Keccak256::digest(message);
    match k256::ecdsa::VerifyingKey::recover_from_prehash(&digest, &parsed, id) {
        Ok(found) if found == *expected => Ok(signature),
        _ => Err(InvalidSignature),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// EIP-191, version 0x45: the length counts bytes, in decimal, without padding.
    #[test]
    fn the_message_of_a_wallet_counts_the_bytes_of_the_payload() {
        assert_eq!(message(b""), b"\x19Ethereum Signed Message:\n0");
        assert_eq!(
            message("I\u{2665}SF".as_bytes()),
            b"\x19Ethereum Signed Message:\n6I\xe2\x99\xa5SF"
        );
        assert!(message(&[b'1'; 100]).starts_with(b"\x19Ethereum Signed Message:\n10011"));
    }

    /// `defunct_hash_message(text="I♥SF")` in the documentation of eth-account.
    #[test]
    fn hashes_to_what_wallets_hash() {
        let hash = Keccak256::digest(message("I\u{2665}SF".as_bytes()));
        let expected = [
            0x14, 0x76, 0xab, 0xb7, 0x45, 0xd4, 0x23, 0xbf, 0x09, 0x27, 0x3f, 0x1a, 0xfd, 0x88,
            0x7d, 0x95, 0x11, 0x81, 0xd2, 0x5a, 0xdc, 0x66, 0xc4, 0x83, 0x4a, 0x70, 0x49, 0x19,
            0x11, 0xb7, 0xf7, 0x50,
        ];
        assert_eq!(hash[..], expected);
    }

    #[test]
    fn a_point_has_a_byte_only_if_its_x_is_below_the_order() {
        assert_eq!(recovery_byte(RecoveryId::new(false, false)), Some(27));
        assert_eq!(recovery_byte(RecoveryId::new(true, false)), Some(28));
        assert_eq!(recovery_byte(RecoveryId::new(false, true)), None);
        assert_eq!(recovery_byte(RecoveryId::new(true, true)), None);
    }
}
