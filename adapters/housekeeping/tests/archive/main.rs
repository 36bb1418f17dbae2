//! What leaves a store by an export, and comes into another one.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod refused;
mod salvaged;
#[path = "../stage/mod.rs"]
mod stage;
mod turns;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Cursor,
    time::Duration,
};

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_housekeeping::{
    ExportError, ExportOptions, Exported, FormError, ImportError, ImportFault, ImportOptions,
    Imported, ReceiptFault, RowError, Statistics, export, import,
};
use ipvm_redb::RedbStore;
use ipvm_runtime::store::{
    Address, Blocks, Claim, EffectClass, Inventory, Lost, Memo, MemoryStore, ReceiptRecord,
    Receipts, StoreError, Visibility,
};
use proptest::prelude::*;
use redb::{Database, ReadableDatabase, ReadableTableMetadata, TableDefinition};
use stage::{
    graph::{Graph, items},
    *,
};
use ucan_core::{Did, VerifyError};
use ucan_invocation::{Attestation, Failure, ReceiptMeta};
use varsig::{
    Block,
    car::{CarErrorKind, CarLimits, CarReader, CarStreamWriter},
};

fn exported(store: &dyn Inventory) -> (Exported, Vec<u8>) {
    exported_with(store, &ExportOptions::default())
}

fn exported_with(store: &dyn Inventory, options: &ExportOptions) -> (Exported, Vec<u8>) {
    let (exported, sink) = export(store, options, Cursor::new(Vec::new()), &mut |_| {}).unwrap();
    (exported, sink.into_inner())
}

fn ours() -> Did {
    Did::from_signer(&executor())
}

fn imported(store: &dyn Inventory, archive: &[u8]) -> Result<Imported, ImportError> {
    import(store, &ImportOptions::at(at(2_000)).trusting([ours()]), archive, &mut |_| {})
}

/// Everything that a store says of itself.
#[derive(Debug, PartialEq)]
struct Whole {
    blocks: Vec<(Block, ipvm_runtime::store::BlockEntry)>,
    receipts: Vec<ReceiptRecord>,
    results: Vec<ipvm_runtime::store::MemoEntry>,
    begun: Vec<ipvm_runtime::store::BegunMutation>,
    pins: Vec<Cid>,
}

fn whole(store: &dyn Inventory) -> Whole {
    let blocks = store.blocks(None, usize::MAX).unwrap().into_iter();
    let receipts = Receipts::page(store, None, usize::MAX).unwrap();
    Whole {
        blocks: blocks.map(|it| (Blocks::get(store, &it.cid).unwrap().unwrap(), it)).collect(),
        receipts: receipts.iter().map(|it| store.record(it).unwrap().unwrap()).collect(),
        results: store.results(None, usize::MAX).unwrap(),
        begun: store.begun(None, usize::MAX).unwrap(),
        pins: store.pins(None, usize::MAX).unwrap(),
    }
}

/// A store with something of everything.
fn furnished() -> MemoryStore {
    let store = MemoryStore::new();
    let (photo, crop, note) = (raw("photo"), raw("crop"), node("note", &[cid("photo")]));
    Blocks::put(&store, &photo, Visibility::Public).unwrap();
    store.put_for(&[photo.clone(), crop.clone()], &did(1)).unwrap();
    store.put_for(std::slice::from_ref(&crop), &did(2)).unwrap();
    Blocks::put(&store, &note, Visibility::Restricted).unwrap();

    let meta = ReceiptMeta::default()
        .with_resolved(Some(task("resolved")))
        .with_computation(Some(task("key")));
    let pure = receipt(task("written"), &[*crop.cid()], meta);
    let about = about(&did(1)).with_call(cid("module"), "crop");
    let pure_record = record(&pure).with_inputs([*photo.cid(), cid("module")]).with_about(about);
    Receipts::put(&store, &pure_record).unwrap();
    let addresses = [
        Address::Task(task("written")),
        Address::Task(task("resolved")),
        Address::Computation(task("key")),
    ];
    let _ = store.remember(&addresses, pure.cid()).unwrap();

    let paid =
        receipt(task("pay"), &[], ReceiptMeta::default().with_resolved(Some(task("payment"))));
    Receipts::put(&store, &record(&paid)).unwrap();
    match store.claim(&task("payment"), EffectClass::Mutation, Duration::from_secs(9)).unwrap() {
        Claim::Won(fence) => {
            let _ = store.commit(fence, &[Address::Task(task("pay"))], paid.cid()).unwrap();
        }
        other => panic!("{other:?}"),
    }
    begin(&store, &task("order"));
    store.pin(photo.cid()).unwrap();
    store.pin(&cid("absent")).unwrap();
    store
}

