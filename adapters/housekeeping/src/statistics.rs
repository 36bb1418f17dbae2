//! How much of what a store holds.

use ipvm_runtime::store::{EffectClass, Inventory, StoreError, Visibility};

use crate::pages;

/// How much of what a store holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// Blocks that every task may read.
    pub public: Amount,
    /// Blocks that only some tasks may read.
    pub restricted: Amount,
    /// Blocks of which the store cannot say who may read them.
    pub damaged_blocks: u64,
    /// How often a block belongs to somebody.
    pub owners: u64,
    /// Receipts.
    pub receipts: u64,
    /// Remembered results of pure tasks.
    pub pure_results: u64,
    /// Remembered results of queries.
    pub query_results: u64,
    /// Remembered results of mutations.
    pub mutation_results: u64,
    /// Remembered results that cannot be read.
    pub damaged_results: u64,
    /// Mutations that were begun and settled.
    pub settled: u64,
    /// Mutations that were begun and not settled: somebody is at work on them, or nobody
    /// knows what became of them.
    pub unsettled: u64,
    /// Pins.
    pub pins: u64,
}

/// Blocks and their bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Amount {
    /// How many blocks.
    pub blocks: u64,
    /// How many bytes these have.
    pub bytes: u64,
}

impl Statistics {
    /// Counts what the store holds. The bytes of blocks are not read.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub fn of(store: &dyn Inventory) -> Result<Self, StoreError> {
        let mut counted = Self::default();
        pages::blocks(store, |page| {
            for entry in page {
                counted.owners += length(&entry.owners);
                let Some(kept) = entry.kept else {
                    counted.damaged_blocks += 1;
                    continue;
                };
                let amount = match kept.visibility {
                    Visibility::Public => &mut counted.public,
                    Visibility::Restricted => &mut counted.restricted,
                };
                amount.blocks += 1;
                amount.bytes = amount.bytes.saturating_add(kept.length);
            }
            Ok::<_, StoreError>(())
        })?;
        pages::receipts(store, |page| {
            counted.receipts += length(&page);
            Ok::<_, StoreError>(())
        })?;
        pages::results(store, |page| {
            for entry in page {
                *match entry.result.map(|result| result.effect) {
                    None => &mut counted.damaged_results,
                    Some(EffectClass::Pure) => &mut counted.pure_results,
                    Some(EffectClass::Query) => &mut counted.query_results,
                    Some(_) => &mut counted.mutation_results,
                } += 1;
            }
            Ok::<_, StoreError>(())
        })?;
        pages::begun(store, |page| {
            for begun in page {
                *match begun.receipt {
                    Some(_) => &mut counted.settled,
                    None => &mut counted.unsettled,
                } += 1;
            }
            Ok::<_, StoreError>(())
        })?;
        pages::pins(store, |page| {
            counted.pins += length(&page);
            Ok::<_, StoreError>(())
        })?;
        Ok(counted)
    }
}

fn length<T>(items: &[T]) -> u64 {
    u64::try_from(items.len()).unwrap_or(u64::MAX)
}
