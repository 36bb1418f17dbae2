//! Who delegates to whom, and whose it is.

use super::{carol, chain, from, proven, two_hops};
use crate::{
    Topic,
    case::CaseBuilder,
    people::{ALICE, BOB, CAROL, DAN, ERIN, KIM, MALLORY, PAULA, PETRA},
    sources::DELEGATION,
    token::Delegation,
};

const STOLEN: &str = "Authority would come from somebody who never had it.";

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "chain-principals",
        "From the subject, hop by hop, to whoever claims: the audience of each proof issues the \
         next, and the subject is the same throughout.",
        DELEGATION,
        [chains(), alignment(), subjects(), order(), own(), names()].concat(),
    )
}

fn chains() -> Vec<CaseBuilder> {
    let people = [ALICE, BOB, CAROL, DAN, ERIN];
    let mut cases = (2..=people.len())
        .map(|count| {
            let proofs = people[..count]
                .windows(2)
                .map(|pair| from(pair[0], pair[1]).sign())
                .collect::<Vec<_>>();
            chain(people[count - 1], ALICE, &proofs)
                .prove(format!("proofs-{}", count - 1))
                .section("Principal Alignment")
                .title(format!(
                    "A chain of {} from the subject to the issuer is proven.",
                    count - 1
                ))
                .why("That is what delegation is for.")
                .expect_value(proven("/msg/send"))
                .rules(["chain.alignment", "chain.root", "chain.subject", "chain.final-audience"])
        })
        .collect::<Vec<_>>();
    let mixed = [
        Delegation::new(PAULA, KIM, PAULA).sign(),
        Delegation::new(KIM, PETRA, PAULA).sign(),
        Delegation::new(PETRA, BOB, PAULA).sign(),
    ];
    cases.push(
        chain(BOB, PAULA, &mixed)
            .prove("mixed-algorithms")
            .text("UCAN Core")
            .section("Cryptosuite")
            .title("A chain by P-256, secp256k1 and P-384 to Ed25519 is proven.")
            .why("Each token is checked by the key of its own issuer.")
            .expect_value(proven("/msg/send"))
            .rules(["chain.alignment"]),
    );
    cases
}

fn alignment() -> Vec<CaseBuilder> {
    let [root, second] = two_hops();
    vec![
        carol(&[from(MALLORY, BOB).sign(), second.clone()])
            .prove("root-by-a-stranger")
            .section("Principal Alignment")
            .ruling("P12")
            .title("A root that the subject did not issue is refused.")
            .why(STOLEN)
            .expect_error_of("InvalidAudience", 0)
            .rules(["chain.root"]),
        chain(BOB, ALICE, &[from(BOB, BOB).sign()])
            .prove("root-by-the-claimant")
            .section("Principal Alignment")
            .ruling("P12")
            .title("A root that the claimant issued to themselves is refused.")
            .why(STOLEN)
            .expect_error_of("InvalidAudience", 0)
            .rules(["chain.root"]),
        carol(&[root.clone(), from(MALLORY, CAROL).sign()])
            .prove("second-by-a-stranger")
            .section("Principal Alignment")
            .title("A proof that the audience before it did not issue is refused.")
            .why(STOLEN)
            .expect_error_of("InvalidAudience", 1)
            .rules(["chain.alignment"]),
        carol(&[root.clone(), from(ALICE, CAROL).sign()])
            .prove("second-by-the-subject")
            .section("Principal Alignment")
            .title("A second proof by the subject is refused, although it could stand alone.")
            .why("A chain is judged as it is presented; nothing is left out of it.")
            .expect_error_of("InvalidAudience", 1)
            .rules(["chain.alignment"]),
        chain(DAN, ALICE, &[root.clone(), from(CAROL, DAN).sign()])
            .prove("a-hop-left-out")
            .section("Principal Alignment")
            .title("A chain with a hop left out is refused.")
            .why(STOLEN)
            .expect_error_of("InvalidAudience", 1)
            .rules(["chain.alignment"]),
        chain(MALLORY, ALICE, &[root.clone(), second.clone()])
            .prove("claimed-by-a-stranger")
            .section("Principal Alignment")
            .title("A chain is of no use to whom it does not lead.")
            .why("Tokens are seen by many; only their audience may use them.")
            .expect_error("InvalidAudience")
            .rules(["chain.final-audience"]),
        chain(BOB, ALICE, &[root.clone(), second.clone()])
            .prove("claimed-by-one-in-the-middle")
            .section("Principal Alignment")
            .title("A chain that leads past its claimant is refused.")
            .why("The last audience is whoever acts, and here it is somebody else.")
            .expect_error("InvalidAudience")
            .rules(["chain.final-audience"]),
        chain(ALICE, ALICE, &[root, second])
            .prove("claimed-by-the-subject-with-anothers-chain")
            .ruling("P7")
            .title("The subject's own claim is refused with a chain that leads to somebody else.")
            .why("Proofs that are listed are judged, needed or not.")
            .expect_error("InvalidAudience")
            .rules(["chain.self-issued", "chain.final-audience"]),
    ]
}

