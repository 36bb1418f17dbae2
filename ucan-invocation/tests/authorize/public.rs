//! What an executor lets anybody do, and what it does not.

use std::collections::BTreeSet;

use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{ChainError, Proofs, Verified, policy::PolicyFailure};
use ucan_invocation::{
    AuthorizeError, EmbeddedTask, Invocation, ProveError, Proven, PublicResource, Task,
};

use crate::parties::{
    NOW, Party, args, at, authorize, exactly, four, own, policy, prove, refused, task,
};

/// Anybody may use `/msg` on what is Alice's.
fn public(alice: &Party) -> PublicResource {
    PublicResource::new(alice.did.clone(), "/msg".parse().expect("a command"))
}

fn judged(
    invocation: &Verified<Invocation>,
    resource: &PublicResource,
    executor: &Party,
) -> Result<Proven, ProveError> {
    Proven::prove_public(invocation, resource, &exactly(NOW), &executor.did)
}

#[test]
fn a_stranger_may_do_what_is_public_and_the_evidence_says_so() {
    let [alice, bob, ..] = four();
    let invocation = bob.asks_for(task(&alice, ipld!({})), &[]);
    assert_eq!(
        prove(&invocation, &[]).unwrap_err(),
        ProveError::Chain(ChainError::NoProofs),
        "it is never public by itself"
    );
    let proven = judged(&invocation, &public(&alice), &alice).unwrap();
    assert_eq!(proven.public_resource(), Some(&public(&alice)));
    assert_eq!(proven.command(), public(&alice).command());
    assert_eq!(proven.issuer(), &bob.did);
    assert!(authorize(&proven, ipld!({})).unwrap().is_public());

    let own = own(ipld!({}));
    assert_eq!(own.public_resource(), None);
    assert!(!authorize(&own, ipld!({})).unwrap().is_public());
}

#[test]
fn another_subject_or_another_command_is_not_public() {
    let [alice, bob, carol, _] = four();
    let elsewhere = Invocation::new(bob.did.clone(), task(&carol, ipld!({})));
    let elsewhere = bob.asks(elsewhere.with_audience(alice.did.clone()));
    assert_eq!(
        judged(&elsewhere, &public(&alice), &alice).unwrap_err(),
        ProveError::NotPublic { subject: carol.did.clone(), command: "/msg/send".parse().unwrap() }
    );
    for command in ["/", "/message", "/account/delete"] {
        let task = Task::idempotent(alice.did.clone(), command.parse().unwrap(), [].into());
        let invocation = bob.asks_for(task.unwrap(), &[]);
        assert_eq!(
            judged(&invocation, &public(&alice), &alice).unwrap_err(),
            ProveError::NotPublic { subject: alice.did.clone(), command: command.parse().unwrap() }
        );
    }
}

#[test]
fn proofs_that_are_named_are_not_ignored() {
    let [alice, bob, carol, _] = four();
    let proof = alice.signs(alice.delegates(&carol, &alice));
    let invocation = bob.asks_for(task(&alice, ipld!({})), &[&proof]);
    assert_eq!(
        judged(&invocation, &public(&alice), &alice).unwrap_err(),
        ProveError::ProofsNamed { found: 1 }
    );
}

#[test]
fn what_is_public_here_is_not_public_at_another_executor() {
    let [alice, bob, carol, _] = four();
    let invocation = bob.asks_for(task(&alice, ipld!({})), &[]);
    assert_eq!(
        judged(&invocation, &public(&alice), &carol).unwrap_err(),
        ProveError::NotForUs { named: alice.did.clone(), us: carol.did }
    );
}

#[test]
fn the_policy_of_a_public_resource_is_judged_on_the_arguments() {
    let [alice, bob, ..] = four();
    let resource = public(&alice).with_policy(policy(ipld!([["==", ".n", 5]])));
    let proven = |arguments: Ipld| {
        judged(&bob.asks_for(task(&alice, arguments), &[]), &resource, &alice).unwrap()
    };
    authorize(&proven(ipld!({ "n": 5 })), ipld!({ "n": 5 })).unwrap();
    assert_eq!(
        refused(&proven(ipld!({ "n": 6 })), ipld!({ "n": 6 })),
        AuthorizeError::Public(PolicyFailure::Unsatisfied { statement: [0].into() })
    );
}

#[test]
fn time_and_revocation_are_judged_as_ever_at_first_and_at_last() {
    let [alice, bob, ..] = four();
    let invocation =
        Invocation::new(bob.did.clone(), task(&alice, ipld!({}))).with_expiration(at(NOW + 10));
    let invocation = bob.asks(invocation);
    let proven = judged(&invocation, &public(&alice), &alice).unwrap();
    let late = exactly(NOW + 11);
    let expired = ChainError::Expired { expiration: at(NOW + 10), now: at(NOW + 11) };
    assert_eq!(
        Proven::prove_public(&invocation, &public(&alice), &late, &alice.did).unwrap_err(),
        ProveError::Chain(expired.clone())
    );
    assert_eq!(
        proven.authorize(args(ipld!({})), &late, &mut Default::default()).unwrap_err(),
        AuthorizeError::Chain(expired)
    );

    let revocations = BTreeSet::from([(*invocation.cid(), bob.did.clone())]);
    let check = exactly(NOW).with_revocations(&revocations);
    let revoked =
        ChainError::Revoked { index: None, cid: *invocation.cid(), revoker: bob.did.clone() };
    assert_eq!(
        Proven::prove_public(&invocation, &public(&alice), &check, &alice.did).unwrap_err(),
        ProveError::Chain(revoked.clone())
    );
    assert_eq!(
        proven.authorize(args(ipld!({})), &check, &mut Default::default()).unwrap_err(),
        AuthorizeError::Chain(revoked)
    );
}

#[test]
fn a_task_inside_of_a_public_one_still_needs_its_proofs() {
    let [alice, bob, ..] = four();
    let inside = |subject: &Party| EmbeddedTask::new(task(subject, ipld!({}))).to_ipld();
    let tasks = ipld!({ "alice's": inside(&alice), "own": inside(&bob) });
    let outer = bob.asks_for(task(&alice, tasks), &[]);
    let outer = judged(&outer, &public(&alice), &alice).unwrap();
    let embedded = |label: &str| outer.embedded(&[label], &Proofs::new(), &exactly(NOW));
    assert_eq!(embedded("alice's").unwrap_err(), ProveError::Chain(ChainError::NoProofs));
    // What is Bob's own needs none, and nobody's policy for others.
    assert_eq!(embedded("own").unwrap().public_resource(), None);
}
