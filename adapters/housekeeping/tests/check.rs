//! Every corruption that is injected is found, as what it is, with what can be done.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod stage;

use std::{fs, path::Path, time::Duration};

use cid::Cid;
use ipvm_housekeeping::{
    CheckOptions, Finding, ReceiptFault, Remedy, Repaired, Trouble, check, repair,
};
use ipvm_redb::{INLINE_LIMIT, RedbStore, hush_engine_panics};
use ipvm_runtime::store::{
    Address, Blocks, Claim, EffectClass, Inventory, Lost, Memo, MemoryStore, ReceiptRecord,
    Receipts, Role, StoreError, Visibility,
};
use redb::{Database, TableDefinition};
use stage::*;
use ucan_core::VerifyError;
use ucan_invocation::ReceiptMeta;
use varsig::Block;

fn found(store: &dyn Inventory) -> Vec<Finding> {
    let mut found = Vec::new();
    check(store, &CheckOptions::at(at(2_000)), &mut |_| {}, &mut |it| found.push(it)).unwrap();
    found
}

fn mended(store: &dyn Inventory) -> Vec<Repaired> {
    let mut mended = Vec::new();
    repair(store, &CheckOptions::at(at(2_000)), &mut |it| mended.push(it)).unwrap();
    mended
}

/// The one thing that is found.
#[track_caller]
fn only(store: &dyn Inventory) -> (Trouble, Remedy) {
    let mut found = found(store);
    assert_eq!(found.len(), 1, "{found:#?}");
    let Finding { trouble, remedy, .. } = found.remove(0);
    (trouble, remedy)
}

fn put(store: &dyn Inventory, block: &Block) {
    Blocks::put(store, block, Visibility::Restricted).unwrap();
}

/// Puts a pure computation that took `photo` and gave `crop`, and returns its receipt.
fn computed(store: &dyn Inventory) -> Cid {
    put(store, &raw("photo"));
    put(store, &raw("crop"));
    let meta = ReceiptMeta::default()
        .with_resolved(Some(task("resolved")))
        .with_computation(Some(task("key")));
    let pure = receipt(task("written"), &[cid("crop")], meta);
    Receipts::put(store, &record(&pure).with_inputs([cid("photo")])).unwrap();
    let addresses = [Address::Task(task("written")), Address::Computation(task("key"))];
    let _ = store.remember(&addresses, pure.cid()).unwrap();
    *pure.cid()
}

fn paid(store: &dyn Inventory) -> Cid {
    let paid = receipt(task("pay"), &[], ReceiptMeta::default());
    Receipts::put(store, &record(&paid)).unwrap();
    mutate(store, &task("pay"), paid.cid());
    *paid.cid()
}

fn recompute(missing: &[Cid]) -> Remedy {
    Remedy::Recompute { task: task("resolved"), missing: missing.to_vec() }
}

#[test]
fn a_whole_store_has_nothing_amiss() {
    let store = MemoryStore::new();
    computed(&store);
    paid(&store);
    store.pin(&cid("photo")).unwrap();
    store.pin(&task("pay")).unwrap();
    assert_eq!(found(&store), []);
    assert_eq!(mended(&store), []);
}

