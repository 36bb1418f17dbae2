//! Revocations that are known, and what they reach.

use std::slice::from_ref;

use super::{Chain, carol, chain, from, powerline, proven, two_hops};
use crate::{
    Topic,
    case::CaseBuilder,
    people::{ALICE, BOB, CAROL, DAN, KIM, MALLORY, PAULA, PETRA, Person, WALTER},
    sources::{
        REVOCATION,
        ucan_core::signature::{ELLIPTIC, high},
    },
    token::{Delegation, Token},
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "chain-revocations",
        "What revocations reach that are known: a token and a revoker each. Whether a revocation \
         itself is in order was asked before.",
        REVOCATION,
        [revokers(), tokens(), twins()].concat(),
    )
}

fn case(chain: &Chain, slug: impl Into<String>) -> CaseBuilder {
    chain.prove(slug).section("Scope").ruling("P10")
}

/// Who may revoke what: the rows of the text's picture.
fn revokers() -> Vec<CaseBuilder> {
    let three = [from(ALICE, BOB).sign(), from(BOB, CAROL).sign(), from(CAROL, DAN).sign()];
    let names = ["the root", "the second proof", "the third proof"];
    let mut cases = Vec::new();
    for (place, (token, what)) in three.iter().zip(names).enumerate() {
        for (rank, (slug, who, person)) in [
            ("alice", "the subject", ALICE),
            ("bob", "the issuer of the second", BOB),
            ("carol", "the issuer of the third", CAROL),
            ("dan", "whoever claims", DAN),
            ("mallory", "a stranger", MALLORY),
        ]
        .into_iter()
        .enumerate()
        {
            let chain = chain(DAN, ALICE, &three).revoked(token, &person.did());
            let case = case(&chain, format!("proof-{place}-by-{slug}"));
            cases.push(if rank <= place {
                case.title(format!("A revocation of {what} by {who} reaches it."))
                    .why("The issuer of a token may revoke it, and so may every issuer before.")
                    .expect_error_of("Revoked", u32::try_from(place).unwrap_or_default())
                    .rules(["chain.revoked", "chain.revoker"])
            } else {
                case.title(format!("A revocation of {what} by {who} does not reach it."))
                    .why("Else anybody could take away what they never gave.")
                    .expect_value(proven("/msg/send"))
                    .rules(["chain.revoked", "chain.revoker"])
            });
        }
    }
    cases
}

/// Which tokens are meant.
fn tokens() -> Vec<CaseBuilder> {
    let both = two_hops();
    let elsewhere = from(ALICE, DAN).sign();
    let again = from(ALICE, BOB).with("nonce", *b"another here").sign();
    let fragment = format!("{}#{}", ALICE.did(), &ALICE.did()["did:key:".len()..]);
    let line = [from(ALICE, BOB).sign(), powerline(BOB, CAROL).sign()];
    vec![
        case(&carol(&both).revoked(&elsewhere, &ALICE.did()), "another-token")
            .section("Semantics")
            .title("A revocation of another token changes nothing.")
            .why("A revocation names one token by its CID.")
            .expect_value(proven("/msg/send"))
            .rules(["chain.revoked"]),
        case(&carol(&[again, both[1].clone()]).revoked(&both[0], &ALICE.did()), "issued-again")
            .section("Monotonicity")
            .title("A delegation that was issued again with another nonce is not revoked.")
            .why("A revocation is for ever, so a new token is the way back.")
            .expect_value(proven("/msg/send"))
            .rules(["chain.revoked"]),
        case(&carol(&both).revoked(&both[0], &fragment), "revoker-with-a-fragment")
            .ruling("T14")
            .title("A fragment of the revoker plays no part.")
            .why("It names a key and not another principal.")
            .expect_error_of("Revoked", 0)
            .rules(["chain.revoker"]),
        case(&carol(&line).revoked(&line[1], &BOB.did()), "powerline")
            .text("UCAN Delegation")
            .section("Powerline")
            .title("A powerline is revoked like any delegation.")
            .why("It is the widest of them.")
            .expect_error_of("Revoked", 1)
            .rules(["chain.revoked"]),
        case(&carol(&line).revoked(&line[1], &ALICE.did()), "powerline-by-the-subject")
            .title("A powerline is revoked by an issuer before it in the chain.")
            .why("The chain is what is presented, and Alice stands in it.")
            .expect_error_of("Revoked", 1)
            .rules(["chain.revoker"]),
        case(
            &carol(&both).revoked(&both[0], &MALLORY.did()).revoked(&both[1], &BOB.did()),
            "one-of-two",
        )
        .title("Of two revocations, the one by whoever may counts.")
        .why("A revocation that counts for nothing must not hide another.")
        .expect_error_of("Revoked", 1)
        .rules(["chain.revoked"]),
        case(
            &carol(&both).revoked(&both[0], &ALICE.did()).revoked(&both[1], &BOB.did()),
            "both-revoked",
        )
        .title("Where two proofs are revoked, the first is reported.")
        .why("The order is from the root.")
        .expect_error_of("Revoked", 0)
        .rules(["chain.revoked"]),
        case(&carol(&both).claim_revoked(&CAROL.did()), "claim-by-its-issuer")
            .title("A claim is out if its own issuer revoked the token it is made in.")
            .why("What holds for the tokens of a chain holds for the last of them.")
            .expect_error("Revoked")
            .rules(["chain.revoked"]),
        case(&carol(&both).claim_revoked(&ALICE.did()), "claim-by-the-subject")
            .title("A claim is out if the subject revoked the token it is made in.")
            .why("Every issuer before may revoke what was built on theirs.")
            .expect_error("Revoked")
            .rules(["chain.revoker"]),
        case(&carol(&both).claim_revoked(&MALLORY.did()), "claim-by-a-stranger")
            .title("A claim is not out because a stranger says so.")
            .why("Else anybody could stop the work of others.")
            .expect_value(proven("/msg/send"))
            .rules(["chain.revoker"]),
        case(&chain(ALICE, ALICE, &[]).claim_revoked(&ALICE.did()), "self-issued-claim")
            .title("A claim without proofs is out if its issuer revoked it.")
            .why("There is one token, and it is revoked.")
            .expect_error("Revoked")
            .rules(["chain.revoked"]),
    ]
}

