//! Which receipts are heard, and what of them is compared.

use ipld_core::ipld;
use ipvm_task::{
    EffectClass, Fault, LeftOut, LeftOutReason, Missing, OutcomeId, Verdict, Verification,
};
use ucan_invocation::{Outcome, Receipt, ReceiptMeta};

use crate::parties::{
    NOW, at, cites, consensus, did, faults, judge, judge_as, link, saying, says, value,
};

/// The reason for which the only receipt was left out.
#[track_caller]
fn reason(class: EffectClass, strategy: &Verification, receipt: &Receipt) -> LeftOutReason {
    let judgement = judge_as(class, strategy, &[1], std::slice::from_ref(receipt));
    assert!(matches!(judgement.verdict, Verdict::Pending { .. }), "{}", judgement.verdict);
    let [LeftOut { receipt: cid, executor, reason }] = judgement.left_out.as_slice() else {
        panic!("{:?}", judgement.left_out);
    };
    assert_eq!((cid, executor), (receipt.cid(), receipt.executor()));
    *reason
}

#[test]
fn receipts_that_say_nothing_about_the_task_are_left_out_with_the_reason() {
    let strategy = Verification::Attestation;
    let mut other = saying(1, 42);
    other.ran = link("another task");
    assert_eq!(reason(EffectClass::Pure, &strategy, &other.sign()), LeftOutReason::OtherTask);
    assert_eq!(reason(EffectClass::Pure, &strategy, &says(2, 42)), LeftOutReason::NoPart);
    for (name, fault) in [
        ("LimitReached", Some(Fault::LimitReached)),
        ("EngineGaveUp", Some(Fault::EngineGaveUp)),
        ("BranchMismatch", Some(Fault::BranchMismatch)),
        ("OutOfLuck", None),
    ] {
        let passing = reason(EffectClass::Pure, &strategy, &faults(1, name, "…"));
        assert_eq!(passing, LeftOutReason::Passing { fault }, "{name}");
    }
    let mut nameless = saying(1, 42);
    nameless.meta = ReceiptMeta::default().with_fault();
    let nameless = reason(EffectClass::Pure, &strategy, &nameless.sign());
    assert_eq!(nameless, LeftOutReason::Passing { fault: None });
}

#[test]
fn a_limit_that_stopped_one_executor_contradicts_nobody() {
    let agents = consensus(&[1, 2, 3], 2);
    let verdict = judge(&agents, &[], &[says(1, 42), faults(3, "LimitReached", "time")]);
    let silent = vec![did(2), did(3)];
    assert_eq!(
        verdict,
        Verdict::Pending { missing: Missing::Agents { agree: 1, needed: 2, silent } }
    );
    // Nor does it contradict the same executor, once it has had more time.
    let tried_twice = [says(1, 42), faults(3, "LimitReached", "time"), says(3, 42)];
    assert!(judge(&agents, &[], &tried_twice).accepted().is_some());
}

#[test]
fn expiry_ends_the_use_of_what_is_not_pure() {
    let strategy = Verification::Attestation;
    let until = |expiration| {
        let mut saying = saying(1, 42);
        saying.expiration = Some(expiration);
        saying.sign()
    };
    let accepted =
        |class, receipt| judge_as(class, &strategy, &[1], &[receipt]).verdict.accepted().is_some();
    assert!(accepted(EffectClass::Query, until(NOW)));
    assert!(accepted(EffectClass::Pure, until(NOW - 1)));
    let expired = reason(EffectClass::Query, &strategy, &until(NOW - 1));
    assert_eq!(expired, LeftOutReason::Expired { expiration: at(NOW - 1) });
}

#[test]
fn an_answer_that_was_taken_from_another_is_a_word_and_no_computation() {
    let source = says(1, 42);
    let taken = cites(2, 42, &source);
    let left_out = LeftOutReason::Taken { from: *source.cid() };
    let agents = consensus(&[1, 2, 3], 2);
    let judged = judge_as(EffectClass::Pure, &agents, &[], &[source.clone(), taken.clone()]);
    assert!(judged.verdict.accepted().is_none(), "{}", judged.verdict);
    assert_eq!(judged.left_out.iter().map(|it| it.reason).collect::<Vec<_>>(), [left_out]);
    // Where one word is enough, it does not matter how it was come by.
    let word = judge(&Verification::Attestation, &[2], std::slice::from_ref(&taken));
    assert!(word.accepted().is_some());
    let word = judge(&Verification::Oracle(did(2)), &[], &[taken]);
    assert!(word.accepted().is_some());
}

#[test]
fn an_answer_that_was_taken_from_one_s_own_receipt_is_a_computation_once_that_is_shown() {
    // The same computation, asked for by another task and remembered.
    let mut own = saying(2, 42);
    own.ran = link("another task");
    let own = own.sign();
    let middle = cites(2, 42, &own);
    let taken = cites(2, 42, &middle);
    let agents = consensus(&[1, 2], 2);
    let accepted = |receipts: &[Receipt]| judge(&agents, &[], receipts).accepted().is_some();
    assert!(!accepted(&[says(1, 42), taken.clone()]));
    assert!(!accepted(&[says(1, 42), taken.clone(), middle.clone()]));
    assert!(accepted(&[says(1, 42), taken, middle, own.clone()]));
    // Not if the source says something else.
    let twisted = cites(2, 13, &own);
    assert!(!accepted(&[says(1, 13), twisted, own]));
}

#[test]
fn outcomes_are_compared_and_not_receipts() {
    let mut later = saying(2, 42);
    later.issued_at = NOW + 3;
    later.meta = ReceiptMeta::default().with_fuel(Some(7));
    let (a, b) = (says(1, 42), later.sign());
    assert_ne!(a.cid(), b.cid());
    assert_eq!(OutcomeId::of(&a), OutcomeId::of(&b));
    assert_eq!(
        OutcomeId::of(&a).unwrap().cid(),
        varsig::Block::encode(&ipld!({ "ok": 42 })).unwrap().cid()
    );
    let mut error = saying(1, 0);
    error.outcome = Outcome::Error(value(42).value().clone());
    assert_ne!(OutcomeId::of(&error.sign()), OutcomeId::of(&a));
}

#[test]
fn of_a_fault_the_prose_is_not_compared_and_a_guest_cannot_pass_for_one() {
    let trap = faults(1, "Trap", "wasm trap: unreachable");
    let reworded = faults(2, "Trap", "unreachable executed");
    assert_eq!(OutcomeId::of(&trap), OutcomeId::of(&reworded));
    assert!(OutcomeId::of(&trap).unwrap().is_fault());
    assert_ne!(OutcomeId::of(&trap), OutcomeId::of(&faults(2, "UnrepresentableOutput", "")));
    let agents = consensus(&[1, 2], 2);
    assert!(judge(&agents, &[], &[trap, reworded]).accepted().is_some());

    let bare = Outcome::Error(ipld!({ "name": "Trap" }));
    let (mut guest, mut fault) = (saying(1, 0), saying(2, 0));
    (guest.outcome, fault.outcome) = (bare.clone(), bare);
    fault.meta = ReceiptMeta::default().with_fault();
    let (guest, fault) = (guest.sign(), fault.sign());
    assert_ne!(OutcomeId::of(&guest), OutcomeId::of(&fault));
    // What a guest says of limits is its own, and is compared.
    let mut guest = saying(1, 0);
    guest.outcome = Outcome::Error(ipld!({ "name": "LimitReached", "message": "mine" }));
    let verdict = judge(&Verification::Attestation, &[1], &[guest.sign()]);
    assert!(verdict.accepted().is_some());
}
