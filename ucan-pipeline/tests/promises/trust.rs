//! Whose receipts count (ruling I7), under which addresses (I6), and what passes (I8).

use ucan_core::Timestamp;
use ucan_invocation::{Outcome, Promise, ReceiptMeta};
use ucan_pipeline::{
    AdmitError, Ground, Pipeline, Progress, Quorum, QuorumError, Settled, Standing, Trust,
};

use crate::stage::{
    arguments, attest, did, error, executor, fault_of, later, map, now, ok, receipt, receipt_of,
    task, text, us,
};

#[test]
fn a_receipt_counts_on_one_of_three_grounds_by_its_executor_alone() {
    let a = task("a");
    let trust = us().and(did(1)).naming(did(2));
    for (number, ground) in [(0, Ground::Ours), (1, Ground::Trusted), (2, Ground::Named)] {
        let mut settled = Settled::new();
        let standings = settled.admit(&receipt_of(number, a, ok("x")), &trust, now()).unwrap();
        assert_eq!(standings, [(a, Standing::Settles)].into());
        assert_eq!(settled.ground(&a), Some(ground));
        assert!(trust.counts(&did(number)));
    }
    let mut settled = Settled::new();
    let refused = settled.admit(&receipt_of(3, a, ok("x")), &trust, now());
    assert_eq!(refused, Err(AdmitError::NotTrusted { executor: did(3) }));
    assert!(settled.get(&a).is_none());
    assert_eq!(Trust::new([did(1)]).ground(&did(0)), None);
}

#[test]
fn a_task_that_is_settled_stays_as_it_is() {
    let a = task("a");
    let (first, second) = (receipt(a, ok("1")), receipt(a, ok("2")));
    let mut settled = Settled::new();
    settled.admit(&first, &us(), now()).unwrap();
    let standings = settled.admit(&second, &us(), now()).unwrap();
    assert_eq!(standings[&a], Standing::Differs { kept: *first.cid() });
    assert_eq!(settled.get(&a), Some((first.cid(), &ok("1"))));
    assert_eq!(settled.admit(&first, &us(), now()).unwrap()[&a], Standing::Known);
    settled.forget(&a);
    assert!(settled.get(&a).is_none());
}

#[test]
fn of_receipts_that_agree_the_same_is_kept_in_any_order() {
    let (a, trust) = (task("a"), us().and(did(1)).and(did(2)));
    let receipts = [0, 1, 2].map(|number| receipt_of(number, a, ok("x")));
    let least = receipts.iter().map(|receipt| *receipt.cid()).min().unwrap();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut settled = Settled::new();
        for place in order {
            settled.admit(&receipts[place], &trust, now()).unwrap();
        }
        assert_eq!(settled.get(&a), Some((&least, &ok("x"))));
    }
}

#[test]
fn a_result_is_found_as_written_as_resolved_and_apart_by_computation() {
    let (written, resolved, key) = (task("written"), task("resolved"), task("computation"));
    let meta = ReceiptMeta::default().with_resolved(Some(resolved)).with_computation(Some(key));
    let receipt = attest(written, ok("x")).with_meta(meta).sign(&executor(0)).unwrap();
    let mut settled = Settled::new();
    let standings = settled.admit(&receipt, &us(), now()).unwrap();
    assert_eq!(standings, [(written, Standing::Settles), (resolved, Standing::Settles)].into());
    for address in [written, resolved] {
        assert_eq!(settled.get(&address), Some((receipt.cid(), &ok("x"))));
        assert!(settled.computed(&address).is_none());
    }
    // A promise names a task; what was computed for a stranger is no result of it yet.
    assert!(settled.get(&key).is_none());
    assert_eq!(settled.computed(&key), Some((receipt.cid(), &ok("x"))));
    settled.forget(&written);
    assert!(settled.get(&resolved).is_some());
}

#[test]
fn a_waiting_task_that_awaits_both_addresses_of_one_result_gets_it_at_once() {
    let (written, resolved) = (task("written"), task("resolved"));
    let mut pipeline = Pipeline::new(us());
    let [w, r] = [written, resolved].map(|task| Promise::ok(task).to_ipld());
    pipeline.wait("both", arguments(&[("w", w), ("r", r)]), None, now()).unwrap();
    let meta = ReceiptMeta::default().with_resolved(Some(resolved));
    let receipt = attest(written, ok("x")).with_meta(meta).sign(&executor(0)).unwrap();
    let admission = pipeline.admit(&receipt, now()).unwrap();
    let args = arguments(&[("r", text("x")), ("w", text("x"))]);
    assert_eq!(admission.touched["both"], Progress::Ready { args, passing: false });
}

