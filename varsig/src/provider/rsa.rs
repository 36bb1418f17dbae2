//! RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2), by AWS-LC.
//!
//! Signatures are compared with the one padding that the RFC defines, never
//! parsed. The portable library has an open timing leak when it signs, so there
//! is no second provider.

pub(crate) mod der;
mod signer;
mod verifier;

pub use signer::RsaSigner;
pub use verifier::RsaVerifier;