#[test]
fn a_store_comes_out_of_its_export_as_it_was() {
    let store = furnished();
    let (told, archive) = exported(&store);
    let other = MemoryStore::new();
    let taken = imported(&other, &archive).unwrap();
    assert_eq!(whole(&other), whole(&store));
    assert_eq!((told.blocks, told.receipts, told.begun, told.results, told.pins), (3, 2, 2, 5, 2));
    assert_eq!((taken.blocks, taken.receipts, taken.pins), (3, 2, 2));
    assert_eq!((taken.settled, taken.indeterminate, taken.results, taken.stood), (1, 1, 4, 1));
    assert_eq!((taken.bytes, taken.unverified, taken.untrusted_results()), (told.bytes, 0, 0));
    // And its export is the same.
    assert_eq!(exported(&other).1, archive);
    // To take it in once more changes nothing.
    let again = imported(&other, &archive).unwrap();
    assert_eq!((again.settled, again.indeterminate, again.results, again.stood), (0, 0, 0, 7));
    assert_eq!(whole(&other), whole(&store));
}

#[test]
fn any_reader_of_archives_reads_it_and_the_root_reaches_every_page() {
    let (told, archive) = exported(&furnished());
    let car = CarReader::new(&archive, &CarLimits::default()).unwrap();
    assert_eq!(car.roots(), [told.root.unwrap()]);
    let blocks: Vec<Block> = car.map(|section| section.unwrap().block).collect();
    let mut page = told.root;
    let mut pages = 0;
    while let Some(cid) = page {
        let block = blocks.iter().find(|block| *block.cid() == cid).unwrap();
        let Ipld::Map(map) = varsig::dag_cbor::decode(block.bytes(), &Default::default()).unwrap()
        else {
            panic!("a page is a map")
        };
        page = match &map["prev"] {
            Ipld::Link(cid) => Some(*cid),
            _ => None,
        };
        pages += 1;
    }
    // Each of the five kinds, and the end; the other sections are three blocks, two receipts.
    assert_eq!((pages, blocks.len()), (6, 6 + 3 + 2));
}

#[test]
fn mutations_are_as_begun_there_as_here() {
    let other = MemoryStore::new();
    imported(&other, &exported(&furnished()).1).unwrap();
    let claim = |name| other.claim(&task(name), EffectClass::Mutation, Duration::ZERO).unwrap();
    assert_eq!(claim("order"), Claim::Indeterminate);
    assert!(matches!(claim("payment"), Claim::Done(_)));
    assert!(matches!(claim("pay"), Claim::Done(_)));
    // Forgetting what is remembered of it frees it at neither address.
    for name in ["payment", "pay"] {
        let address = Address::Task(task(name));
        let receipt = other.lookup(&address).unwrap().unwrap();
        other.forget(&address, &receipt).unwrap();
        assert_eq!(claim(name), Claim::Indeterminate, "{name}");
    }
}

#[test]
fn without_trust_results_are_left_out_and_mutations_are_indeterminate() {
    let other = MemoryStore::new();
    let archive = exported(&furnished()).1;
    let options = ImportOptions::at(at(2_000)).trusting([did(9)]);
    let taken = import(&other, &options, archive.as_slice(), &mut |_| {}).unwrap();
    assert_eq!((taken.receipts, taken.results, taken.settled, taken.indeterminate), (2, 0, 0, 2));
    assert_eq!(taken.untrusted, [(ours(), 5)].into());
    let claim = other.claim(&task("payment"), EffectClass::Mutation, Duration::ZERO).unwrap();
    assert_eq!(claim, Claim::Indeterminate);
    // Of the receipts only what their tokens say is believed.
    let (found, about) = (other.by_input(&cid("photo")).unwrap(), other.by_output(&cid("crop")));
    assert_eq!(found, []);
    let about = about.unwrap();
    let record = other.record(&about[0]).unwrap().unwrap();
    assert_eq!((record.task, record.resolved), (task("written"), Some(task("resolved"))));
    assert_eq!((record.about, record.inputs), (None, vec![]));
}