fn quorum(least: usize) -> Trust {
    us().demanding(task("a"), Quorum::new(least, [1, 2, 3, 4].map(did)).unwrap())
}

#[test]
fn as_many_as_the_strategy_demands_settle_a_task_together() {
    let (a, trust, mut settled) = (task("a"), quorum(3), Settled::new());
    let mut admit = |number, outcome: Outcome| {
        settled.admit(&receipt_of(number, a, outcome), &trust, now()).map(|it| it[&a])
    };
    assert_eq!(admit(1, ok("x")), Ok(Standing::Vote { agree: 1, least: 3 }));
    // One voice is one vote, however often it is heard.
    assert_eq!(admit(1, ok("x")), Ok(Standing::Vote { agree: 1, least: 3 }));
    assert_eq!(admit(2, ok("y")), Ok(Standing::Vote { agree: 1, least: 3 }));
    assert_eq!(admit(3, ok("x")), Ok(Standing::Vote { agree: 2, least: 3 }));
    // Not on the panel.
    assert_eq!(admit(5, ok("x")), Err(AdmitError::NotTrusted { executor: did(5) }));
    assert_eq!(admit(4, ok("x")), Ok(Standing::Settles));
    assert_eq!(settled.ground(&a), Some(Ground::Quorum));
    assert_eq!(settled.get(&a).unwrap().1, &ok("x"));
    // The panel is asked about that task alone.
    let other = settled.admit(&receipt_of(1, task("b"), ok("x")), &trust, now());
    assert_eq!(other, Err(AdmitError::NotTrusted { executor: did(1) }));
}

#[test]
fn who_says_two_things_has_no_vote() {
    let (a, trust) = (task("a"), quorum(2));
    for first in ["x", "y"] {
        let mut settled = Settled::new();
        let second = if first == "x" { "y" } else { "x" };
        settled.admit(&receipt_of(1, a, ok(first)), &trust, now()).unwrap();
        for outcome in [second, first] {
            let refused = settled.admit(&receipt_of(1, a, ok(outcome)), &trust, now());
            assert_eq!(refused, Err(AdmitError::VotedTwice { executor: did(1) }));
        }
        let standings = settled.admit(&receipt_of(2, a, ok("x")), &trust, now()).unwrap();
        assert_eq!(standings[&a], Standing::Vote { agree: 1, least: 2 });
    }
}

#[test]
fn an_error_of_an_executor_and_a_result_at_second_hand_are_no_votes() {
    let (a, trust, mut settled) = (task("a"), quorum(1), Settled::new());
    let refused = settled.admit(&fault_of(1, a), &trust, now());
    assert_eq!(refused, Err(AdmitError::FaultAsVote { executor: did(1) }));
    let from = task("the receipt of another");
    let meta = ReceiptMeta::default().with_from(from);
    let cited = attest(a, ok("x")).with_meta(meta).sign(&executor(1)).unwrap();
    let refused = settled.admit(&cited, &trust, now());
    assert_eq!(refused, Err(AdmitError::CitedAsVote { executor: did(1), from }));
    assert!(settled.get(&a).is_none());
    // A task's own error is an outcome like any other.
    assert_eq!(
        settled.admit(&receipt_of(1, a, error("no")), &trust, now()).unwrap()[&a],
        Standing::Settles
    );
    // Of an executor that counts by itself, both count.
    let mut settled = Settled::new();
    let trust = Trust::new([did(1)]);
    assert_eq!(settled.admit(&cited, &trust, now()).unwrap()[&a], Standing::Settles);
}

#[test]
fn a_quorum_lasts_as_long_as_enough_of_its_votes() {
    let (a, trust, mut settled) = (task("a"), quorum(2), Settled::new());
    for (number, seconds) in [(1, 10), (2, 20), (3, 30)] {
        let vote = attest(a, ok("x")).with_expiration(later(seconds));
        settled.admit(&vote.sign(&executor(number)).unwrap(), &trust, now()).unwrap();
    }
    assert_eq!(settled.expire(later(20)), []);
    assert_eq!(settled.expire(later(21)), [a]);
    // A vote that has expired is none.
    let standings = settled.admit(&receipt_of(4, a, ok("x")), &trust, later(31)).unwrap();
    assert_eq!(standings[&a], Standing::Vote { agree: 1, least: 2 });
}