/// What is lost in a row, and what can be done about it, over a store with a computation
/// and a mutation.
#[test]
fn every_loss_of_a_row_is_told_with_its_remedy() {
    let base = MemoryStore::new();
    let (pure, pay) = (computed(&base), paid(&base));
    let found_by = (Role::Task, task("pay"), pay);
    let (role, by, receipt) = found_by;
    let fetch = |cid: Cid| Remedy::Fetch { cid };
    let settle = Remedy::Settle { task: task("pay") };
    let cases = [
        (Lost::Content(cid("crop")), recompute(&[])),
        (Lost::Content(cid("photo")), fetch(cid("photo"))),
        (Lost::Visibility(cid("photo")), fetch(cid("photo"))),
        (Lost::Owner(cid("photo")), fetch(cid("photo"))),
        (Lost::Place(cid("photo")), Remedy::Repair),
        (Lost::Facts(pay), Remedy::Repair),
        (Lost::Found { role, cid: by, receipt }, Remedy::Repair),
        (Lost::Unfounded { role, cid: by, receipt }, Remedy::Repair),
        (Lost::Result(Address::Task(task("pay"))), settle.clone()),
        (Lost::Result(Address::Task(task("written"))), Remedy::AskAgain),
        (Lost::Result(Address::Computation(task("key"))), Remedy::AskAgain),
        (Lost::Claim(task("pay")), settle.clone()),
        (Lost::Begun(task("pay")), Remedy::Repair),
        (Lost::Outcome(task("pay")), settle.clone()),
        (Lost::Pin(cid("photo")), Remedy::Repair),
        (Lost::Value, Remedy::Nothing),
        (Lost::Change(task("pay")), settle),
        (Lost::Unknown, Remedy::Nothing),
        (Lost::Rows, Remedy::Restore),
    ];
    for (lost, expected) in cases {
        let staged = Staged::new(&base, |_| Ok(()));
        staged.decay(lost);
        let (trouble, remedy) = only(&staged);
        let Trouble::Row(damage) = trouble else { panic!("{trouble:?}") };
        assert_eq!((damage.lost, &remedy), (lost, &expected));
        // A repair does what the remedy says, and nothing else.
        let is_mended = mended(&staged) == [Repaired::Row(damage)];
        assert_eq!(is_mended, expected == Remedy::Repair, "{lost:?}");
        assert_eq!(found(&staged).is_empty(), is_mended, "{lost:?}");
    }
    // The loss of a receipt is that of what it said, too.
    let staged = Staged::new(&base, |_| Ok(()));
    staged.decay(Lost::Token(pure));
    let found = found(&staged);
    let remedies: Vec<&Remedy> = found.iter().map(|finding| &finding.remedy).collect();
    assert_eq!(remedies, [&fetch(pure), &Remedy::AskAgain, &Remedy::AskAgain]);
}

#[test]
fn what_a_computation_gave_cannot_be_computed_without_what_it_took() {
    let base = MemoryStore::new();
    computed(&base);
    let staged = Staged::new(&base, |_| Ok(()));
    staged.decay(Lost::Content(cid("crop")));
    staged.decay(Lost::Content(cid("photo")));
    let found = found(&staged);
    assert_eq!(found[0].remedy, recompute(&[cid("photo")]));
    assert_eq!(found[1].remedy, Remedy::Fetch { cid: cid("photo") });
}

#[test]
fn tells_content_of_a_receipt_that_is_gone() {
    let store = MemoryStore::new();
    let pure = computed(&store);
    let sweep = store.begin_sweep().unwrap();
    store.remove_blocks(&sweep, &[cid("crop")]).unwrap();
    let gone = Trouble::Content { receipt: pure, cid: cid("crop") };
    assert_eq!(only(&store), (gone.clone(), recompute(&[])));
    store.remove_blocks(&sweep, &[cid("photo")]).unwrap();
    assert_eq!(only(&store), (gone, recompute(&[cid("photo")])));

    let store = MemoryStore::new();
    let said = receipt(task("query"), &[cid("answer")], ReceiptMeta::default());
    Receipts::put(&store, &record(&said)).unwrap();
    let gone = Trouble::Content { receipt: *said.cid(), cid: cid("answer") };
    assert_eq!(only(&store), (gone, Remedy::Fetch { cid: cid("answer") }));
}

