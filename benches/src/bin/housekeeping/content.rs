//! What the stores hold that are left.

use std::{error::Error, path::Path};

use ipld_core::ipld::Ipld;
use ipvm_redb::RedbStore;
use ipvm_runtime::store::{About, Address, Blocks, Load, ReceiptRecord, Visibility};
use rayon::prelude::*;
use ucan_core::{Did, Timestamp};
use ucan_invocation::{Attestation, Outcome};
use varsig::{Block, Ed25519Signer};

/// When everything was done.
pub(crate) const NOW: i64 = 1_800_000_000;

/// How many receipts are put at a time at the most.
const TOGETHER: u32 = 4096;

/// How many bytes the content of a receipt has.
const SMALL: u32 = 4 << 10;
const PICTURE: u32 = 16 << 10;
const PHOTO: u32 = 64 << 10;

/// How many bytes of content are put at a time, and how many a block and a leaf have.
const BATCH: u32 = 32 << 20;
const LARGE: u32 = 1 << 20;
const LEAF: u32 = 256 << 10;

/// How many leaves a file has.
const LEAVES: usize = 64;

/// What a store holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content {
    /// So many receipts, each with its result and with four kilobytes of content.
    Receipts(u32),
    /// So many receipts, each with its result and with a picture of 16 KiB.
    Pictures(u32),
    /// So many receipts, each with its result and with a photo of 64 KiB.
    Photos(u32),
    /// So many megabytes of content, in blocks of one.
    Blocks(u32),
    /// So many megabytes of content, in files whose leaves are of 256 KiB.
    Files(u32),
}

impl Content {
    pub(crate) fn named(name: &str, number: u32) -> Option<Self> {
        let all = [Self::Receipts, Self::Pictures, Self::Photos, Self::Blocks, Self::Files];
        all.map(|of| of(number)).into_iter().find(|content| content.name() == name)
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Receipts(_) => "receipts",
            Self::Pictures(_) => "pictures",
            Self::Photos(_) => "photos",
            Self::Blocks(_) => "blocks",
            Self::Files(_) => "files",
        }
    }

    pub(crate) const fn number(self) -> u32 {
        match self {
            Self::Receipts(number)
            | Self::Pictures(number)
            | Self::Photos(number)
            | Self::Blocks(number)
            | Self::Files(number) => number,
        }
    }

    /// How many receipts there are.
    pub(crate) const fn receipts(self) -> u32 {
        match self {
            Self::Receipts(number) | Self::Pictures(number) | Self::Photos(number) => number,
            Self::Blocks(_) | Self::Files(_) => 0,
        }
    }

    pub(crate) fn title(self) -> String {
        let number = self.number();
        match self {
            Self::Receipts(_) => format!("{number} receipts with 4 KiB each"),
            Self::Pictures(_) => format!("{number} receipts with 16 KiB each"),
            Self::Photos(_) => format!("{number} receipts with 64 KiB each"),
            Self::Blocks(_) => format!("{number} blocks of 1 MiB"),
            Self::Files(_) => format!("{number} MB of files"),
        }
    }

    /// Fills a new store.
    pub(crate) fn fill(self, directory: &Path) -> Result<(), Box<dyn Error + Send + Sync>> {
        let store = RedbStore::open(directory)?;
        match self {
            Self::Receipts(number) => receipts(&store, number, SMALL),
            Self::Pictures(number) => receipts(&store, number, PICTURE),
            Self::Photos(number) => receipts(&store, number, PHOTO),
            Self::Blocks(number) => large(&store, number, LARGE, false),
            Self::Files(number) => large(&store, number, LEAF, true),
        }
    }
}

pub(crate) fn executor() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[7; 32])
}

/// Content that is like no other, and that nothing makes smaller.
fn content(number: u32, length: u32) -> Block {
    let mut state = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let words = (0..length / 8).flat_map(|_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    Block::raw(words.collect::<Vec<u8>>())
}

fn large(
    store: &RedbStore,
    megabytes: u32,
    length: u32,
    in_files: bool,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let numbers: Vec<u32> = (0..megabytes * ((1 << 20) / length)).collect();
    for numbers in numbers.chunks(usize::try_from(BATCH / length)?) {
        let mut blocks: Vec<Block> =
            numbers.par_iter().map(|number| content(*number, length)).collect();
        if in_files {
            let roots: Result<Vec<_>, _> = blocks
                .chunks(LEAVES)
                .map(|leaves| leaves.iter().map(|leaf| Ipld::Link(*leaf.cid())).collect())
                .map(|links| Block::encode(&Ipld::List(links)))
                .collect();
            blocks.extend(roots?);
        }
        let blocks: Vec<_> =
            blocks.into_iter().map(|block| (block, Visibility::Restricted)).collect();
        store.put_all(&blocks)?;
    }
    Ok(())
}

fn receipts(
    store: &RedbStore,
    number: u32,
    length: u32,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let about = About::new(Did::from_signer(&executor()), "/wasm/run".parse()?);
    let numbers: Vec<u32> = (0..number).collect();
    for numbers in numbers.chunks(usize::try_from((BATCH / length).min(TOGETHER))?) {
        let made = numbers.par_iter().map(|number| {
            let task = *Block::raw(number.to_be_bytes().to_vec()).cid();
            let output = content(*number, length);
            let now = Timestamp::from_seconds(NOW)?;
            let outcome = Outcome::Ok(Ipld::Link(*output.cid()));
            let receipt = Attestation::new(task, outcome, now).sign(&executor())?;
            let record = ReceiptRecord::new(receipt.block().clone(), task)
                .with_outputs([*output.cid()])
                .with_about(about.clone());
            Ok(((output, Visibility::Restricted), (Address::Task(task), *receipt.cid()), record))
        });
        let made = made.collect::<Result<Vec<_>, Box<dyn Error + Send + Sync>>>()?;
        let (blocks, rest): (Vec<_>, Vec<_>) =
            made.into_iter().map(|(block, result, record)| (block, (result, record))).unzip();
        let (results, records): (Vec<_>, Vec<_>) = rest.into_iter().unzip();
        store.load_blocks(&blocks)?;
        store.load_receipts(records)?;
        store.load_results(&results)?;
    }
    Ok(store.end_load()?)
}
