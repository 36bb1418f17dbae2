//! What finds many receipts that come together is brought into its place later, and found all
//! the while.

use std::collections::BTreeSet;

use cid::Cid;
use ipvm_redb::RedbStore;
use ipvm_runtime::store::{
    About, Damage, Inventory, Load, Lookup, Lost, MemoryStore, ReceiptRecord, Receipts, Role,
    StoreError,
};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use tempfile::{TempDir, tempdir};
use ucan_core::Did;
use varsig::Block;

type Rows = TableDefinition<'static, &'static [u8], &'static [u8]>;

const INDEX: Rows = TableDefinition::new("receipt_index");

/// So many receipts come in one call, and each has so many outputs: together they are a run.
const TOGETHER: u16 = 70;
const OUTPUTS: u16 = 60;

fn cid(name: &str) -> Cid {
    *Block::raw(name.as_bytes().to_vec()).cid()
}

fn did(name: &str) -> Did {
    format!("did:web:{name}.example").parse().expect("this is a DID")
}

/// One of two subjects and one of three tasks each; all took the photo.
fn record(number: u16) -> ReceiptRecord {
    let token = Block::raw(format!("receipt {number}").into_bytes());
    let subject = did(if number.is_multiple_of(2) { "alice" } else { "bob" });
    let outputs = (0..OUTPUTS).map(|output| cid(&format!("output {number} {output}")));
    ReceiptRecord::new(token, cid(&format!("task {}", number % 3)))
        .with_inputs([cid("photo")])
        .with_outputs(outputs)
        .with_about(About::new(subject, "/wasm/run".parse().expect("this is a command")))
}

fn call(number: u16) -> Vec<ReceiptRecord> {
    (number * TOGETHER..(number + 1) * TOGETHER).map(record).collect()
}

fn done<T>(result: Result<T, StoreError>) -> T {
    result.expect("the store is whole")
}

fn open(root: &TempDir) -> RedbStore {
    done(RedbStore::open(root.path()))
}

/// A store into which receipts have come in so many calls.
fn filled(calls: u16) -> TempDir {
    let root = tempdir().expect("there is a disk");
    let store = open(&root);
    (0..calls).for_each(|number| done(store.load_receipts(call(number))));
    root
}

/// The first bytes of the keys of the index: of those in runs the number, of the others the role.
fn first_bytes(root: &TempDir) -> BTreeSet<u8> {
    let database = Database::open(root.path().join("store.redb")).expect("it is a database");
    let index = database.begin_read().expect("it is whole").open_table(INDEX).expect("it is there");
    let rows = index.iter().expect("it is whole");
    rows.map(|row| row.expect("it is whole").0.value()[0]).collect()
}

fn damage(store: &RedbStore) -> Vec<Damage> {
    let mut damage = Vec::new();
    done(store.check(&mut |found| damage.push(found)));
    damage
}

fn mended(store: &RedbStore) -> usize {
    let mut mended = 0;
    done(store.repair(&mut |_| mended += 1));
    mended
}

fn change(root: &TempDir, change: impl FnOnce(&mut redb::Table<'_, &[u8], &[u8]>)) {
    let database = Database::open(root.path().join("store.redb")).expect("it is a database");
    let transaction = database.begin_write().expect("it is whole");
    change(&mut transaction.open_table(INDEX).expect("it is there"));
    transaction.commit().expect("it is whole");
}

/// All that is found in pages of this size, each page behind the last of the one before.
fn paged(store: &dyn Receipts, lookup: &Lookup<'_>, page: usize) -> Vec<Cid> {
    let mut found: Vec<Cid> = Vec::new();
    loop {
        let next = done(store.find(lookup, found.last(), page));
        assert!(next.len() <= page);
        if next.is_empty() {
            return found;
        }
        found.extend(next);
    }
}

/// Whether a store finds what another one finds that has no runs.
fn finds_the_same(store: &RedbStore, calls: u16) {
    let other = MemoryStore::new();
    (0..calls).flat_map(call).for_each(|record| done(Receipts::put(&other, &record)));
    let (photo, task, output) = (cid("photo"), cid("task 1"), cid("output 5 7"));
    let (alice, carol) = (did("alice"), did("carol"));
    for lookup in [
        Lookup::input(&photo),
        Lookup::task(&task),
        Lookup::output(&output),
        Lookup::output(&photo),
        Lookup::input(&photo).of(&alice),
        Lookup::task(&task).of(&alice),
        Lookup::task(&task).of(&carol),
    ] {
        let expected: BTreeSet<Cid> =
            done(other.find(&lookup, None, usize::MAX)).into_iter().collect();
        let found = done(store.find(&lookup, None, usize::MAX));
        assert_eq!(found.len(), expected.len(), "each once");
        assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), expected);
        for page in [1, 7, 100] {
            assert_eq!(paged(store, &lookup, page), found, "in pages of {page}");
        }
    }
}

