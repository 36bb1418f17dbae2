//! Many tasks that wait, and which of them a receipt touches.

use ipld_core::ipld::Ipld;
use ucan_invocation::{Branch, Promise, Receipt, ReceiptMeta};
use ucan_pipeline::{BranchMismatch, KeyInUse, Pipeline, Progress, ResolveError, Standing};

use crate::stage::{
    arguments, attest, did, error, executor, fault_of, map, now, ok, receipt, receipt_of, task,
    text, us,
};

fn awaiting(names: &[&str]) -> ucan_invocation::Arguments {
    let promise = |name: &&str| Promise::ok(task(name)).to_ipld();
    arguments(&[("all", Ipld::List(names.iter().map(promise).collect()))])
}

fn ready(values: &[&str]) -> Progress {
    let values = Ipld::List(values.iter().map(|value| text(value)).collect());
    Progress::Ready { args: arguments(&[("all", values)]), passing: false }
}

#[test]
fn a_receipt_touches_those_who_await_its_task_and_says_how_far_they_are() {
    let mut pipeline = Pipeline::new(us());
    for (key, names) in [("1", &["a"][..]), ("2", &["a", "b"]), ("3", &["b", "c"]), ("4", &["d"])] {
        let missing = names.len();
        let progress = pipeline.wait(key, awaiting(names), None, now()).unwrap();
        assert_eq!(progress, Progress::Waiting { missing });
    }
    let admission = pipeline.admit(&receipt(task("a"), ok("A")), now()).unwrap();
    let expected = [("1", ready(&["A"])), ("2", Progress::Waiting { missing: 1 })];
    assert_eq!(admission.touched, expected.into());
    assert_eq!(pipeline.keys().collect::<Vec<_>>(), [&"2", &"3", &"4"]);
    let admission = pipeline.admit(&receipt(task("b"), ok("B")), now()).unwrap();
    let expected = [("2", ready(&["A", "B"])), ("3", Progress::Waiting { missing: 1 })];
    assert_eq!(admission.touched, expected.into());
    assert_eq!(pipeline.needs(&"3").unwrap().collect::<Vec<_>>(), [&task("c")]);
    assert!(pipeline.needs(&"2").is_none());
    let mut needed = [task("c"), task("d")];
    needed.sort();
    assert_eq!(pipeline.needed().copied().collect::<Vec<_>>(), needed);
    // The same again touches nobody.
    let admission = pipeline.admit(&receipt(task("b"), ok("B")), now()).unwrap();
    assert_eq!(admission.touched, [].into());
    assert_eq!(admission.standings[&task("b")], Standing::Known);
}

#[test]
fn among_ten_thousand_a_receipt_touches_its_dependents_alone() {
    let mut pipeline = Pipeline::new(us());
    for number in 0..10_000_u32 {
        let own = format!("own {number}");
        let hub = if number % 100 == 0 { "hub" } else { "other" };
        pipeline.wait(number, awaiting(&[&own, hub]), None, now()).unwrap();
    }
    let admission = pipeline.admit(&receipt(task("own 77"), ok("x")), now()).unwrap();
    assert_eq!(admission.touched, [(77, Progress::Waiting { missing: 1 })].into());
    let admission = pipeline.admit(&receipt(task("hub"), ok("x")), now()).unwrap();
    assert_eq!(admission.touched.len(), 100);
    assert!(admission.touched.keys().all(|number| number % 100 == 0));
    assert_eq!(pipeline.len(), 10_000);
    assert_eq!(pipeline.needed().count(), 10_000);
}

#[test]
fn a_task_without_promises_or_with_known_results_is_ready_at_once_and_not_held() {
    let mut pipeline = Pipeline::new(us());
    assert_eq!(pipeline.wait("plain", awaiting(&[]), None, now()), Ok(ready(&[])));
    pipeline.admit(&receipt(task("a"), ok("A")), now()).unwrap();
    assert_eq!(pipeline.wait("known", awaiting(&["a"]), None, now()), Ok(ready(&["A"])));
    assert!(pipeline.is_empty());
}

#[test]
fn a_key_stands_for_one_task_until_that_is_done_or_let_go() {
    let mut pipeline = Pipeline::new(us());
    pipeline.wait("key", awaiting(&["a"]), Some(did(3)), now()).unwrap();
    assert_eq!(pipeline.wait("key", awaiting(&["b"]), None, now()), Err(KeyInUse));
    assert!(pipeline.cancel(&"key"));
    assert!(!pipeline.cancel(&"key"));
    assert_eq!(pipeline.needed().count(), 0);
    assert_eq!(
        pipeline.wait("key", awaiting(&["b"]), None, now()),
        Ok(Progress::Waiting { missing: 1 })
    );
    let admission = pipeline.admit(&receipt(task("a"), ok("A")), now()).unwrap();
    assert_eq!(admission.touched, [].into());
}

