//! For whom an invocation is.

use super::{Judged, carol, from, judged, proven, two_hops};
use crate::{
    case::CaseBuilder,
    people::{ALICE, BOB, CAROL, DAN, ERIN, MALLORY, Person},
    token::Invocation,
};

fn with_fragment(person: Person) -> String {
    format!("{}#{}", person.did(), &person.did()["did:key:".len()..])
}

/// Carol asks the broker Dan for what is Alice's.
fn brokered() -> Invocation {
    carol().with("aud", DAN.did())
}

fn case(judged: &Judged, slug: &str) -> CaseBuilder {
    judged.prove(slug).section("Audience").ruling("P3")
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    [own(), others(), aside()].concat()
}

/// Meant for whoever judges.
fn own() -> Vec<CaseBuilder> {
    let proofs = two_hops();
    let plain = || judged(&carol(), &proofs);
    let broker = || judged(&brokered(), &proofs);
    let restated = carol().with("aud", ALICE.did());
    let marked = carol().with("aud", with_fragment(DAN));
    vec![
        case(&plain().by(ALICE.did()), "no-audience-by-the-subject")
            .title("Without an audience, the subject executes.")
            .why("That is what the text has an absent audience mean.")
            .expect_value(proven(&carol()).matched())
            .rules(["invocation.executor"]),
        case(&judged(&restated, &proofs).by(ALICE.did()), "audience-is-the-subject")
            .title("Where the audience is the subject, the subject executes.")
            .why("What is said twice is said.")
            .expect_value(proven(&carol()).matched())
            .rules(["invocation.executor"]),
        case(&broker().by(DAN.did()), "audience-is-a-broker")
            .title("Where the audience is another than the subject, that one executes.")
            .why("Brokers and gateways execute for subjects that are not there.")
            .expect_value(proven(&carol()).for_executor(DAN.did()).matched())
            .rules(["invocation.executor", "invocation.audience-only"]),
        case(&broker().by(with_fragment(DAN)), "executor-with-a-fragment")
            .ruling("T14")
            .title("A fragment of the executor plays no part.")
            .why("It names a key and not another principal.")
            .expect_value(proven(&carol()).for_executor(DAN.did()).matched())
            .rules(["invocation.executor"]),
        case(&judged(&marked, &proofs).by(DAN.did()), "audience-with-a-fragment")
            .ruling("T14")
            .title("A fragment of the audience plays no part.")
            .why("It names a key and not another principal.")
            .expect_value(proven(&carol()).for_executor(with_fragment(DAN)).matched())
            .rules(["invocation.executor"]),
        case(&plain(), "nobody-says-who-judges")
            .title("Where nobody says who judges, for whom the invocation is stays open.")
            .why("An auditor judges what was meant for others, and says that it did not ask.")
            .expect_value(proven(&carol())),
        case(&broker(), "nobody-says-who-judges-for-a-broker")
            .title("Where nobody says who judges, an invocation for a broker is proven.")
            .why("An auditor judges what was meant for others, and says that it did not ask.")
            .expect_value(proven(&carol()).for_executor(DAN.did())),
        case(
            &judged(&Invocation::new(ALICE, ALICE).with("aud", DAN.did()), &[]).by(DAN.did()),
            "own-subject-by-a-broker",
        )
        .title("A broker executes for an issuer who is the subject.")
        .why("Who acts and where it is done are two questions.")
        .expect_value(
            proven(&Invocation::new(ALICE, ALICE)).for_executor(DAN.did()).command("/").matched(),
        )
        .rules(["invocation.executor"]),
    ]
}

/// Meant for others.
fn others() -> Vec<CaseBuilder> {
    let proofs = two_hops();
    let why = "What was meant for one executor would be done by two.";
    [
        (
            "no-audience-by-a-stranger",
            carol(),
            MALLORY.did(),
            "Without an audience, a stranger does not execute.",
        ),
        (
            "no-audience-by-the-issuer",
            carol(),
            CAROL.did(),
            "Without an audience, the issuer does not execute.",
        ),
        (
            "no-audience-by-a-delegate",
            carol(),
            BOB.did(),
            "Without an audience, a delegate in the chain does not execute.",
        ),
        (
            "broker-by-the-subject",
            brokered(),
            ALICE.did(),
            "Where the audience is a broker, the subject does not execute.",
        ),
        (
            "broker-by-another",
            brokered(),
            ERIN.did(),
            "Where the audience is a broker, another broker does not execute.",
        ),
        (
            "audience-of-another-method",
            carol().with("aud", "did:web:example.com"),
            ALICE.did(),
            "Where the audience is a did:web, a did:key does not execute.",
        ),
        (
            "audience-in-upper-case",
            carol().with("aud", "did:web:Example.com"),
            "did:web:example.com".to_owned(),
            "An audience that differs in case is another.",
        ),
    ]
    .into_iter()
    .map(|(slug, invocation, executor, title)| {
        case(&judged(&invocation, &proofs).by(executor), slug)
            .title(title)
            .why(why)
            .expect_error("InvalidAudience")
            .rules(["invocation.executor"])
    })
    .collect()
}

/// What the audience has nothing to do with.
fn aside() -> Vec<CaseBuilder> {
    let about_dan = carol().with("sub", DAN.did()).with("aud", ALICE.did());
    let to_dan = [from(ALICE, BOB).sign(), from(BOB, DAN).sign()];
    let case = |judged: &Judged, slug| {
        case(judged, slug).section("Proof Chains").rules(["invocation.audience-only"])
    };
    vec![
        case(&judged(&about_dan, &two_hops()), "proofs-about-the-audience")
            .title("Proofs about the audience do not prove an invocation on another subject.")
            .why(
                "The text has the subjects match the audience, and authority is about the subject.",
            )
            .expect_error_of("InvalidSubject", 0),
        case(&judged(&brokered(), &to_dan).by(DAN.did()), "proofs-made-out-to-the-audience")
            .title("Proofs made out to the audience do not prove what the issuer asks for.")
            .why("The executor's own authority is not lent to whoever asks.")
            .expect_error("InvalidAudience"),
        case(
            &judged(&carol().with("aud", "did:web:example.com"), &two_hops())
                .by("did:web:example.com"),
            "audience-without-a-key",
        )
        .title("An audience whose key nobody knows is no hindrance.")
        .why("Nothing is signed by the audience.")
        .expect_value(proven(&carol()).for_executor("did:web:example.com").matched()),
    ]
}
