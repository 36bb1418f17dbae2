//! What an archive names and does not have, and the other way about.

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_workflow::{Archive, ArchiveBuilder, ArchivePart};
use ucan_core::{Did, Envelope, Nonce};
use ucan_invocation::{Branch, Invocation, Outcome, Task, receipt_command};
use varsig::{Block, multicodec::DAG_PB};

use crate::people::{
    alice, args, bob, carol, cropped, delegation, failed, full, raw, receipt, sealed, signed, task,
};

fn bare() -> ArchiveBuilder {
    Archive::builder(signed(&sealed()).block().clone())
}

fn missing(builder: ArchiveBuilder) -> Vec<(ArchivePart, Cid)> {
    let archive = builder.build().expect("it has no fault");
    archive.missing().into_iter().map(|missing| (missing.part, missing.cid)).collect()
}

fn content(names: &[&str]) -> Vec<(ArchivePart, Cid)> {
    let mut cids: Vec<Cid> = names.iter().map(|name| *raw(name).cid()).collect();
    cids.sort();
    cids.into_iter().map(|cid| (ArchivePart::Content, cid)).collect()
}

#[test]
fn nothing_is_missing_in_a_full_archive_and_nothing_is_left_over() {
    assert_eq!(missing(full()), []);
    assert_eq!(full().build().unwrap().unnamed(), []);
}

#[test]
fn proofs_programs_and_inputs_are_missing_where_they_are_not_given() {
    let mut expected = vec![(ArchivePart::Delegation, *delegation(&bob()).cid())];
    // Promises name tasks, which are in the document.
    expected.extend(content(&["program", "another program", "handler", "photo"]));
    assert_eq!(missing(bare()), expected);
}

#[test]
fn what_a_result_links_is_missing_too() {
    let with = missing(bare().with_receipt(cropped()));
    let more = (ArchivePart::Content, *raw("cropped").cid());
    assert!(with.contains(&more));
    assert!(!missing(bare()).contains(&more));
}

#[test]
fn what_content_links_is_missing_too() {
    let block = Block::encode(&ipld!({ "deep": [{ "er": *raw("leaf").cid() }] })).unwrap();
    assert_eq!(missing(full().with_content(block.clone())), content(&["leaf"]));
    assert_eq!(missing(full().with_content(block.clone()).with_content(raw("leaf"))), []);
    // Bytes are not looked into, nor is what only claims to be DAG-CBOR.
    assert_eq!(missing(full().with_content(Block::raw(block.bytes()))), []);
    let broken = Block::new(block.cid().codec(), [block.bytes(), &[0]].concat());
    assert_eq!(missing(full().with_content(broken)), []);
}

/// A node of DAG-PB with these parts, as files of many blocks are.
fn node(parts: &[&Block]) -> Block {
    let mut bytes = Vec::new();
    for part in parts {
        let cid = part.cid().to_bytes();
        let length = u8::try_from(cid.len()).expect("a CID is short");
        bytes.extend([0x12, length + 2, 0x0a, length]);
        bytes.extend(cid);
    }
    Block::new(DAG_PB, bytes)
}

#[test]
fn the_parts_of_a_file_are_missing_too() {
    let (one, other) = (raw("one"), raw("other"));
    let inner = node(&[&other]);
    let file = node(&[&one, &inner]);
    let with = full().with_content(file.clone());
    let mut expected = vec![*one.cid(), *inner.cid()];
    expected.sort();
    let expected: Vec<_> = expected.into_iter().map(|cid| (ArchivePart::Content, cid)).collect();
    assert_eq!(missing(with.clone()), expected);
    let with = with.with_content(one).with_content(inner);
    assert_eq!(missing(with.clone()), content(&["other"]));
    assert_eq!(missing(with.with_content(other)), []);
    // What only claims to be one has no parts.
    let broken = Block::new(DAG_PB, [file.bytes(), &[0]].concat());
    assert_eq!(missing(full().with_content(broken)), []);
}

