//! The content that goes along with a workflow (rulings I11, O77).

use ipld_core::ipld::Ipld;
use ipvm_runtime::{
    Call, ContentError, ExecutorBuilder, PrepareError, Quiet, Registration, RunError, Subjects,
    Unavailable,
};
use ipvm_task::{WasmCall, wasm_run};
use ipvm_workflow::{Archive, Draft, TaskDraft};
use serde::Deserialize;
use ucan_core::{Delegation, Envelope, Nonce};
use ucan_invocation::Outcome;
use varsig::{Block, car::CarLimits};

use crate::{
    content::{lend, parts, photo},
    moving::{Place, executed, signed},
    stage::{alice, bob, did, number},
};

#[derive(Deserialize)]
struct Anything {}

/// A place where Alice has a photograph, and where everybody is greeted.
fn place() -> Place {
    let greet = |_: Anything, _: &Call<'_>| Ok(1);
    let greet = Registration::query("/greet".parse().unwrap(), Subjects::Any, greet);
    let set_up = |it: ExecutorBuilder| it.with_handler(greet);
    let place = Place::new(0, set_up).published();
    place.executor.keep_for(&did(&alice()), &photo()).unwrap();
    place
}

/// Alice lets Bob do this.
fn lent(command: &str) -> Envelope<Delegation> {
    let (owner, command) = (did(&alice()), command.parse().unwrap());
    let lent = Delegation::new(owner.clone(), did(&bob()), owner, command, Nonce::new([7]));
    Envelope::sign(lent, &alice()).unwrap()
}

fn greet(leave: &Envelope<Delegation>, args: &[(&str, Ipld)]) -> TaskDraft {
    let args = args.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    TaskDraft::new(did(&alice()), "/greet".parse().unwrap(), args)
        .with_nonce(Nonce::new([3]))
        .with_proofs(vec![*leave.cid()])
}

/// A call on what is Bob's.
fn own(place: &Place, function: &str, data: Ipld) -> TaskDraft {
    let call = WasmCall::new(place.bytes, function, vec![data]);
    TaskDraft::new(did(&bob()), wasm_run(), call.to_args())
}

fn link() -> Ipld {
    Ipld::Link(*photo().cid())
}

/// Puts a workflow away, takes it out again and runs it: whether the photograph went along, and
/// what then is refused.
fn moved(place: &Place, draft: Draft, blocks: &[Block]) -> (bool, Option<RunError>) {
    let token = signed(draft, place.executor.did());
    let job = place.executor.receive(token.bytes(), blocks).unwrap();
    let archive = place.executor.archive(&job).unwrap();
    let is_along = archive.content().contains_key(photo().cid());
    let resumed = place.executor.resume(&archive).unwrap();
    (is_along, place.executor.run(&resumed.job, &mut Quiet).err())
}

fn not_permitted(label: &str) -> Option<RunError> {
    let reason = Unavailable::NotPermitted;
    let error = PrepareError::Content(ContentError::Unavailable { cid: *photo().cid(), reason });
    Some(RunError::Prepare { task: label.to_owned(), error })
}

#[test]
fn a_task_does_not_read_what_another_one_of_the_workflow_may_by_moving() {
    let place = place();
    let leave = lent("/greet");
    let draft = Draft::new()
        .with_task("greet", greet(&leave, &[]))
        .with_task("echo", own(&place, "echo", link()));
    let came = moved(&place, draft, &[leave.block().clone()]);
    assert_eq!(came, (false, not_permitted("echo")));
}

#[test]
fn what_one_subject_may_read_does_not_go_along_where_a_task_on_another_would_read_it() {
    let place = place();
    let leave = lent("/greet");
    let draft = Draft::new()
        .with_task("greet", greet(&leave, &[("of", link())]))
        .with_task("echo", own(&place, "echo", link()));
    let came = moved(&place, draft, &[leave.block().clone()]);
    assert_eq!(came, (false, not_permitted("echo")));
    // Lent to Bob, all of his workflow may read it.
    let draft = Draft::new()
        .with_task("greet", greet(&leave, &[("of", link())]))
        .with_task("echo", own(&place, "echo", link()));
    let blocks = [leave.block().clone(), lend(&alice(), &bob(), |it| it)];
    assert_eq!(moved(&place, draft, &blocks), (true, None));
}