#[test]
fn tells_what_is_no_receipt_and_what_nobody_signed() {
    let store = MemoryStore::new();
    let odd = raw("no token");
    Receipts::put(&store, &ReceiptRecord::new(odd.clone(), task("odd"))).unwrap();
    let (trouble, remedy) = only(&store);
    assert!(
        matches!(trouble, Trouble::Receipt { receipt, fault: ReceiptFault::Token(_) } if receipt == *odd.cid())
    );
    assert_eq!(remedy, Remedy::Nothing);

    let store = MemoryStore::new();
    let mut bytes = paid_token();
    bytes[10] ^= 1;
    let forged = Block::dag_cbor(bytes).unwrap();
    Receipts::put(&store, &ReceiptRecord::new(forged.clone(), task("pay"))).unwrap();
    let fault = ReceiptFault::Signature(VerifyError::InvalidSignature);
    let trouble = Trouble::Receipt { receipt: *forged.cid(), fault };
    assert_eq!(only(&store), (trouble, Remedy::Nothing));
}

fn paid_token() -> Vec<u8> {
    receipt(task("pay"), &[], ReceiptMeta::default()).block().bytes().to_vec()
}

#[test]
fn tells_a_receipt_under_a_task_that_it_does_not_answer() {
    let store = MemoryStore::new();
    let said = receipt(task("task"), &[], ReceiptMeta::default());
    Receipts::put(&store, &record(&said).with_resolved(task("another"))).unwrap();
    let trouble = Trouble::Misplaced { receipt: *said.cid(), task: task("another") };
    assert_eq!(only(&store), (trouble, Remedy::Nothing));
}

#[test]
fn a_result_without_its_receipt_is_forgotten_unless_it_is_of_a_mutation() {
    let store = MemoryStore::new();
    let address = Address::Task(task("pure"));
    let _ = store.remember(&[address], &cid("nowhere")).unwrap();
    mutate(&store, &task("pay"), &cid("nowhere"));
    let dangling = |address, effect| Trouble::Dangling { address, receipt: cid("nowhere"), effect };
    let found: Vec<_> = found(&store).into_iter().map(|it| (it.trouble, it.remedy)).collect();
    let lost = (dangling(address, EffectClass::Pure), Remedy::AskAgain);
    let pay = Address::Task(task("pay"));
    let unknown = (dangling(pay, EffectClass::Mutation), Remedy::Settle { task: task("pay") });
    assert_eq!(found.len(), 2);
    assert!(found.contains(&lost) && found.contains(&unknown), "{found:#?}");

    assert_eq!(mended(&store), [Repaired::Forgotten { address, receipt: cid("nowhere") }]);
    assert_eq!(only(&store), unknown);
    let claim = |name, effect| store.claim(&task(name), effect, Duration::ZERO).unwrap();
    assert!(matches!(claim("pure", EffectClass::Pure), Claim::Won(_)));
    assert!(!matches!(claim("pay", EffectClass::Mutation), Claim::Won(_)), "it is never free");
}

#[test]
fn a_result_with_the_receipt_of_something_else_is_told_and_forgotten() {
    let store = MemoryStore::new();
    let pure = computed(&store);
    let (one, two) = (Address::Task(task("another")), Address::Computation(task("another")));
    let _ = store.remember(&[one, two], &pure).unwrap();
    let found: Vec<_> = found(&store).into_iter().map(|it| it.trouble).collect();
    let effect = EffectClass::Pure;
    let expected = [one, two].map(|address| Trouble::Unanswered { address, receipt: pure, effect });
    assert!(found.len() == 2 && expected.iter().all(|it| found.contains(it)), "{found:#?}");
    assert_eq!(mended(&store).len(), 2);
    assert_eq!(self::found(&store), []);
}

#[test]
fn tells_mutations_without_an_end_and_pins_on_nothing() {
    let store = MemoryStore::new();
    begin(&store, &task("order"));
    let settle = Remedy::Settle { task: task("order") };
    assert_eq!(only(&store), (Trouble::Unsettled { task: task("order") }, settle));
    assert_eq!(mended(&store), [], "only a person may say what became of it");

    let store = MemoryStore::new();
    store.pin(&cid("absent")).unwrap();
    let fetch = Remedy::Fetch { cid: cid("absent") };
    assert_eq!(only(&store), (Trouble::Pinned { cid: cid("absent") }, fetch));
}