#[test]
fn is_found_in_its_run_and_in_its_place_in_the_same_order() {
    let root = filled(5);
    assert_eq!(first_bytes(&root), [1, 2, 3, 4, 5].into());
    let photo = cid("photo");
    let (before, after) = {
        let store = open(&root);
        finds_the_same(&store, 5);
        assert_eq!(damage(&store), []);
        let before = done(store.find(&Lookup::input(&photo), None, usize::MAX));
        done(store.end_load());
        finds_the_same(&store, 5);
        assert_eq!(damage(&store), []);
        (before, done(store.find(&Lookup::input(&photo), None, usize::MAX)))
    };
    assert_eq!(before, after);
    assert_eq!(first_bytes(&root), BTreeSet::from(*b"iot"));
}

#[test]
fn what_comes_alone_goes_to_its_place_and_stands_in_line_with_the_runs() {
    let root = filled(2);
    {
        let store = open(&root);
        call(2).iter().for_each(|record| done(Receipts::put(&store, record)));
        // What is there already changes nothing, in one call or in many.
        done(store.load_receipts(call(1)));
        Receipts::put(&store, &record(0)).expect("the store is whole");
        finds_the_same(&store, 3);
    }
    assert_eq!(first_bytes(&root), BTreeSet::from([1, 2, b'i', b'o', b't']));
}

#[test]
fn the_rest_of_a_load_is_a_run_where_there_is_one_unless_it_is_very_small() {
    for (before, rest, expected) in [
        (0, 5, BTreeSet::from(*b"iot")),
        (1, 5, BTreeSet::from([1, 2])),
        (1, 4, BTreeSet::from([1, b'i', b'o', b't'])),
    ] {
        let root = filled(before);
        {
            let store = open(&root);
            let records = call(before);
            done(store.load_receipts(records[..rest].to_vec()));
            let (last, photo) = (records[rest - 1].block.cid(), cid("photo"));
            let found = done(store.find(&Lookup::input(&photo), None, usize::MAX));
            assert_eq!(found.len(), usize::from(before * TOGETHER) + rest);
            assert!(found.contains(last));
            assert_eq!(damage(&store), []);
        }
        assert_eq!(first_bytes(&root), expected, "{rest} receipts behind {before} calls");
    }
}

#[test]
fn what_comes_alone_makes_no_run_beside_others_however_much_finds_it() {
    let root = filled(1);
    {
        let store = open(&root);
        let many = |from: u16| (from..from + 300).map(|number| cid(&format!("many {number}")));
        done(Receipts::put(&store, &record(900).with_outputs(many(0))));
        // And nor does what is said of it again.
        done(Receipts::put(&store, &record(900).with_outputs(many(300))));
        for output in many(0).chain(many(300)) {
            let found = done(store.find(&Lookup::output(&output), None, 9));
            assert_eq!(found, [*record(900).block.cid()]);
        }
        assert_eq!(damage(&store), []);
    }
    assert_eq!(first_bytes(&root), BTreeSet::from([1, b'i', b'o', b't']));
}

#[test]
fn there_are_never_more_runs_than_a_few() {
    let root = tempdir().expect("there is a disk");
    {
        let store = open(&root);
        for number in 0..40 {
            done(store.load_receipts(call(number)));
        }
        finds_the_same(&store, 40);
    }
    // The first thirty-two were brought into their place when the next one came.
    let runs = (1..=8).chain(*b"iot").collect();
    assert_eq!(first_bytes(&root), runs);
}

#[test]
fn compacting_brings_runs_into_their_place() {
    let root = filled(3);
    {
        let mut store = open(&root);
        done(store.compact());
        finds_the_same(&store, 3);
    }
    assert_eq!(first_bytes(&root), BTreeSet::from(*b"iot"));
}