#[test]
fn nothing_that_stands_is_replaced() {
    let other = MemoryStore::new();
    let ours = receipt(task("written"), &[cid("another")], ReceiptMeta::default());
    Receipts::put(&other, &record(&ours).with_about(about(&did(5)))).unwrap();
    let address = Address::Task(task("written"));
    let _ = other.remember(&[address], ours.cid()).unwrap();
    begin(&other, &task("payment"));
    Blocks::put(&other, &raw("crop"), Visibility::Public).unwrap();
    let taken = imported(&other, &exported(&furnished()).1).unwrap();
    assert_eq!(other.lookup(&address), Ok(Some(*ours.cid())));
    assert_eq!(other.visibility(&cid("crop")), Ok(Some(Visibility::Public)));
    let claim = other.claim(&task("payment"), EffectClass::Mutation, Duration::ZERO).unwrap();
    assert_eq!(claim, Claim::Indeterminate, "what became of it is for this store to say");
    assert_eq!((taken.settled, taken.indeterminate), (0, 1));
}

/// What was made from a mended outcome is remembered as resolved alone (ruling O50).
#[test]
fn a_mutation_that_is_remembered_as_resolved_alone_comes_in_so() {
    let (mended, plain) = (MemoryStore::new(), MemoryStore::new());
    let meta = ReceiptMeta::default().with_resolved(Some(task("payment")));
    let paid = receipt(task("pay"), &[], meta);
    let [pay, payment] = ["pay", "payment"].map(|name| Address::Task(task(name)));
    for (store, addresses) in [(&mended, &[][..]), (&plain, &[pay])] {
        Receipts::put(store, &record(&paid)).unwrap();
        match store.claim(&task("payment"), EffectClass::Mutation, Duration::ZERO).unwrap() {
            Claim::Won(fence) => {
                let _ = store.commit(fence, addresses, paid.cid()).unwrap();
            }
            other => panic!("{other:?}"),
        }
    }
    for (store, written) in [(&mended, None), (&plain, Some(*paid.cid()))] {
        let other = MemoryStore::new();
        imported(&other, &exported(store).1).unwrap();
        assert_eq!(other.lookup(&payment), Ok(Some(*paid.cid())));
        assert_eq!(other.lookup(&pay), Ok(written));
        assert_eq!(whole(&other), whole(store));
        // Forgetting what stands under the task as written does not free it.
        other.forget(&pay, paid.cid()).unwrap();
        let claim = other.claim(&task("pay"), EffectClass::Mutation, Duration::ZERO).unwrap();
        assert_eq!(claim == Claim::Indeterminate, written.is_some(), "{claim:?}");
    }
}

#[test]
fn secret_receipts_stay_unless_they_are_asked_for() {
    let store = MemoryStore::new();
    let secret = receipt(task("secret"), &[], ReceiptMeta::default().with_secret(true));
    Receipts::put(&store, &record(&secret)).unwrap();
    mutate(&store, &task("secret"), secret.cid());
    let (told, archive) = exported(&store);
    assert_eq!((told.receipts, told.secret, told.without_receipt, told.begun), (0, 1, 1, 1));
    let token = secret.block().bytes();
    let holds = |archive: &[u8]| archive.windows(token.len()).any(|window| window == token);
    assert!(!holds(&archive));
    let other = MemoryStore::new();
    assert_eq!(imported(&other, &archive).unwrap().indeterminate, 1);

    let (told, archive) = exported_with(&store, &ExportOptions::default().with_secrets());
    assert_eq!((told.receipts, told.secret), (1, 0));
    assert!(holds(&archive));
    assert_eq!(imported(&MemoryStore::new(), &archive).unwrap().settled, 1);
}

