//! Small blocks that are put together, many to a row.
//!
//! A row that is larger than a page takes two pages or four, whether it fills them or not,
//! and each page costs as much to write as a large one. So what comes in bulk is packed, in
//! the order of its CIDs, in which it is read in bulk too.
//!
//! The row of a block says where in which pack its bytes are, and a table of all places says
//! the same the other way round: from it a pack is written anew when some of its blocks go.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use cid::Cid;
use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, Table, WriteTransaction};
use varsig::Block;

use crate::{
    ascending::insert_ascending,
    cut::{AROUND, Cut, Found, LONGEST_TAIL, PACKED},
    index::whole_cid,
    span::{Span, read_place_key, small},
    tables::{BlockRow, DamagedRow, PLACES, Place, number, unseal},
};

type Bytes = &'static [u8];

/// How many bytes of a pack fill 32 KiB with its key and what the engine keeps of both.
const FULL: usize = 32 * 1024 - 8 - AROUND;

/// How many bytes a pack has at the most. Eight blocks of 4 KiB are a little more than full,
/// and seven would leave an eighth of the room.
const ROOM: usize = FULL + LONGEST_TAIL;

/// Larger blocks have rows of their own: a pack would not be filled.
const LARGEST: usize = 8 * 1024;

/// What is put together and has fewer bytes is no pack.
const LEAST: usize = FULL / 2;

/// The place that a row of [`PLACES`] is about, and its block.
pub(crate) fn read_place(key: &[u8], row: &[u8]) -> Result<(Span, Cid), DamagedRow> {
    let (pack, offset) = read_place_key(key)?;
    let (length, block) = unseal(key, row)?.split_at_checked(4).ok_or(DamagedRow)?;
    Ok((Span { pack, offset, length: small(length)? }, whole_cid(block)?))
}

/// The bytes at a place in a pack, if it has that many.
pub(crate) fn bytes_at<'p>(pack: &'p Found<'_>, span: Span) -> Option<Cow<'p, [u8]>> {
    pack.part(span.range()?)
}

/// Whether blocks of that many bytes are packed.
pub(crate) const fn is_packable(length: usize) -> bool {
    length <= LARGEST
}

/// Whether so many bytes that are put together are a pack or more.
pub(crate) const fn is_enough(bytes: usize) -> bool {
    bytes >= LEAST
}

/// Packs that are read one after the other, the last one kept open.
pub(crate) struct OpenPack {
    packs: Cut<ReadOnlyTable<Bytes, Bytes>>,
    last: Option<(u64, Found<'static>)>,
}

impl OpenPack {
    pub(crate) fn open(transaction: &ReadTransaction) -> Result<Self, redb::TableError> {
        Ok(Self { packs: Cut::read(transaction, PACKED)?, last: None })
    }

    /// The bytes at a place, as far as they are there.
    pub(crate) fn of(&mut self, span: Span) -> Result<Option<Cow<'_, [u8]>>, redb::Error> {
        if self.last.as_ref().is_none_or(|(pack, _)| *pack != span.pack) {
            let found = self.packs.get_owned(&span.pack_key())?;
            self.last = found.map(|found| (span.pack, found));
        }
        Ok(self.last.as_ref().and_then(|(_, pack)| bytes_at(pack, span)))
    }
}

/// The packs in a transaction that writes.
pub(crate) struct Packs<'a> {
    packs: Cut<Table<'a, Bytes, Bytes>>,
    places: Table<'a, Bytes, Bytes>,
}

impl<'a> Packs<'a> {
    pub(crate) fn open(transaction: &'a WriteTransaction) -> Result<Self, redb::Error> {
        let packs = Cut::write(transaction, PACKED)?;
        Ok(Self { packs, places: transaction.open_table(PLACES)? })
    }

