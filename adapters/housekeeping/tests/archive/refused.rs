//! What is refused of an archive, and what stands before it.

use super::*;

#[track_caller]
fn refused(root: &Block, blocks: &[Block]) -> FormError {
    match imported(&MemoryStore::new(), &archive_of(root.cid(), blocks)).unwrap_err().fault {
        ImportFault::Form(error) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn refuses_every_broken_form() {
    let photo = raw("photo");
    let one = page("blocks", Ipld::Null, ipld!([block_row(&photo)]));
    let last = end(Ipld::Link(*one.cid()), 1, 0);
    let good = [one.clone(), photo.clone(), last.clone()];
    imported(&MemoryStore::new(), &archive_of(last.cid(), &good)).unwrap();

    let empty = end(Ipld::Null, 0, 0);
    let other = raw("other");
    let rule = |name, rule| FormError::Field(ucan_core::FieldError::new(name, rule));
    let cases = [
        (vec![photo.clone()], FormError::NotAPage { found: *photo.cid() }),
        (
            vec![one.clone(), other.clone()],
            FormError::Block { expected: *photo.cid(), found: *other.cid() },
        ),
        (vec![one.clone()], FormError::NoEnd),
        (vec![one.clone(), photo.clone()], FormError::NoEnd),
        (vec![], FormError::NoEnd),
        (
            vec![one.clone(), photo.clone(), empty.clone()],
            FormError::Previous { expected: Some(*one.cid()), found: None },
        ),
        (
            vec![end(Ipld::Link(*one.cid()), 0, 0)],
            FormError::Previous { expected: None, found: Some(*one.cid()) },
        ),
        (
            vec![one.clone(), photo.clone(), end(Ipld::Link(*one.cid()), 2, 0)],
            FormError::Count { of: "blocks", expected: 2, found: 1 },
        ),
        (vec![one.clone(), photo.clone(), last.clone(), photo.clone()], FormError::AfterTheEnd),
        (vec![page("values", Ipld::Null, ipld!([]))], FormError::Kind { found: "values".into() }),
        (
            vec![Block::encode(&ipld!({"ipvm/store": "0.2.0", "kind": "end"})).unwrap()],
            FormError::Version { found: "0.2.0".into() },
        ),
        (
            vec![Block::encode(&ipld!({"kind": "end"})).unwrap()],
            rule("ipvm/store", ucan_core::FieldRule::Missing),
        ),
        (
            vec![page("pins", Ipld::Null, ipld!(["pin"]))],
            FormError::Row { row: 0, error: RowError::NotA { expected: "link" } },
        ),
        (
            vec![page("results", Ipld::Null, ipld!([{"receipt": photo.cid(), "class": "pure"}]))],
            FormError::Row { row: 0, error: RowError::Address },
        ),
        (
            vec![page(
                "results",
                Ipld::Null,
                ipld!([
                    {"task": photo.cid(), "receipt": photo.cid(), "class": "sure"}
                ]),
            )],
            FormError::Row { row: 0, error: RowError::Class { found: "sure".into() } },
        ),
    ];
    for (blocks, error) in cases {
        assert_eq!(refused(&last, &blocks), error);
    }
    assert_eq!(
        refused(&empty, &good),
        FormError::Root { expected: *empty.cid(), found: *last.cid() }
    );
    // Blocks and receipts take turns; of the others each comes after all before it.
    let kinds = ["begun", "results", "pins"];
    for (index, after) in kinds.into_iter().enumerate() {
        for found in ["blocks", "receipts"].into_iter().chain(kinds.into_iter().take(index)) {
            let one = page(after, Ipld::Null, ipld!([]));
            let two = page(found, Ipld::Link(*one.cid()), ipld!([]));
            assert_eq!(refused(&last, &[one, two]), FormError::Order { after, found });
        }
    }
    let rows: Vec<Ipld> = (0..1_025).map(|_| Ipld::Link(*photo.cid())).collect();
    assert_eq!(
        refused(&last, &[page("pins", Ipld::Null, Ipld::List(rows))]),
        FormError::Rows { found: 1_025, limit: 1_024 }
    );
}

#[test]
fn refuses_archives_without_a_root_and_those_that_were_not_finished() {
    let form = |archive: &[u8]| {
        let ImportError { offset, fault, .. } = imported(&MemoryStore::new(), archive).unwrap_err();
        (offset, fault)
    };
    for roots in [&[][..], &[cid("one"), cid("two")]] {
        let archive = CarStreamWriter::new(Vec::new(), roots).unwrap().finish().unwrap();
        let fault = ImportFault::Form(FormError::Roots { found: roots.len() });
        assert_eq!(form(&archive), (0, fault));
    }
    // What is there when an export ends too early.
    let store = furnished();
    let staged = Staged::new(&store, |_| Ok(()));
    let mut sink = Cursor::new(Vec::new());
    let full = export(&staged, &ExportOptions::default(), Filling(&mut sink, 1_000), &mut |_| {});
    assert_eq!(full.err(), Some(ExportError::Write { kind: std::io::ErrorKind::StorageFull }));
    let fault = ImportFault::Form(FormError::Unfinished);
    assert_eq!(form(sink.get_ref()), (0, fault));
}

/// A disk that is full after so many bytes.
struct Filling<'a>(&'a mut Cursor<Vec<u8>>, usize);

impl std::io::Write for Filling<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.get_ref().len() + bytes.len() > self.1 {
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        self.0.write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl std::io::Seek for Filling<'_> {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn refuses_a_forged_receipt_and_what_is_none_and_says_where() {
    let honest = receipt(task("task"), &[], ReceiptMeta::default());
    let mut bytes = honest.block().bytes().to_vec();
    // The signature comes first: a list of two, a byte string of 64.
    bytes[10] ^= 1;
    let forged = Block::dag_cbor(bytes).unwrap();
    for (block, fault) in [
        (forged, Some(ReceiptFault::Signature(VerifyError::InvalidSignature))),
        (raw("no token"), None),
    ] {
        let row = ipld!({"cid": block.cid(), "in": [], "out": []});
        let one = page("receipts", Ipld::Null, ipld!([row]));
        let last = end(Ipld::Link(*one.cid()), 0, 1);
        let archive = archive_of(last.cid(), &[one.clone(), block.clone(), last.clone()]);
        let store = MemoryStore::new();
        let error = imported(&store, &archive).unwrap_err();
        let at = archive.windows(block.bytes().len()).position(|it| it == block.bytes()).unwrap();
        let prefix = if block.bytes().len() > 91 { 2 } else { 1 };
        assert_eq!(error.offset, at - 36 - prefix);
        let ImportFault::Receipt { receipt, fault: found } = error.fault else { panic!() };
        assert_eq!(receipt, *block.cid());
        assert!(fault.is_none_or(|fault| fault == *found));
        assert_eq!(Statistics::of(&store).unwrap(), Statistics::default());
    }
}

#[test]
fn of_several_faults_the_first_one_is_told_and_what_stands_before_it_is_kept() {
    let sound = receipt(task("sound"), &[], ReceiptMeta::default());
    let mut bytes = receipt(task("forged"), &[], ReceiptMeta::default()).block().bytes().to_vec();
    bytes[10] ^= 1;
    let forged = Block::dag_cbor(bytes).unwrap();
    let late = receipt(task("late"), &[], ReceiptMeta::default());
    let row = |block: &Block| ipld!({"cid": block.cid(), "in": [], "out": []});
    let rows = ipld!([row(sound.block()), row(&forged), row(late.block())]);
    let photo = raw("photo");
    let blocks = page("blocks", Ipld::Null, ipld!([block_row(&photo)]));
    let one = page("receipts", Ipld::Link(*blocks.cid()), rows);
    // The form is broken behind the forged receipt: what is read ahead does not come first.
    let ends: [&[Block]; 3] = [&[raw("something else")], &[], &[late.block().clone()]];
    for end in ends {
        let mut sections =
            vec![blocks.clone(), photo.clone(), one.clone(), sound.block().clone(), forged.clone()];
        sections.extend_from_slice(end);
        let archive = archive_of(&cid("root"), &sections);
        let store = MemoryStore::new();
        let error = imported(&store, &archive).unwrap_err();
        let ImportFault::Receipt { receipt, .. } = error.fault else { panic!("{error:?}") };
        assert_eq!(receipt, *forged.cid());
        assert!(has_block(&store, photo.cid()));
        assert_eq!(Receipts::page(&store, None, 9).unwrap(), [*sound.cid()]);
    }
}

/// So many receipts that the store keeps what finds them together first.
#[test]
fn what_stands_before_a_fault_is_found_as_fast_as_if_there_were_none() {
    let from = MemoryStore::new();
    for number in 0..3_000 {
        let receipt = receipt(task(&number.to_string()), &[cid("photo")], ReceiptMeta::default());
        Receipts::put(&from, &record(&receipt)).unwrap();
    }
    let (_, whole) = exported(&from);
    let cut_off = &whole[..whole.len() - 1];
    for (archive, is_whole) in [(whole.as_slice(), true), (cut_off, false)] {
        let root = tempfile::tempdir().unwrap();
        let store = RedbStore::open(root.path()).unwrap();
        assert_eq!(imported(&store, archive).is_ok(), is_whole);
        assert_eq!(store.by_output(&cid("photo")).unwrap().len(), 3_000);
        drop(store);
        // Keys that are not in their place begin with a number below that of every role.
        let index = TableDefinition::<&[u8], &[u8]>::new("receipt_index");
        let database = Database::open(root.path().join("store.redb")).unwrap();
        let index = database.begin_read().unwrap().open_table(index).unwrap();
        let out_of_place = index.range::<&[u8]>(..[33].as_slice()).unwrap().count();
        assert_eq!((index.len().unwrap(), out_of_place), (6_000, 0));
    }
}

/// A trusted executor's word that it gave up, or does not know, is never an answer to its task
/// (ruling I8), though an archive says that it is remembered.
#[test]
fn what_passes_is_never_remembered_from_an_archive() {
    let theirs = MemoryStore::new();
    let passing = ["LimitReached", "Cancelled", "ContentUnavailable", "Indeterminate", "Unheard"];
    let fault = |name: &str| {
        let meta = ReceiptMeta::default().with_fault();
        Attestation::new(task(name), Failure::new(name, "it passes").into(), at(1_000))
            .with_meta(meta)
            .sign(&executor())
            .unwrap()
    };
    for name in passing.into_iter().chain(["Trap"]) {
        let receipt = fault(name);
        Receipts::put(&theirs, &record(&receipt)).unwrap();
        let _ = theirs.remember(&[Address::Task(task(name))], receipt.cid()).unwrap();
    }
    let paid = fault("Paid");
    Receipts::put(&theirs, &record(&paid)).unwrap();
    mutate(&theirs, &task("Paid"), paid.cid());
    let ours = MemoryStore::new();
    let taken = imported(&ours, &exported(&theirs).1).unwrap();
    assert_eq!((taken.receipts, taken.results, taken.unanswered), (7, 1, 6));
    for name in passing {
        assert_eq!(ours.lookup(&Address::Task(task(name))), Ok(None), "{name}");
    }
    assert_eq!(ours.lookup(&Address::Task(task("Trap"))), Ok(Some(*fault("Trap").cid())));
    // A mutation of which nobody knows is settled by who finds out, and not by that.
    assert_eq!((taken.settled, taken.indeterminate), (0, 1));
    assert_eq!(ours.lookup(&Address::Task(task("Paid"))), Ok(None));
}