#[test]
fn what_is_damaged_is_left_out_and_told() {
    let store = furnished();
    let receipts = Receipts::page(&store, None, 9).unwrap();
    let odd = ReceiptRecord::new(raw("no receipt"), task("odd"));
    Receipts::put(&store, &odd).unwrap();
    let staged = Staged::new(&store, |_| Ok(()));
    staged.decay(Lost::Content(cid("crop")));
    staged.decay(Lost::Visibility(cid("photo")));
    staged.decay(Lost::Token(receipts[0]));
    let (told, archive) = exported(&staged);
    let damaged: BTreeSet<Cid> = told.damaged.iter().copied().collect();
    assert_eq!(damaged, [cid("crop"), cid("photo"), receipts[0], cid("no receipt")].into());
    assert_eq!((told.blocks, told.receipts, told.begun), (1, 1, 2));
    assert!(told.without_receipt > 0);
    imported(&MemoryStore::new(), &archive).unwrap();
}

/// An archive of these sections, under the root that is named.
fn archive_of(root: &Cid, blocks: &[Block]) -> Vec<u8> {
    let mut writer = CarStreamWriter::new(Vec::new(), &[*root]).unwrap();
    blocks.iter().for_each(|block| writer.put(block).unwrap());
    writer.finish().unwrap()
}

fn page(kind: &str, previous: Ipld, rows: Ipld) -> Block {
    let page = ipld!({"ipvm/store": "0.1.0", "kind": kind, "prev": previous, "rows": rows});
    Block::encode(&page).unwrap()
}

fn end(previous: Ipld, blocks: i128, receipts: i128) -> Block {
    let counts =
        ipld!({"blocks": blocks, "receipts": receipts, "begun": 0, "results": 0, "pins": 0});
    let page = ipld!({"ipvm/store": "0.1.0", "kind": "end", "prev": previous, "counts": counts});
    Block::encode(&page).unwrap()
}

fn block_row(block: &Block) -> Ipld {
    ipld!({"cid": block.cid(), "public": false, "owners": []})
}

#[test]
fn what_fits_on_no_one_page_comes_out_as_it_was() {
    let store = MemoryStore::new();
    let blocks: Vec<_> = (0..2_500_u32)
        .map(|number| (Block::raw(number.to_be_bytes().to_vec()), Visibility::Restricted))
        .collect();
    store.put_all(&blocks).unwrap();
    // One that is larger than all that is read at a time.
    let large = Block::raw(vec![9; 9 << 20]);
    store.put_for(&[large], &did(5)).unwrap();
    let known = receipt(task("known"), &[], ReceiptMeta::default());
    Receipts::put(&store, &record(&known)).unwrap();
    for number in 0..5_000_u32 {
        store.pin(Block::raw(number.to_be_bytes().to_vec()).cid()).unwrap();
    }
    let (told, archive) = exported(&store);
    assert_eq!((told.blocks, told.receipts, told.pins), (2_501, 1, 5_000));
    let other = MemoryStore::new();
    let taken = imported(&other, &archive).unwrap();
    assert_eq!((taken.blocks, taken.bytes, taken.pins), (2_501, told.bytes, 5_000));
    assert!(whole(&other) == whole(&store));
}

#[test]
fn a_sink_that_is_full_ends_the_export() {
    let store = MemoryStore::new();
    let blocks: Vec<_> = (0..64_u8)
        .map(|number| (Block::raw(vec![number; 1 << 20]), Visibility::Restricted))
        .collect();
    store.put_all(&blocks).unwrap();
    for options in [ExportOptions::default(), ExportOptions::default().with_salvage()] {
        let mut room = vec![0; 10 << 20];
        let sink = Cursor::new(room.as_mut_slice());
        let error = export(&store, &options, sink, &mut |_| {}).unwrap_err();
        assert_eq!(error, ExportError::Write { kind: std::io::ErrorKind::WriteZero });
    }
}

