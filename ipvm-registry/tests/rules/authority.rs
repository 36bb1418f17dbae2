//! Who may say what, and what comes of what others say.

use ipld_core::ipld::Ipld;
use ipvm_registry::{
    Assertion, AssertionError, Gathered, LeftOutReason, ResolveError, YankStatement,
    release_command,
};
use ucan_core::{
    ChainError, Check, Delegation, DidKeyResolver, Envelope, Nonce, Policy, ProofRule, Proofs,
    VerifyError,
    policy::{self, Selector},
};
use ucan_invocation::Arguments;
use varsig::{Block, P256Signer, VerifierSet};

use crate::stage::{
    accept, did, gather, index, now, person, release, says, sign, verified, wanted, yank,
};

#[test]
fn an_owner_says_what_a_name_is_and_the_evidence_says_who_did() {
    let alice = person(1);
    let token = release(&alice, "image-ops", "1.0.0", "one");
    let Assertion::Release(release) = accept(&token).unwrap() else { panic!("it is a release") };
    assert_eq!((release.issuer(), release.block()), (&did(&alice), &token));
    assert_eq!(release.cid(), token.cid());
    assert_eq!(release.to_string(), format!("{}/image-ops@1.0.0", did(&alice)));
    assert_eq!(release.issued_at(), None);
    let said = YankStatement::new("image-ops".parse().unwrap(), "1.0.0".parse().unwrap());
    let said = said.with_reason("it forgets").unwrap();
    let said = said.to_invocation(did(&alice), did(&alice)).unwrap().with_issued_at(now());
    let Assertion::Yank(yank) = accept(&sign(said, &alice)).unwrap() else {
        panic!("it is a yank")
    };
    assert_eq!(yank.to_string(), format!("{}/image-ops@1.0.0: it forgets", did(&alice)));
    assert_eq!(yank.issued_at(), Some(now()));
}

#[test]
fn a_robot_publishes_one_name_and_no_other() {
    let (alice, robot) = (person(1), person(2));
    let only = policy::equal(Selector::parse(".name").unwrap(), Ipld::String("image-ops".into()));
    let leave = Delegation::new(
        did(&alice),
        did(&robot),
        did(&alice),
        release_command(),
        Nonce::new([1; 12]),
    )
    .with_policy(Policy::new(vec![only]).unwrap());
    let leave = Envelope::sign(leave, &alice).unwrap();
    let publish = |name: &str| {
        let said = says(name, "1.0.0", "one").to_invocation(did(&alice), did(&robot)).unwrap();
        sign(said.with_proofs(vec![*leave.cid()]), &robot)
    };
    let blocks = [leave.block().clone(), publish("image-ops"), publish("numbers")];
    let Gathered { index, left_out } = gather(&blocks);
    let resolved = index.resolve(&wanted(&alice, "image-ops")).unwrap();
    assert_eq!(resolved.release().issuer(), &did(&robot));
    let unknown = wanted(&alice, "numbers");
    assert_eq!(
        index.resolve(&unknown),
        Err(ResolveError::Unknown { package: unknown.package().clone() })
    );
    let [left] = left_out.as_slice() else { panic!("one is left out: {left_out:?}") };
    assert_eq!(left.cid, *blocks[2].cid());
    let LeftOutReason::Assertion(AssertionError::Chain(ChainError::Proof(proof))) = &left.reason
    else {
        panic!("{left}")
    };
    assert!(matches!((proof.index, &proof.rule), (0, ProofRule::Policy(_))), "{proof:?}");
}

#[test]
fn what_adds_nothing_is_left_out_aloud() {
    let (alice, mallory) = (person(1), person(3));
    let forged = {
        let good = release(&alice, "image-ops", "1.0.0", "one");
        let mut bytes = good.bytes().to_vec();
        bytes[10] ^= 1;
        Block::dag_cbor(bytes).unwrap()
    };
    let unproven = {
        let said = says("image-ops", "1.0.0", "evil");
        sign(said.to_invocation(did(&alice), did(&mallory)).unwrap(), &mallory)
    };
    let other = {
        let command = "/ipvm/assert/offer".parse().unwrap();
        let said =
            ucan_invocation::Invocation::stating(did(&alice), command, Arguments::new()).unwrap();
        sign(said, &alice)
    };
    let noise = Block::raw(*b"a component, perhaps");
    let blocks = [forged, unproven, other, noise.clone(), noise];
    let gathered = gather(&blocks);
    assert_eq!(gathered.index, ipvm_registry::Index::new());
    let reason = |index: usize| {
        let cid = blocks[index].cid();
        &gathered.left_out.iter().find(|left| left.cid == *cid).unwrap().reason
    };
    assert_eq!(gathered.left_out.len(), 4);
    assert_eq!(reason(0), &LeftOutReason::Verify(VerifyError::InvalidSignature));
    let refused = AssertionError::Chain(ChainError::NoProofs);
    assert_eq!(reason(1), &LeftOutReason::Assertion(refused));
    let found = "/ipvm/assert/offer".parse().unwrap();
    assert_eq!(reason(2), &LeftOutReason::Assertion(AssertionError::Command { found }));
    assert!(matches!(reason(3), LeftOutReason::Decode(_)));
}

