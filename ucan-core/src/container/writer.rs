//! Writing a container.

use alloc::{collections::BTreeSet, sync::Arc, vec::Vec};

use varsig::Block;

use super::{
    base64,
    cbor::{self, Head},
    encoding::{Encoding, Profile},
    gzip,
};

/// The only key of a container, as CBOR after the head of the map.
pub(super) const KEY: &str = "ctn-v1";

/// A container in the making: a set of tokens in bytewise order
/// (Container, Inner structure).
///
/// It takes bytes as they are, so that a relay can pass on what it does not
/// understand. What belongs in a container is signed tokens; tasks, modules and
/// outputs go into archives (ruling T12, [`varsig::car`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerWriter {
    tokens: BTreeSet<Arc<[u8]>>,
    profile: Profile,
}

impl ContainerWriter {
    /// A container without tokens, under the standard profile.
    #[must_use]
    pub const fn new() -> Self {
        Self { tokens: BTreeSet::new(), profile: Profile::Standard }
    }

    /// Writes the compressed encodings under the bytes of a peer (ruling T12).
    #[must_use]
    pub const fn with_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Adds a token, sealed and in DAG-CBOR; says whether it was new.
    pub fn insert(&mut self, token: &[u8]) -> bool {
        !self.tokens.contains(token) && self.tokens.insert(Arc::from(token))
    }

    /// Adds a token without copying it; says whether it was new.
    pub fn insert_block(&mut self, token: &Block) -> bool {
        !self.tokens.contains(token.bytes()) && self.tokens.insert(token.shared_bytes())
    }

    /// How many tokens there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there are no tokens yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The container. The same tokens give the same bytes, in whatever order they
    /// were inserted; compressed ones only from one version of this crate.
    #[must_use]
    pub fn to_bytes(&self, encoding: Encoding) -> Vec<u8> {
        let mut content = self.content();
        if encoding.is_compressed() {
            content = gzip::wrap(&content);
        }
        let mut out = Vec::from([encoding.header_byte(self.profile)]);
        base64::encode(encoding.base(), &content, &mut out);
        out
    }

    /// The CBOR of the container.
    fn content(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let head = |major, length: usize, out: &mut Vec<u8>| {
            Head { major, number: u64::try_from(length).unwrap_or(u64::MAX) }.write(out);
        };
        head(cbor::MAP, 1, &mut out);
        head(cbor::TEXT, KEY.len(), &mut out);
        out.extend_from_slice(KEY.as_bytes());
        head(cbor::LIST, self.tokens.len(), &mut out);
        for token in &self.tokens {
            head(cbor::BYTES, token.len(), &mut out);
            out.extend_from_slice(token);
        }
        out
    }
}

impl<'a> Extend<&'a Block> for ContainerWriter {
    fn extend<I: IntoIterator<Item = &'a Block>>(&mut self, tokens: I) {
        for token in tokens {
            self.insert_block(token);
        }
    }
}

impl<'a> FromIterator<&'a Block> for ContainerWriter {
    fn from_iter<I: IntoIterator<Item = &'a Block>>(tokens: I) -> Self {
        let mut writer = Self::new();
        writer.extend(tokens);
        writer
    }
}
