//! Going through a table past pages that cannot be read.
//!
//! The engine reads a page on the way to every row of it, and panics on one that is none. Rows
//! in front of it are reached from the first, rows behind it from the last; where several pages
//! are damaged, what lies between them is found by dividing, as far as that goes: where both the
//! first and the last page are, nothing tells where between them rows might be.

use std::{collections::VecDeque, ops::Bound};

use redb::{Range, ReadOnlyTable};

use crate::panics::tried;

type Bytes = &'static [u8];
type Table = ReadOnlyTable<Bytes, Bytes>;

/// What is done with the key and the value of a row.
type Visit<'a, E> = dyn FnMut(&[u8], &[u8]) -> Result<(), E> + 'a;

/// How many times what cannot be read of a table is divided, so that rows are found between pages
/// that are damaged. A page that is next to a damaged one may be taken for one as well where there
/// are very many.
const MOST_DIVISIONS: usize = 4_096;

/// How many times more where the last that found any row was so long ago: of most tables one page is
/// damaged, and there is nothing to be found.
const IN_VAIN: usize = 256;

/// Rows that cannot be read: those behind one key and before another, if there is an end to them.
/// The keys need not be of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) after: Vec<u8>,
    before: Option<Vec<u8>>,
    /// How many times it was divided until it was this.
    depth: u32,
}

/// What is read, or nothing where that cannot be: a page on the way to it is damaged.
pub(crate) fn if_readable<T>(
    read: impl FnOnce() -> Result<Option<T>, redb::Error>,
) -> Result<Option<T>, redb::Error> {
    match tried(read) {
        Ok(Err(redb::Error::Corrupted(_))) | Err(_) => Ok(None),
        Ok(read) => read,
    }
}

/// Gives every row of a table that can be read to `visit`, and returns the stretches that cannot.
pub(crate) fn each<E: From<redb::Error>>(
    table: &Table,
    visit: &mut Visit<'_, E>,
) -> Result<Vec<Stretch>, E> {
    let mut scan = Scan { table, visit, visited: 0 };
    let mut gaps = VecDeque::new();
    scan.between(Bound::Unbounded, None, 0, &mut gaps)?;
    let (mut divisions, mut most) = (0, IN_VAIN);
    let mut stretches = Vec::new();
    // Those that were divided least come first.
    while let Some(gap) = gaps.pop_front() {
        match key_in(&gap) {
            Some(middle) if divisions < most => {
                divisions += 1;
                let before_this = scan.visited;
                let Stretch { after, before, depth } = gap;
                let start = Bound::Excluded(after);
                scan.between(start, Some(middle.clone()), depth + 1, &mut gaps)?;
                scan.between(Bound::Included(middle), before, depth + 1, &mut gaps)?;
                if scan.visited > before_this {
                    most = MOST_DIVISIONS.min(divisions + IN_VAIN);
                }
            }
            _ => stretches.push(gap),
        }
    }
    stretches.sort_unstable_by(|one, other| one.after.cmp(&other.after));
    stretches.dedup_by(|next, last| {
        let follows = last.before.as_ref() == Some(&next.after);
        if follows {
            last.before = next.before.take();
        }
        follows
    });
    Ok(stretches)
}

struct Scan<'a, 'v, E> {
    table: &'a Table,
    visit: &'a mut Visit<'v, E>,
    visited: u64,
}

impl<E: From<redb::Error>> Scan<'_, '_, E> {
    /// Visits the rows in a range, from both of its ends, as far as they can be read.
    fn between(
        &mut self,
        start: Bound<Vec<u8>>,
        before: Option<Vec<u8>>,
        depth: u32,
        gaps: &mut VecDeque<Stretch>,
    ) -> Result<(), E> {
        let Some(after) = self.forwards(start, before.as_deref())? else { return Ok(()) };
        let first = self.backwards(&after, before.as_deref())?;
        let end = first.clone().or_else(|| before.clone());
        gaps.push_back(Stretch { after, before: end, depth });
        let Some(first) = first else { return Ok(()) };
        if let Some(after) = self.forwards(Bound::Included(first), before.as_deref())? {
            gaps.push_back(Stretch { after, before, depth });
        }
        Ok(())
    }

