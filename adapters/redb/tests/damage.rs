//! Damage on the disk is seen, told, and mended where it can be.

use std::{fs, path::Path, time::Duration};

use cid::Cid;
use ipvm_redb::{INLINE_LIMIT, RedbStore};
use ipvm_runtime::store::{
    Address, Blocks, Claim, Committed, EffectClass, Inventory, Memo, ReceiptRecord, Receipts,
    StoreError, Visibility,
};
use redb::{Database, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition};
use tempfile::tempdir;
use varsig::Block;

const LEASE: Duration = Duration::from_secs(3600);

fn cid(name: &str) -> Cid {
    *Block::raw(name.as_bytes().to_vec()).cid()
}

/// Flips a bit in the last byte of every place in the database where `bytes`
/// stand, and returns how many there were.
fn damage(directory: &Path, bytes: &[u8]) -> usize {
    let file = directory.join("store.redb");
    let mut content = fs::read(&file).expect("the database can be read");
    let places: Vec<usize> = content
        .windows(bytes.len())
        .enumerate()
        .filter(|(_, window)| *window == bytes)
        .map(|(place, _)| place + bytes.len() - 1)
        .collect();
    for place in &places {
        content[*place] ^= 1;
    }
    fs::write(&file, content).expect("the database can be written");
    places.len()
}

fn file_of(directory: &Path, block: &Block) -> std::path::PathBuf {
    let digest = block.cid().hash().digest();
    let levels = format!("{:02x}/{:02x}", digest[0], digest[1]);
    directory.join("blocks").join(levels).join(block.cid().to_string())
}

#[test]
fn tells_a_damaged_block_and_mends_it() {
    let root = tempdir().unwrap();
    let block = Block::raw(*b"some bytes that are in the file of the database");
    let other = Block::raw(*b"other bytes");
    let blocks = [(block.clone(), Visibility::Public), (other.clone(), Visibility::Restricted)];
    RedbStore::open(root.path()).unwrap().put_all(&blocks).unwrap();
    assert!(damage(root.path(), block.bytes()) > 0);

    let store = RedbStore::open(root.path()).unwrap();
    let damaged = StoreError::Damaged { cid: *block.cid() };
    assert_eq!(Blocks::get(&store, block.cid()), Err(damaged));
    assert_eq!(Blocks::get(&store, other.cid()), Ok(Some(other)));
    Blocks::put(&store, &block, Visibility::Restricted).unwrap();
    assert_eq!(store.visibility(block.cid()), Ok(Some(Visibility::Public)));
    assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block)));
}

#[test]
fn keeps_large_blocks_in_files_and_small_ones_in_the_database() {
    let root = tempdir().unwrap();
    let store = RedbStore::open(root.path()).unwrap();
    let inline = Block::raw(vec![1; INLINE_LIMIT]);
    let large = Block::raw(vec![1; INLINE_LIMIT + 1]);
    for block in [&inline, &large] {
        Blocks::put(&store, block, Visibility::Restricted).unwrap();
    }
    assert!(!file_of(root.path(), &inline).exists());
    assert_eq!(fs::read(file_of(root.path(), &large)).unwrap(), large.bytes());
}

