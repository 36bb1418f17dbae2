//! Two faults at once: which is reported.

use super::{Chain, NOW, carol, chain, from, powerline, two_hops};
use crate::{
    Topic,
    case::CaseBuilder,
    people::{ALICE, BOB, CAROL, DAN, MALLORY},
    sources::DELEGATION,
    token::Delegation,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "chain-error-order",
        "Two faults at once: the claim's time; the presence of all proofs; then proof by proof \
         from the root signature, time, null root, subject, issuer, command; then the last \
         audience.",
        DELEGATION,
        [claims(), proofs(), hops()].concat(),
    )
}

fn case(chain: &Chain, slug: &str, title: &str) -> CaseBuilder {
    chain.prove(slug).ruling("P12").title(title).why(
        "People and programs act on the name of an error, so it must not depend on the reader.",
    )
}

fn claims() -> Vec<CaseBuilder> {
    let both = two_hops();
    let [root, second] = both.clone();
    let forged = from(ALICE, BOB).signed_by(MALLORY).sign();
    vec![
        case(
            &carol(&both).without(0).claiming("expiration", NOW - 1),
            "claim-expired-proof-missing",
            "Where the claim has expired and a proof is missing, the time is reported.",
        )
        .expect_error("Expired"),
        case(
            &chain(MALLORY, ALICE, &[]).claiming("expiration", NOW - 1),
            "claim-expired-no-proofs",
            "Where the claim has expired and lists no proofs, the time is reported.",
        )
        .expect_error("Expired"),
        case(
            &carol(&[forged.clone(), second.clone()]).claiming("not-before", NOW + 1),
            "claim-early-root-forged",
            "Where the claim is too early and the root is forged, the time is reported.",
        )
        .expect_error("TooEarly"),
        case(
            &carol(&[from(ALICE, BOB).with("exp", NOW - 1).sign(), second.clone()])
                .claiming("not-before", NOW + 1),
            "claim-early-root-expired",
            "Where the claim is too early and the root has expired, the claim is reported.",
        )
        .expect_error("TooEarly"),
        case(
            &carol(&[forged, second.clone()]).without(1),
            "second-missing-root-forged",
            "Where the second proof is missing and the root is forged, the missing one is reported.",
        )
        .expect_error_of("UnavailableProof", 1),
        case(
            &carol(&[from(MALLORY, BOB).with("exp", 1).sign(), second]).without(1),
            "second-missing-root-out-of-line",
            "Where the second proof is missing and nothing about the root fits, the missing one is \
             reported.",
        )
        .expect_error_of("UnavailableProof", 1),
        case(
            &chain(MALLORY, ALICE, &[root]).without(0),
            "missing-and-final-audience",
            "Where a proof is missing and the claimant is a stranger, the missing one is reported.",
        )
        .expect_error_of("UnavailableProof", 0),
    ]
}

/// Two faults of one proof, each pair of neighbours and some farther apart.
fn proofs() -> Vec<CaseBuilder> {
    let second = from(BOB, CAROL).sign();
    let about = |issuer, subject| Delegation::new(issuer, BOB, subject);
    [
        (
            "signature-before-time",
            from(ALICE, BOB).with("exp", NOW - 1).signed_by(MALLORY),
            "InvalidSignature",
            "Where a proof is forged and has expired, the signature is reported.",
        ),
        (
            "signature-before-null-root",
            powerline(ALICE, BOB).signed_by(MALLORY),
            "InvalidSignature",
            "Where a proof is forged and a powerline as the root, the signature is reported.",
        ),
        (
            "signature-before-issuer",
            from(MALLORY, BOB).signed_by(ALICE),
            "InvalidSignature",
            "Where a proof is by a stranger and signed by the subject, the signature is reported.",
        ),
        (
            "time-before-null-root",
            powerline(ALICE, BOB).with("exp", NOW - 1),
            "Expired",
            "Where a powerline as the root has expired, the time is reported.",
        ),
        (
            "time-before-subject",
            about(ALICE, MALLORY).with("nbf", NOW + 1),
            "TooEarly",
            "Where a proof is too early and about another subject, the time is reported.",
        ),
        (
            "null-root-before-issuer",
            powerline(MALLORY, BOB),
            "InvalidClaim",
            "Where a powerline as the root is by a stranger, the null is reported.",
        ),
        (
            "null-root-before-command",
            powerline(ALICE, BOB).with("cmd", "/crud"),
            "InvalidClaim",
            "Where a powerline as the root is for another command, the null is reported.",
        ),
        (
            "subject-before-issuer",
            about(MALLORY, MALLORY),
            "InvalidSubject",
            "Where a proof is about another subject and by a stranger, the subject is reported.",
        ),
        (
            "subject-before-command",
            about(ALICE, MALLORY).with("cmd", "/crud"),
            "InvalidSubject",
            "Where a proof is about another subject and for another command, the subject is \
             reported.",
        ),
        (
            "issuer-before-command",
            from(MALLORY, BOB).with("cmd", "/crud"),
            "InvalidAudience",
            "Where a proof is by a stranger and for another command, the issuer is reported.",
        ),
    ]
    .into_iter()
    .map(|(slug, delegation, error, title)| {
        case(&carol(&[delegation.sign(), second.clone()]), slug, title).expect_error_of(error, 0)
    })
    .collect()
}

/// Faults of two proofs: the one nearer to the root comes first, whatever it is.
fn hops() -> Vec<CaseBuilder> {
    let root = from(ALICE, BOB).sign();
    let second = from(BOB, CAROL);
    vec![
        case(
            &carol(&[from(ALICE, BOB).with("cmd", "/crud").sign(), second.clone().signed_by(DAN).sign()]),
            "root-command-before-second-signature",
            "Where the root is for another command and the second proof is forged, the root is \
             reported.",
        )
        .expect_error_of("ImpossibleAttenuation", 0),
        case(
            &carol(&[from(MALLORY, BOB).sign(), second.clone().with("exp", NOW - 1).sign()]),
            "root-issuer-before-second-time",
            "Where the root is by a stranger and the second proof has expired, the root is reported.",
        )
        .expect_error_of("InvalidAudience", 0),
        case(
            &carol(&[
                from(ALICE, BOB).with("exp", NOW - 1).sign(),
                second.clone().with("exp", NOW - 1).sign(),
            ]),
            "both-expired",
            "Where both proofs have expired, the root is reported.",
        )
        .expect_error_of("Expired", 0),
        case(
            &carol(&[powerline(ALICE, BOB).sign(), from(MALLORY, CAROL).sign()]),
            "null-root-before-second-issuer",
            "Where the root is a powerline and the second proof is by a stranger, the root is \
             reported.",
        )
        .expect_error_of("InvalidClaim", 0),
        case(
            &chain(DAN, ALICE, &[root.clone(), second.clone().with("cmd", "/crud").sign()]),
            "command-before-final-audience",
            "Where the last proof is for another command and to somebody else, the command is \
             reported.",
        )
        .expect_error_of("ImpossibleAttenuation", 1),
        case(
            &chain(DAN, ALICE, &[root, second.signed_by(MALLORY).sign()]),
            "signature-before-final-audience",
            "Where the last proof is forged and to somebody else, the signature is reported.",
        )
        .expect_error_of("InvalidSignature", 1),
    ]
}