#[test]
fn a_quorum_can_be_reached_and_is_of_somebody() {
    assert_eq!(Quorum::new(0, [did(1)]), Err(QuorumError::Nobody));
    let short = Quorum::new(2, [did(1), did(1)]);
    assert_eq!(short, Err(QuorumError::Unreachable { least: 2, panel: 1 }));
}

#[test]
fn a_receipt_of_anybody_counts_if_running_the_task_again_confirms_it() {
    let (a, mut settled) = (task("a"), Settled::new());
    let receipt = receipt_of(7, a, ok("x"));
    let refuted = settled.confirm(&receipt, &ok("y"), now());
    assert_eq!(refuted, Err(AdmitError::Refuted { receipt: *receipt.cid() }));
    let fault = fault_of(7, a);
    let refuted = settled.confirm(&fault, fault.outcome(), now());
    assert_eq!(refuted, Err(AdmitError::Refuted { receipt: *fault.cid() }));
    assert!(settled.get(&a).is_none());
    assert_eq!(settled.confirm(&receipt, &ok("x"), now()).unwrap()[&a], Standing::Settles);
    assert_eq!(settled.ground(&a), Some(Ground::ReExecuted));
    let late = attest(a, ok("x")).with_expiration(Timestamp::EPOCH).sign(&executor(7)).unwrap();
    let expired = AdmitError::Expired { expiration: Timestamp::EPOCH };
    assert_eq!(settled.confirm(&late, &ok("x"), now()), Err(expired));
}

/// What a stranger says that his task is besides was not run.
#[test]
fn running_a_task_again_confirms_nothing_of_others() {
    let (easy, resolved, computation) = (task("easy"), task("resolved"), task("computation"));
    let meta =
        ReceiptMeta::default().with_resolved(Some(resolved)).with_computation(Some(computation));
    let receipt = attest(easy, ok("x")).with_meta(meta).sign(&executor(7)).unwrap();
    let mut settled = Settled::new();
    let standings = settled.confirm(&receipt, &ok("x"), now()).unwrap();
    assert_eq!(standings, [(easy, Standing::Settles)].into());
    assert!(settled.get(&easy).is_some());
    assert_eq!((settled.get(&resolved), settled.computed(&computation)), (None, None));
}

#[test]
fn what_passes_settles_now_and_gives_way_later() {
    let a = task("a");
    let mut settled = Settled::new();
    let fault = fault_of(0, a);
    settled.admit_passing(&fault, &us(), now()).unwrap();
    assert!(settled.is_passing(&a));
    let lasting = receipt(a, ok("x"));
    let standings = settled.admit(&lasting, &us(), now()).unwrap();
    assert_eq!(standings[&a], Standing::Replaces { passed: *fault.cid() });
    assert!(!settled.is_passing(&a));
    let standings = settled.admit_passing(&fault, &us(), now()).unwrap();
    assert_eq!(standings[&a], Standing::Differs { kept: *lasting.cid() });
    // Of two that pass, the first stays.
    let (mut settled, second) = (Settled::new(), receipt(a, ok("y")));
    settled.admit_passing(&fault, &us(), now()).unwrap();
    let standings = settled.admit_passing(&second, &us(), now()).unwrap();
    assert_eq!(standings[&a], Standing::Differs { kept: *fault.cid() });
    // The same said twice, passing and lasting, lasts.
    let mut settled = Settled::new();
    settled.admit_passing(&lasting, &us(), now()).unwrap();
    assert_eq!(settled.admit(&lasting, &us(), now()).unwrap()[&a], Standing::Known);
    assert!(!settled.is_passing(&a));
}

#[test]
fn of_its_own_faults_an_executor_knows_whether_they_pass_and_of_others_not() {
    let a = task("a");
    for (number, passing) in [(0, false), (1, true)] {
        let mut settled = Settled::new();
        settled.admit(&fault_of(number, a), &us().and(did(1)), now()).unwrap();
        assert_eq!(settled.is_passing(&a), passing);
    }
    // A task's own error is not a fault.
    let mut settled = Settled::new();
    settled.admit(&receipt_of(1, a, error("no")), &us().and(did(1)), now()).unwrap();
    assert!(!settled.is_passing(&a));
}

#[test]
fn what_passes_is_not_found_by_computation() {
    let key = task("computation");
    let meta = ReceiptMeta::default().with_computation(Some(key)).with_fault();
    let fault = attest(task("a"), error("fuel")).with_meta(meta).sign(&executor(0)).unwrap();
    let mut settled = Settled::new();
    settled.admit_passing(&fault, &us(), now()).unwrap();
    assert!(settled.computed(&key).is_none());
}