#[test]
fn tells_a_damaged_or_missing_file_and_mends_it() {
    let root = tempdir().unwrap();
    let store = RedbStore::open(root.path()).unwrap();
    let block = Block::raw(vec![5; 300_000]);
    Blocks::put(&store, &block, Visibility::Public).unwrap();
    let file = file_of(root.path(), &block);
    let mut flipped = block.bytes().to_vec();
    flipped[299_999] ^= 0x80;
    let longer = [block.bytes(), b"x"].concat();
    for content in [Some(&flipped[..]), Some(&longer), Some(&block.bytes()[1..]), Some(b""), None] {
        match content {
            Some(content) => fs::write(&file, content).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        let damaged = StoreError::Damaged { cid: *block.cid() };
        assert_eq!(Blocks::get(&store, block.cid()), Err(damaged));
        assert_eq!(store.visibility(block.cid()), Ok(Some(Visibility::Public)));
        Blocks::put(&store, &block, Visibility::Restricted).unwrap();
        assert_eq!(Blocks::get(&store, block.cid()).as_ref(), Ok(&Some(block.clone())));
    }
    assert_eq!(fs::read_dir(root.path().join("blocks/incoming")).unwrap().count(), 0);
}

#[test]
fn tells_a_damaged_receipt_and_mends_it() {
    let root = tempdir().unwrap();
    let token = Block::raw(*b"the signed bytes of a receipt");
    let record = ReceiptRecord::new(token.clone(), cid("task"));
    Receipts::put(&RedbStore::open(root.path()).unwrap(), &record).unwrap();
    assert!(damage(root.path(), token.bytes()) > 0);

    let store = RedbStore::open(root.path()).unwrap();
    let damaged = StoreError::Damaged { cid: *token.cid() };
    assert_eq!(Receipts::get(&store, token.cid()), Err(damaged));
    assert_eq!(store.by_task(&cid("task")), Ok(vec![*token.cid()]));
    Receipts::put(&store, &record).unwrap();
    assert_eq!(Receipts::get(&store, token.cid()), Ok(Some(token)));
}

#[test]
fn a_damaged_result_is_a_miss_unless_it_is_of_a_mutation() {
    let root = tempdir().unwrap();
    let names = [("pure", EffectClass::Pure), ("mutation", EffectClass::Mutation)];
    {
        let store = RedbStore::open(root.path()).unwrap();
        for (name, effect) in names {
            let Claim::Won(fence) = store.claim(&cid(name), effect, LEASE).unwrap() else {
                panic!("nobody else is here");
            };
            assert_eq!(store.commit(fence, &[], &cid("receipt")), Ok(Committed::First));
        }
    }
    assert!(damage(root.path(), &cid("receipt").to_bytes()) >= 2);

    let store = RedbStore::open(root.path()).unwrap();
    for (name, effect) in names {
        let address = Address::Task(cid(name));
        assert_eq!(store.lookup(&address), Err(StoreError::DamagedEntry { address }));
        match store.claim(&cid(name), effect, LEASE).unwrap() {
            Claim::Won(fence) => {
                assert_eq!(effect, EffectClass::Pure);
                assert_eq!(store.commit(fence, &[], &cid("anew")), Ok(Committed::First));
                assert_eq!(store.lookup(&address), Ok(Some(cid("anew"))));
            }
            other => {
                assert_eq!((effect, other), (EffectClass::Mutation, Claim::Indeterminate));
            }
        }
    }
}

#[test]
fn a_damaged_claim_of_a_mutation_is_indeterminate_for_good() {
    let root = tempdir().unwrap();
    let claimed =
        RedbStore::open(root.path()).unwrap().claim(&cid("t"), EffectClass::Mutation, LEASE);
    let Claim::Won(fence) = claimed.unwrap() else { panic!("nobody else is here") };
    let revision = fence.revision();
    let row = [revision.session.to_be_bytes(), revision.number.to_be_bytes()].concat();
    assert!(damage(root.path(), &row) > 0);

    let store = RedbStore::open(root.path()).unwrap();
    let claim = store.claim(&cid("t"), EffectClass::Mutation, LEASE);
    assert_eq!(claim, Ok(Claim::Indeterminate));
    // Whose claim it was cannot be told any more.
    let fenced = StoreError::Fenced { task: cid("t") };
    assert_eq!(store.commit(fence, &[], &cid("late")), Err(fenced));
}

#[test]
fn a_settled_or_released_claim_leaves_no_row_behind() {
    let root = tempdir().unwrap();
    {
        let store = RedbStore::open(root.path()).unwrap();
        for name in ["settled", "released", "begun"] {
            let claim = store.claim(&cid(name), EffectClass::Mutation, LEASE);
            let Ok(Claim::Won(fence)) = claim else { panic!("not won: {claim:?}") };
            match name {
                "settled" => {
                    assert_eq!(store.commit(fence, &[], &cid("receipt")), Ok(Committed::First));
                }
                "released" => store.release(fence).unwrap(),
                _ => drop(fence),
            }
        }
    }
    let database = Database::open(root.path().join("store.redb")).unwrap();
    let transaction = database.begin_read().unwrap();
    let claims: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("claims");
    let claims = transaction.open_table(claims).unwrap();
    assert_eq!(claims.len().unwrap(), 1);
    assert!(claims.get(cid("begun").to_bytes().as_slice()).unwrap().is_some());
}

#[test]
fn holders_of_an_earlier_session_are_gone_whatever_their_lease() {
    let root = tempdir().unwrap();
    for effect in [EffectClass::Pure, EffectClass::Query] {
        let claim = RedbStore::open(root.path()).unwrap().claim(&cid("t"), effect, LEASE);
        assert!(matches!(claim, Ok(Claim::Won(_))), "{claim:?}");
    }
}

/// Whatever byte decays: the store refuses to open, or tells what is damaged,
/// or answers what was put. It never answers anything else.
#[test]
fn never_answers_wrongly_wherever_a_byte_decays() {
    let root = tempdir().unwrap();
    let blocks: Vec<Block> =
        (0..12_u8).map(|n| Block::raw(vec![n; 700 * usize::from(n)])).collect();
    let receipts: Vec<Block> = (100..112_u8).map(|n| Block::raw(vec![n; 300])).collect();
    {
        let store = RedbStore::open(root.path()).unwrap();
        let public: Vec<_> = blocks.iter().map(|b| (b.clone(), Visibility::Restricted)).collect();
        store.put_all(&public).unwrap();
        for receipt in &receipts {
            let task = cid("task of all");
            Receipts::put(&store, &ReceiptRecord::new(receipt.clone(), task)).unwrap();
            let address = Address::Task(*receipt.cid());
            assert_eq!(store.remember(&[address], receipt.cid()), Ok(Committed::First));
        }
    }
    let settled = |n: u8| cid(&format!("settled {n}"));
    let begun = |n: u8| cid(&format!("begun {n}"));
    {
        let store = RedbStore::open(root.path()).unwrap();
        for n in 0..12 {
            for task in [settled(n), begun(n)] {
                let Claim::Won(fence) = store.claim(&task, EffectClass::Mutation, LEASE).unwrap()
                else {
                    panic!("nobody else is here");
                };
                if task == settled(n) {
                    assert_eq!(store.commit(fence, &[], &settled(n)), Ok(Committed::First));
                }
            }
        }
    }
    let file = root.path().join("store.redb");
    let whole = fs::read(&file).unwrap();
    // Bytes that are not zero are in use; every one of a sample of them decays.
    let used: Vec<usize> = (0..whole.len()).filter(|place| whole[*place] != 0).collect();
    let (mut opened, mut seen) = (0, 0);
    for place in used.iter().copied().step_by(used.len() / 300) {
        let mut content = whole.clone();
        content[place] ^= 0xff;
        fs::write(&file, content).unwrap();
        let Ok(store) = RedbStore::open(root.path()) else {
            seen += 1;
            continue;
        };
        opened += 1;
        let mut answer = |whole: bool| seen += usize::from(!whole);
        let added = Block::raw(*b"put into the damaged store");
        if Blocks::put(&store, &added, Visibility::Restricted).is_ok() {
            assert_eq!(Blocks::get(&store, added.cid()), Ok(Some(added)), "byte {place}");
        }
        for block in &blocks {
            let got = Blocks::get(&store, block.cid());
            assert!(!matches!(&got, Ok(Some(other)) if other != block), "byte {place}");
            answer(got == Ok(Some(block.clone())));
            let visibility = store.visibility(block.cid());
            assert_ne!(visibility, Ok(Some(Visibility::Public)), "byte {place}");
        }
        for receipt in &receipts {
            let got = Receipts::get(&store, receipt.cid());
            assert!(!matches!(&got, Ok(Some(other)) if other != receipt), "byte {place}");
            answer(got == Ok(Some(receipt.clone())));
            let remembered = store.lookup(&Address::Task(*receipt.cid()));
            assert!(
                !matches!(&remembered, Ok(Some(other)) if other != receipt.cid()),
                "byte {place}"
            );
        }
        for n in 0..12 {
            let claim = store.claim(&settled(n), EffectClass::Mutation, LEASE);
            let done = Ok(Claim::Done(settled(n)));
            answer(claim == done);
            assert!(
                claim == done || claim == Ok(Claim::Indeterminate) || claim.is_err(),
                "byte {place}: {claim:?}"
            );
            let claim = store.claim(&begun(n), EffectClass::Mutation, LEASE);
            assert!(claim == Ok(Claim::Indeterminate) || claim.is_err(), "byte {place}: {claim:?}");
        }
    }
    assert!(opened > 0 && seen > 0, "{opened} opened, {seen} seen");
}

/// Where a key decays in its page, the rows are out of their order, and what is read in that
/// order beside another table meets it before it should.
#[test]
fn a_key_that_has_decayed_hides_no_other_row_from_who_lists_blocks() {
    let alice: ucan_core::Did = "did:web:alice.example".parse().unwrap();
    let mut blocks: Vec<Block> =
        (0..6_u8).map(|number| Block::raw(vec![number; 100 + usize::from(number)])).collect();
    blocks.sort_by_key(|block| block.cid().to_bytes());
    for table in ["block_owners", "block_bytes"] {
        let root = tempdir().unwrap();
        RedbStore::open(root.path()).unwrap().put_for(&blocks, &alice).unwrap();
        let file = root.path().join("store.redb");
        let key = {
            let rows = TableDefinition::<&[u8], &[u8]>::new(table);
            let database = Database::open(&file).unwrap();
            let rows = database.begin_read().unwrap().open_table(rows).unwrap();
            let (key, row) = rows.first().unwrap().unwrap();
            // The owner's DID or the bytes stand behind all keys of the page: only the key is
            // what is looked for.
            assert!(
                key.value().starts_with(&blocks[0].cid().to_bytes()) && !row.value().is_empty()
            );
            key.value().to_vec()
        };
        let next = blocks[1].cid().to_bytes();
        let mut content = fs::read(&file).unwrap();
        let length = key.len();
        let places: Vec<usize> = content
            .windows(length + 4)
            .enumerate()
            // In the tables of block CIDs alone the same bytes stand: here the next key follows.
            .filter(|(_, window)| window[..length] == key && window[length..] == next[..4])
            .map(|(place, _)| place)
            .collect();
        assert!(!places.is_empty());
        for place in places {
            // Above all the others, of which it stays the first.
            content[place + 4] = 0xff;
            content[place + 5] = 0xff;
        }
        fs::write(&file, content).unwrap();
        let store = RedbStore::open(root.path()).unwrap();
        let listed = store.contents(None, 10, u64::MAX).unwrap();
        for block in &blocks[1..] {
            let found = listed.iter().find(|(entry, _)| entry.cid == *block.cid());
            let (entry, bytes) = found.expect("its own row is whole");
            assert_eq!(entry.owners, std::slice::from_ref(&alice), "{table}");
            assert_eq!(bytes.as_ref(), Some(block), "{table}");
        }
    }
}
