//! Blocks and receipts take turns in an archive, and receipts that lean on proofs come behind
//! these.

use ucan_core::{Command, Delegation, Envelope, Nonce};
use ucan_invocation::{Invocation, Task};
use varsig::Ed25519Signer;

use super::*;

/// The kinds of the pages of an archive, in their order, those that follow one of the same kind
/// left out.
fn turns(archive: &[u8]) -> Vec<String> {
    let car = CarReader::new(archive, &CarLimits::default()).unwrap();
    let kinds = car.filter_map(|section| {
        let block = section.unwrap().block;
        let Ok(Ipld::Map(map)) = varsig::dag_cbor::decode(block.bytes(), &Default::default())
        else {
            return None;
        };
        match (map.get("ipvm/store")?, map.get("kind")?) {
            (Ipld::String(_), Ipld::String(kind)) => Some(kind.clone()),
            _ => None,
        }
    });
    let mut kinds: Vec<_> = kinds.collect();
    kinds.dedup();
    kinds
}

/// An empty store holds what the first one does once its archive was taken in, and says it in the
/// same bytes.
fn comes_over(store: &MemoryStore, archive: &[u8]) {
    let other = MemoryStore::new();
    assert_eq!(imported(&other, archive).unwrap().unverified, 0);
    assert!(whole(&other) == whole(store));
    assert!(exported(&other).1 == archive);
}

/// The word of a delegate of the executor, and what says that he may give it.
pub(super) fn on_behalf(ran: Cid) -> (Block, Block) {
    on_behalf_with(ran, BTreeMap::new())
}

fn on_behalf_with(ran: Cid, meta: BTreeMap<String, Ipld>) -> (Block, Block) {
    let delegate = Ed25519Signer::from_seed(&[8; 32]);
    let (executor_did, delegate_did) = (ours(), Did::from_signer(&delegate));
    let command: Command = "/ucan/assert/receipt".parse().unwrap();
    let delegation = Delegation::new(
        executor_did.clone(),
        delegate_did.clone(),
        executor_did.clone(),
        command.clone(),
        Nonce::empty(),
    );
    let delegation = Envelope::sign(delegation, &executor()).unwrap();
    let args = BTreeMap::from([
        ("ran".to_owned(), Ipld::Link(ran)),
        ("out".to_owned(), ipld!({"ok": null})),
    ]);
    let task = Task::new(executor_did, command, args, Nonce::empty()).unwrap();
    let invocation = Invocation::new(delegate_did, task)
        .with_proofs(vec![*delegation.block().cid()])
        .with_meta(meta);
    let receipt = Envelope::sign(invocation, &delegate).unwrap();
    (receipt.block().clone(), delegation.block().clone())
}

#[test]
fn blocks_and_receipts_take_turns_and_come_in_as_they_were() {
    let store = MemoryStore::new();
    for number in 0..5_000_u32 {
        let block = Block::raw(number.to_be_bytes().to_vec());
        Blocks::put(&store, &block, Visibility::Restricted).unwrap();
        let receipt = receipt(task(&number.to_string()), &[*block.cid()], ReceiptMeta::default());
        Receipts::put(&store, &record(&receipt)).unwrap();
    }
    let (told, archive) = exported(&store);
    assert_eq!((told.blocks, told.receipts), (5_000, 5_000));
    let turn = ["blocks", "receipts"];
    assert_eq!(turns(&archive), [&turn[..], &turn, &turn, &["end"]].concat());
    comes_over(&store, &archive);
}

/// Its proofs may be any of the blocks, so that it is written down behind all of them.
#[test]
fn a_receipt_that_leans_on_proofs_comes_after_all_blocks_and_comes_in() {
    let store = MemoryStore::new();
    let mut delegated = BTreeSet::new();
    for number in 0..3_000_u32 {
        let block = Block::raw(number.to_be_bytes().to_vec());
        Blocks::put(&store, &block, Visibility::Restricted).unwrap();
        let (ran, meta) = (task(&number.to_string()), ReceiptMeta::default());
        if number % 6 == 0 {
            let (receipt, delegation) = on_behalf(ran);
            Blocks::put(&store, &delegation, Visibility::Restricted).unwrap();
            Receipts::put(&store, &ReceiptRecord::new(receipt.clone(), ran)).unwrap();
            delegated.insert(*receipt.cid());
        } else {
            Receipts::put(&store, &record(&receipt(ran, &[], meta))).unwrap();
        }
    }
    let (told, archive) = exported(&store);
    assert_eq!((told.blocks, told.receipts, told.damaged.len()), (3_001, 3_000, 0));
    assert_eq!(turns(&archive), ["blocks", "receipts", "blocks", "receipts", "end"]);
    let car = CarReader::new(&archive, &CarLimits::default()).unwrap();
    let cids: Vec<Cid> = car.map(|section| *section.unwrap().block.cid()).collect();
    let last = cids.iter().rposition(|cid| store.visibility(cid).unwrap().is_some()).unwrap();
    let (before, behind) = cids.split_at(last);
    assert_eq!(before.iter().filter(|cid| delegated.contains(cid)).count(), 0);
    assert_eq!(behind.iter().filter(|cid| delegated.contains(cid)).count(), 500);
    comes_over(&store, &archive);
}

