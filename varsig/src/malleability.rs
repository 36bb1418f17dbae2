//! Signatures that say the same in other bytes (ruling T10).
//!
//! For an ECDSA signature (r, s) also (r, n − s) holds, and anybody can compute it.
//! A token with the other one has another CID, so whoever looks up tokens by CID,
//! to see whether they were revoked or used before, looks up all of them.

use alloc::{vec, vec::Vec};

use ecdsa::{EcdsaCurve, Signature, elliptic_curve::CurveArithmetic};

use crate::{
    algorithm::{Curve, SignatureAlgorithm},
    eip191::{self, RECOVERY_BYTES},
    header::Header,
};

/// The two spellings of an ECDSA signature: with the low s, then with the high s.
///
/// One of them is `signature`. They hold for the same keys and messages. `None` for
/// algorithms whose signatures have one spelling, for a wrong length, and for r or s
/// outside of 1 to n − 1. A recovery byte is not part of `signature`; see
/// [`equivalent_signatures`].
#[must_use]
pub fn s_twins(algorithm: SignatureAlgorithm, signature: &[u8]) -> Option<[Vec<u8>; 2]> {
    let SignatureAlgorithm::Ecdsa { curve, .. } = algorithm else {
        return None;
    };
    match curve {
        Curve::P256 => twins::<p256::NistP256>(signature),
        Curve::P384 => twins::<p384::NistP384>(signature),
        Curve::P521 => twins::<p521::NistP521>(signature),
        Curve::Secp256k1 => twins::<k256::Secp256k1>(signature),
    }
}

fn twins<C: EcdsaCurve + CurveArithmetic>(signature: &[u8]) -> Option<[Vec<u8>; 2]> {
    // The fixed-width reader checks the length and both ranges.
    let low = Signature::<C>::from_slice(signature).ok()?.normalize_s();
    let high = Signature::<C>::from_scalars(low.r(), -low.s()).ok()?;
    Some([low, high].map(|twin| twin.to_bytes().to_vec()))
}

/// Every spelling of a signature that [`Header::verify`] accepts if it accepts this
/// one, sorted and without duplicates; `signature` is among them.
///
/// - Both s-twins of an ECDSA signature.
/// - Under EIP-191 with secp256k1 and Keccak-256 each of them also with the recovery
///   byte of wallets. Flipping s flips it. For a signature that came without, the key
///   would say which of the two bytes goes with which twin; as it is not known here,
///   both are listed, and two of the six are not accepted.
/// - Only `signature` itself for any other algorithm, and where it is malformed.
#[must_use]
pub fn equivalent_signatures(header: &Header, signature: &[u8]) -> Vec<Vec<u8>> {
    let mut all = spellings(header, signature).unwrap_or_else(|| vec![signature.to_vec()]);
    all.sort_unstable();
    all.dedup();
    all
}

fn spellings(header: &Header, signature: &[u8]) -> Option<Vec<Vec<u8>>> {
    let (scalars, recovery) = match signature.split_last() {
        Some((last, scalars)) if eip191::carries_recovery(header, signature) => {
            (scalars, Some(*last))
        }
        _ => (signature, None),
    };
    let twins = s_twins(header.algorithm(), scalars)?;
    let mut all = Vec::with_capacity(6);
    if let Some(recovery) = recovery {
        let [first, second] = RECOVERY_BYTES;
        let other = match recovery {
            _ if recovery == first => second,
            _ if recovery == second => first,
            _ => return None,
        };
        for twin in &twins {
            let byte = if twin == scalars { recovery } else { other };
            all.push([twin, [byte].as_slice()].concat());
        }
    } else if eip191::allows_recovery(header) {
        for twin in &twins {
            all.extend(RECOVERY_BYTES.map(|byte| [twin, [byte].as_slice()].concat()));
        }
    }
    all.extend(twins);
    Some(all)
}