#[test]
fn says_what_it_is_and_what_to_do() {
    let finding = |lost| {
        let store = MemoryStore::new();
        computed(&store);
        let staged = Staged::new(&store, |_| Ok(()));
        staged.decay(lost);
        found(&staged).remove(0).to_string()
    };
    assert_eq!(
        finding(Lost::Content(cid("crop"))),
        format!(
            "staged: the bytes of block {} are lost; running task {} again gives it",
            cid("crop"),
            task("resolved")
        )
    );
    assert_eq!(
        finding(Lost::Content(cid("photo"))),
        format!(
            "staged: the bytes of block {0} are lost; put {0} again from wherever it is kept too",
            cid("photo")
        )
    );
}

type Rows = TableDefinition<'static, &'static [u8], &'static [u8]>;

/// Takes a row away, or writes something else in its place.
fn write_row(directory: &Path, table: &'static str, key: &[u8], value: Option<&[u8]>) {
    let database = Database::open(directory.join("store.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    {
        let rows: Rows = TableDefinition::new(table);
        let mut rows = transaction.open_table(rows).unwrap();
        match value {
            Some(value) => rows.insert(key, value).map(drop).unwrap(),
            None => assert!(rows.remove(key).unwrap().is_some(), "{table} has no such row"),
        }
    }
    transaction.commit().unwrap();
}

/// The same on a disk: rows are written behind the back of the store, and bits of files
/// flipped.
#[test]
fn finds_what_is_done_to_a_store_on_the_disk() {
    let large = Block::raw(vec![5; INLINE_LIMIT + 1]);
    let open = |injected: &dyn Fn(&Path, Cid)| {
        let root = tempfile::tempdir().unwrap();
        let pure = {
            let store = RedbStore::open(root.path()).unwrap();
            put(&store, &large);
            paid(&store);
            store.pin(large.cid()).unwrap();
            let pure = computed(&store);
            assert_eq!(found(&store), []);
            pure
        };
        injected(root.path(), pure);
        let store = RedbStore::open(root.path()).unwrap();
        (root, store, pure)
    };
    let row = |found: &Finding| match &found.trouble {
        Trouble::Row(damage) => Some(damage.lost),
        _ => None,
    };
    let one = |injected: &dyn Fn(&Path, Cid)| {
        let (_root, store, _) = open(injected);
        let found = found(&store);
        assert_eq!(found.len(), 1, "{found:#?}");
        (row(&found[0]).unwrap(), found[0].remedy.clone())
    };

    // A bit of the file of a large block.
    let flipped = |root: &Path, _| {
        let digest = large.cid().hash().digest();
        let levels = format!("{:02x}/{:02x}", digest[0], digest[1]);
        let file = root.join("blocks").join(levels).join(large.cid().to_string());
        let mut bytes = fs::read(&file).unwrap();
        bytes[9] ^= 4;
        fs::write(file, bytes).unwrap();
    };
    let fetch = Remedy::Fetch { cid: *large.cid() };
    assert_eq!(one(&flipped), (Lost::Content(*large.cid()), fetch));

    // The bytes of a small one, which a computation gives.
    let key = cid("crop").to_bytes();
    let changed = |root: &Path, _| write_row(root, "block_bytes", &key, Some(b"cork"));
    assert_eq!(one(&changed), (Lost::Content(cid("crop")), recompute(&[])));
    let gone = |root: &Path, _| write_row(root, "block_bytes", &key, None);
    assert_eq!(one(&gone), (Lost::Content(cid("crop")), recompute(&[])));

    // Who may read a block.
    let unknown = |root: &Path, _| write_row(root, "blocks", &key, Some(b"?"));
    let fetch = Remedy::Fetch { cid: cid("crop") };
    assert_eq!(one(&unknown), (Lost::Visibility(cid("crop")), fetch));

    // One of the two records of a pin, and of a mutation: the other still says it.
    let pin = large.cid().to_bytes();
    let unpinned = |root: &Path, _| write_row(root, "pins", &pin, None);
    assert_eq!(one(&unpinned), (Lost::Pin(*large.cid()), Remedy::Repair));
    let pay = task("pay").to_bytes();
    let begun = |root: &Path, _| write_row(root, "mutations", &pay, None);
    assert_eq!(one(&begun), (Lost::Begun(task("pay")), Remedy::Repair));

    // What became of the mutation: only a person can say it, and it is not free.
    let mut address = vec![b't'];
    address.extend(&pay);
    let settle = Remedy::Settle { task: task("pay") };
    let changed = |root: &Path, _| write_row(root, "memo", &address, Some(b"?"));
    let (_root, store, _) = open(&changed);
    let told = found(&store);
    assert_eq!(
        told.iter().filter_map(row).collect::<Vec<_>>(),
        [Lost::Result(Address::Task(task("pay")))]
    );
    assert!(told.iter().all(|it| it.remedy == settle), "{told:#?}");
    assert_eq!(mended(&store), []);
    let claim = store.claim(&task("pay"), EffectClass::Mutation, Duration::ZERO).unwrap();
    assert!(!matches!(claim, Claim::Won(_)), "{claim:?}");

    // A receipt: what it said is lost with it, and asking again is all that helps.
    let (_root, store, pure) = open(&|root, pure| {
        write_row(root, "receipt_records", &pure.to_bytes(), None);
    });
    let told = found(&store);
    assert_eq!(row(&told[0]), Some(Lost::Token(pure)));
    assert_eq!(told[0].remedy, Remedy::Fetch { cid: pure });
    assert!(told[1..].iter().all(|it| it.remedy == Remedy::AskAgain), "{told:#?}");
    assert_eq!(mended(&store).len(), told.len() - 1);
    assert_eq!(found(&store).len(), 1);
}

#[test]
fn a_page_that_cannot_be_read_hides_nothing_that_stands_elsewhere() {
    const PAGE: usize = 4_096;
    hush_engine_panics();
    let root = tempfile::tempdir().unwrap();
    {
        let store = RedbStore::open(root.path()).unwrap();
        computed(&store);
        begin(&store, &task("pay"));
        store.pin(&cid("nowhere")).unwrap();
    }
    let file = root.path().join("store.redb");
    let whole = fs::read(&file).unwrap();
    let mut ended = 0;
    for page in (0..whole.len()).step_by(PAGE).filter(|page| whole[*page..][..PAGE] != [0; PAGE]) {
        let mut damaged = whole.clone();
        damaged[page..][..PAGE].iter_mut().for_each(|byte| *byte ^= 0x5a);
        fs::write(&file, damaged).unwrap();
        let Ok(store) = RedbStore::open(root.path()) else { continue };
        let mut found = Vec::new();
        let options = CheckOptions::at(at(2_000));
        let checked = check(&store, &options, &mut |_| {}, &mut |it| found.push(it.trouble));
        let has_row = |tables: &[&str]| {
            let is_of =
                |it: &Trouble| matches!(it, Trouble::Row(row) if tables.contains(&row.table));
            found.iter().any(is_of)
        };
        let is_rows = |it: &Trouble| matches!(it, Trouble::Row(row) if row.lost == Lost::Rows);
        let has_rows = found.iter().any(is_rows);
        // What is pinned may stand where nothing can be read.
        let pinned = Trouble::Pinned { cid: cid("nowhere") };
        let is_told = found.contains(&pinned) || has_rows || has_row(&["pins", "pinned"]);
        assert!(is_told, "{page}: {found:?}");
        // It may be settled there too, if it is the table of results.
        let unsettled = Trouble::Unsettled { task: task("pay") };
        let is_told = found.contains(&unsettled) || has_row(&["mutations", "claims", "memo"]);
        assert!(is_told, "{page}: {found:?}");
        if let Err(error) = checked {
            assert!(has_rows, "{page}: {found:?}");
            assert!(matches!(error, StoreError::Corrupted { .. }), "{page}: {error}");
            ended += 1;
        }
    }
    assert!(ended > 0);
}