    /// The packs, opened when they are first asked for: most writes have nothing to do with
    /// them.
    pub(crate) fn lazily<'p>(
        opened: &'p mut Option<Self>,
        transaction: &'a WriteTransaction,
    ) -> Result<&'p mut Self, redb::Error> {
        Ok(match opened {
            Some(packs) => packs,
            None => opened.insert(Self::open(transaction)?),
        })
    }

    /// Whether these bytes are at a place.
    pub(crate) fn holds(&self, span: Span, bytes: &[u8]) -> Result<bool, redb::Error> {
        let pack = self.packs.get(&span.pack_key())?;
        Ok(pack.is_some_and(|pack| bytes_at(&pack, span).as_deref() == Some(bytes)))
    }

    /// Packs blocks in this order, and gives each its place. What is left over at the end and
    /// is no pack has none.
    pub(crate) fn put<'b>(
        &mut self,
        blocks: impl Iterator<Item = &'b Block>,
    ) -> Result<Vec<Span>, redb::Error> {
        let last = self.packs.rows().last()?.and_then(|(last, _)| number(last.value()).ok());
        let mut number = last.unwrap_or(0);
        let (mut spans, mut pack, mut held) = (Vec::new(), Vec::new(), Vec::new());
        for block in blocks {
            if pack.len() + block.bytes().len() > ROOM {
                number = self.free_after(number)?;
                self.write(number, &pack, &held, &mut spans)?;
                (pack, held) = Default::default();
            }
            held.push(block);
            pack.extend(block.bytes());
        }
        if is_enough(pack.len()) {
            number = self.free_after(number)?;
            self.write(number, &pack, &held, &mut spans)?;
        }
        let places = spans
            .iter()
            .map(|(span, block)| (span.place_key(), span.place_row(&block.cid().to_bytes())));
        insert_ascending(&mut self.places, places)?;
        Ok(spans.into_iter().map(|(span, _)| span).collect())
    }

    /// A number that no pack has, nor the end of one that is lost: the next one, unless a key has
    /// decayed.
    fn free_after(&self, number: u64) -> Result<u64, redb::Error> {
        let mut number = number.wrapping_add(1);
        while self.packs.has_any(&number.to_be_bytes())? {
            number = number.wrapping_add(1);
        }
        Ok(number)
    }

    fn write<'b>(
        &mut self,
        number: u64,
        pack: &[u8],
        blocks: &[&'b Block],
        spans: &mut Vec<(Span, &'b Block)>,
    ) -> Result<(), redb::Error> {
        self.packs.insert(&number.to_be_bytes(), pack)?;
        let mut offset = 0;
        for block in blocks {
            let length = u32::try_from(block.bytes().len()).unwrap_or(u32::MAX);
            let span = Span { pack: number, offset, length };
            offset = span.end();
            spans.push((span, *block));
        }
        Ok(())
    }

    /// The places that these blocks have by the table of all places, all of which is read.
    /// For blocks whose own rows do not say it any more.
    pub(crate) fn places_of(&self, keys: &BTreeSet<Vec<u8>>) -> Result<Vec<Span>, redb::Error> {
        let mut found = Vec::new();
        if keys.is_empty() {
            return Ok(found);
        }
        for row in self.places.iter()? {
            let (key, row) = row?;
            let Ok((span, cid)) = read_place(key.value(), row.value()) else { continue };
            if keys.contains(&cid.to_bytes()) {
                found.push(span);
            }
        }
        Ok(found)
    }

    /// Gives the room of these places back, if the rows of blocks do not say them any more.
    pub(crate) fn leave(
        &mut self,
        rows: &mut Table<'_, Bytes, Bytes>,
        spans: &[Span],
    ) -> Result<(), redb::Error> {
        let mut packs = BTreeMap::<u64, BTreeSet<u32>>::new();
        for span in spans {
            packs.entry(span.pack).or_default().insert(span.offset);
        }
        for (pack, offsets) in packs {
            self.leave_pack(rows, pack, &offsets)?;
        }
        Ok(())
    }

    fn leave_pack(
        &mut self,
        rows: &mut Table<'_, Bytes, Bytes>,
        pack: u64,
        offsets: &BTreeSet<u32>,
    ) -> Result<(), redb::Error> {
        let (mut staying, mut going) = (Vec::<Staying>::new(), Vec::new());
        // A pack is written anew only if all that is in it is known: the places in it follow
        // each other, and every block that stays stands where it is said to.
        let (mut known, mut gapless, mut end) = (true, true, 0);
        let from = Span { pack, offset: 0, length: 0 }.place_key();
        let to = Span { pack, offset: u32::MAX, length: 0 }.place_key();
        for row in self.places.range::<&[u8]>(from.as_slice()..=to.as_slice())? {
            let (key, row) = row?;
            let is_left = read_place_key(key.value()).is_ok_and(|(_, at)| offsets.contains(&at));
            let Ok((span, cid)) = read_place(key.value(), row.value()) else {
                going.extend(is_left.then(|| key.value().to_vec()));
                known = false;
                continue;
            };
            gapless &= span.offset == end;
            end = span.end();
            let block = cid.to_bytes();
            let row = rows.get(block.as_slice())?;
            match row.map(|row| BlockRow::decode(&block, row.value())) {
                Some(Ok(row)) if row.place == Place::Packed(span) => {
                    staying.push((span, block, row));
                }
                Some(Ok(_)) => going.push(key.value().to_vec()),
                None if is_left => going.push(key.value().to_vec()),
                // Its row is lost, and its bytes are for a check to find.
                None | Some(Err(DamagedRow)) => known = false,
            }
        }
        for key in going {
            self.places.remove(key.as_slice())?;
        }
        let key = pack.to_be_bytes();
        let old = self.packs.get(&key)?.map(|pack| pack.bytes().into_owned());
        // What a pack has lost of its end is damage, and stays where it is told to be.
        let has_all = |old: &Vec<u8>| staying.iter().all(|(span, ..)| span.of(old).is_some());
        if old.is_none() && known && staying.is_empty() {
            // Of a pack that is lost the end may have stayed.
            self.packs.remove(&key)?;
        }
        let Some(old) = old.filter(|old| known && has_all(old)) else { return Ok(()) };
        gapless &= u32::try_from(old.len()) == Ok(end);
        if !gapless && !has_no_others(rows, pack, &staying)? {
            return Ok(());
        }
        if staying.is_empty() {
            self.packs.remove(&key)?;
            return Ok(());
        }
        let mut pack = Vec::with_capacity(old.len());
        for (span, ..) in &staying {
            self.places.remove(span.place_key().as_slice())?;
        }
        for (span, block, row) in staying {
            let offset = u32::try_from(pack.len()).unwrap_or(u32::MAX);
            pack.extend(span.of(&old).unwrap_or_default());
            let span = Span { offset, ..span };
            let place = span.place_row(&block);
            self.places.insert(span.place_key().as_slice(), place.as_slice())?;
            let row = BlockRow { place: Place::Packed(span), ..row }.encode(&block);
            rows.insert(block.as_slice(), row.as_slice())?;
        }
        self.packs.insert(&key, &pack)?;
        Ok(())
    }
}

/// A block that stays in a pack, with its place and its row.
type Staying = (Span, Vec<u8>, BlockRow);

/// Whether no row of a block says that it is in a pack, but for these. All rows are read: it
/// is asked where places are missing, which one that is damaged may have had.
fn has_no_others(
    rows: &Table<'_, Bytes, Bytes>,
    pack: u64,
    staying: &[Staying],
) -> Result<bool, redb::Error> {
    for row in rows.iter()? {
        let (key, row) = row?;
        match BlockRow::decode(key.value(), row.value()) {
            Ok(BlockRow { place: Place::Packed(span), .. }) if span.pack == pack => {
                if !staying.iter().any(|(known, ..)| *known == span) {
                    return Ok(false);
                }
            }
            Ok(_) => {}
            Err(DamagedRow) => return Ok(false),
        }
    }
    Ok(true)
}
