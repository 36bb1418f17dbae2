//! A writer of nodes, field by field, and a store.

use std::collections::BTreeMap;

use cid::Cid;
use ipvm_content::{
    ContentPath,
    unixfs::{File, FileError, FileErrorKind, FileLimits, ReadError},
};
use varsig::{Block, multicodec::DAG_PB};

pub(crate) fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value > 0x7f {
        out.push(u8::try_from(value & 0x7f).expect("seven bits") | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).expect("seven bits"));
    out
}

pub(crate) fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

pub(crate) fn length(length: usize) -> u64 {
    u64::try_from(length).expect("a length")
}

pub(crate) fn bytes(field: u64, bytes: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(length(bytes.len())), bytes.to_vec()].concat()
}

/// What a node of UnixFS says, before it is encoded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Data {
    pub(crate) kind: u64,
    pub(crate) content: Option<Vec<u8>>,
    pub(crate) size: Option<u64>,
    pub(crate) sizes: Vec<u64>,
    pub(crate) more: Vec<u8>,
}

impl Data {
    pub(crate) fn of(kind: u64) -> Self {
        Self { kind, ..Self::default() }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = number(1, self.kind);
        out.extend(self.content.iter().flat_map(|content| bytes(2, content)));
        out.extend(self.size.iter().flat_map(|size| number(3, *size)));
        out.extend(self.sizes.iter().flat_map(|size| number(4, *size)));
        out.extend(&self.more);
        out
    }
}

pub(crate) fn link(cid: &Cid, name: Option<&str>, total: u64) -> Vec<u8> {
    let name = name.map(|name| bytes(2, name.as_bytes())).unwrap_or_default();
    bytes(2, &[bytes(1, &cid.to_bytes()), name, number(3, total)].concat())
}

/// Blocks by their CIDs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store(pub(crate) BTreeMap<Cid, Block>);

impl Store {
    pub(crate) fn put(&mut self, block: Block) -> Cid {
        let cid = *block.cid();
        self.0.insert(cid, block);
        cid
    }

    pub(crate) fn raw(&mut self, content: &[u8]) -> Cid {
        self.put(Block::raw(content))
    }

    pub(crate) fn node(&mut self, links: &[Vec<u8>], data: &Data) -> Cid {
        let data = bytes(1, &data.encode());
        self.put(Block::new(DAG_PB, [links.concat(), data].concat()))
    }

    /// A file of these parts, each with its size.
    pub(crate) fn file(&mut self, parts: &[(Cid, u64)]) -> Cid {
        let links: Vec<_> = parts.iter().map(|(cid, size)| link(cid, None, *size)).collect();
        let sizes: Vec<u64> = parts.iter().map(|(_, size)| *size).collect();
        let size = Some(sizes.iter().sum());
        self.node(&links, &Data { size, sizes, ..Data::of(2) })
    }

    pub(crate) fn directory(&mut self, entries: &[(&str, Cid)]) -> Cid {
        let links: Vec<_> = entries.iter().map(|(name, cid)| link(cid, Some(name), 0)).collect();
        self.node(&links, &Data::of(1))
    }

    pub(crate) fn read_at(
        &self,
        root: Cid,
        path: &[&str],
        limits: FileLimits,
    ) -> Result<Vec<u8>, ReadError<&'static str>> {
        let path = ContentPath::new(path.iter().copied()).expect("a path");
        let block = |cid: &Cid| self.0.get(cid).cloned().ok_or("is not here");
        File::new(root, &path, limits).read(block)
    }

    pub(crate) fn read(&self, root: Cid) -> Result<Vec<u8>, ReadError<&'static str>> {
        self.read_at(root, &[], FileLimits::default())
    }

    /// What is wrong, and at which block.
    pub(crate) fn refused(&self, root: Cid, path: &[&str]) -> (Cid, FileErrorKind) {
        match self.read_at(root, path, FileLimits::default()) {
            Err(ReadError::File(FileError { cid, kind, .. })) => (cid, kind),
            other => panic!("{other:?}"),
        }
    }
}