fn subjects() -> Vec<CaseBuilder> {
    let [root, second] = two_hops();
    let own = |issuer, audience, subject| Delegation::new(issuer, audience, subject).sign();
    vec![
        chain(CAROL, BOB, &[root.clone(), second.clone()])
            .prove("claim-about-another")
            .section("Principal Alignment")
            .ruling("P2")
            .title("A claim about one subject is not proven by a chain about another.")
            .why("Bob may hand on what is Alice's, and that is not what is Bob's.")
            .expect_error_of("InvalidSubject", 0)
            .rules(["chain.subject"]),
        carol(&[root, own(BOB, CAROL, BOB)])
            .prove("second-about-another")
            .ruling("P2")
            .title("A second proof about another subject is refused.")
            .why("Bob gave what is his; nobody gave what is Alice's.")
            .expect_error_of("InvalidSubject", 1)
            .rules(["chain.subject"]),
        carol(&[own(ALICE, BOB, MALLORY), second])
            .prove("root-about-another")
            .ruling("P2")
            .title("A root about another subject is refused.")
            .why("Alice has no say about what is Mallory's.")
            .expect_error_of("InvalidSubject", 0)
            .rules(["chain.subject"]),
    ]
}

fn order() -> Vec<CaseBuilder> {
    let [root, second] = two_hops();
    let third = from(CAROL, DAN).sign();
    vec![
        carol(&[second.clone(), root.clone()])
            .prove("reversed")
            .ruling("P1")
            .title("Proofs from the claimant back to the root are refused.")
            .why("The order is a part of the claim, and a validator does not guess.")
            .expect_error_of("InvalidAudience", 0)
            .rules(["chain.order"]),
        chain(DAN, ALICE, &[root.clone(), third.clone(), second.clone()])
            .prove("two-exchanged")
            .ruling("P1")
            .title("Two proofs in the wrong order are refused.")
            .why("The order is a part of the claim, and a validator does not guess.")
            .expect_error_of("InvalidAudience", 1)
            .rules(["chain.order"]),
        chain(DAN, ALICE, &[root.clone(), second.clone(), third])
            .prove("root-first")
            .ruling("P1")
            .title("Proofs from the root on are proven.")
            .why("The text says both orders; this is the one that holds.")
            .expect_value(proven("/msg/send"))
            .rules(["chain.order"]),
        carol(&[root.clone(), root, second])
            .prove("root-twice")
            .ruling("P1")
            .title("A root that is listed twice is refused.")
            .why("Alice did not receive from Bob what she gave to him.")
            .expect_error_of("InvalidAudience", 1)
            .rules(["chain.order"]),
    ]
}

