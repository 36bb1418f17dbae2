//! Paths that show nothing.

use std::slice::from_ref;

use super::{from, path};
use crate::{
    case::CaseBuilder,
    people::{ALICE, BOB, CAROL, DAN, MALLORY},
    token::{Delegation, Invocation, Token},
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [shape(), tokens(), alignment(), ends(), order()].concat()
}

/// Alice to Bob to Carol.
fn two() -> [Token; 2] {
    [from(ALICE, BOB).sign(), from(BOB, CAROL).sign()]
}

fn shape() -> Vec<CaseBuilder> {
    let both = [from(ALICE, BOB).sign(), from(BOB, ALICE).sign()];
    let long = both.iter().cycle().take(65).cloned().collect::<Vec<_>>();
    let three = [from(ALICE, BOB).sign(), from(BOB, CAROL).sign(), from(CAROL, DAN).sign()];
    vec![
        path(&[])
            .to(&three[0])
            .at_hand(&three[..1])
            .shows("empty", ALICE.did())
            .title("An empty path shows nothing.")
            .why("A path witness includes the revoker and what is revoked.")
            .expect_error("PathEmpty")
            .rules(["path.not-empty"]),
        path(&long)
            .shows("path-of-65", ALICE.did())
            .ruling("O13")
            .title("A path of 65 delegations is not considered.")
            .why("Whoever sends it decides how much there is to do.")
            .tags(["bound"])
            .expect_error("TooManyProofs")
            .rules(["path.length"]),
        path(&three)
            .at_hand(&three[1..])
            .shows("root-missing", CAROL.did())
            .text("Revocation Checking")
            .section("Publishing Revocations")
            .title("A root that is not at hand is not passed over.")
            .why("Without it nobody knows whose authority it is.")
            .expect_error_of("UnavailableProof", 0)
            .rules(["path.present"]),
        path(&three)
            .at_hand(&[three[0].clone(), three[2].clone()])
            .shows("second-missing", ALICE.did())
            .title("A delegation in the middle that is not at hand is not passed over.")
            .why("Anything could stand there.")
            .expect_error_of("UnavailableProof", 1)
            .rules(["path.present"]),
        path(&three)
            .at_hand(&three[..2])
            .shows("revoked-missing", ALICE.did())
            .title("Where a path is given, what it leads to is at hand as well.")
            .why("Who issued it is written nowhere else.")
            .expect_error_of("UnavailableProof", 2)
            .rules(["path.present"]),
    ]
}

fn tokens() -> Vec<CaseBuilder> {
    let [root, second] = two();
    let forged = from(BOB, CAROL).signed_by(MALLORY).sign();
    let other = Invocation::new(ALICE, ALICE).sign();
    let half = second.with_signature(&second.signature()[..32]);
    vec![
        path(&[root.clone(), forged])
            .shows("forged", ALICE.did())
            .title("A delegation that somebody else has signed shows nothing.")
            .why("Mallory would write what Bob did not.")
            .expect_error_of("InvalidSignature", 1)
            .rules(["path.signatures"]),
        path(&[root.clone(), half])
            .shows("half-a-signature", ALICE.did())
            .ruling("P12")
            .title("On a path, half a signature is none.")
            .why("It is wrong like any other.")
            .expect_error_of("InvalidSignature", 1)
            .rules(["path.signatures"]),
        path(&[other, second])
            .shows("invocation", BOB.did())
            .title("An invocation is no part of a path.")
            .why("It hands on nothing.")
            .expect_error_of("ProofNotADelegation", 0)
            .rules(["path.present"]),
        path(&[root.with_signature([0; 64])])
            .shows("root-forged", ALICE.did())
            .title("A root that its subject has not signed shows nothing.")
            .why("Else everybody could be made the subject of anything.")
            .expect_error_of("InvalidSignature", 0)
            .rules(["path.signatures", "path.root"]),
    ]
}