#[test]
fn a_result_is_only_taken_with_a_receipt_that_says_it() {
    let honest = receipt(task("task"), &[], ReceiptMeta::default());
    let row = ipld!({"cid": honest.cid(), "in": [], "out": []});
    let one = page("receipts", Ipld::Null, ipld!([row]));
    let results = page(
        "results",
        Ipld::Link(*one.cid()),
        ipld!([
            {"task": task("another"), "receipt": honest.cid(), "class": "pure"},
            {"computation": task("task"), "receipt": honest.cid(), "class": "pure"},
            {"task": task("task"), "receipt": cid("nowhere"), "class": "pure"},
        ]),
    );
    let counts = ipld!({"blocks": 0, "receipts": 1, "begun": 0, "results": 3, "pins": 0});
    let last =
        ipld!({"ipvm/store": "0.1.0", "kind": "end", "prev": results.cid(), "counts": counts});
    let last = Block::encode(&last).unwrap();
    let archive = archive_of(last.cid(), &[one, honest.block().clone(), results, last.clone()]);
    let store = MemoryStore::new();
    let taken = imported(&store, &archive).unwrap();
    assert_eq!((taken.receipts, taken.results, taken.unanswered), (1, 0, 3));
    assert_eq!(store.results(None, 9).unwrap(), []);
}

/// A mutation is settled by the receipt itself, which is read again.
#[test]
fn a_result_finds_the_receipt_that_stands_right_before_it() {
    let paid = receipt(task("pay"), &[], ReceiptMeta::default());
    let row = ipld!({"cid": paid.cid(), "in": [], "out": []});
    let one = page("receipts", Ipld::Null, ipld!([row]));
    let row = ipld!({"task": task("pay"), "receipt": paid.cid(), "class": "mutation"});
    let results = page("results", Ipld::Link(*one.cid()), ipld!([row]));
    let counts = ipld!({"blocks": 0, "receipts": 1, "begun": 0, "results": 1, "pins": 0});
    let last =
        ipld!({"ipvm/store": "0.1.0", "kind": "end", "prev": results.cid(), "counts": counts});
    let last = Block::encode(&last).unwrap();
    let archive = archive_of(last.cid(), &[one, paid.block().clone(), results, last.clone()]);
    for _ in 0..20 {
        let taken = imported(&MemoryStore::new(), &archive).unwrap();
        assert_eq!((taken.receipts, taken.results, taken.unanswered), (1, 1, 0));
    }
}

/// More than are asked together, on each of two processors.
#[test]
fn each_of_very_many_results_is_taken_by_the_word_of_its_own_receipt() {
    let store = MemoryStore::new();
    let mut rows = Vec::new();
    let mut expected = BTreeMap::new();
    for number in 0..3_000_u32 {
        let ran = task(&number.to_string());
        let said = receipt(ran, &[], ReceiptMeta::default());
        Receipts::put(&store, &record(&said)).unwrap();
        let address = if number % 3 == 0 { task(&format!("not {number}")) } else { ran };
        rows.push(ipld!({"task": address, "receipt": said.cid(), "class": "pure"}));
        expected.insert(address, (number % 3 != 0).then_some(*said.cid()));
    }
    let (mut blocks, mut previous) = (Vec::new(), Ipld::Null);
    for rows in rows.chunks(1_000) {
        let page = page("results", previous, Ipld::List(rows.to_vec()));
        previous = Ipld::Link(*page.cid());
        blocks.push(page);
    }
    let counts = ipld!({"blocks": 0, "receipts": 0, "begun": 0, "results": 3_000, "pins": 0});
    let last = ipld!({"ipvm/store": "0.1.0", "kind": "end", "prev": previous, "counts": counts});
    let last = Block::encode(&last).unwrap();
    blocks.push(last.clone());
    let taken = imported(&store, &archive_of(last.cid(), &blocks)).unwrap();
    assert_eq!((taken.results, taken.unanswered), (2_000, 1_000));
    for (address, receipt) in expected {
        assert_eq!(store.lookup(&Address::Task(address)).unwrap(), receipt);
    }
}