#[test]
fn a_receipt_goes_with_all_that_finds_it() {
    for settle in [false, true] {
        let root = filled(2);
        let store = open(&root);
        if settle {
            done(store.end_load());
        }
        let gone = *record(3).block.cid();
        let sweep = done(store.begin_sweep());
        done(store.remove_receipts(&sweep, &[gone]));
        let found = done(store.find(&Lookup::input(&cid("photo")), None, usize::MAX));
        assert_eq!(found.len(), usize::from(2 * TOGETHER) - 1);
        assert!(!found.contains(&gone));
        assert_eq!(damage(&store), []);
        // And it can come again.
        done(Receipts::put(&store, &record(3)));
        finds_the_same(&store, 2);
    }
}

#[test]
fn who_a_receipt_is_about_may_be_said_while_it_is_in_a_run() {
    let root = tempdir().expect("there is a disk");
    let store = open(&root);
    let mut unsaid = call(0);
    unsaid.iter_mut().for_each(|record| record.about = None);
    done(store.load_receipts(unsaid));
    let alice = did("alice");
    let (photo, none) = (cid("photo"), Vec::<Cid>::new());
    assert_eq!(done(store.find(&Lookup::input(&photo).of(&alice), None, usize::MAX)), none);
    // In one call, which makes a run of its own, or one by one.
    done(store.load_receipts(call(0)));
    finds_the_same(&store, 1);
    assert_eq!(damage(&store), []);
}

#[test]
fn a_row_of_a_run_that_is_lost_is_told_and_comes_back() {
    let root = filled(2);
    let mut lost = Vec::new();
    change(&root, |index| {
        lost = {
            let mut rows = index.range::<&[u8]>([2].as_slice()..).expect("it is whole");
            rows.nth(9).expect("there are more").expect("it is whole").0.value().to_vec()
        };
        index.remove(lost.as_slice()).expect("it is whole");
    });
    let store = open(&root);
    let found = damage(&store);
    assert_eq!(found.len(), 1);
    assert!(matches!(found[0].lost, Lost::Found { role: Role::Input, .. }), "{found:?}");
    assert_eq!(found[0].key, lost[1..]);
    assert_eq!(mended(&store), 1);
    assert_eq!(damage(&store), []);
    finds_the_same(&store, 2);
}

#[test]
fn a_row_of_a_run_that_no_receipt_says_is_told_and_goes() {
    let root = filled(1);
    change(&root, |index| {
        let mut key = {
            let row = index.first().expect("it is whole").expect("there is one");
            row.0.value().to_vec()
        };
        // It says that the receipt took something else.
        key[10] ^= 1;
        index.insert(key.as_slice(), [].as_slice()).expect("it is whole");
    });
    let store = open(&root);
    let found = damage(&store);
    assert_eq!(found.len(), 1);
    assert!(matches!(found[0].lost, Lost::Unfounded { role: Role::Input, .. }), "{found:?}");
    assert_eq!(mended(&store), 1);
    assert_eq!(damage(&store), []);
    finds_the_same(&store, 1);
}

#[test]
fn a_receipt_whose_own_record_is_lost_is_put_together_from_its_run() {
    let root = filled(1);
    let receipt = *record(4).block.cid();
    {
        let database = Database::open(root.path().join("store.redb")).expect("it is a database");
        let transaction = database.begin_write().expect("it is whole");
        {
            let records = Rows::new("receipt_records");
            let mut records = transaction.open_table(records).expect("it is there");
            let key = receipt.to_bytes();
            let mut row = {
                let row = records.get(key.as_slice()).expect("it is whole");
                row.expect("it is there").value().to_vec()
            };
            // In what it is found by.
            row[40] ^= 1;
            records.insert(key.as_slice(), row.as_slice()).expect("it is whole");
        }
        transaction.commit().expect("it is whole");
    }
    let store = open(&root);
    assert_eq!(
        damage(&store).iter().map(|it| &it.lost).collect::<Vec<_>>(),
        [&Lost::Facts(receipt)]
    );
    assert_eq!(mended(&store), 1);
    assert_eq!(damage(&store), []);
    let mended = done(store.record(&receipt)).expect("it is there");
    assert_eq!(mended.outputs.len(), usize::from(OUTPUTS));
    assert_eq!((mended.task, mended.inputs), (cid("task 1"), vec![cid("photo")]));
    let found = done(store.find(&Lookup::input(&cid("photo")), None, usize::MAX));
    assert_eq!(found.len(), usize::from(TOGETHER));
}
