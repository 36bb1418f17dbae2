//! What a block links to.

use alloc::{vec, vec::Vec};
use core::iter::FusedIterator;

use cid::Cid;
use ipld_core::ipld::Ipld;
use varsig::{
    Block,
    dag_cbor::{DagCborError, Items, Limits},
    dag_json::{self, DagJsonError},
    multicodec::{DAG_CBOR, DAG_JSON, DAG_PB, RAW},
};

use crate::dag_pb::{DagPbError, Node, NodeLinks};

/// The CIDs that a block links to, by the codec of its CID: DAG-CBOR, DAG-JSON, DAG-PB, or
/// raw bytes, which link to nothing. In the order of the bytes (of DAG-JSON in that of the
/// keys), and as often as they stand there.
///
/// The block is checked to its end first, within the default limits of its codec, so that
/// links that were read are all the links. DAG-JSON may have any layout, since the layout
/// says nothing about the links.
///
/// # Errors
///
/// [`LinksError::UnknownCodec`] for any other codec, which a caller may take for a leaf, and
/// the variant of the codec if the block is not what its CID says.
///
/// ```
/// use ipld_core::ipld;
/// use ipvm_content::links;
/// use varsig::Block;
///
/// let [photo, frame] = [*b"photo", *b"frame"].map(|bytes| *Block::raw(bytes).cid());
/// let album = Block::encode(&ipld!({ "back": frame, "pages": [photo, 7, photo] }))?;
/// assert_eq!(links(&album)?.collect::<Vec<_>>(), [frame, photo, photo]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn links(block: &Block) -> Result<Links<'_>, LinksError> {
    let source = match block.cid().codec() {
        RAW => Source::None,
        DAG_CBOR => {
            let items = Items::new(block.bytes(), &Limits::default());
            Source::DagCbor { items: items.map_err(LinksError::DagCbor)?, left: 1 }
        }
        DAG_PB => Source::DagPb(Node::decode(block.bytes()).map_err(LinksError::DagPb)?.links()),
        DAG_JSON => {
            let value = dag_json::decode(block.bytes(), &Limits::default());
            Source::Tree(of_value(value.map_err(LinksError::DagJson)?).into_iter())
        }
        codec => return Err(LinksError::UnknownCodec { codec }),
    };
    Ok(Links(source))
}

/// Why the links of a block are not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinksError {
    /// The block is no canonical DAG-CBOR.
    #[error(transparent)]
    DagCbor(DagCborError),
    /// The block is no DAG-JSON.
    #[error(transparent)]
    DagJson(DagJsonError),
    /// The block is no DAG-PB.
    #[error(transparent)]
    DagPb(DagPbError),
    /// Blocks of this codec are not read here.
    #[error(
        "links in blocks of codec {codec:#x} are not read; dag-cbor, dag-json, dag-pb and raw are"
    )]
    UnknownCodec {
        /// The code of the codec.
        codec: u64,
    },
}

/// The links of one block. Borrows from it, and holds nothing but where it stands (for
/// DAG-JSON, the links).
#[derive(Clone, Debug)]
pub struct Links<'a>(Source<'a>);

#[derive(Clone, Debug)]
enum Source<'a> {
    None,
    /// So many items are left to look at.
    DagCbor {
        items: Items<'a>,
        left: u64,
    },
    DagPb(NodeLinks<'a>),
    Tree(vec::IntoIter<Cid>),
}

impl Iterator for Links<'_> {
    type Item = Cid;

    fn next(&mut self) -> Option<Cid> {
        match &mut self.0 {
            Source::None => None,
            Source::DagCbor { items, left } => next_in_dag_cbor(items, left),
            Source::DagPb(links) => links.next().map(|link| link.cid),
            Source::Tree(links) => links.next(),
        }
    }
}

impl FusedIterator for Links<'_> {}

fn next_in_dag_cbor(items: &mut Items<'_>, left: &mut u64) -> Option<Cid> {
    while let Some(others) = left.checked_sub(1) {
        *left = others;
        let at = items.clone();
        if let Some(cid) = items.link() {
            return Some(cid);
        }
        *items = at.clone();
        if let Some(count) = items.list() {
            // The check has bounded how many items there are.
            *left = left.checked_add(count)?;
            continue;
        }
        *items = at.clone();
        if let Some(count) = items.map() {
            *left = left.checked_add(count.checked_mul(2)?)?;
            continue;
        }
        *items = at;
        items.skip()?;
    }
    None
}

fn of_value(value: Ipld) -> Vec<Cid> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Ipld::Link(cid) => found.push(cid),
            Ipld::List(items) => open.extend(items.into_iter().rev()),
            Ipld::Map(map) => open.extend(map.into_values().rev()),
            _ => {}
        }
    }
    found
}