/// Whether or not something is wrong with the archive: that what was taken in stays is promised
/// of each other error.
#[test]
fn a_store_that_cannot_end_the_load_is_told_before_a_fault_in_the_archive() {
    let (_, whole) = exported(&furnished());
    for archive in [whole.as_slice(), &whole[..whole.len() - 1]] {
        let store = MemoryStore::new();
        let calls = Staged::new(&store, |_| Ok(()));
        let before = imported(&calls, archive).map_err(|error| error.fault);
        assert_ne!(before, Err(ImportFault::Store(StoreError::Closed)));
        let last = calls.changes.into_inner() - 1;

        let store = MemoryStore::new();
        let staged =
            Staged::new(
                &store,
                |number| {
                    if number < last { Ok(()) } else { Err(StoreError::Closed) }
                },
            );
        let error = imported(&staged, archive).unwrap_err();
        assert_eq!(error.fault, ImportFault::Store(StoreError::Closed));
    }
}

/// Blocks are put in parts, more than one at a time.
#[test]
fn a_store_that_fails_among_many_blocks_is_told_and_takes_the_rest_the_next_time() {
    let origin = MemoryStore::new();
    for number in 0..7_u8 {
        Blocks::put(&origin, &Block::raw(vec![number; 3 << 20]), Visibility::Restricted).unwrap();
    }
    let (_, archive) = exported(&origin);
    for last in 0..4 {
        let store = MemoryStore::new();
        let staged =
            Staged::new(
                &store,
                |number| {
                    if number < last { Ok(()) } else { Err(StoreError::Closed) }
                },
            );
        let error = imported(&staged, &archive).unwrap_err();
        assert_eq!(error.fault, ImportFault::Store(StoreError::Closed), "{last}");
        // Two blocks are a part. So many parts were put, and each is whole.
        let kept = store.blocks(None, usize::MAX).unwrap().len();
        assert_eq!(kept, usize::try_from(last).unwrap() * 2, "{last}");
        assert_eq!(imported(&store, &archive).unwrap().blocks, 7);
        assert_eq!(whole(&store), whole(&origin));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_in_a_store_comes_out_of_its_export(items in items()) {
        let store = MemoryStore::new();
        Graph::put(items, &store);
        let (told, archive) = exported(&store);
        prop_assert_eq!(&told.damaged, &[]);
        let other = MemoryStore::new();
        imported(&other, &archive).unwrap();
        prop_assert_eq!(whole(&other), whole(&store));
        prop_assert_eq!(exported(&other).1, archive);
    }

    #[test]
    fn however_short_an_archive_is_cut_what_was_taken_in_is_whole(cut in any::<prop::sample::Index>()) {
        let (_, archive) = exported(&furnished());
        let length = cut.index(archive.len());
        let store = MemoryStore::new();
        let error = imported(&store, &archive[..length]).unwrap_err();
        prop_assert!(error.offset <= length);
        let truncated = matches!(
            error.fault,
            ImportFault::Car(CarErrorKind::UnexpectedEnd) | ImportFault::Form(FormError::NoEnd)
        );
        prop_assert!(truncated, "{:?}", error);
        for entry in store.results(None, usize::MAX).unwrap() {
            prop_assert!(has_receipt(&store, &entry.result.unwrap().receipt));
        }
        // The whole one mends it.
        imported(&store, &archive).unwrap();
        prop_assert_eq!(whole(&store), whole(&furnished()));
    }

    #[test]
    fn no_single_flipped_bit_goes_unseen(bit in any::<prop::sample::Index>()) {
        let (_, mut archive) = exported(&furnished());
        let bit = bit.index(archive.len() * 8);
        archive[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(imported(&MemoryStore::new(), &archive).is_err());
    }

    #[test]
    fn a_store_that_fails_in_the_middle_is_whole(last in 0_u64..20) {
        let (_, archive) = exported(&furnished());
        let store = MemoryStore::new();
        let staged = Staged::new(&store, |number| {
            if number < last { Ok(()) } else { Err(StoreError::Closed) }
        });
        match imported(&staged, &archive) {
            Ok(_) => {}
            Err(error) => prop_assert_eq!(error.fault, ImportFault::Store(StoreError::Closed)),
        }
        for entry in store.results(None, usize::MAX).unwrap() {
            prop_assert!(has_receipt(&store, &entry.result.unwrap().receipt));
        }
    }

    #[test]
    fn nothing_that_is_sent_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(imported(&MemoryStore::new(), &bytes).is_err());
    }
}
