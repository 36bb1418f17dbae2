//! What came in a container (ruling P3).

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{DecodeError, DidKeyResolver, Envelope, TokenSet, Verified, VerifyError};
use ucan_invocation::{Attestation, Inbox, Invocation, Outcome, Unreadable, UnreadableReason};
use varsig::{Block, VerifierSet};

use crate::parties::{NOW, Party, at, four, task};

fn sorted(blocks: impl IntoIterator<Item = Block>, executor: &Party) -> Inbox {
    let set = TokenSet::from_iter(blocks);
    Inbox::sort(&set, &executor.did, &DidKeyResolver, &VerifierSet::default())
}

fn block(invocation: &Verified<Invocation>) -> Block {
    invocation.envelope().block().clone()
}

fn cids(invocations: &[Verified<Invocation>]) -> Vec<Cid> {
    invocations.iter().map(|invocation| *invocation.cid()).collect()
}

fn unreadable(inbox: &Inbox) -> Vec<(Cid, &UnreadableReason)> {
    inbox.unreadable().iter().map(|Unreadable { cid, reason, .. }| (*cid, reason)).collect()
}

#[test]
fn what_is_for_others_is_skipped_and_everything_has_its_place() {
    let [alice, bob, carol, _] = four();
    let for_carol = |n: i64| {
        let invocation = Invocation::new(bob.did.clone(), task(&bob, ipld!({ "n": n })));
        bob.asks(invocation.with_audience(carol.did.clone()))
    };
    let (first, second) = (for_carol(1), for_carol(2));
    let for_bob = bob.asks_for(task(&bob, ipld!({})), &[]);
    let delegation = alice.signs(alice.delegates(&bob, &alice));
    let receipt =
        Attestation::new(*first.cid(), Outcome::Ok(Ipld::Null), at(NOW)).sign(&carol.key).unwrap();
    let inbox = sorted(
        [
            block(&second),
            block(&for_bob),
            delegation.envelope().block().clone(),
            receipt.block().clone(),
            block(&first),
        ],
        &carol,
    );
    assert_eq!(cids(inbox.for_us()), [*second.cid(), *first.cid()]);
    assert_eq!(cids(inbox.for_others()), [*for_bob.cid()]);
    // It is Carol's own, and yet nothing for her to run.
    assert_eq!(cids(inbox.receipts()), [*receipt.cid()]);
    assert_eq!(unreadable(&inbox), []);
}

#[test]
fn what_cannot_be_read_or_believed_is_told_apart_and_stops_nothing() {
    let [_, bob, carol, _] = four();
    let good = bob.asks_for(task(&bob, ipld!({})), &[]);
    let content = Block::raw(*b"a picture");
    let pair = Block::encode(&ipld!([1, 2])).unwrap();
    let mut bytes = block(&good).bytes().to_vec();
    bytes[10] ^= 1; // within the signature
    let forged = Block::dag_cbor(bytes).unwrap();
    let inbox = sorted([content.clone(), forged.clone(), pair.clone(), block(&good)], &bob);
    assert_eq!(cids(inbox.for_us()), [*good.cid()]);
    assert_eq!(
        unreadable(&inbox),
        [
            (
                *content.cid(),
                &UnreadableReason::Decode(DecodeError::Address { cid: *content.cid() })
            ),
            (*forged.cid(), &UnreadableReason::Verify(VerifyError::InvalidSignature)),
            (*pair.cid(), &UnreadableReason::Decode(DecodeError::NotAPair)),
        ]
    );
    // Nor does it matter for whom a forgery says that it is.
    let inbox = sorted([forged], &carol);
    assert_eq!((inbox.for_us().len(), inbox.for_others().len()), (0, 0));
    assert_eq!(inbox.unreadable().len(), 1);
}

#[test]
fn an_executor_is_known_by_its_did_whatever_the_fragment() {
    let [_, bob, ..] = four();
    let fragment = format!("{}#key", bob.did.as_str()).parse().unwrap();
    let invocation = Invocation::new(bob.did.clone(), task(&bob, ipld!({})));
    let invocation = Envelope::sign(invocation.with_audience(fragment), &bob.key).unwrap();
    let inbox = sorted([invocation.block().clone()], &bob);
    assert_eq!(inbox.for_us().len(), 1);
}
