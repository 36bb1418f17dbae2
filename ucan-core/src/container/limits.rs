//! How much of a container is read.

/// Bounds of a container that comes from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContainerLimits {
    /// How many bytes the container may have as received, its first byte included.
    /// 16 MiB by default.
    pub encoded_bytes: usize,
    /// How many bytes of CBOR it may hold, once base64 and compression are undone.
    /// Inflation stops there. 16 MiB by default.
    pub content_bytes: usize,
    /// How many tokens it may hold, duplicates included. 4,096 by default.
    pub tokens: usize,
}

impl Default for ContainerLimits {
    fn default() -> Self {
        Self { encoded_bytes: 16 << 20, content_bytes: 16 << 20, tokens: 4096 }
    }
}

impl ContainerLimits {
    /// Bounds that suit an HTTP header, which servers limit to some 8 KiB
    /// (HTTP Header, Oversize Headers): 16 KiB as received, 128 KiB of CBOR and
    /// 256 tokens.
    #[must_use]
    pub const fn http_header() -> Self {
        Self { encoded_bytes: 16 << 10, content_bytes: 128 << 10, tokens: 256 }
    }

    /// The same limits with another bound on the bytes as received.
    #[must_use]
    pub const fn with_encoded_bytes(mut self, bytes: usize) -> Self {
        self.encoded_bytes = bytes;
        self
    }

    /// The same limits with another bound on the bytes of CBOR.
    #[must_use]
    pub const fn with_content_bytes(mut self, bytes: usize) -> Self {
        self.content_bytes = bytes;
        self
    }

    /// The same limits with another bound on the number of tokens.
    #[must_use]
    pub const fn with_tokens(mut self, tokens: usize) -> Self {
        self.tokens = tokens;
        self
    }
}
