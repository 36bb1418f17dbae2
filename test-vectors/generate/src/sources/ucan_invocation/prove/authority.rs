//! Whose authority an invocation uses.

use super::{Judged, carol, from, judged, proven, two_hops};
use crate::{
    case::CaseBuilder,
    cid_v1, list,
    people::{ALICE, BOB, CAROL, DAN, ERIN, MALLORY, PAULA},
    sources::{
        ucan_core::high,
        ucan_invocation::{invocation::elsewhere, judged::given},
    },
    token::{Delegation, Invocation},
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [chains(), own(), missing(), cause(), revoked()].concat()
}

fn case(judged: &Judged, slug: &str) -> CaseBuilder {
    judged.prove(slug).section("Proof Chains")
}

fn chains() -> Vec<CaseBuilder> {
    let proofs = two_hops();
    let wider = [from(ALICE, CAROL).with("cmd", "/msg").sign()];
    let below = carol().with("cmd", "/msg/send/all");
    let above = carol().with("cmd", "/msg");
    let powerline = [from(ALICE, BOB).sign(), Delegation::new(BOB, CAROL, None).sign()];
    let case = |judged: &Judged, slug| case(judged, slug).rules(["invocation.authority"]);
    vec![
        case(&judged(&carol(), &proofs), "a-chain")
            .title("A chain from the subject to the issuer proves an invocation.")
            .why("That is what delegation is for.")
            .expect_value(proven(&carol())),
        case(&judged(&below, &proofs), "command-below")
            .title("A chain for a command proves one below it.")
            .why("Whoever may send may send to all.")
            .expect_value(proven(&below)),
        case(&judged(&carol(), &wider), "command-of-the-chain")
            .title("What is proven is the command of the chain, although the task asks for less.")
            .why("The result says how far the authority reaches.")
            .expect_value(proven(&carol()).command("/msg")),
        case(&judged(&above, &proofs), "command-above")
            .title("A chain for a command does not prove the one above it.")
            .why("Whoever may send may not read.")
            .expect_error_of("ImpossibleAttenuation", 0),
        case(&judged(&carol(), &powerline), "a-powerline")
            .ruling("P2")
            .title("A powerline behind the root proves an invocation.")
            .why("It hands on whatever reaches its issuer.")
            .expect_value(proven(&carol())),
        case(&judged(&Invocation::new(DAN, ALICE), &proofs), "invoked-by-a-stranger")
            .section("Invoker")
            .title("A chain of another is of no use to whoever found it.")
            .why("The invoker is whom the last delegation was made out to.")
            .expect_error("InvalidAudience"),
        case(&judged(&Invocation::new(BOB, ALICE), &proofs), "invoked-by-one-in-the-middle")
            .section("Invoker")
            .title("A chain that leads past the issuer is refused.")
            .why("The invoker is whom the last delegation was made out to.")
            .expect_error("InvalidAudience"),
        case(&judged(&carol(), &proofs[1..]), "root-left-out")
            .title("A chain without its root is refused.")
            .why("The entire chain has to be listed, and Bob is not the subject.")
            .expect_error_of("InvalidAudience", 0),
        case(&judged(&carol(), &[proofs[1].clone(), proofs[0].clone()]), "root-last")
            .section("Proofs")
            .ruling("P1")
            .title("A chain from the issuer back to the root is refused.")
            .why("The text says both orders; the root comes first.")
            .expect_error_of("InvalidAudience", 0),
    ]
}

