//! Reading a container.

use alloc::{collections::BTreeSet, string::String, sync::Arc, vec::Vec};

use varsig::{
    Block,
    dag_cbor::{self, DagCborError, Limits},
};

use super::{
    base64,
    cbor::{self, Head},
    encoding::{Base, Encoding, Profile},
    error::ContainerError,
    gzip,
    limits::ContainerLimits,
    writer::KEY,
};
use crate::token_set::TokenSet;

/// A container that was read: a set of tokens, none of them believed yet, and what
/// there is to tell about how they came.
#[derive(Clone, Debug)]
pub struct Container {
    encoding: Encoding,
    profile: Profile,
    sorted: bool,
    duplicates: usize,
    tokens: TokenSet,
    opaque: Vec<Opaque>,
}

/// An entry that is not canonical DAG-CBOR, hence no token (rulings T3 and T12).
///
/// It is kept for whoever passes the container on, and it does no harm to the
/// tokens beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Opaque {
    /// The place of the entry in the container, counted from 0.
    pub index: usize,
    /// The bytes as they are.
    pub bytes: Arc<[u8]>,
    /// What keeps them from being a token.
    pub reason: DagCborError,
}

impl Container {
    /// Reads a container. Tokens out of order, or twice, are read all the same.
    ///
    /// # Errors
    ///
    /// [`ContainerError::Empty`] and [`UnknownEncoding`](ContainerError::UnknownEncoding)
    /// for the first byte; [`EncodedTooLarge`](ContainerError::EncodedTooLarge),
    /// [`ContentTooLarge`](ContainerError::ContentTooLarge) and
    /// [`TooManyTokens`](ContainerError::TooManyTokens) beyond the limits;
    /// [`Base64`](ContainerError::Base64), [`Gzip`](ContainerError::Gzip) and
    /// [`Encoding`](ContainerError::Encoding) for bytes that cannot be unpacked; and
    /// the other variants, but for the two of [`Container::read_strict`], for a value
    /// of another shape.
    pub fn read(bytes: &[u8], limits: &ContainerLimits) -> Result<Self, ContainerError> {
        Self::read_with(bytes, limits, |_| Ok(()))
    }

    /// Reads a container as writers must write it: in bytewise order, each token once
    /// (Container, Inner structure).
    ///
    /// # Errors
    ///
    /// As [`Container::read`], and [`ContainerError::Unsorted`] or
    /// [`ContainerError::Duplicate`], whichever comes first.
    pub fn read_strict(bytes: &[u8], limits: &ContainerLimits) -> Result<Self, ContainerError> {
        Self::read_with(bytes, limits, in_order)
    }

    fn read_with(
        bytes: &[u8],
        limits: &ContainerLimits,
        judge: impl Fn(&[&[u8]]) -> Result<(), ContainerError>,
    ) -> Result<Self, ContainerError> {
        if bytes.len() > limits.encoded_bytes {
            return Err(ContainerError::EncodedTooLarge {
                found: bytes.len(),
                limit: limits.encoded_bytes,
            });
        }
        let (byte, packed) = bytes.split_first().ok_or(ContainerError::Empty)?;
        let (encoding, profile) = Encoding::from_header_byte(*byte)
            .ok_or(ContainerError::UnknownEncoding { byte: *byte })?;
        let content = unpack(encoding, packed, limits)?;
        let entries = entries(&content, limits)?;
        judge(&entries)?;

        let mut container = Self {
            encoding,
            profile,
            sorted: in_order(&entries).is_ok(),
            duplicates: 0,
            tokens: TokenSet::new(),
            opaque: Vec::new(),
        };
        let mut seen = BTreeSet::new();
        for (index, entry) in entries.into_iter().enumerate() {
            if !container.sorted && !seen.insert(entry) {
                container.duplicates += 1;
                continue;
            }
            match Block::dag_cbor(entry) {
                Ok(block) => container.tokens.insert(block),
                Err(reason) => {
                    let bytes = Arc::from(entry);
                    container.opaque.push(Opaque { index, bytes, reason });
                    true
                }
            };
        }
        Ok(container)
    }

    /// The tokens, each once, in the order in which they stand.
    #[must_use]
    pub const fn tokens(&self) -> &TokenSet {
        &self.tokens
    }

    /// The tokens, without a copy.
    #[must_use]
    pub fn into_tokens(self) -> TokenSet {
        self.tokens
    }

    /// The entries that are no tokens, each once, in the order in which they stand.
    #[must_use]
    pub fn opaque(&self) -> &[Opaque] {
        &self.opaque
    }

    /// The encoding, as the first byte named it.
    #[must_use]
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Whose first byte it was. To answer in kind, write under the same profile.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// Whether the entries stood in bytewise order and each once, as writers must
    /// write them. The public fixtures do not.
    #[must_use]
    pub const fn is_sorted(&self) -> bool {
        self.sorted
    }

    /// How many entries stood there before, and were passed over.
    #[must_use]
    pub const fn duplicates(&self) -> usize {
        self.duplicates
    }
}

/// Undoes what the first byte says.
fn unpack(
    encoding: Encoding,
    packed: &[u8],
    limits: &ContainerLimits,
) -> Result<Vec<u8>, ContainerError> {
    let limit = limits.content_bytes;
    let content = if encoding.is_compressed() {
        match encoding.base() {
            Base::Raw => gzip::unwrap(packed, limit)?,
            base => gzip::unwrap(&base64::decode(base, packed)?, limit)?,
        }
    } else {
        base64::decode(encoding.base(), packed)?
    };
    if content.len() > limit {
        return Err(ContainerError::ContentTooLarge { limit });
    }
    Ok(content)
}

/// The entries of `{"ctn-v1": [bytes, …]}`.
fn entries<'a>(
    content: &'a [u8],
    limits: &ContainerLimits,
) -> Result<Vec<&'a [u8]>, ContainerError> {
    let bounds = Limits::default().with_bytes(limits.content_bytes);
    dag_cbor::check(content, &bounds).map_err(ContainerError::Encoding)?;
    let mut rest = content;
    let map = Head::take(&mut rest).filter(|head| head.major == cbor::MAP);
    let map = map.ok_or(ContainerError::NotAMap)?;
    if map.number != 1 {
        return Err(ContainerError::NotOneKey { found: map.number });
    }
    let key = Head::take(&mut rest).and_then(|head| head.content(&mut rest)).unwrap_or_default();
    if key != KEY.as_bytes() {
        return Err(ContainerError::WrongKey { found: String::from_utf8_lossy(key).into_owned() });
    }
    let list = Head::take(&mut rest).filter(|head| head.major == cbor::LIST);
    let list = list.ok_or(ContainerError::NotAList)?;
    let count = usize::try_from(list.number).ok().filter(|count| *count <= limits.tokens);
    let count =
        count.ok_or(ContainerError::TooManyTokens { found: list.number, limit: limits.tokens })?;
    (0..count)
        .map(|index| {
            Head::take(&mut rest)
                .filter(|head| head.major == cbor::BYTES)
                .and_then(|head| head.content(&mut rest))
                .ok_or(ContainerError::EntryNotBytes { index })
        })
        .collect()
}

/// Whether every entry is greater than the one before it.
fn in_order(entries: &[&[u8]]) -> Result<(), ContainerError> {
    for (index, pair) in (1..).zip(entries.windows(2)) {
        match pair {
            [before, after] if before > after => return Err(ContainerError::Unsorted { index }),
            [before, after] if before == after => return Err(ContainerError::Duplicate { index }),
            _ => {}
        }
    }
    Ok(())
}