#[test]
fn what_can_never_be_resolved_is_refused_once_it_is_known() {
    let a = task("a");
    let mut pipeline = Pipeline::new(us());
    let Ipld::Map(whole) = Promise::ok(a).to_ipld() else { panic!("not a map") };
    let progress = pipeline.wait("whole", whole, None, now());
    assert_eq!(progress, Ok(Progress::Refused(ResolveError::ArgsArePromise)));
    pipeline.wait("sly", awaiting(&["a"]), None, now()).unwrap();
    let sly = attest(a, ucan_invocation::Outcome::Ok(Promise::ok(task("b")).to_ipld()));
    let admission = pipeline.admit(&sly.sign(&executor(0)).unwrap(), now()).unwrap();
    let refused = Progress::Refused(ResolveError::OutputHoldsPromise { task: a });
    assert_eq!(admission.touched, [("sly", refused)].into());
    assert!(pipeline.is_empty());
}

/// The receipt of a task that ended so.
fn broken(ran: &str, progress: &Progress) -> Receipt {
    let Progress::BranchMismatch { mismatch, .. } = progress else { panic!("{progress:?}") };
    attest(task(ran), mismatch.to_outcome())
        .with_meta(ReceiptMeta::default().with_fault())
        .sign(&executor(0))
        .unwrap()
}

#[test]
fn a_mismatch_goes_on_through_the_receipts_of_those_who_wait() {
    let mut pipeline = Pipeline::new(us());
    pipeline.wait("b", awaiting(&["a"]), None, now()).unwrap();
    pipeline.wait("c", awaiting(&["b"]), None, now()).unwrap();
    let catch = arguments(&[("reason", Promise::error(task("c")).to_ipld())]);
    pipeline.wait("catch", catch, None, now()).unwrap();

    let failed = receipt(task("a"), error("divided by zero"));
    let touched = pipeline.admit(&failed, now()).unwrap().touched;
    assert_eq!(touched.keys().collect::<Vec<_>>(), [&"b"]);
    let of_b = broken("b", &touched["b"]);
    assert_eq!(
        BranchMismatch::of(of_b.outcome()),
        Some(BranchMismatch { expected: Branch::Ok, got: Branch::Error, from: *failed.cid() })
    );
    let touched = pipeline.admit(&of_b, now()).unwrap().touched;
    let of_c = broken("c", &touched["c"]);
    assert_eq!(BranchMismatch::of(of_c.outcome()).unwrap().from, *of_b.cid());
    let touched = pipeline.admit(&of_c, now()).unwrap().touched;
    let args = arguments(&[("reason", of_c.outcome().value().clone())]);
    assert_eq!(touched["catch"], Progress::Ready { args, passing: false });
}

#[test]
fn what_hangs_on_a_result_that_passes_passes_too() {
    let mut pipeline = Pipeline::new(us().and(did(1)));
    pipeline.wait("ok", awaiting(&["a"]), None, now()).unwrap();
    let error = arguments(&[("x", Promise::any(task("a")).to_ipld())]);
    pipeline.wait("any", error, None, now()).unwrap();
    pipeline.wait("later", awaiting(&["a", "b"]), None, now()).unwrap();

    let fault = fault_of(1, task("a"));
    let touched = pipeline.admit(&fault, now()).unwrap().touched;
    let mismatch = BranchMismatch { expected: Branch::Ok, got: Branch::Error, from: *fault.cid() };
    assert_eq!(touched["ok"], Progress::BranchMismatch { mismatch, passing: true });
    let args = arguments(&[("x", map(&[("error", text("out of memory"))]))]);
    assert_eq!(touched["any"], Progress::Ready { args, passing: true });
    assert_eq!(touched["later"], Progress::Waiting { missing: 1 });
    // Who still waits gets what lasts, if that comes in time.
    let admission = pipeline.admit(&receipt_of(1, task("a"), ok("A")), now()).unwrap();
    assert_eq!(admission.standings[&task("a")], Standing::Replaces { passed: *fault.cid() });
    let touched = pipeline.admit(&receipt(task("b"), ok("B")), now()).unwrap().touched;
    assert_eq!(touched["later"], ready(&["A", "B"]));

    pipeline.wait("own", awaiting(&["d"]), None, now()).unwrap();
    let touched = pipeline.admit_passing(&receipt(task("d"), ok("D")), now()).unwrap().touched;
    assert!(matches!(touched["own"], Progress::Ready { passing: true, .. }));
}
