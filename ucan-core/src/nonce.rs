//! Nonces.

use alloc::vec::Vec;

/// Bytes that make a token unique; any number of them, none included
/// (UCAN Core, Nonce; ruling T11).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Nonce(Vec<u8>);

impl Nonce {
    /// A nonce of the given bytes. Draw 12 at random for delegations and
    /// mutations.
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The empty nonce, for tasks that give the same result every time.
    #[must_use]
    pub const fn empty() -> Self {
        Self(Vec::new())
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}
