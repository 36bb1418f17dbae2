//! How much there is of what.

use ipvm_runtime::store::StoreError;
use redb::{ReadTransaction, ReadableTableMetadata};

use crate::{
    key_value,
    store::RedbStore,
    tables::{
        BLOCK_BYTES, BLOCK_TAILS, BLOCKS, CLAIMS, INDEX, MEMO, MUTATIONS, OWNERS, PACK_TAILS,
        PACKS, PINNED, PINS, PLACES, RECEIPTS,
    },
};

/// What a store holds, and what room it takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// The tables of the database.
    pub tables: Vec<TableStatistics>,
    /// The length of the database file, in bytes.
    pub file_bytes: u64,
    /// The bytes of a page.
    pub page_bytes: u64,
    /// The pages of the file that hold something.
    pub used_pages: u64,
    /// The pages of the file that hold nothing: what
    /// [`compact`](RedbStore::compact) may give back.
    pub free_pages: u64,
    /// How many large blocks are files of their own, with what a crash left.
    pub block_files: u64,
    /// The bytes of those files.
    pub block_file_bytes: u64,
}

/// What a table holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableStatistics {
    /// Its name in the database.
    pub name: &'static str,
    /// What is in it, in a word or two.
    pub kind: &'static str,
    /// How many rows it has.
    pub rows: u64,
    /// The bytes of their keys and values.
    pub bytes: u64,
    /// The bytes that the pages of the table take beside them.
    pub overhead: u64,
}

impl Statistics {
    /// The table of that name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&TableStatistics> {
        self.tables.iter().find(|table| table.name == name)
    }
}

impl RedbStore {
    /// Counts what the store holds, and what room it takes.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub fn statistics(&self) -> Result<Statistics, StoreError> {
        let mut statistics = Statistics { tables: self.look(tables)?, ..Statistics::default() };
        let (page, used) = self.write(|transaction| {
            let stats = transaction.stats()?;
            Ok((stats.page_size(), stats.allocated_pages()))
        })?;
        statistics.file_bytes = self.file_length()?;
        statistics.page_bytes = u64::try_from(page).unwrap_or(u64::MAX);
        let pages = statistics.file_bytes.checked_div(statistics.page_bytes).unwrap_or(0);
        statistics.used_pages = used;
        statistics.free_pages = pages.saturating_sub(used);
        self.files.each(|_, _, length| {
            statistics.block_files += 1;
            statistics.block_file_bytes += length;
            Ok(())
        })?;
        Ok(statistics)
    }
}

fn tables(transaction: &ReadTransaction) -> Result<Vec<TableStatistics>, redb::Error> {
    let [values, names, outcomes, applied] = key_value::TABLES;
    let tables = [
        ("blocks", "blocks", BLOCKS),
        ("block_bytes", "bytes of small blocks", BLOCK_BYTES),
        ("block_tails", "ends of small blocks", BLOCK_TAILS),
        ("block_packs", "small blocks, packed", PACKS),
        ("pack_tails", "ends of packs", PACK_TAILS),
        ("block_places", "places in packs, second record", PLACES),
        ("block_owners", "owners of blocks", OWNERS),
        ("receipt_records", "receipts", RECEIPTS),
        ("receipt_index", "ways to find receipts", INDEX),
        ("memo", "results", MEMO),
        ("claims", "claims of mutations", CLAIMS),
        ("mutations", "mutations begun", MUTATIONS),
        ("pins", "pins", PINS),
        ("pinned", "pins, second record", PINNED),
        ("key_value_values", "values by name", values),
        ("key_value_names", "values by name, second record", names),
        ("key_value_outcomes", "changes of values", outcomes),
        ("key_value_applied", "changes of values, second record", applied),
    ];
    let count = |(name, kind, table)| {
        let table = transaction.open_table(table)?;
        let (rows, stats) = (table.len()?, table.stats()?);
        let (bytes, metadata) = (stats.stored_bytes(), stats.metadata_bytes());
        let overhead = metadata.saturating_add(stats.fragmented_bytes());
        Ok(TableStatistics { name, kind, rows, bytes, overhead })
    };
    tables.into_iter().map(count).collect()
}