#[test]
fn content_is_named_on_behalf_of_the_subjects_whose_tasks_name_it() {
    let archive = full().build().unwrap();
    let named = archive.named_content();
    let handler = archive.document().handler().unwrap().task().subject().clone();
    assert_eq!(named[raw("handler").cid()], [handler].into());
    let subject = archive.document().steps()["crop"].task().subject().clone();
    assert_eq!(named[raw("photo").cid()], [subject.clone()].into());
    // What its receipt names, and what that names in turn.
    let linked = Block::encode(&ipld!({ "deep": *raw("leaf").cid() })).unwrap();
    let said = receipt(task("crop"), Outcome::Ok(Ipld::Link(*linked.cid())));
    let archive = bare().with_receipt(said).with_content(linked.clone()).build().unwrap();
    let named = archive.named_content();
    for cid in [linked.cid(), raw("leaf").cid()] {
        assert_eq!(named[cid], [subject.clone()].into());
    }
    assert!(!archive.named_content().contains_key(raw("more").cid()));
}

#[test]
fn what_nothing_names_is_told() {
    let more = full().with_content(raw("more")).with_delegation(delegation(&carol()));
    let expected = [*delegation(&carol()).cid(), *raw("more").cid()];
    assert_eq!(more.build().unwrap().unnamed(), expected);
}

#[test]
fn the_receipts_in_the_results_of_the_workflow_are_named() {
    let workflow = *signed(&sealed()).unverified_payload().task().id();
    let lost = *raw("a receipt that is lost").cid();
    let results = |blur: Ipld| {
        let results = ipld!({ "crop": { "ok": *cropped().cid() }, "blur": blur });
        receipt(workflow, Outcome::Ok(results))
    };
    assert_eq!(
        missing(full().with_receipt(results(ipld!({ "ok": lost })))),
        [(ArchivePart::Receipt, lost)]
    );
    // What is no results of a workflow holds data.
    let data = receipt(workflow, Outcome::Ok(ipld!({ "link": lost })));
    assert_eq!(missing(full().with_receipt(data)), [(ArchivePart::Content, lost)]);
    // Nor is the receipt of a task, whatever it looks like.
    let data = receipt(task("crop"), Outcome::Ok(ipld!({ "crop": { "ok": lost } })));
    assert_eq!(missing(full().with_receipt(data)), [(ArchivePart::Content, lost)]);
}

#[test]
fn the_receipt_of_the_handler_in_the_results_is_named() {
    let workflow = *signed(&sealed()).unverified_payload().task().id();
    let ran = *raw("the handler's receipt").cid();
    let results = ipld!({
        "crop": { "ok": *cropped().cid() },
        "blur": { "error": *failed().cid() },
        "ipvm/catch": { "blur": { "ran": ran, "ok": null } },
    });
    let whole = receipt(workflow, Outcome::Ok(results));
    assert_eq!(missing(full().with_receipt(whole)), [(ArchivePart::Receipt, ran)]);
}

#[test]
fn the_proofs_of_the_workflow_and_of_receipts_are_named() {
    let proof = *delegation(&carol()).cid();
    // A delegate of Carol signs for her.
    let ran = task("crop");
    let attested = args(ipld!({ "ran": ran, "out": { "ok": null } }));
    let subject = Did::from_signer(&carol());
    let task = Task::new(subject, receipt_command(), attested, Nonce::empty()).unwrap();
    let delegate = Invocation::new(Did::from_signer(&alice()), task).with_proofs(vec![proof]);
    let token = Envelope::sign(delegate, &alice()).unwrap().block().clone();
    assert_eq!(missing(full().with_receipt(token.clone())), [(ArchivePart::Delegation, proof)]);
    let archive = full().with_receipt(token).with_delegation(delegation(&carol())).build().unwrap();
    assert_eq!(archive.missing(), []);
    assert_eq!(archive.unnamed(), []);
    assert_eq!(archive.progress().tasks["crop"][0].branch, Branch::Ok);

    let issuer = Did::from_signer(&bob());
    let invocation =
        sealed().invocation(issuer, Did::from_signer(&carol()), Nonce::new([7; 12])).unwrap();
    let workflow = Envelope::sign(invocation.with_proofs(vec![proof]), &bob()).unwrap();
    let builder = Archive::builder(workflow.block().clone());
    assert!(missing(builder).contains(&(ArchivePart::Delegation, proof)));
}