#[test]
fn a_conflict_names_the_tokens_and_only_an_exact_or_reaching_question_meets_it() {
    let alice = person(1);
    let one = release(&alice, "image-ops", "1.1.0", "one");
    let other = release(&alice, "image-ops", "1.1.0", "other");
    let low = release(&alice, "image-ops", "1.0.0", "low");
    let found = index(&[one.clone(), other.clone(), low.clone()]);
    let mut tokens = vec![*one.cid(), *other.cid()];
    tokens.sort();
    let wanted_11 = wanted(&alice, "image-ops@1.1.0");
    let conflict = ResolveError::Conflict {
        package: wanted_11.package().clone(),
        version: "1.1.0".parse().unwrap(),
        tokens,
    };
    assert_eq!(found.resolve(&wanted_11), Err(conflict.clone()));
    assert_eq!(found.resolve(&wanted(&alice, "image-ops@^1")), Err(conflict));
    let resolved = found.resolve(&wanted(&alice, "image-ops@~1.0")).unwrap();
    assert_eq!(resolved.release().cid(), low.cid());
    // The owner mends it by a yank.
    let mended = index(&[one, other, low.clone(), yank(&alice, "image-ops", "1.1.0")]);
    let resolved = mended.resolve(&wanted(&alice, "image-ops@^1")).unwrap();
    assert_eq!(resolved.release().cid(), low.cid());
}

#[test]
fn a_yank_stands_whatever_is_released_after_it() {
    let alice = person(1);
    let again = says("image-ops", "1.0.0", "one").to_invocation(did(&alice), did(&alice)).unwrap();
    let blocks = [
        release(&alice, "image-ops", "1.0.0", "one"),
        yank(&alice, "image-ops", "1.0.0"),
        sign(again.with_issued_at(now().saturating_add(60)), &alice),
    ];
    let found = index(&blocks);
    let range = wanted(&alice, "image-ops@^1");
    let newest = "1.0.0".parse().unwrap();
    assert_eq!(
        found.resolve(&range),
        Err(ResolveError::Yanked { package: range.package().clone(), newest })
    );
    let exact = found.resolve(&wanted(&alice, "image-ops@1.0.0")).unwrap();
    assert_eq!(exact.yank().map(|yank| *yank.cid()), Some(*blocks[1].cid()));
    assert_eq!(found.releases(range.package()).count(), 2);
    assert_eq!(found.yanks(range.package()).count(), 1);
}

#[test]
fn a_token_with_its_signature_turned_is_the_same_assertion() {
    // Anybody can make the twin of an ECDSA signature (ruling T10).
    let alice = P256Signer::from_scalar(&[7; 32]).unwrap();
    let token = release(&alice, "image-ops", "1.0.0", "one");
    let twin = twin(&token);
    assert_ne!(token, twin);
    assert_eq!(verified(&twin).twins(), [*token.cid()]);
    let (one, both, turned) = (
        index(std::slice::from_ref(&token)),
        index(&[token.clone(), twin.clone()]),
        index(&[twin.clone(), token]),
    );
    assert_eq!(both, turned);
    let package = wanted(&alice, "image-ops").package().clone();
    assert_eq!((one.releases(&package).count(), both.releases(&package).count()), (1, 1));
    let resolved = both.resolve(&wanted(&alice, "image-ops")).unwrap();
    assert_eq!(
        resolved.release().cid(),
        verified(&twin).twins().iter().chain([twin.cid()]).min().unwrap()
    );
}

fn twin(token: &Block) -> Block {
    let bytes = token.bytes();
    let verified = verified(token);
    let header = verified.envelope().header();
    // A list of two, of which the first is 64 bytes: 82 58 40.
    let signature = &bytes[3..67];
    let turned = varsig::equivalent_signatures(header, signature);
    let turned = turned.iter().find(|it| it.as_slice() != signature).unwrap();
    Block::dag_cbor([&bytes[..3], turned, &bytes[67..]].concat()).unwrap()
}

#[test]
fn what_was_taken_in_stays_when_a_delegation_has_ended() {
    let (alice, robot) = (person(1), person(2));
    let leave = Delegation::new(
        did(&alice),
        did(&robot),
        did(&alice),
        release_command(),
        Nonce::new([1; 12]),
    )
    .with_expiration(now().saturating_add(3600));
    let leave = Envelope::sign(leave, &alice).unwrap();
    let said = says("image-ops", "1.0.0", "one").to_invocation(did(&alice), did(&robot)).unwrap();
    let token = sign(said.with_proofs(vec![*leave.cid()]), &robot);
    let mut proofs = Proofs::new();
    proofs.add(leave.block(), &DidKeyResolver, &VerifierSet::default());
    let at = |time| Assertion::accept(&verified(&token), &proofs, &Check::at(time));
    let mut kept: ipvm_registry::Index = [at(now()).unwrap()].into_iter().collect();
    let later = at(now().saturating_add(7200)).unwrap_err();
    let AssertionError::Chain(ChainError::Proof(proof)) = later else { panic!("{later}") };
    assert!(matches!(proof.rule, ProofRule::Expired { .. }));
    // The owner says the same again, for good: no conflict, and the same component.
    kept.merge(index(&[release(&alice, "image-ops", "1.0.0", "one")]));
    let resolved = kept.resolve(&wanted(&alice, "image-ops")).unwrap();
    assert_eq!(resolved.component(), Block::raw(*b"one").cid());
    assert_eq!(kept.releases(wanted(&alice, "image-ops").package()).count(), 2);
}
