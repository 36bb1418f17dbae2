//! One block of a file or of a directory on the way to it.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::ops::Range;

use cid::Cid;
use varsig::{
    Block,
    multicodec::{DAG_PB, RAW},
};

use super::{NodeType, UnixFsData, directory::entry, error::FileErrorKind as Kind};
use crate::dag_pb::{Node, NodeLinks};

/// What a block is to a file.
#[derive(Debug)]
pub(super) struct Part {
    /// How many bytes there are, those of the parts included.
    pub(super) size: u64,
    /// Where its own content stands in the block.
    pub(super) content: Range<usize>,
    /// The parts behind that, with what is said of their sizes.
    pub(super) parts: Vec<(Cid, u64)>,
}

impl Part {
    /// Reads a block that has to be a file, or a part of one. There may be `room` parts, by a
    /// limit of so many blocks.
    pub(super) fn read(block: &Block, room: usize, limit: usize) -> Result<Self, Kind> {
        if block.cid().codec() == RAW {
            let content = 0..block.bytes().len();
            return Ok(Self { size: count(content.len()), content, parts: Vec::new() });
        }
        let (node, data) = node(block)?;
        let links = node.links();
        match data.node_type() {
            NodeType::File => {}
            NodeType::Raw if links.len() == 0 && data.parts() == 0 => {}
            NodeType::Raw => return Err(Kind::RawWithParts),
            NodeType::HamtShard => return Err(Kind::Sharded),
            NodeType::Symlink => return Err(Kind::Symlink),
            found => return Err(Kind::NotAFile { found }),
        }
        if links.len() != data.parts() {
            return Err(Kind::PartCount { links: links.len(), sizes: data.parts() });
        }
        let own = Some(count(data.content().len()));
        let sum = data.part_sizes().fold(own, |sum, size| sum?.checked_add(size));
        let found = sum.ok_or(Kind::SizeOverflow)?;
        let said = data.file_size().unwrap_or(0);
        if said != found {
            return Err(Kind::Size { said, found });
        }
        if links.len() > room {
            return Err(Kind::TooManyBlocks { limit });
        }
        Ok(Self {
            size: found,
            content: content(&node, &data),
            parts: parts(links, data.part_sizes())?,
        })
    }
}

/// The entry of this name in a block that has to be a directory.
pub(super) fn entry_of(block: &Block, name: &str) -> Result<Cid, Kind> {
    let not = |found| Err(Kind::NotADirectory { found, next: String::from(name) });
    if block.cid().codec() == RAW {
        return not(NodeType::File);
    }
    let (node, data) = node(block)?;
    match data.node_type() {
        NodeType::Directory => entry(node.links(), name),
        NodeType::HamtShard => Err(Kind::Sharded),
        NodeType::Symlink => Err(Kind::Symlink),
        found => not(found),
    }
}

/// Whether there can be a file, or a directory, at the CID, and its block be believed.
pub(super) fn check(cid: &Cid) -> Result<(), Kind> {
    match (cid.codec(), cid.hash().code()) {
        (DAG_PB | RAW, varsig::SUPPORTED_HASH) => Ok(()),
        (DAG_PB | RAW, code) => Err(Kind::UnsupportedHash { code }),
        (codec, _) => Err(Kind::UnknownCodec { codec }),
    }
}

fn node(block: &Block) -> Result<(Node<'_>, UnixFsData<'_>), Kind> {
    let node = Node::decode(block.bytes()).map_err(Kind::DagPb)?;
    let data = UnixFsData::decode(node.data().ok_or(Kind::NoData)?);
    data.map(|data| (node, data)).map_err(Kind::UnixFs)
}

fn content(node: &Node<'_>, data: &UnixFsData<'_>) -> Range<usize> {
    let start = node.data_start() + data.content_start();
    start..start + data.content().len()
}

fn parts(links: NodeLinks<'_>, sizes: impl Iterator<Item = u64>) -> Result<Vec<(Cid, u64)>, Kind> {
    let parts = links.zip(sizes).map(|(link, size)| match link.name {
        None | Some("") => Ok((link.cid, size)),
        Some(name) => Err(Kind::NamedPart { name: name.to_string() }),
    });
    parts.collect()
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