/// One token in two forms: revoked under either, it is out under both.
fn twins() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    let token_of = |person: Person| Delegation::new(person, BOB, person).sign();
    let case = |slug: String, person: Person, used: &Token, named: &Token| {
        case(&chain(BOB, person, from_ref(used)).revoked(named, &person.did()), slug)
            .ruling("T10")
            .expect_error_of("Revoked", 0)
            .rules(["chain.revoked-twin"])
    };
    for (slug, name, person, _) in ELLIPTIC {
        let low = token_of(person);
        let turned = high(&low);
        let why = "Anybody can turn one form into the other, and would dodge the revocation.";
        for (which, used, named, what) in [
            ("low-by-low", &low, &low, "in the low form, revoked in it,"),
            ("low-by-high", &low, &turned, "in the low form, revoked in the high one,"),
            ("high-by-low", &turned, &low, "in the high form, revoked in the low one,"),
            ("high-by-high", &turned, &turned, "in the high form, revoked in it,"),
        ] {
            cases.push(
                case(format!("{slug}-{which}"), person, used, named)
                    .title(format!("A token by {name} {what} is out."))
                    .why(why),
            );
        }
    }
    let wallet = token_of(WALTER);
    let carried = wallet.with_signature([wallet.signature(), &[28]].concat());
    let turned = high(&wallet);
    let why = "Wallets append the recovery byte and others take it off: it is one token.";
    for (slug, used, named, what) in [
        ("wallet-by-carried", &wallet, &carried, "without its recovery byte, revoked with it,"),
        (
            "wallet-carried-by-bare",
            &carried,
            &wallet,
            "with its recovery byte, revoked without it,",
        ),
        ("wallet-carried-by-high", &carried, &turned, "with its byte, revoked in the high form,"),
    ] {
        cases.push(
            case(slug.to_owned(), WALTER, used, named)
                .title(format!("A token by a wallet {what} is out."))
                .why(why),
        );
    }
    let paula = token_of(PAULA);
    cases.push(
        self::case(
            &chain(BOB, PAULA, from_ref(&paula)).revoked(&high(&paula), &MALLORY.did()),
            "twin-by-a-stranger",
        )
        .ruling("T10")
        .title("A revocation of the twin by a stranger changes nothing.")
        .why("The twin is the same token, and the stranger is as strange.")
        .expect_value(proven("/msg/send"))
        .rules(["chain.revoked-twin"]),
    );
    let second = Delegation::new(KIM, PETRA, PAULA).sign();
    let chain_of = [Delegation::new(PAULA, KIM, PAULA).sign(), high(&second)];
    cases.push(
        self::case(
            &chain(PETRA, PAULA, &chain_of).revoked(&second, &PAULA.did()),
            "twin-by-an-earlier-issuer",
        )
        .ruling("T10")
        .title("An earlier issuer revokes one form of a later token, and the other is out.")
        .why("Whoever was cut off would come back with the other form.")
        .expect_error_of("Revoked", 1)
        .rules(["chain.revoked-twin"]),
    );
    cases
}