    /// Visits rows until one cannot be read, and returns the key before that.
    fn forwards(
        &mut self,
        start: Bound<Vec<u8>>,
        before: Option<&[u8]>,
    ) -> Result<Option<Vec<u8>>, E> {
        let mut last = match &start {
            Bound::Included(key) | Bound::Excluded(key) => key.clone(),
            Bound::Unbounded => Vec::new(),
        };
        let Some(mut rows) = self.rows(as_slice(&start), before)? else { return Ok(Some(last)) };
        loop {
            let row = if_readable(|| {
                let row = rows.next().transpose()?;
                Ok(Some(row.map(|(key, row)| (key.value().to_vec(), row.value().to_vec()))))
            });
            match row? {
                Some(Some((key, row))) => {
                    (self.visit)(&key, &row)?;
                    self.visited += 1;
                    last = key;
                }
                Some(None) => return Ok(None),
                None => return Ok(Some(last)),
            }
        }
    }

    /// The first of the rows that can be read from the end on.
    fn backwards(
        &self,
        after: &[u8],
        before: Option<&[u8]>,
    ) -> Result<Option<Vec<u8>>, redb::Error> {
        let mut first = None;
        let Some(mut rows) = self.rows(Bound::Excluded(after), before)? else { return Ok(None) };
        while let Some(Some(key)) = if_readable(|| {
            let row = rows.next_back().transpose()?;
            Ok(Some(row.map(|(key, row)| {
                let _ = row.value();
                key.value().to_vec()
            })))
        })? {
            first = Some(key);
        }
        Ok(first)
    }

    fn rows(
        &self,
        start: Bound<&[u8]>,
        before: Option<&[u8]>,
    ) -> Result<Option<Range<'static, Bytes, Bytes>>, redb::Error> {
        let end = before.map_or(Bound::Unbounded, Bound::Excluded);
        // The engine refuses to look for what begins behind its end.
        if let (Bound::Included(start) | Bound::Excluded(start), Some(before)) = (start, before)
            && start >= before
        {
            return Ok(None);
        }
        if_readable(|| Ok(Some(self.table.range::<&[u8]>((start, end))?)))
    }
}

fn as_slice(bound: &Bound<Vec<u8>>) -> Bound<&[u8]> {
    bound.as_ref().map(Vec::as_slice)
}

