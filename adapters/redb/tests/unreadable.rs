//! Pages that the engine cannot read, one at a time: whatever is lost with them is told.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::{fs, path::Path};

use ipvm_redb::{RedbStore, hush_engine_panics};
use ipvm_runtime::store::{Blocks, Damage, Inventory, Lost, Visibility};
use tempfile::tempdir;
use varsig::Block;

const PAGE: usize = 4_096;

/// Blocks that are packed, blocks that came alone, and pins on some.
fn fill(directory: &Path) -> Vec<Block> {
    let store = RedbStore::open(directory).unwrap();
    let bytes = |number: u16| {
        let number = number.to_be_bytes();
        number.repeat(if number[1] == 0 { 1_500 } else { 60 })
    };
    let blocks: Vec<Block> = (0..400).map(|number| Block::raw(bytes(number))).collect();
    let (together, alone) = blocks.split_at(390);
    let visible = |block: &Block| (block.clone(), Visibility::Public);
    store.put_all(&together.iter().map(visible).collect::<Vec<_>>()).unwrap();
    for block in alone {
        Blocks::put(&store, block, Visibility::Restricted).unwrap();
        store.pin(block.cid()).unwrap();
    }
    blocks
}

#[test]
fn every_block_that_is_lost_with_a_page_of_noise_is_told() {
    tells_every_block_that_is_lost(|page| page.iter_mut().for_each(|byte| *byte ^= 0x5a));
}

/// As a program leaves it that copies a disk past what cannot be read.
#[test]
fn every_block_that_is_lost_with_a_page_of_zeros_is_told() {
    tells_every_block_that_is_lost(|page| page.fill(0));
}

fn tells_every_block_that_is_lost(spoil: fn(&mut [u8])) {
    hush_engine_panics();
    let root = tempdir().unwrap();
    let blocks = fill(root.path());
    let file = root.path().join("store.redb");
    let whole = fs::read(&file).unwrap();
    let (mut closed, mut unreadable, mut lost) = (0, 0, 0);
    for page in (0..whole.len()).step_by(PAGE).filter(|page| whole[*page..][..PAGE] != [0; PAGE]) {
        let mut damaged = whole.clone();
        spoil(&mut damaged[page..][..PAGE]);
        fs::write(&file, damaged).unwrap();
        let Ok(store) = RedbStore::open(root.path()) else {
            closed += 1;
            continue;
        };
        let mut damages = Vec::<Damage>::new();
        let checked = store.check(&mut |damage| damages.push(damage));
        assert_eq!(checked, Ok(()), "{page}");
        let has_rows = damages.iter().any(|damage| damage.lost == Lost::Rows);
        unreadable += usize::from(has_rows);
        // Mending leaves alone what it cannot write to.
        let repaired = store.repair(&mut |_| ());
        assert!(repaired.is_ok(), "{page}: {repaired:?}");
        for block in &blocks {
            let cid = *block.cid();
            if Blocks::get(&store, &cid).ok().flatten().as_ref() == Some(block) {
                continue;
            }
            lost += 1;
            let is_told = |damage: &Damage| {
                [Lost::Content(cid), Lost::Visibility(cid)].contains(&damage.lost)
            };
            assert!(damages.iter().any(is_told), "{page}: {cid}");
        }
    }
    // What the engine needs to open the file is a few pages.
    assert!(closed < 12, "{closed}");
    assert!(unreadable > 10 && lost > 400, "{unreadable}, {lost}");
}