#[test]
fn what_is_the_issuers_goes_along_for_the_task_that_names_it() {
    let place = place();
    place.executor.keep_for(&did(&bob()), &photo()).unwrap();
    let leave = lent("/greet");
    let draft = Draft::new()
        .with_task("greet", greet(&leave, &[]))
        .with_task("echo", own(&place, "echo", link()));
    assert_eq!(moved(&place, draft, &[leave.block().clone()]), (true, None));
}

#[test]
fn content_that_content_names_goes_along_for_the_same_subject() {
    let place = place();
    let album = Block::encode(&Ipld::List(vec![link()])).unwrap();
    for owner in [alice(), bob()] {
        place.executor.keep_for(&did(&owner), &album).unwrap();
    }
    let draft = || Draft::new().with_task("echo", own(&place, "echo", Ipld::Link(*album.cid())));
    let token = signed(draft(), place.executor.did());
    let job = place.executor.receive(token.bytes(), &[]).unwrap();
    let archive = place.executor.archive(&job).unwrap();
    assert!(archive.content().contains_key(album.cid()));
    assert!(!archive.content().contains_key(photo().cid()));
    place.executor.keep_for(&did(&bob()), &photo()).unwrap();
    let archive = place.executor.archive(&job).unwrap();
    assert!(archive.content().contains_key(photo().cid()));
}

#[test]
fn what_a_result_names_goes_along_for_the_subject_of_the_task() {
    #[derive(Deserialize)]
    struct Nothing {}
    let name = |_: Nothing, _: &Call<'_>| Ok(link());
    let name = Registration::query("/name".parse().unwrap(), Subjects::Any, name);
    let place = Place::new(0, |it| it.with_handler(name)).published();
    place.executor.keep_for(&did(&bob()), &photo()).unwrap();
    let leave = lent("/name");
    // Alice's task comes to the CID of a photograph of Bob's, which is nothing to her.
    let names = |subject, proofs| {
        TaskDraft::new(subject, "/name".parse().unwrap(), [].into())
            .with_nonce(Nonce::new([3]))
            .with_proofs(proofs)
    };
    for (task, goes) in
        [(names(did(&alice()), vec![*leave.cid()]), false), (names(did(&bob()), vec![]), true)]
    {
        let draft = Draft::new().with_task("name", task);
        let token = signed(draft, place.executor.did());
        let job = place.executor.receive(token.bytes(), &[leave.block().clone()]).unwrap();
        assert_eq!(executed(&place.run(&job)), ["name"]);
        let archive = place.executor.archive(&job).unwrap();
        assert_eq!(archive.content().contains_key(photo().cid()), goes);
    }
}

#[test]
fn a_file_of_many_blocks_goes_along_whole() {
    let first = Place::new(0, |it| it).published();
    let blocks = parts();
    for block in &blocks {
        first.executor.keep_for(&did(&bob()), block).unwrap();
    }
    let file = Ipld::Link(*blocks[0].cid());
    let draft = || Draft::new().with_task("measure", own(&first, "length", file.clone()));
    let token = signed(draft(), first.executor.did());
    let job = first.executor.receive(token.bytes(), &[]).unwrap();
    let archive = first.executor.archive(&job).unwrap();
    let archive = Archive::read(&archive.write(), &CarLimits::default()).unwrap();
    assert_eq!(archive.missing(), []);
    assert!(blocks.iter().all(|block| archive.content().contains_key(block.cid())));
    // Nothing of it is at the second place.
    let second = Place::new(1, |it| it);
    let archive = archive.addressed_anew(signed(draft(), second.executor.did())).unwrap();
    let resumed = second.executor.resume(&archive).unwrap();
    let report = second.run(&resumed.job);
    assert_eq!(report.task("measure").unwrap().result(), Some(&Outcome::Ok(number(100))));
}