/// Whose authority is their own.
fn own() -> Vec<CaseBuilder> {
    let alice = || Invocation::new(ALICE, ALICE);
    let mallory = || Invocation::new(MALLORY, MALLORY);
    let there_and_back = [from(ALICE, BOB).sign(), from(BOB, ALICE).sign()];
    let own = [Delegation::new(MALLORY, MALLORY, MALLORY).sign()];
    let authority = |judged: &Judged, slug| {
        judged.prove(slug).section("Proofs").rules(["invocation.authority"])
    };
    let proofs =
        |judged: &Judged, slug| judged.prove(slug).section("Proofs").rules(["invocation.proofs"]);
    let judged_why = "Proofs that are listed are judged, needed or not.";
    vec![
        authority(&judged(&alice(), &[]), "own-subject")
            .ruling("P7")
            .title("The subject asks without a proof.")
            .why("Everybody has full authority over what is their own.")
            .expect_value(proven(&alice()).command("/")),
        authority(&judged(&carol(), &[]), "no-proofs")
            .section("Public Resources")
            .ruling("P7")
            .title("Nobody else asks without a proof.")
            .why("A list that is empty proves nothing, and a resource is not public by itself.")
            .expect_error("InvalidClaim"),
        authority(&judged(&carol(), &[]).by(ALICE.did()), "no-proofs-by-the-subject")
            .section("Public Resources")
            .ruling("P7")
            .title("That the executor is the subject proves nothing.")
            .why("Being asked is not having agreed.")
            .expect_error("InvalidClaim"),
        authority(
            &judged(&mallory().with("aud", ALICE.did()), &[]).by(ALICE.did()),
            "own-subject-elsewhere",
        )
        .ruling("P9")
        .title("One's own authority is proven for one's own subject, whoever executes.")
        .why("What the executor lets this subject do is for the executor to say.")
        .expect_value(proven(&mallory()).command("/").matched()),
        authority(
            &judged(&Invocation::new(MALLORY, ALICE), &own).by(ALICE.did()),
            "own-authority-over-another",
        )
        .ruling("P9")
        .title("Authority over one's own subject gives none over another's.")
        .why("Everybody can make a chain about themselves.")
        .expect_error_of("InvalidSubject", 0),
        proofs(&judged(&alice(), &there_and_back), "own-subject-with-a-loop")
            .ruling("P7")
            .title("The subject may prove by a chain that comes back what needs no proof.")
            .why(judged_why)
            .expect_value(proven(&alice())),
        proofs(&judged(&alice(), &two_hops()), "own-subject-with-a-chain-to-another")
            .ruling("P7")
            .title(
                "The subject's own invocation is refused with a chain that leads to somebody else.",
            )
            .why(judged_why)
            .expect_error("InvalidAudience"),
        proofs(
            &judged(&alice(), &[from(ALICE, ALICE).with("exp", 1).sign()]),
            "own-subject-with-an-expired-proof",
        )
        .ruling("P7")
        .title("The subject's own invocation is refused with a proof that has expired.")
        .why(judged_why)
        .expect_error_of("Expired", 0),
        proofs(
            &judged(&alice(), &[from(ALICE, ALICE).signed_by(MALLORY).sign()]),
            "own-subject-with-a-forged-proof",
        )
        .ruling("P7")
        .title(
            "The subject's own invocation is refused with a proof whose signature does not hold.",
        )
        .why(judged_why)
        .expect_error_of("InvalidSignature", 0),
        proofs(&judged(&alice(), &there_and_back).without(1), "own-subject-with-a-missing-proof")
            .ruling("P8")
            .title("The subject's own invocation is refused with a proof that is not at hand.")
            .why(judged_why)
            .expect_error_of("UnavailableProof", 1),
    ]
}

fn missing() -> Vec<CaseBuilder> {
    let proofs = two_hops();
    let case = |judged: &Judged, slug: &str| {
        judged.prove(slug).section("Proofs").ruling("P8").rules(["invocation.proofs"])
    };
    let why = "A proof that nobody has seen proves nothing.";
    let raw = carol().with("prf", list![Value::link(cid_v1(crate::RAW, &proofs[0].bytes()))]);
    let unlisted = given(&carol().sign(), &proofs);
    let of_an_invocation = [Invocation::new(ALICE, CAROL).sign()];
    vec![
        case(&judged(&carol(), &proofs).without(0), "root-missing")
            .title("A root that is listed and not at hand is missed.")
            .why(why)
            .expect_error_of("UnavailableProof", 0),
        case(&judged(&carol(), &proofs).without(1), "second-missing")
            .title("A second proof that is listed and not at hand is missed.")
            .why(why)
            .expect_error_of("UnavailableProof", 1),
        case(&judged(&carol(), &proofs).without(0).without(0), "all-missing")
            .title("Where all proofs are missing, the first is reported.")
            .why(why)
            .expect_error_of("UnavailableProof", 0),
        case(&given(&raw.sign(), &proofs), "under-another-codec")
            .title("The bytes of a proof under another codec are not that proof.")
            .why("Under another CID nobody would have revoked it.")
            .expect_error_of("UnavailableProof", 0),
        case(&unlisted, "at-hand-and-not-listed")
            .ruling("P7")
            .title("Proofs that are at hand and not listed prove nothing.")
            .why("The list is signed, and says whose authority is used.")
            .expect_error("InvalidClaim"),
        case(&judged(&carol(), &of_an_invocation), "an-invocation-as-a-proof")
            .ruling("T1")
            .title("An invocation is no proof.")
            .why("To ask for something is not to allow it.")
            .expect_error_of("ProofNotADelegation", 0),
        case(&judged(&carol(), &[proofs[0].clone(), proofs[1].clone()]), "all-there")
            .title("Where all proofs are at hand, the chain is judged.")
            .why("Each is found by its CID.")
            .expect_value(proven(&carol())),
    ]
}

