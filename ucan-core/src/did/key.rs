//! `did:key`: the identifier is the key (The did:key Method; ruling T14).

use alloc::{string::String, vec::Vec};

use varsig::{CandidateKey, PublicKey};

use super::{ResolveError, base58};

/// Longer than the text of any key: an RSA key of 8192 bits has 1,042 bytes with its
/// prefix, which are 1,424 characters with the sign of the base.
const LONGEST: usize = 1536;

/// The `did:key` of `key`.
pub(super) fn encode(key: &PublicKey) -> String {
    const PREFIX: &str = "did:key:z";
    let bytes = key.to_multicodec();
    // Eleven characters hold eight bytes; the first word may be written short.
    let mut text = String::with_capacity(PREFIX.len() + bytes.len() / 8 * 11 + 11 + 5);
    text.push_str(PREFIX);
    base58::encode(&bytes, &mut text);
    text
}

/// The key that an identifier stands for.
pub(super) fn decode(identifier: &str) -> Result<PublicKey, ResolveError> {
    PublicKey::from_multicodec(&multicodec(identifier)?).map_err(ResolveError::Key)
}

/// As [`decode`], for a key that is about to be tried.
pub(super) fn candidate(identifier: &str) -> Result<CandidateKey, ResolveError> {
    CandidateKey::from_multicodec(&multicodec(identifier)?).map_err(ResolveError::Key)
}

fn multicodec(identifier: &str) -> Result<Vec<u8>, ResolveError> {
    let encoded = identifier.strip_prefix('z').ok_or(ResolveError::NotBase58)?;
    if identifier.len() > LONGEST {
        return Err(ResolveError::KeyTooLong { limit: LONGEST, found: identifier.len() });
    }
    base58::decode(encoded.as_bytes()).ok_or(ResolveError::NotBase58)
}
