//! Rows that come in the order of their keys.
//!
//! Each of them goes in behind the one before: whole pages are made of them at a time, and
//! nobody looks for the place of every row from the root.

use std::{iter::Peekable, ops::Bound};

use redb::{CursorError, Table};

type Bytes = &'static [u8];

/// A few rows go in faster one by one, and so do those that fall among many others.
const FEW: usize = 16;

/// So many are put one by one where they fall among many others, until it is tried again.
const APART: usize = 64;

/// Inserts rows whose keys ascend. One whose key is there takes its place.
///
/// Keys that do not ascend are inserted all the same, one by one.
pub(crate) fn insert_ascending<K, V>(
    table: &mut Table<'_, Bytes, Bytes>,
    rows: impl Iterator<Item = (K, V)>,
) -> Result<(), redb::Error>
where
    K: AsRef<[u8]>,
    V: AsRef<[u8]>,
{
    let mut rows = rows.peekable();
    let mut apart = FEW;
    while let Some((key, value)) = rows.next() {
        table.insert(key.as_ref(), value.as_ref())?;
        apart = match apart.checked_sub(1) {
            Some(apart) => apart,
            None if insert_behind(table, key.as_ref(), &mut rows)? < FEW => APART,
            None => 0,
        };
    }
    Ok(())
}

/// Inserts rows behind a key, up to one that has its place elsewhere, and says how many.
fn insert_behind<K, V>(
    table: &mut Table<'_, Bytes, Bytes>,
    key: &[u8],
    rows: &mut Peekable<impl Iterator<Item = (K, V)>>,
) -> Result<usize, redb::Error>
where
    K: AsRef<[u8]>,
    V: AsRef<[u8]>,
{
    let mut count = 0;
    let mut cursor = table.upper_bound_mut(Bound::Included(key))?;
    while let Some((key, value)) = rows.peek() {
        match cursor.insert_before(key.as_ref(), value.as_ref()) {
            Ok(()) => {}
            Err(CursorError::UnorderedKey) => break,
            Err(error) => return Err(error.into()),
        }
        rows.next();
        count += 1;
    }
    // Only this says whether all of them are there.
    cursor.close()?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use redb::{Database, ReadableTable, backends::InMemoryBackend};

    use super::*;
    use crate::tables::INDEX;

    /// What is in the table after rows were put one by one, and then others at a time.
    fn after(one_by_one: &[Row], at_a_time: &[Row]) -> Vec<Row> {
        let database = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
        for (rows, is_alone) in [(one_by_one, true), (at_a_time, false)] {
            let transaction = database.begin_write().unwrap();
            {
                let mut table = transaction.open_table(INDEX).unwrap();
                if is_alone {
                    for (key, value) in rows {
                        table.insert(key.as_slice(), value.as_slice()).unwrap();
                    }
                } else {
                    insert_ascending(&mut table, rows.iter().map(|(key, value)| (key, value)))
                        .unwrap();
                }
            }
            transaction.commit().unwrap();
        }
        let transaction = database.begin_write().unwrap();
        let table = transaction.open_table(INDEX).unwrap();
        let rows = table.iter().unwrap().map(|row| {
            let (key, value) = row.unwrap();
            (key.value().to_vec(), value.value().to_vec())
        });
        let rows: Vec<Row> = rows.collect();
        for (key, value) in &rows {
            let found = table.get(key.as_slice()).unwrap();
            assert_eq!(found.unwrap().value(), value);
        }
        rows
    }

    type Row = (Vec<u8>, Vec<u8>);

    fn expected(one_by_one: &[Row], at_a_time: &[Row]) -> Vec<Row> {
        let rows = one_by_one.iter().chain(at_a_time).cloned();
        rows.collect::<BTreeMap<_, _>>().into_iter().collect()
    }

    fn row(number: u16, length: usize) -> Row {
        (number.to_be_bytes().to_vec(), vec![7; length])
    }

    fn rows(most: usize) -> impl Strategy<Value = Vec<Row>> {
        let number = prop_oneof![0..500_u16, any::<u16>()];
        let length = prop_oneof![9 => 0..80_usize, 1 => 3_000..9_000_usize];
        proptest::collection::vec((number, length), 0..most)
            .prop_map(|rows| rows.into_iter().map(|(number, length)| row(number, length)).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

        #[test]
        fn what_is_put_in_order_is_there_and_nothing_else(
            there in rows(400),
            mut put in rows(900),
        ) {
            put.sort_by(|(one, _), (other, _)| one.cmp(other));
            prop_assert_eq!(after(&there, &put), expected(&there, &put));
        }

        #[test]
        fn what_is_not_in_order_is_there_too(there in rows(100), put in rows(300)) {
            prop_assert_eq!(after(&there, &put), expected(&there, &put));
        }
    }

    #[test]
    fn very_many_rows_fill_pages_before_between_and_behind_others() {
        let there: Vec<Row> = [20_000, 20_001, 40_000].map(|number| row(number, 30)).into();
        let put: Vec<Row> =
            (0..60_000).filter(|number| *number != 20_000).map(|number| row(number, 40)).collect();
        assert_eq!(after(&there, &put), expected(&there, &put));
    }
}