fn alignment() -> Vec<CaseBuilder> {
    let [root, second] = two();
    let powerline = |issuer, audience| Delegation::new(issuer, audience, None);
    vec![
        path(&[second])
            .shows("root-by-another", BOB.did())
            .text("Revocation Checking")
            .section("Publishing Revocations")
            .title("A path begins with its subject.")
            .why("Bob could begin one with what he made himself.")
            .expect_error_of("InvalidAudience", 0)
            .rules(["path.root"]),
        path(&[powerline(ALICE, BOB).sign()])
            .shows("powerline-root", ALICE.did())
            .ruling("P2")
            .title("A path does not begin with a powerline.")
            .why("There is no subject before it.")
            .expect_error_of("InvalidClaim", 0)
            .rules(["path.root"]),
        path(&[root.clone(), from(CAROL, DAN).sign()])
            .shows("gap", CAROL.did())
            .text("Revocation Checking")
            .section("Publishing Revocations")
            .title("A path has no gap: each issuer is the audience before.")
            .why("Carol was given nothing here.")
            .expect_error_of("InvalidAudience", 1)
            .rules(["path.aligned"]),
        path(&[root.clone(), Delegation::new(BOB, CAROL, BOB).sign()])
            .shows("other-subject", ALICE.did())
            .text("Revocation Checking")
            .section("Publishing Revocations")
            .title("A path is about one subject.")
            .why("What Bob hands on of his own, Alice has nothing to say about.")
            .expect_error_of("InvalidSubject", 1)
            .rules(["path.subject"]),
        path(&[
            root.clone(),
            powerline(BOB, CAROL).sign(),
            Delegation::new(CAROL, DAN, CAROL).sign(),
        ])
        .shows("other-subject-behind-a-powerline", ALICE.did())
        .ruling("P2")
        .title("Behind a powerline a path is about the same subject still.")
        .why("A powerline takes over the subject and does not set it free.")
        .expect_error_of("InvalidSubject", 2)
        .rules(["path.subject"]),
        path(&[root.clone(), from(BOB, CAROL).with("cmd", "/msg").sign()])
            .shows("widening", ALICE.did())
            .ruling("P4")
            .title("A path that widens is no path.")
            .why(
                "It carries nothing to anybody, and with the least bit of authority one could \
                 write a path to anything.",
            )
            .expect_error_of("ImpossibleAttenuation", 1)
            .rules(["path.attenuation"]),
        path(&[
            root,
            powerline(BOB, CAROL).with("cmd", "/").sign(),
            from(CAROL, DAN).with("cmd", "/msg").sign(),
        ])
        .shows("widening-behind-a-powerline", ALICE.did())
        .ruling("P4")
        .title("A wide powerline does not let the path widen behind it.")
        .why("The narrower command stayed in force.")
        .expect_error_of("ImpossibleAttenuation", 2)
        .rules(["path.attenuation"]),
    ]
}

fn ends() -> Vec<CaseBuilder> {
    let both = two();
    let again = from(BOB, CAROL).with("nonce", *b"another here").sign();
    vec![
        path(&both)
            .to(&both[0])
            .shows("ends-behind-the-revoked", ALICE.did())
            .text("Revocation Checking")
            .section("Publishing Revocations")
            .title("A path does not go on behind what is revoked.")
            .why("Bob, who stands behind the root, may not revoke it.")
            .expect_error_of("PathNotTheRevoked", 1)
            .rules(["path.last"]),
        path(&both)
            .to(&again)
            .shows("ends-elsewhere", BOB.did())
            .text("Revocation Checking")
            .section("Publishing Revocations")
            .title("A path to another delegation shows nothing, however alike the two are.")
            .why("They are two tokens with two CIDs.")
            .expect_error_of("PathNotTheRevoked", 1)
            .rules(["path.last"]),
        path(&both)
            .shows("revoker-is-the-last-audience", CAROL.did())
            .section("Scope")
            .title("Who was given the last delegation may not revoke it.")
            .why("She may pass it over, and need not ask anybody.")
            .expect_error("RevokerNotOnPath")
            .rules(["path.revoker"]),
        path(&both)
            .shows("revoker-is-a-stranger", MALLORY.did())
            .title("A stranger is not found on a path.")
            .why("Mallory would fill the stores of others.")
            .expect_error("RevokerNotOnPath")
            .rules(["path.revoker"]),
    ]
}

fn order() -> Vec<CaseBuilder> {
    let [root, second] = two();
    vec![
        path(&[second.clone(), root.clone()])
            .at_hand(from_ref(&second))
            .shows("missing-before-a-gap", ALICE.did())
            .ruling("P12")
            .title("A missing delegation is reported before one that does not fit.")
            .why("What is not there can be fetched.")
            .expect_error_of("UnavailableProof", 1)
            .rules(["path.present"]),
        path(&[second.clone(), root.clone()])
            .shows("turned-around", ALICE.did())
            .ruling("P1")
            .title("A path is not turned around.")
            .why("It is root first, and tried in no other order.")
            .expect_error_of("InvalidAudience", 0)
            .rules(["path.root"]),
        path(&[root, second.clone()])
            .to(&from(CAROL, DAN).sign())
            .shows("token-before-revoker", MALLORY.did())
            .ruling("P12")
            .title("A wrong end is reported before a wrong revoker.")
            .why("Who may revoke depends on what is revoked.")
            .expect_error_of("PathNotTheRevoked", 1)
            .rules(["path.last"]),
    ]
}
