//! Nonces.

use alloc::vec::Vec;

/// Bytes that make a token unique; any number of them, none included
/// (UCAN Core, Nonce; ruling T11).
///
/// Delegations and mutations get twelve random bytes, so that no two are the same. Work
/// that gives the same result every time gets none, so that the same work is the same task.
///
/// ```
/// use ucan_core::Nonce;
///
/// let drawn = [7; Nonce::RANDOM_LENGTH]; // from the system, in earnest
/// assert_eq!(Nonce::from_random(drawn).as_bytes(), drawn);
/// assert!(Nonce::empty().is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Nonce(Vec<u8>);

impl Nonce {
    /// How many random bytes are enough to be unique (UCAN Core, Nonce).
    pub const RANDOM_LENGTH: usize = 12;

    /// A nonce of twelve bytes that the caller drew from a good source.
    #[must_use]
    pub fn from_random(bytes: [u8; Self::RANDOM_LENGTH]) -> Self {
        Self(bytes.into())
    }

    /// A nonce of any bytes.
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

    /// Whether it makes nothing unique.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
