//! Receipts are of tasks of this workflow, and say how far it has come.

use std::sync::Arc;

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_workflow::{
    Archive, ArchiveError, CaughtFailure, Draft, Progress, TaskDraft, failure_slot,
};
use ucan_core::{Did, Envelope, FieldError, FieldRule, Nonce};
use ucan_invocation::{Branch, Failure, Invocation, Outcome, Task, receipt_command};
use varsig::Block;

use crate::people::{
    args, bob, carol, cropped, failed, full, raw, receipt, receipt_by, sealed, signed, task,
};

fn progress(receipts: impl IntoIterator<Item = Block>) -> Result<Progress, ArchiveError> {
    let builder = Archive::builder(signed(&sealed()).block().clone());
    let builder = receipts.into_iter().fold(builder, |builder, it| builder.with_receipt(it));
    builder.build().map(|archive| archive.progress().clone())
}

fn told(progress: &Progress, label: &str) -> Vec<(Cid, Branch)> {
    progress.tasks[label].iter().map(|told| (told.receipt, told.branch)).collect()
}

/// The call of the handler for a failure of the task labelled `label`.
fn call(label: &str, error: Ipld) -> Cid {
    let sealed = sealed();
    let failure = CaughtFailure::new(label, task(label), error).expect("it has no fault");
    let handler = sealed.document().handler().expect("it has no fault").task();
    let args = failure_slot().fill(handler.args(), &failure.to_ipld());
    *handler.with_args(args).expect("it has no fault").id()
}

fn error() -> Ipld {
    let Outcome::Error(error) = Failure::new("TooBlurry", "nothing is left").into() else {
        panic!("a failure is an error");
    };
    error
}

#[test]
fn a_workflow_that_has_not_begun_has_no_receipts() {
    let progress = progress([]).unwrap();
    assert_eq!(progress.with_receipt().count(), 0);
    assert_eq!(progress.without_receipt().collect::<Vec<_>>(), ["blur", "crop"]);
    assert!(progress.handled.is_empty());
    assert!(progress.workflow.is_empty());
}

#[test]
fn progress_says_which_tasks_have_ended_and_how() {
    let progress = progress([cropped()]).unwrap();
    assert_eq!(progress.with_receipt().collect::<Vec<_>>(), ["crop"]);
    assert_eq!(progress.without_receipt().collect::<Vec<_>>(), ["blur"]);
    assert_eq!(told(&progress, "crop"), [(*cropped().cid(), Branch::Ok)]);
    assert_eq!(told(&progress, "blur"), []);
}

#[test]
fn receipts_of_several_executors_are_kept_apart() {
    let second = receipt_by(&bob(), task("crop"), Failure::new("No", "no").into());
    let progress = progress([cropped(), second.clone()]).unwrap();
    let mut expected = [(*cropped().cid(), Branch::Ok), (*second.cid(), Branch::Error)];
    expected.sort();
    assert_eq!(told(&progress, "crop"), expected);
}

#[test]
fn the_receipt_of_the_workflow_belongs_to_it() {
    let workflow = *signed(&sealed()).unverified_payload().task().id();
    let whole = receipt(workflow, Outcome::Ok(ipld!({})));
    let progress = progress([whole.clone()]).unwrap();
    assert_eq!(progress.workflow.len(), 1);
    assert_eq!(progress.workflow[0].receipt, *whole.cid());
    assert_eq!(progress.with_receipt().count(), 0);
}

#[test]
fn the_receipt_of_another_task_is_refused() {
    for ran in [
        *raw("another task").cid(),
        // The handler as it stands in the document is never called.
        *sealed().document().handler().unwrap().task().id(),
    ] {
        let foreign = receipt(ran, Outcome::Ok(Ipld::Null));
        let refused = ArchiveError::ForeignReceipt { receipt: *foreign.cid(), ran };
        assert_eq!(progress([cropped(), foreign]), Err(refused));
    }
}

#[test]
fn the_receipt_of_the_handler_comes_with_that_of_the_failure() {
    let ran = call("blur", error());
    let handled = receipt(ran, Outcome::Ok(ipld!({ "rewire": "crop" })));
    let told = progress([failed(), handled.clone()]).unwrap().handled;
    assert_eq!(told.keys().collect::<Vec<_>>(), ["blur"]);
    assert_eq!(told["blur"].iter().map(|it| it.receipt).collect::<Vec<_>>(), [*handled.cid()]);

    let refused = ArchiveError::ForeignReceipt { receipt: *handled.cid(), ran };
    assert_eq!(progress([handled.clone()]), Err(refused.clone()));
    // A task that ended well was not caught.
    let well = receipt(task("blur"), Outcome::Ok(error()));
    assert_eq!(progress([well, handled]), Err(refused));
}

#[test]
fn the_handler_is_called_with_the_very_failure() {
    for ran in [call("crop", error()), call("blur", ipld!("another error"))] {
        let handled = receipt(ran, Outcome::Ok(ipld!({ "msg": "no" })));
        let refused = ArchiveError::ForeignReceipt { receipt: *handled.cid(), ran };
        assert_eq!(progress([failed(), handled]), Err(refused));
    }
}