/// Whose authority is the claimant's own.
fn own() -> Vec<CaseBuilder> {
    let loops = [from(ALICE, BOB).sign(), from(BOB, ALICE).sign()];
    vec![
        chain(ALICE, ALICE, &[])
            .prove("self-issued")
            .ruling("P7")
            .title("The subject needs no proof.")
            .why("Everybody has full authority over what is their own.")
            .expect_value(proven("/"))
            .rules(["chain.no-proofs"]),
        chain(MALLORY, ALICE, &[])
            .prove("no-proofs")
            .ruling("P7")
            .title("Nobody else claims without a proof.")
            .why("A list that is empty proves nothing, and must not pass for one that is fine.")
            .expect_error("InvalidClaim")
            .rules(["chain.no-proofs"]),
        chain(ALICE, ALICE, &loops)
            .prove("self-issued-with-a-loop")
            .ruling("P7")
            .title("The subject's own claim is proven by a chain that comes back to the subject.")
            .why("Proofs that are listed are judged like any others.")
            .expect_value(proven("/msg/send"))
            .rules(["chain.self-issued"]),
        chain(ALICE, ALICE, &[from(ALICE, ALICE).sign()])
            .prove("self-issued-to-oneself")
            .ruling("P7")
            .title("The subject's own claim is proven by a delegation to themselves.")
            .why("Proofs that are listed are judged like any others.")
            .expect_value(proven("/msg/send"))
            .rules(["chain.self-issued"]),
        chain(ALICE, ALICE, &[from(ALICE, ALICE).with("cmd", "/msg/read").sign()])
            .prove("self-issued-with-another-command")
            .ruling("P7")
            .title("The subject's own claim is refused with a proof for another command.")
            .why("Proofs that are listed are judged, needed or not.")
            .expect_error_of("ImpossibleAttenuation", 0)
            .rules(["chain.self-issued"]),
        chain(ALICE, ALICE, &[from(ALICE, ALICE).with("exp", 1).sign()])
            .prove("self-issued-with-an-expired-proof")
            .ruling("P7")
            .title("The subject's own claim is refused with a proof that has expired.")
            .why("Proofs that are listed are judged, needed or not.")
            .expect_error_of("Expired", 0)
            .rules(["chain.self-issued"]),
    ]
}

/// How principals are compared.
fn names() -> Vec<CaseBuilder> {
    let fragment = |did: String| format!("{did}#{}", &did["did:key:".len()..]);
    let bob = fragment(BOB.did());
    let alice = fragment(ALICE.did());
    vec![
        carol(&[from(ALICE, BOB).with("aud", bob.clone()).sign(), from(BOB, CAROL).sign()])
            .prove("fragment-of-the-audience")
            .section("Principal Alignment")
            .ruling("T14")
            .title("A fragment of the audience plays no part.")
            .why("It names a key and not another principal.")
            .expect_value(proven("/msg/send"))
            .rules(["chain.fragment"]),
        carol(&[from(ALICE, BOB).sign(), from(BOB, CAROL).with("iss", bob).sign()])
            .prove("fragment-of-the-issuer")
            .section("Principal Alignment")
            .ruling("T14")
            .title("A fragment of the issuer plays no part.")
            .why("It names a key and not another principal.")
            .expect_value(proven("/msg/send"))
            .rules(["chain.fragment"]),
        carol(&[from(ALICE, BOB).with("sub", alice.clone()).sign(), from(BOB, CAROL).sign()])
            .claiming("subject", alice)
            .prove("fragment-of-the-subject")
            .section("Principal Alignment")
            .ruling("T14")
            .title("Fragments of subjects play no part.")
            .why("It names a key and not another principal.")
            .expect_value(proven("/msg/send"))
            .rules(["chain.fragment"]),
        carol(&[
            from(ALICE, BOB).with("aud", "did:web:bob.example").sign(),
            from(BOB, CAROL).sign(),
        ])
        .prove("another-did-of-the-same-person")
        .ruling("T14")
        .title("A did:web and a did:key are two principals, whoever they belong to.")
        .why("Who stands behind a name is not a matter of the chain.")
        .expect_error_of("InvalidAudience", 1)
        .rules(["chain.fragment"]),
        carol(&[
            from(ALICE, BOB).with("sub", "did:web:example.com").sign(),
            from(BOB, CAROL).with("sub", "did:web:Example.com").sign(),
        ])
        .claiming("subject", "did:web:Example.com")
        .prove("upper-case-subject")
        .ruling("T14")
        .title("Principals that differ in case are two.")
        .why("Folding belongs to each method, and a validator that folds is led astray.")
        .expect_error_of("InvalidSubject", 0)
        .rules(["chain.subject"]),
    ]
}
