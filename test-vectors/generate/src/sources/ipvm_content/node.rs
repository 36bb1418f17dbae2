//! Nodes of DAG-PB and messages of UnixFS, field by field.

use crate::{
    cid::{DAG_PB, RAW, cid_bytes_v1, cid_v1, varint},
    map,
    value::Value,
};

/// A field with a number.
pub(super) fn number(field: u64, value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    varint(field << 3, &mut out);
    varint(value, &mut out);
    out
}

/// A field with bytes.
pub(super) fn bytes(field: u64, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    varint(field << 3 | 2, &mut out);
    varint(u64::try_from(bytes.len()).unwrap_or(u64::MAX), &mut out);
    out.extend(bytes);
    out
}

/// A block: its codec and its bytes.
#[derive(Clone, Debug)]
pub(super) struct Block {
    codec: u64,
    pub(super) bytes: Vec<u8>,
}

impl Block {
    pub(super) fn raw(bytes: &[u8]) -> Self {
        Self { codec: RAW, bytes: bytes.into() }
    }

    pub(super) fn of(codec: u64, bytes: Vec<u8>) -> Self {
        Self { codec, bytes }
    }

    /// A node with these links, and this message as its data.
    pub(super) fn node(links: &[Vec<u8>], message: &[u8]) -> Self {
        Self { codec: DAG_PB, bytes: [links.concat(), bytes(1, message)].concat() }
    }

    /// A file of these parts, of which each has so many bytes.
    pub(super) fn file(parts: &[(&Self, u64)]) -> Self {
        let links: Vec<_> = parts.iter().map(|(part, _)| part.link(None)).collect();
        let sizes: Vec<u64> = parts.iter().map(|(_, size)| *size).collect();
        Self::node(&links, &message(2, None, Some(sizes.iter().sum()), &sizes))
    }

    /// A directory of these entries.
    pub(super) fn directory(entries: &[(&str, &Self)]) -> Self {
        let links: Vec<_> = entries.iter().map(|(name, block)| block.link(Some(name))).collect();
        Self::node(&links, &number(1, 1))
    }

    pub(super) fn cid(&self) -> String {
        cid_v1(self.codec, &self.bytes)
    }

    pub(super) fn cid_bytes(&self) -> Vec<u8> {
        cid_bytes_v1(self.codec, &self.bytes)
    }

    /// A link to it, with no total size, which says nothing.
    pub(super) fn link(&self, name: Option<&str>) -> Vec<u8> {
        let name = name.map(|name| bytes(2, name.as_bytes())).unwrap_or_default();
        bytes(2, &[bytes(1, &self.cid_bytes()), name].concat())
    }

    pub(super) fn value(&self) -> Value {
        map! { "cid" => Value::link(self.cid()), "bytes" => self.bytes.clone() }
    }
}

/// A message of UnixFS: type, content, size of the whole, sizes of the parts.
pub(super) fn message(
    kind: u64,
    content: Option<&[u8]>,
    size: Option<u64>,
    sizes: &[u64],
) -> Vec<u8> {
    let mut out = number(1, kind);
    out.extend(content.map(|content| bytes(2, content)).unwrap_or_default());
    out.extend(size.map(|size| number(3, size)).unwrap_or_default());
    out.extend(sizes.iter().flat_map(|size| number(4, *size)));
    out
}