#[test]
fn the_executor_that_an_invocation_names_counts_for_that_one_alone() {
    let a = task("a");
    let args = arguments(&[("x", Promise::ok(a).to_ipld())]);
    let mut pipeline = Pipeline::new(us());
    pipeline.wait("names 3", args.clone(), Some(did(3)), now()).unwrap();
    pipeline.wait("names 4", args.clone(), Some(did(4)), now()).unwrap();
    pipeline.wait("names nobody", args.clone(), None, now()).unwrap();
    let admission = pipeline.admit(&receipt_of(3, a, ok("of 3")), now()).unwrap();
    let ready = |value| Progress::Ready { args: arguments(&[("x", text(value))]), passing: false };
    assert_eq!(admission.touched, [("names 3", ready("of 3"))].into());
    assert_eq!(admission.standings, [(a, Standing::Settles)].into());
    assert!(pipeline.settled().get(&a).is_none());
    // Nobody is left who names that executor.
    let refused = pipeline.admit(&receipt_of(3, a, ok("of 3")), now());
    assert_eq!(refused, Err(AdmitError::NotTrusted { executor: did(3) }));
    // And who does so later hears nothing of what was said to those before.
    let progress = pipeline.wait("late", args.clone(), Some(did(3)), now());
    assert_eq!(progress, Ok(Progress::Waiting { missing: 1 }));
    assert!(pipeline.cancel(&"late"));
    // What this executor says goes for all.
    let admission = pipeline.admit(&receipt(a, ok("ours")), now()).unwrap();
    let expected = [("names 4", ready("ours")), ("names nobody", ready("ours"))];
    assert_eq!(admission.touched, expected.into());
    assert!(pipeline.is_empty());
}

#[test]
fn an_executor_by_name_is_heard_only_on_what_is_awaited_of_it() {
    let (a, b) = (task("a"), task("b"));
    let mut pipeline = Pipeline::new(us());
    let args = |task| arguments(&[("x", Promise::ok(task).to_ipld())]);
    pipeline.wait("a of 3", args(a), Some(did(3)), now()).unwrap();
    pipeline.wait("b of 4", args(b), Some(did(4)), now()).unwrap();
    let refused = pipeline.admit(&receipt_of(3, b, ok("x")), now());
    assert_eq!(refused, Err(AdmitError::NotTrusted { executor: did(3) }));
    // A second task that names it finds what was heard before, in one place of two.
    let both = arguments(&[("a", Promise::ok(a).to_ipld()), ("b", Promise::ok(b).to_ipld())]);
    pipeline.wait("both of 3", both, Some(did(3)), now()).unwrap();
    let admission = pipeline.admit(&receipt_of(3, a, ok("x")), now()).unwrap();
    assert_eq!(admission.touched["both of 3"], Progress::Waiting { missing: 1 });
    let progress = pipeline.wait("a of 3, again", args(a), Some(did(3)), now()).unwrap();
    assert!(matches!(progress, Progress::Ready { .. }));
}

#[test]
fn a_pipeline_counts_votes_and_confirmations_for_all_who_wait() {
    let a = task("a");
    let mut pipeline = Pipeline::new(us());
    pipeline.demand(a, Quorum::new(2, [did(1), did(2)]).unwrap());
    let args = arguments(&[("x", Promise::any(a).to_ipld())]);
    pipeline.wait("one", args.clone(), None, now()).unwrap();
    let admission = pipeline.admit(&receipt_of(1, a, ok("x")), now()).unwrap();
    assert_eq!(admission.touched, [].into());
    assert_eq!(admission.standings[&a], Standing::Vote { agree: 1, least: 2 });
    let admission = pipeline.admit(&receipt_of(2, a, ok("x")), now()).unwrap();
    let args_of = arguments(&[("x", map(&[("ok", text("x"))]))]);
    assert_eq!(admission.touched["one"], Progress::Ready { args: args_of, passing: false });

    let b = task("b");
    let args = arguments(&[("x", Promise::ok(b).to_ipld())]);
    pipeline.wait("two", args, None, now()).unwrap();
    let admission = pipeline.confirm(&receipt_of(9, b, ok("y")), &ok("y"), now()).unwrap();
    assert!(matches!(admission.touched["two"], Progress::Ready { .. }));
}