fn cause() -> Vec<CaseBuilder> {
    let proofs = two_hops();
    let asked = carol().with("cause", elsewhere("receipt"));
    let by_a_delegation = carol().with("cause", from(ALICE, CAROL).sign().link());
    let case = |judged: &Judged, slug: &str| {
        judged.prove(slug).section("Cause").ruling("I9").rules(["invocation.cause"])
    };
    vec![
        case(&judged(&asked, &proofs), "cause-not-at-hand")
            .title("A cause that is not at hand is no hindrance.")
            .why("It says where a wish came from, and nothing is looked up for that.")
            .expect_value(proven(&carol())),
        case(&judged(&asked, &[]), "cause-without-proofs")
            .title("A cause is no proof.")
            .why("A receipt asks for a task, and allows nothing.")
            .expect_error("InvalidClaim"),
        case(&judged(&by_a_delegation, &proofs), "cause-a-delegation")
            .title("A cause that is no receipt is no hindrance.")
            .why("Nobody looks.")
            .expect_value(proven(&carol())),
        case(
            &given(&by_a_delegation.sign(), &[from(ALICE, CAROL).sign()]),
            "cause-a-delegation-at-hand",
        )
        .title("A delegation that stands as the cause proves nothing.")
        .why("Proofs stand in the list of proofs.")
        .expect_error("InvalidClaim"),
    ]
}

fn revoked() -> Vec<CaseBuilder> {
    let proofs = two_hops();
    let plain = || judged(&carol(), &proofs);
    let paula = Invocation::new(PAULA, PAULA);
    let low = paula.sign();
    let case = |judged: &Judged, slug: &str| {
        judged.prove(slug).section("Proof Chains").ruling("P10").rules(["invocation.revoked"])
    };
    let back = "Whoever asked may think better of it, and so may those who let them.";
    vec![
        case(&plain().itself_revoked(CAROL), "revoked-by-the-issuer")
            .title("An invocation that its issuer revoked is out.")
            .why(back)
            .expect_error("Revoked"),
        case(&plain().itself_revoked(ALICE), "revoked-by-the-subject")
            .title("An invocation that an issuer of its chain revoked is out.")
            .why(back)
            .expect_error("Revoked"),
        case(&plain().itself_revoked(ERIN), "revoked-by-a-stranger")
            .title("A revocation by a stranger changes nothing.")
            .why("Anybody could stop anything.")
            .expect_value(proven(&carol())),
        case(&plain().by(ALICE.did()).revoked(&proofs[1], BOB), "proof-revoked")
            .title("An invocation with a proof that was revoked is out.")
            .why("What Bob gave he has taken back.")
            .expect_error_of("Revoked", 1),
        case(&given(&low, &[]).revoked(&high(&low), PAULA), "revoked-under-the-twin")
            .ruling("T10")
            .title("An invocation by P-256 that was revoked under its twin is out.")
            .why("Anybody can turn one form into the other, and would dodge the revocation.")
            .expect_error("Revoked"),
        case(&given(&high(&low), &[]).revoked(&low, PAULA), "twin-of-a-revoked-one")
            .ruling("T10")
            .title("The twin of an invocation that was revoked is out.")
            .why("Anybody can turn one form into the other, and would dodge the revocation.")
            .expect_error("Revoked"),
    ]
}
