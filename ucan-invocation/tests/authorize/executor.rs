//! For whom an invocation is (ruling P3).

use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{Did, Proofs, Verified};
use ucan_invocation::{AudienceCheck, Authorized, Invocation, ProveError, Proven};

use crate::parties::{NOW, Party, args, at_hand, exactly, four, prove, task};

fn judged_by(
    invocation: &Verified<Invocation>,
    executor: Option<&Did>,
) -> Result<Proven, ProveError> {
    Proven::prove(invocation, &Proofs::new(), &exactly(NOW), executor)
}

fn authorized(proven: &Proven) -> Authorized {
    proven
        .authorize(proven.task().args().clone(), &exactly(NOW), &mut Default::default())
        .expect("no policies")
}

/// Bob's own task, for Carol to run.
fn through_carol(bob: &Party, carol: &Party, arguments: Ipld) -> Verified<Invocation> {
    let invocation = Invocation::new(bob.did.clone(), task(bob, arguments));
    bob.asks(invocation.with_audience(carol.did.clone()))
}

#[test]
fn a_broker_runs_what_names_it_though_the_subject_is_another() {
    let [alice, bob, carol, mallory] = four();
    let proof = alice.signs(alice.delegates(&bob, &alice));
    let invocation = Invocation::new(bob.did.clone(), task(&alice, ipld!({})))
        .with_proofs(vec![*proof.cid()])
        .with_audience(carol.did.clone());
    let invocation = bob.asks(invocation);
    let by = |executor: &Party| {
        Proven::prove(&invocation, &at_hand(&[&proof]), &exactly(NOW), Some(&executor.did))
    };
    let proven = by(&carol).unwrap();
    assert_eq!(proven.executor(), &carol.did);
    assert_eq!(proven.task().subject(), &alice.did);
    assert_eq!(proven.audience_check(), AudienceCheck::Matched);
    // The subject has not been asked, and nor have others.
    for other in [&alice, &bob, &mallory] {
        assert_eq!(
            by(other).unwrap_err(),
            ProveError::NotForUs { named: carol.did.clone(), us: other.did.clone() }
        );
    }
}

#[test]
fn without_an_audience_the_subject_is_asked() {
    let [alice, bob, ..] = four();
    let invocation = alice.asks_for(task(&alice, ipld!({})), &[]);
    assert_eq!(
        judged_by(&invocation, Some(&alice.did)).unwrap().audience_check(),
        AudienceCheck::Matched
    );
    assert_eq!(
        judged_by(&invocation, Some(&bob.did)).unwrap_err(),
        ProveError::NotForUs { named: alice.did.clone(), us: bob.did }
    );
}

#[test]
fn what_nobody_asked_is_said_to_be_skipped_until_the_end() {
    let [_, bob, carol, _] = four();
    let invocation = through_carol(&bob, &carol, ipld!({}));
    for (executor, expected) in
        [(None, AudienceCheck::Skipped), (Some(&carol.did), AudienceCheck::Matched)]
    {
        let proven = judged_by(&invocation, executor).unwrap();
        assert_eq!(proven.audience_check(), expected);
        assert_eq!(authorized(&proven).audience_check(), expected);
        assert_eq!(authorized(&proven).executor(), &carol.did);
    }
}

#[test]
fn a_task_inside_is_for_whom_the_invocation_around_it_is() {
    let [_, bob, carol, _] = four();
    let Ipld::Map(mut inside) = task(&bob, ipld!({ "n": 1 })).to_ipld() else {
        panic!("a task is a map")
    };
    inside.insert("prf".into(), ipld!([]));
    let arguments = Ipld::Map(args(ipld!({ "first": Ipld::Map(inside) })));
    let invocation = through_carol(&bob, &carol, arguments);
    for (executor, expected) in
        [(None, AudienceCheck::Skipped), (Some(&carol.did), AudienceCheck::Matched)]
    {
        let outer = judged_by(&invocation, executor).unwrap();
        let inner = outer.embedded(&["first"], &Proofs::new(), &exactly(NOW)).unwrap();
        assert_eq!(inner.executor(), &carol.did);
        assert_eq!(authorized(&inner).audience_check(), expected);
    }
    assert_eq!(prove(&invocation, &[]).unwrap().audience_check(), AudienceCheck::Skipped);
}