#[test]
fn a_workflow_without_a_handler_has_no_receipts_of_one() {
    let step = TaskDraft::new(Did::from_signer(&bob()), "/wasm/run".parse().unwrap(), [].into());
    let sealed = Draft::new().with_task("a", step).seal().unwrap();
    let ran = *sealed.task("a").unwrap().id();
    let fails = receipt(ran, Outcome::Error(error()));
    let foreign = receipt(call("blur", error()), Outcome::Ok(Ipld::Null));
    let refused =
        ArchiveError::ForeignReceipt { receipt: *foreign.cid(), ran: call("blur", error()) };
    let builder = Archive::builder(signed(&sealed).block().clone());
    assert_eq!(builder.with_receipt(fails).with_receipt(foreign).build().unwrap_err(), refused);
}

#[test]
fn one_task_under_two_labels_has_its_receipt_under_both() {
    let step = TaskDraft::new(Did::from_signer(&bob()), "/wasm/run".parse().unwrap(), [].into());
    let draft = Draft::new().with_task("a", step.clone()).with_task("b", step);
    let sealed = draft.seal().unwrap();
    let ran = *sealed.task("b").unwrap().id();
    let archive = Archive::builder(signed(&sealed).block().clone())
        .with_receipt(receipt(ran, Outcome::Ok(Ipld::Null)))
        .build()
        .unwrap();
    assert_eq!(archive.progress().with_receipt().collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn a_malformed_receipt_is_refused() {
    let refused = |arguments: Ipld| {
        let carol = (Did::from_signer(&carol()), carol());
        let arguments = args(arguments);
        let task = Task::new(carol.0.clone(), receipt_command(), arguments, Nonce::empty());
        let token = Envelope::sign(Invocation::new(carol.0, task.unwrap()), &carol.1).unwrap();
        let Err(ArchiveError::Receipt { receipt, error }) = progress([token.block().clone()])
        else {
            panic!("it is refused");
        };
        assert_eq!(receipt, *token.cid());
        error
    };
    let ran = task("crop");
    assert_eq!(refused(ipld!({ "out": { "ok": 1 } })), FieldError::new("ran", FieldRule::Missing));
    assert_eq!(refused(ipld!({ "ran": ran })), FieldError::new("out", FieldRule::Missing));
    let expected = "a map with exactly one key, `ok` or `error`";
    for out in [ipld!({}), ipld!({ "ok": 1, "error": 2 }), ipld!({ "well": 1 })] {
        assert_eq!(
            refused(ipld!({ "ran": ran, "out": out })),
            FieldError::new("out", FieldRule::Value { expected })
        );
    }
}

#[test]
fn telling_the_handlers_receipts_is_bounded() {
    // A handler of one mebibyte, a task under a hundred labels, and three receipts of it.
    let did = Did::from_signer(&bob());
    let step = TaskDraft::new(did.clone(), "/wasm/run".parse().unwrap(), [].into());
    let bulky = ipld!({
        "mod": *raw("handler").cid(), "fun": "catch", "params": [Ipld::Bytes(vec![0; 1 << 20])],
    });
    let handler = TaskDraft::new(did, "/wasm/run".parse().unwrap(), args(bulky));
    let draft = (0..100).fold(Draft::new().with_catch(handler), |draft, number| {
        draft.with_task(format!("label {number}"), step.clone())
    });
    let sealed = draft.seal().unwrap();
    let ran = *sealed.task("label 0").unwrap().id();
    let whole = |count: u8| {
        let builder = Archive::builder(signed(&sealed).block().clone());
        (0..count).fold(builder, |builder, number| {
            builder.with_receipt(receipt(ran, Outcome::Error(ipld!(i64::from(number)))))
        })
    };
    let foreign = receipt(*raw("another task").cid(), Outcome::Ok(Ipld::Null));
    assert_eq!(
        whole(2).with_receipt(foreign.clone()).build().unwrap_err(),
        ArchiveError::ForeignReceipt { receipt: *foreign.cid(), ran: *raw("another task").cid() }
    );
    assert_eq!(
        whole(3).with_receipt(foreign).build().unwrap_err(),
        ArchiveError::TooMuchCaught { limit: Archive::MAX_CAUGHT_BYTES }
    );
    // It is not even asked where every receipt is that of a task.
    assert!(whole(3).build().is_ok());
    assert!(full().build().is_ok());
}

/// A file with as many labels of one task as receipts of it would take the product of both.
#[test]
fn labels_of_one_task_share_their_receipts() {
    let one = || {
        TaskDraft::new(Did::from_signer(&bob()), "/image/crop".parse().unwrap(), args(ipld!({})))
            .with_nonce(Nonce::empty())
    };
    let draft = Draft::new().with_task("a", one()).with_task("b", one());
    let sealed = draft.seal().unwrap();
    let ran = *sealed.task("a").unwrap().id();
    assert_eq!(sealed.task("b").unwrap().id(), &ran);
    let [one, two] = [1, 2].map(|it: i128| receipt(ran, Outcome::Ok(Ipld::Integer(it))));
    let archive = Archive::builder(signed(&sealed).block().clone())
        .with_receipt(one)
        .with_receipt(two)
        .build()
        .unwrap();
    let tasks = &archive.progress().tasks;
    assert_eq!(tasks["a"].len(), 2);
    assert!(Arc::ptr_eq(&tasks["a"], &tasks["b"]));
}
