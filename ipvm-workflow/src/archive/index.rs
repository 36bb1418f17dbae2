//! The root of an archive, which says what is in it.

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::Fields;
use varsig::{
    Block,
    dag_cbor::{self, Limits},
    multicodec::DAG_CBOR,
};

use super::{ARCHIVE_VERSION, ArchiveError, ArchivePart};

/// The CIDs of the parts, each list in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Index {
    pub(super) workflow: Cid,
    pub(super) delegations: Vec<Cid>,
    pub(super) receipts: Vec<Cid>,
    pub(super) content: Vec<Cid>,
}

impl Index {
    pub(super) fn read(block: &Block) -> Result<Self, ArchiveError> {
        // One index, one address. A CID of version 0 has another codec.
        let cid = block.cid();
        if cid.codec() != DAG_CBOR {
            return Err(ArchiveError::IndexAddress { cid: *cid });
        }
        let value = dag_cbor::decode(block.bytes(), &Limits::default())
            .map_err(ArchiveError::IndexEncoding)?;
        let mut fields = Fields::of("index", value).map_err(ArchiveError::Index)?;
        let version = fields.string("v").map_err(ArchiveError::Index)?;
        if version != ARCHIVE_VERSION {
            return Err(ArchiveError::Version { found: version });
        }
        let index = Self {
            workflow: fields.link("workflow").map_err(ArchiveError::Index)?,
            delegations: fields.links("delegations").map_err(ArchiveError::Index)?,
            receipts: fields.links("receipts").map_err(ArchiveError::Index)?,
            content: fields.links("content").map_err(ArchiveError::Index)?,
        };
        fields.finish().map_err(ArchiveError::Index)?;
        index.in_order()?;
        Ok(index)
    }

    pub(super) fn to_block(&self) -> Block {
        let list = |cids: &[Cid]| Ipld::List(cids.iter().copied().map(Ipld::Link).collect());
        let map = BTreeMap::from([
            ("v".to_owned(), Ipld::String(ARCHIVE_VERSION.to_owned())),
            ("workflow".to_owned(), Ipld::Link(self.workflow)),
            ("delegations".to_owned(), list(&self.delegations)),
            ("receipts".to_owned(), list(&self.receipts)),
            ("content".to_owned(), list(&self.content)),
        ]);
        Block::encode(&Ipld::Map(map)).expect("links of blocks have a DAG-CBOR form")
    }

    /// The CIDs in the order of the file.
    pub(super) fn cids(&self) -> impl Iterator<Item = &Cid> {
        let lists = [&self.delegations, &self.receipts, &self.content];
        std::iter::once(&self.workflow).chain(lists.into_iter().flatten())
    }

    fn in_order(&self) -> Result<(), ArchiveError> {
        for (part, list) in [
            (ArchivePart::Delegation, &self.delegations),
            (ArchivePart::Receipt, &self.receipts),
            (ArchivePart::Content, &self.content),
        ] {
            for pair in list.windows(2) {
                if let [before, cid] = pair
                    && before > cid
                {
                    return Err(ArchiveError::ListOrder { part, cid: *cid });
                }
            }
        }
        let mut listed = BTreeSet::new();
        match self.cids().find(|cid| !listed.insert(**cid)) {
            Some(cid) => Err(ArchiveError::ListedTwice { cid: *cid }),
            None => Ok(()),
        }
    }
}