#[test]
fn a_secret_receipt_that_leans_on_proofs_stays_as_any_other_and_what_is_read_twice_is_told_once() {
    let store = MemoryStore::new();
    let (receipt, delegation) = on_behalf(task("open"));
    let (secret, _) =
        on_behalf_with(task("secret"), [("ipvm/secret".to_owned(), Ipld::Bool(true))].into());
    Blocks::put(&store, &delegation, Visibility::Restricted).unwrap();
    for (token, ran) in [(&receipt, "open"), (&secret, "secret"), (&raw("no receipt"), "odd")] {
        Receipts::put(&store, &ReceiptRecord::new(token.clone(), task(ran))).unwrap();
    }
    let (told, archive) = exported(&store);
    assert_eq!((told.receipts, told.secret), (1, 1));
    assert_eq!(told.damaged, [cid("no receipt")]);
    let holds = |token: &Block| archive.windows(99).any(|it| Some(it) == token.bytes().get(..99));
    assert_eq!((holds(&receipt), holds(&secret)), (true, false));
    let (told, archive) = exported_with(&store, &ExportOptions::default().with_secrets());
    assert_eq!((told.receipts, told.secret), (2, 0));
    assert_eq!(imported(&MemoryStore::new(), &archive).unwrap().receipts, 2);
}

/// Not by when a thread has come to them: whatever is judged, it is by what stands before it.
#[test]
fn a_receipt_whose_proofs_come_later_is_left_out_and_one_whose_proofs_stand_before_it_never_is() {
    let (receipt, delegation) = on_behalf(task("task"));
    let row = ipld!({"cid": receipt.cid(), "in": [], "out": []});
    let noise: Vec<Block> = (0..200_u32).map(|it| Block::raw(it.to_be_bytes().to_vec())).collect();
    let mut rows: Vec<Ipld> = noise.iter().map(block_row).collect();
    rows.push(block_row(&delegation));
    for (is_first, left_out) in [(true, 1), (false, 0)] {
        let (kinds, rows) = (["receipts", "blocks"], [ipld!([row.clone()]), rows.clone().into()]);
        let sections = [vec![receipt.clone()], [noise.clone(), vec![delegation.clone()]].concat()];
        let order = if is_first { [0, 1] } else { [1, 0] };
        let (mut blocks, mut previous) = (Vec::new(), Ipld::Null);
        for index in order {
            let page = page(kinds[index], previous, rows[index].clone());
            previous = Ipld::Link(*page.cid());
            blocks.push(page);
            blocks.extend(sections[index].iter().cloned());
        }
        let last = end(previous, 201, 1);
        blocks.push(last.clone());
        let archive = archive_of(last.cid(), &blocks);
        for _ in 0..20 {
            let store = MemoryStore::new();
            let taken = imported(&store, &archive).unwrap();
            assert_eq!((taken.receipts, taken.unverified), (1 - left_out, left_out));
            assert_eq!(taken.blocks, 201);
        }
    }
}

/// However early the first of them is judged, and however late the last.
#[test]
fn one_that_leans_on_proofs_among_others_changes_nothing_about_which_of_them_are_kept() {
    let (leaning, delegation) = on_behalf(task("leaning"));
    let plain = |name| receipt(task(name), &[], ReceiptMeta::default()).block().clone();
    let mut bytes = plain("forged").bytes().to_vec();
    bytes[10] ^= 1;
    let forged = Block::dag_cbor(bytes).unwrap();
    let tokens = [plain("one"), leaning, plain("two"), forged.clone(), plain("three")];
    let row = |token: &Block| ipld!({"cid": token.cid(), "in": [], "out": []});
    let proof = page("blocks", Ipld::Null, ipld!([block_row(&delegation)]));
    let rows = tokens.iter().map(row).collect();
    let receipts = page("receipts", Ipld::Link(*proof.cid()), Ipld::List(rows));
    let sections = [&[proof, delegation, receipts][..], &tokens].concat();
    let archive = archive_of(&cid("root"), &sections);
    let mut kept: Vec<Cid> = tokens[..3].iter().map(|token| *token.cid()).collect();
    kept.sort_unstable();
    for _ in 0..20 {
        let store = MemoryStore::new();
        let ImportFault::Receipt { receipt, .. } = imported(&store, &archive).unwrap_err().fault
        else {
            panic!("a receipt is forged")
        };
        assert_eq!(receipt, *forged.cid());
        let mut found = Receipts::page(&store, None, 9).unwrap();
        found.sort_unstable();
        assert_eq!(found, kept);
    }
}
