//! What a revocation takes out, and what it does not (ruling P10).

use std::collections::BTreeSet;

use cid::Cid;
use ucan_core::{ChainError, DecodeError, Delegation, Did, ProofRule, Verified};
use varsig::Block;

use crate::parties::{Case, NOW, Party, claim, exactly, five};

/// Alice to Bob to Carol to Dan, who claims.
fn three_hops() -> ([Party; 5], [Verified<Delegation>; 3], Case) {
    let parties = five();
    let [alice, bob, carol, dan, _] = &parties;
    let hops = [
        alice.hop(bob, Some(alice), "/crud"),
        bob.hop(carol, None, "/crud"),
        carol.hop(dan, Some(alice), "/crud"),
    ];
    let case = hops.iter().cloned().fold(claim(dan, alice), Case::with);
    (parties, hops, case)
}

fn revoked(revocations: &[(Cid, &Party)]) -> BTreeSet<(Cid, Did)> {
    revocations.iter().map(|(cid, by)| (*cid, by.did.clone())).collect()
}

#[test]
fn a_token_is_out_if_its_issuer_or_an_earlier_one_revoked_it_and_nobody_else() {
    let (parties, hops, case) = three_hops();
    // The issuers of the hops and of the claim itself, in the order of the chain.
    let issuers = &parties[..4];
    let tokens = hops.iter().map(|hop| *hop.cid()).chain([case.token]);
    for (place, token) in tokens.enumerate() {
        for (rank, by) in parties.iter().enumerate() {
            let set = revoked(&[(token, by)]);
            let result = case.prove_by(&exactly(NOW).with_revocations(&set)).map(|_| ());
            let expected = if rank <= place && rank < issuers.len() {
                let index = (place < hops.len()).then_some(place);
                Err(ChainError::Revoked { index, cid: token, revoker: by.did.clone() })
            } else {
                Ok(())
            };
            assert_eq!(result, expected, "token {place} revoked by party {rank}");
        }
    }
}

#[test]
fn a_revocation_of_a_token_that_is_not_in_the_chain_changes_nothing() {
    let ([alice, bob, ..], _, case) = three_hops();
    let other = alice.hop(&bob, Some(&alice), "/msg");
    let set = revoked(&[(*other.cid(), &alice)]);
    case.prove_by(&exactly(NOW).with_revocations(&set)).unwrap();
}

#[test]
fn a_revocation_that_arrives_later_is_seen_when_it_is_judged_again() {
    let ([_, bob, ..], hops, case) = three_hops();
    let chain = case.proves();
    assert_eq!(chain.recheck(&exactly(NOW)), Ok(()));
    let set = revoked(&[(*hops[2].cid(), &bob)]);
    assert_eq!(
        chain.recheck(&exactly(NOW).with_revocations(&set)),
        Err(ChainError::Revoked { index: Some(2), cid: *hops[2].cid(), revoker: bob.did.clone() })
    );
}

#[test]
fn a_revoked_token_does_not_come_back_under_another_cid() {
    let [alice, bob, ..] = five();
    let proof = alice.hop(&bob, Some(&alice), "/crud");
    let set = revoked(&[(*proof.cid(), &alice)]);
    let bytes = proof.envelope().bytes();
    let version_0 = Cid::new_v0(*proof.cid().hash()).unwrap();
    for other in [Block::raw(bytes), Block::verify(version_0, bytes).unwrap()] {
        assert_ne!(other.cid(), proof.cid());
        let case = claim(&bob, &alice).with_block(&other);
        let error = case.prove_by(&exactly(NOW).with_revocations(&set)).expect_err("it is revoked");
        let ChainError::Proof(error) = error else { panic!("{error:?}") };
        assert_eq!(
            error.rule,
            ProofRule::NotADelegation(DecodeError::Address { cid: *other.cid() })
        );
    }
}

#[test]
fn a_message_names_the_token_in_base58() {
    let (_, hops, case) = three_hops();
    let index = Some(1);
    let (cid, revoker) = (*hops[1].cid(), case.issuer.clone());
    let text = ChainError::Revoked { index, cid, revoker }.to_string();
    let name = text.split(' ').next().unwrap();
    assert!(name.starts_with("zdpu"), "{text}");
    assert_eq!(Cid::try_from(name).unwrap(), cid);
}
