//! What is reported where several rules are broken.

use super::{NOW, carol, from, judged, two_hops};
use crate::{
    case::CaseBuilder,
    people::{ALICE, BOB, CAROL, MALLORY},
    sources::ucan_invocation::judged::given,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let forged = || carol().signed_by(MALLORY);
    let expired = || carol().with("exp", NOW - 1);
    let bad_root = from(ALICE, BOB).signed_by(MALLORY).sign();
    let second = from(BOB, CAROL).sign();
    let bad = [bad_root, second];
    [
        (
            judged(&forged().without("nonce"), &[]),
            "form-before-signature",
            "Where a field is missing and the signature does not hold, the field is reported.",
            ("FieldMissing", None),
        ),
        (
            judged(&forged().with("exp", NOW - 1), &two_hops()),
            "signature-before-time",
            "Where the signature does not hold and the time is up, the signature is reported.",
            ("InvalidSignature", None),
        ),
        (
            given(&carol().sign().with_signature([]), &[]),
            "signature-before-proofs",
            "Where the signature has the wrong length and no proof is listed, the signature is \
             reported.",
            ("InvalidSignature", None),
        ),
        (
            judged(&expired(), &[]),
            "time-before-no-proofs",
            "Where the time is up and no proof is listed, the time is reported.",
            ("Expired", None),
        ),
        (
            judged(&expired(), &two_hops()).without(0),
            "time-before-missing-proofs",
            "Where the time is up and a proof is missing, the time is reported.",
            ("Expired", None),
        ),
        (
            judged(&carol(), &bad).without(1),
            "missing-before-forged-proofs",
            "Where the second proof is missing and the first is forged, the missing one is \
             reported.",
            ("UnavailableProof", Some(1)),
        ),
        (
            judged(&carol().with("cmd", "/msg"), &bad),
            "proof-signature-before-command",
            "Where the root is forged and not for the command, the signature is reported.",
            ("InvalidSignature", Some(0)),
        ),
        (
            judged(
                &carol().with("cmd", "/msg").with("iss", MALLORY.did()).signed_by(MALLORY),
                &two_hops(),
            ),
            "command-before-final-audience",
            "Where the chain is not for the command nor for the issuer, the command is reported.",
            ("ImpossibleAttenuation", Some(0)),
        ),
    ]
    .into_iter()
    .map(|(judged, slug, title, (error, index))| {
        let case = judged
            .prove(slug)
            .ruling("P12")
            .title(title)
            .why("Two implementations that report different rules cannot be compared.");
        match index {
            None => case.expect_error(error),
            Some(index) => case.expect_error_of(error, index),
        }
    })
    .collect()
}
