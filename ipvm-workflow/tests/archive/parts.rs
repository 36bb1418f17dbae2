//! What goes in comes out, and what is no part does not go in.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::wasm_run;
use ipvm_workflow::{Archive, ArchiveError, ArchivePart, DocumentError, workflow_run};
use ucan_core::{DecodeError, Did, DidKeyResolver, Envelope, Nonce};
use ucan_invocation::{Invocation, Task};
use varsig::{Block, VerifierSet, car::CarLimits};

use crate::people::{
    alice, args, bob, carol, cropped, delegation, failed, full, raw, sealed, signed,
};

fn invocation(command: ucan_core::Command, arguments: Ipld) -> Block {
    let bob = (Did::from_signer(&bob()), bob());
    let task = Task::new(bob.0.clone(), command, args(arguments), Nonce::empty())
        .expect("it has no fault");
    Envelope::sign(Invocation::new(bob.0, task), &bob.1).expect("it has no fault").block().clone()
}

#[test]
fn every_part_comes_back_as_it_was() {
    let file = full().build().unwrap().write();
    let archive = Archive::read(&file, &CarLimits::default()).unwrap();
    assert_eq!(archive.workflow().block(), signed(&sealed()).block());
    assert_eq!(archive.document(), sealed().document());
    let delegations: Vec<_> = archive.delegations().values().map(Envelope::block).collect();
    assert_eq!(delegations, [&delegation(&bob())]);
    let mut receipts = [cropped(), failed()];
    receipts.sort_by_key(|block| *block.cid());
    assert_eq!(
        archive.receipts().values().map(Envelope::block).collect::<Vec<_>>(),
        [&receipts[0], &receipts[1]]
    );
    for name in ["program", "another program", "handler", "photo", "cropped"] {
        let block = raw(name);
        assert_eq!(archive.content().get(block.cid()), Some(&block), "{name}");
        assert_eq!(archive.get(block.cid()), Some(&block), "{name}");
    }
    assert_eq!(archive.content().len(), 5);
    for block in archive.blocks() {
        assert_eq!(archive.get(block.cid()), Some(block));
    }
    assert_eq!(archive.blocks().count(), 10);
    assert_eq!(archive.blocks().next().unwrap().cid(), archive.root());
    assert_eq!(archive.get(raw("something else").cid()), None);
    assert_eq!(archive.write(), file);
}

#[test]
fn the_tokens_verify_as_they_would_by_any_other_way() {
    let file = full().build().unwrap().write();
    let archive = Archive::read(&file, &CarLimits::default()).unwrap();
    let verifiers = VerifierSet::default();
    let workflow = archive.workflow().clone().verify(&DidKeyResolver, &verifiers).unwrap();
    assert_eq!(workflow.payload().issuer(), &Did::from_signer(&bob()));
    for token in archive.delegations().values() {
        token.clone().verify(&DidKeyResolver, &verifiers).unwrap();
    }
    for token in archive.receipts().values() {
        token.clone().verify(&DidKeyResolver, &verifiers).unwrap();
    }
}

#[test]
fn the_same_parts_make_the_same_bytes_in_whatever_order_they_come() {
    let other = Archive::builder(signed(&sealed()).block().clone())
        .with_content(raw("cropped"))
        .with_content(raw("handler"))
        .with_content(raw("another program"))
        .with_receipt(failed())
        .with_content(raw("photo"))
        .with_receipt(cropped())
        .with_delegation(delegation(&bob()))
        .with_content(raw("program"));
    assert_eq!(other.build().unwrap().write(), full().build().unwrap().write());
}

#[test]
fn what_is_given_twice_stands_in_it_once() {
    let once = full().build().unwrap();
    let twice = full()
        .with_receipt(cropped())
        .with_content(raw("photo"))
        .with_delegation(delegation(&bob()))
        // A token is no content beside.
        .with_content(delegation(&bob()))
        .with_content(cropped())
        .with_content(signed(&sealed()).block().clone());
    assert_eq!(twice.build().unwrap().write(), once.write());
}

#[test]
fn one_part_more_makes_another_root() {
    let all = full().build().unwrap();
    let more = full().with_content(raw("more")).build().unwrap();
    assert_ne!(all.root(), more.root());
}

#[test]
fn another_token_is_no_workflow() {
    let block = delegation(&bob());
    let error = Archive::builder(block.clone()).build().unwrap_err();
    let ArchiveError::Token { part, cid, error: DecodeError::WrongTag { .. } } = error else {
        panic!("{error:?}");
    };
    assert_eq!((part, cid), (ArchivePart::Workflow, *block.cid()));

    let block = invocation(wasm_run(), ipld!({}));
    let error = ArchiveError::Command { found: wasm_run() };
    assert_eq!(Archive::builder(block).build().unwrap_err(), error);

    let block = invocation(workflow_run(), ipld!({ "v": "0.2.0", "tasks": {} }));
    let error = ArchiveError::Document(DocumentError::NoTasks);
    assert_eq!(Archive::builder(block).build().unwrap_err(), error);
}

#[test]
fn another_token_is_no_delegation() {
    let block = cropped();
    let error = full().with_delegation(block.clone()).build().unwrap_err();
    let ArchiveError::Token { part, cid, error: DecodeError::WrongTag { .. } } = error else {
        panic!("{error:?}");
    };
    assert_eq!((part, cid), (ArchivePart::Delegation, *block.cid()));
}

#[test]
fn another_token_is_no_receipt() {
    let block = delegation(&carol());
    let error = full().with_receipt(block.clone()).build().unwrap_err();
    let ArchiveError::Token { part, cid, error: DecodeError::WrongTag { .. } } = error else {
        panic!("{error:?}");
    };
    assert_eq!((part, cid), (ArchivePart::Receipt, *block.cid()));

    let block = invocation(wasm_run(), ipld!({ "ran": *raw("x").cid(), "out": { "ok": null } }));
    let error = ArchiveError::ReceiptCommand { receipt: *block.cid(), found: wasm_run() };
    assert_eq!(full().with_receipt(block).build().unwrap_err(), error);
}

#[test]
fn a_token_under_another_address_is_refused() {
    let token = delegation(&alice());
    let block = Block::raw(token.bytes());
    let error = full().with_delegation(block.clone()).build().unwrap_err();
    let cid = *block.cid();
    let decode = DecodeError::Address { cid };
    assert_eq!(error, ArchiveError::Token { part: ArchivePart::Delegation, cid, error: decode });
}