/// A key in a stretch, if there may be any row on both of its sides: in the middle, or near one of
/// its ends, since nobody knows how close to each other keys are.
fn key_in(stretch: &Stretch) -> Option<Vec<u8>> {
    let after = stretch.after.as_slice();
    let before = stretch.before.as_deref();
    let common = before.map_or(0, |before| {
        after.iter().zip(before).take_while(|(one, other)| one == other).count()
    });
    let part = |key: &[u8]| {
        let mut bytes = [0; 8];
        bytes.iter_mut().zip(key.iter().skip(common)).for_each(|(byte, key)| *byte = *key);
        u64::from_be_bytes(bytes)
    };
    let (low, high) = (part(after), before.map_or(u64::MAX, part));
    let apart = high.checked_sub(low)?;
    // Keys are hardly longer than the shorter of the two, and what follows is no distance.
    let length = before.map_or(after.len(), |before| after.len().min(before.len()));
    let unit = 8 * u32::try_from(8_usize.saturating_sub(length.checked_sub(common)?)).ok()?;
    let bits = u64::BITS - apart.leading_zeros();
    let near = 1 << ((bits + unit.min(bits)) / 2).min(u64::BITS - 1);
    let middle = match stretch.depth % 3 {
        0 => low + apart / 2,
        1 => low + near.min(apart / 2),
        _ => high - near.min(apart / 2),
    };
    let mut key = after.get(..common)?.to_vec();
    key.extend(middle.to_be_bytes());
    (low < middle && middle < high).then_some(key)
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet, HashMap},
        fs,
        path::Path,
    };

    use redb::{Database, ReadableDatabase, TableDefinition};
    use sha2::{Digest as _, Sha256};

    use super::*;

    const TABLE: TableDefinition<'_, Bytes, Bytes> = TableDefinition::new("table");
    const PAGE: usize = 4096;
    const ROWS: u32 = 6_000;

    /// What stands in a row, and nowhere else.
    fn row(number: u32) -> Vec<u8> {
        Sha256::digest(number.to_le_bytes()).to_vec()
    }

    /// The key of a row.
    type Key = fn(u32) -> Vec<u8>;

    fn fill(file: &Path, key: Key) {
        let database = Database::create(file).unwrap();
        let transaction = database.begin_write().unwrap();
        {
            let mut table = transaction.open_table(TABLE).unwrap();
            for number in 0..ROWS {
                table.insert(key(number).as_slice(), row(number).as_slice()).unwrap();
            }
        }
        transaction.commit().unwrap();
    }

    /// The pages in which each row stands.
    fn pages(content: &[u8]) -> BTreeMap<u32, BTreeSet<usize>> {
        let rows: HashMap<Vec<u8>, u32> = (0..ROWS).map(|number| (row(number), number)).collect();
        let mut pages = BTreeMap::<u32, BTreeSet<usize>>::new();
        for (place, part) in content.windows(32).enumerate() {
            if let Some(number) = rows.get(part) {
                pages.entry(*number).or_default().insert(place / PAGE);
            }
        }
        pages
    }

    /// The rows that are visited with these pages damaged, and the stretches that are told.
    fn visited(
        file: &Path,
        whole: &[u8],
        pages: &BTreeSet<usize>,
    ) -> (BTreeSet<u32>, Vec<Stretch>) {
        let mut damaged = whole.to_vec();
        for page in pages {
            damaged[page * PAGE..][..PAGE].iter_mut().for_each(|byte| *byte ^= 0x5a);
        }
        fs::write(file, damaged).unwrap();
        let database = Database::open(file).unwrap();
        let table = database.begin_read().unwrap().open_table(TABLE).unwrap();
        let mut found = Vec::new();
        let stretches = each(&table, &mut |_, value| {
            found.push(value.to_vec());
            Ok::<_, redb::Error>(())
        });
        let count = found.len();
        let found: BTreeSet<Vec<u8>> = found.into_iter().collect();
        assert_eq!(found.len(), count, "no row twice");
        ((0..ROWS).filter(|it| found.contains(&row(*it))).collect(), stretches.unwrap())
    }

    fn hashed(number: u32) -> Vec<u8> {
        Sha256::digest(number.to_be_bytes()).to_vec()
    }

    fn counted(number: u32) -> Vec<u8> {
        u64::from(number).to_be_bytes().to_vec()
    }

    #[test]
    fn all_rows_are_visited_but_those_in_damaged_pages() {
        crate::hush_engine_panics();
        let keys: [Key; 2] = [hashed, counted];
        for (key, is_counted) in keys.into_iter().zip([false, true]) {
            let root = tempfile::tempdir().unwrap();
            let file = root.path().join("file");
            fill(&file, key);
            let whole = fs::read(&file).unwrap();
            let places = pages(&whole);
            let (all, stretches) = visited(&file, &whole, &BTreeSet::new());
            assert_eq!((all.len(), stretches.len()), (6_000, 0));
            let several = [&[17][..], &[0], &[5_999], &[900, 5_999], &[0, 900], &[0, 5_999]];
            for chosen in several.into_iter().chain([&[1, 900, 3_000, 3_001, 5_000, 5_500][..]]) {
                let pages = chosen.iter().flat_map(|number| places[number].clone()).collect();
                let (found, stretches) = visited(&file, &whole, &pages);
                let expected: BTreeSet<u32> =
                    (0..ROWS).filter(|number| places[number].is_disjoint(&pages)).collect();
                let is_lost_between = is_counted && chosen == [0, 5_999];
                assert!(found == expected || is_lost_between, "{chosen:?}, {}", found.len());
                let hidden = |stretch: &Stretch| {
                    let is_in = |key: &Vec<u8>| {
                        *key > stretch.after && stretch.before.as_ref().is_none_or(|it| key < it)
                    };
                    (0..ROWS).filter(|number| is_in(&key(*number))).collect::<BTreeSet<_>>()
                };
                let told: BTreeSet<u32> = stretches.iter().flat_map(hidden).collect();
                assert!(told == &all - &found, "{chosen:?}, {}", told.len());
                assert!((1..=pages.len()).contains(&stretches.len()), "{chosen:?}");
            }
        }
    }

    #[test]
    fn a_stretch_has_a_middle_as_long_as_rows_may_stand_on_both_sides() {
        let middle = |after: &[u8], before: Option<&[u8]>| {
            let (after, before) = (after.to_vec(), before.map(<[u8]>::to_vec));
            [0, 1, 2].map(|depth| {
                let (after, before) = (after.clone(), before.clone());
                key_in(&Stretch { after, before, depth })
            })
        };
        for (after, before) in [
            (&b""[..], None),
            (b"", Some(&b"a"[..])),
            (b"a", Some(b"b")),
            (b"common 1", Some(b"common 3")),
            (b"a", Some(b"a\x01")),
            (b"\xff", None),
        ] {
            for middle in middle(after, before) {
                let middle = middle.unwrap();
                assert!(
                    middle.as_slice() > after && before.is_none_or(|it| middle.as_slice() < it)
                );
            }
        }
        assert_eq!(middle(b"a", Some(b"a")), [const { None }; 3]);
        assert_eq!(middle(b"b", Some(b"a")), [const { None }; 3]);
        assert_eq!(middle(&[0xff; 8], None), [const { None }; 3]);
        assert_eq!(middle(b"a", Some(b"a\0\0\0\0\0\0\0\x01")), [const { None }; 3]);
    }
}
