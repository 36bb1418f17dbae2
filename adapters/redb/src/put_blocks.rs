//! Putting blocks, in a transaction.

use std::collections::{BTreeMap, BTreeSet};

use ipvm_runtime::store::Visibility;
use redb::{ReadableTable, Table, WriteTransaction};
use ucan_core::Did;
use varsig::Block;

use crate::{
    ascending::insert_ascending,
    cut::{Cut, INLINE},
    index::owner_key,
    packs::{Packs, is_enough, is_packable},
    span::Span,
    tables::{BLOCKS, BlockRow, OWNERS, Place, seal},
};

type Rows<'a> = Table<'a, &'static [u8], &'static [u8]>;

/// Puts blocks, each with how open it is to be and where its bytes are to go, if they go
/// nowhere better.
pub(crate) fn put(
    transaction: &WriteTransaction,
    blocks: &[(Block, BlockRow)],
    owner: Option<&Did>,
) -> Result<(), redb::Error> {
    let mut putting = Putting {
        transaction,
        rows: transaction.open_table(BLOCKS)?,
        inline: Cut::write(transaction, INLINE)?,
        packs: None,
        new: BTreeMap::new(),
        left: Vec::new(),
        unknown: BTreeSet::new(),
    };
    blocks.iter().try_for_each(|(block, row)| putting.put(block, *row))?;
    putting.pack()?;
    putting.leave()?;
    let Some(owner) = owner else { return Ok(()) };
    let mut owners = transaction.open_table(OWNERS)?;
    for (block, _) in blocks {
        let key = owner_key(block.cid(), owner);
        let row = seal(&key, owner.principal().as_bytes());
        owners.insert(key.as_slice(), row.as_slice())?;
    }
    Ok(())
}

struct Putting<'a> {
    transaction: &'a WriteTransaction,
    rows: Rows<'a>,
    inline: Cut<Rows<'a>>,
    packs: Option<Packs<'a>>,
    /// Small ones that were not here, in the order of their CIDs.
    new: BTreeMap<Vec<u8>, (&'a Block, Visibility)>,
    /// Places in packs that are given up.
    left: Vec<Span>,
    /// Blocks of which nobody knows whether they have a place.
    unknown: BTreeSet<Vec<u8>>,
}

impl<'a> Putting<'a> {
    fn packs(&mut self) -> Result<&mut Packs<'a>, redb::Error> {
        Packs::lazily(&mut self.packs, self.transaction)
    }

    fn put(&mut self, block: &'a Block, wanted: BlockRow) -> Result<(), redb::Error> {
        let key = block.cid().to_bytes();
        let found = self.rows.get(key.as_slice())?;
        let found = found.map(|found| BlockRow::decode(&key, found.value()));
        let is_new = found.is_none();
        // Public is sticky. A row that cannot be read says nothing: the block
        // is as open as this call makes it.
        let standing = found.and_then(Result::ok);
        if standing.is_none() && !is_new {
            self.unknown.insert(key.clone());
        }
        let visibility =
            standing.map_or(wanted.visibility, |found| found.visibility.max(wanted.visibility));
        let inline = self.inline.get(&key)?;
        let is_inline = inline.is_some_and(|found| found.is(block.bytes()));
        let mut place = wanted.place;
        if let Some(Place::Packed(span)) = standing.map(|standing| standing.place) {
            if place == Place::Inline && self.packs()?.holds(span, block.bytes())? {
                place = Place::Packed(span);
            } else {
                self.left.push(span);
            }
        }
        if place == Place::Inline && is_new && !is_inline && is_packable(block.bytes().len()) {
            let (_, open) = self.new.entry(key).or_insert((block, visibility));
            *open = visibility.max(*open);
            return Ok(());
        }
        match place {
            Place::Inline if !is_inline => {
                self.inline.insert(&key, block.bytes())?;
            }
            Place::Inline => {}
            Place::File(_) | Place::Packed(_) => {
                self.inline.remove(&key)?;
            }
        }
        let row = BlockRow { visibility, place };
        if standing != Some(row) {
            self.rows.insert(key.as_slice(), row.encode(&key).as_slice())?;
        }
        Ok(())
    }

    /// Packs the small ones that are new; what is no pack is kept inline.
    fn pack(&mut self) -> Result<(), redb::Error> {
        let new = std::mem::take(&mut self.new);
        let blocks = || new.values().map(|(block, _)| *block);
        let bytes = blocks().map(|block| block.bytes().len()).sum();
        let spans = if is_enough(bytes) { self.packs()?.put(blocks())? } else { Vec::new() };
        let places = spans.into_iter().map(Place::Packed).chain(std::iter::repeat(Place::Inline));
        let mut rows = Vec::with_capacity(new.len());
        for ((key, (block, visibility)), place) in new.iter().zip(places) {
            if place == Place::Inline {
                self.inline.insert(key, block.bytes())?;
            }
            rows.push((key, BlockRow { visibility: *visibility, place }.encode(key)));
        }
        insert_ascending(&mut self.rows, rows.into_iter())
    }

    /// Gives the room in packs back that is no longer taken.
    fn leave(mut self) -> Result<(), redb::Error> {
        if self.left.is_empty() && self.unknown.is_empty() {
            return Ok(());
        }
        let unknown = std::mem::take(&mut self.unknown);
        let mut left = std::mem::take(&mut self.left);
        left.extend(self.packs()?.places_of(&unknown)?);
        Packs::lazily(&mut self.packs, self.transaction)?.leave(&mut self.rows, &left)
    }
}
