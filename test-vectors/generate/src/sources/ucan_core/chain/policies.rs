//! Policies of a chain, and the second look before the authority is used.

use super::{Chain, NOW, carol, chain, from, powerline, two_hops};
use crate::{
    Topic, Value,
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL, DAN},
    sources::DELEGATION,
    token::Token,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "chain-policies",
        "Policies along a chain: every one of them holds for the arguments, and time and \
         revocations are judged again before the authority is used.",
        DELEGATION,
        [judged(), again()].concat(),
    )
}

/// Alice to Bob to Carol with a policy each.
fn with(first: Value, second: Value) -> [Token; 2] {
    [from(ALICE, BOB).with("pol", first).sign(), from(BOB, CAROL).with("pol", second).sign()]
}

fn to(name: &str) -> Value {
    list![list!["==", ".to", name]]
}

fn judged() -> Vec<CaseBuilder> {
    let args = || map! { "to" => "bob", "cc" => "dan" };
    let cc = |name: &str| list![list!["==", ".cc", name]];
    let case = |chain: Chain, slug: &str, args: Value| {
        chain.judge(slug, args).section("Validation").ruling("P5").rules(["chain.policies"])
    };
    let unproven = |chain: Chain, slug: &str| case(chain, slug, args());
    vec![
        case(carol(&two_hops()), "no-policies", args())
            .title("Where no proof has a policy, any arguments hold.")
            .why("An empty list asks for nothing.")
            .expect_valid(),
        case(carol(&with(to("bob"), cc("dan"))), "both-hold", args())
            .title("Arguments that satisfy the policies of both proofs hold.")
            .why("Each delegation may ask for something else.")
            .expect_valid(),
        case(carol(&with(to("eve"), cc("dan"))), "first-fails", args())
            .title("Arguments that break the policy of the root are refused.")
            .why("What the owner asked for holds all along the chain.")
            .expect_error_of("MatchError", 0),
        case(carol(&with(to("bob"), cc("eve"))), "second-fails", args())
            .title("Arguments that break the policy of the second proof are refused.")
            .why("Whoever hands on may ask for more.")
            .expect_error_of("MatchError", 1),
        case(carol(&with(to("eve"), cc("eve"))), "both-fail", args())
            .title("Where two policies are broken, the first is reported.")
            .why("The order is from the root.")
            .expect_error_of("MatchError", 0),
        case(carol(&with(to("bob"), list![])), "empty-does-not-widen", map! { "to" => "eve" })
            .title("A later proof without a policy does not lift an earlier one.")
            .why("Nobody hands on more than they hold.")
            .expect_error_of("MatchError", 0),
        case(carol(&with(to("bob"), to("eve"))), "contradiction", args())
            .title("Policies that contradict each other allow nothing.")
            .why("Every one of them has to hold.")
            .expect_error_of("MatchError", 1),
        case(carol(&with(to("bob"), list![])), "missing-argument", map! {})
            .title("A policy on an argument that is missing does not hold.")
            .why("A key that is not there selects null, and null is not the name.")
            .expect_error_of("MatchError", 0),
        case(
            chain(
                DAN,
                ALICE,
                &[
                    from(ALICE, BOB).sign(),
                    powerline(BOB, CAROL).with("pol", to("eve")).sign(),
                    from(CAROL, DAN).sign(),
                ],
            ),
            "powerline-fails",
            args(),
        )
        .section("Powerline")
        .title("The policy of a powerline is judged like any other.")
        .why("A powerline may have restrictions.")
        .expect_error_of("MatchError", 1),
        case(
            chain(ALICE, ALICE, &[from(ALICE, ALICE).with("pol", to("eve")).sign()]),
            "self-issued-fails",
            args(),
        )
        .ruling("P7")
        .title("The subject's own claim is held to the policies of the proofs it lists.")
        .why("Proofs that are listed are judged, needed or not.")
        .expect_error_of("MatchError", 0),
        case(chain(ALICE, ALICE, &[]), "self-issued", args())
            .ruling("P7")
            .title("The subject's own claim without proofs has no policy to satisfy.")
            .why("Everybody has full authority over what is their own.")
            .expect_valid(),
        unproven(
            carol(&[
                from(ALICE, BOB).with("pol", to("eve")).sign(),
                from(BOB, CAROL).with("cmd", "/msg/read").sign(),
            ]),
            "command-before-policy",
        )
        .ruling("P12")
        .title("Where a command does not fit and a policy is broken, the command is reported.")
        .why("Policies come last, when everything else is in order.")
        .expect_error_of("ImpossibleAttenuation", 1),
        unproven(chain(DAN, ALICE, &with(to("eve"), list![])), "final-audience-before-policy")
            .ruling("P12")
            .title(
                "Where the chain leads to somebody else and a policy is broken, that is reported.",
            )
            .why("Policies come last, when everything else is in order.")
            .expect_error("InvalidAudience"),
        unproven(
            carol(&[
                from(ALICE, BOB).with("pol", to("eve")).sign(),
                from(BOB, CAROL).with("exp", NOW - 1).sign(),
            ]),
            "time-before-policy",
        )
        .ruling("P12")
        .title("Where a later proof has expired and a policy is broken, the time is reported.")
        .why("Policies come last, when everything else is in order.")
        .expect_error_of("Expired", 1),
    ]
}

/// The second look.
fn again() -> Vec<CaseBuilder> {
    let tokens = [
        from(ALICE, BOB).with("exp", NOW + 10).sign(),
        from(BOB, CAROL).with("exp", NOW + 20).sign(),
    ];
    let claim = || carol(&tokens).claiming("expiration", NOW + 5);
    let open = || carol(&tokens);
    let case = |slug: &str, chain: Chain, later: Chain| {
        chain
            .recheck(slug, &later)
            .section("Token Validation")
            .ruling("P5")
            .rules(["chain.recheck"])
    };
    let when = "Between the moment a chain is proven and the one it is used, hours may pass.";
    vec![
        case("later-still-valid", claim(), claim().at(NOW + 5))
            .title("A chain that is still valid later holds.")
            .why(when)
            .expect_valid(),
        case("later-claim-expired", claim(), claim().at(NOW + 6))
            .title("A claim that has expired in the meantime does not.")
            .why(when)
            .expect_error("Expired"),
        case("later-root-expired", open(), open().at(NOW + 11))
            .title("A root that has expired in the meantime does not.")
            .why(when)
            .expect_error_of("Expired", 0),
        case("later-revoked", open(), open().revoked(&tokens[1], &ALICE.did()))
            .title("A proof that was revoked in the meantime does not.")
            .why(when)
            .expect_error_of("Revoked", 1),
        case("later-revoked-by-a-stranger", open(), open().revoked(&tokens[0], &CAROL.did()))
            .title("A revocation that came in the meantime from whoever may not changes nothing.")
            .why(when)
            .expect_valid(),
        case("clock-set-back", open(), open().at(-1))
            .text("UCAN Core")
            .section("Time Bounds")
            .title("A clock that was set back before the epoch finds the chain too early.")
            .why("The second look is as thorough as the first.")
            .expect_error("TooEarly"),
    ]
}
