//! Policies, on the arguments as they will be used.

use super::{
    Judged, as_written, asks, authorized, judged, promise, to, with_policies, without_policies,
};
use crate::{
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL},
    token::{Delegation, Invocation},
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [written(), resolved()].concat()
}

fn case(judged: &Judged, slug: &str) -> CaseBuilder {
    judged.authorize(slug).section("Arguments").ruling("P5").rules(["authorize.policies"])
}

fn written() -> Vec<CaseBuilder> {
    let asked = asks(&map! { "to" => "dan", "cc" => "erin" });
    let cc = |name: &str| list![list!["==", ".cc", name]];
    let both = |first, second| judged(&asked, &with_policies(first, second));
    let own = Invocation::new(ALICE, ALICE).with("args", map! { "to" => "dan" });
    let to_oneself = [Delegation::new(ALICE, ALICE, ALICE).with("pol", to("eve")).sign()];
    vec![
        case(&judged(&asked, &without_policies()), "no-policies")
            .title("Where no proof has a policy, any arguments hold.")
            .why("An empty list asks for nothing.")
            .expect_value(as_written(&asked)),
        case(&both(to("dan"), cc("erin")), "both-hold")
            .title("Arguments that satisfy the policies of all proofs are authorised.")
            .why("Each delegation may ask for something else.")
            .expect_value(as_written(&asked)),
        case(&both(to("eve"), cc("erin")), "first-broken")
            .title("Arguments that break the policy of the root are refused.")
            .why("What the owner asked for holds all along the chain.")
            .expect_error_of("MatchError", 0),
        case(&both(to("dan"), cc("eve")), "second-broken")
            .title("Arguments that break the policy of the second proof are refused.")
            .why("Whoever hands on may ask for more.")
            .expect_error_of("MatchError", 1),
        case(&judged(&asks(&map! {}), &with_policies(to("dan"), list![])), "argument-missing")
            .title("Arguments that leave out what a policy asks for are refused.")
            .why("A key that is not there selects null, and null is not the name.")
            .expect_error_of("MatchError", 0),
        case(&judged(&own, &[]), "own-subject")
            .ruling("P7")
            .title("The subject's own invocation has no policy to satisfy.")
            .why("Everybody has full authority over what is their own.")
            .expect_value(as_written(&own)),
        case(&judged(&own, &to_oneself), "own-subject-with-a-policy")
            .ruling("P7")
            .title("The subject's own invocation is held to the policies of the proofs it lists.")
            .why("Proofs that are listed are judged, needed or not.")
            .expect_error_of("MatchError", 0),
        case(
            &judged(&asked.clone().with("cmd", "/msg/read"), &with_policies(to("eve"), list![])),
            "command-before-policy",
        )
        .ruling("P12")
        .title("Where the command does not fit and a policy is broken, the command is reported.")
        .why("Policies come last, when everything else is in order.")
        .expect_error_of("ImpossibleAttenuation", 0),
        case(
            &judged(
                &asked.clone().with("iss", BOB.did()).signed_by(BOB),
                &with_policies(to("eve"), list![]),
            ),
            "final-audience-before-policy",
        )
        .ruling("P12")
        .title("Where the chain leads to another and a policy is broken, the audience is reported.")
        .why("Policies come last, when everything else is in order.")
        .expect_error("InvalidAudience"),
    ]
}

fn resolved() -> Vec<CaseBuilder> {
    let asked = asks(&map! { "to" => promise("ok") });
    let held = || judged(&asked, &with_policies(to("dan"), list![]));
    let dan = map! { "to" => "dan" };
    let on_the_promise = list![list!["==", ".to", promise("ok")]];
    let absent = Value::List(vec![list!["==", ".to.name", Value::Null]]);
    let powerline = [
        Delegation::new(ALICE, BOB, ALICE).sign(),
        Delegation::new(BOB, CAROL, None).with("pol", to("eve")).sign(),
    ];
    vec![
        case(&held(), "resolved-value-holds")
            .input("args", dan.clone())
            .title("A policy holds for the value that took the place of a promise.")
            .why("Before that nobody knows what will be done.")
            .expect_value(authorized(&asked, &dan)),
        case(&held(), "resolved-value-broken")
            .input("args", map! { "to" => "eve" })
            .title("A policy that does not hold for the value behind a promise refuses the task.")
            .why("A promise would carry past the policy what may not be said outright.")
            .expect_error_of("MatchError", 0),
        case(&judged(&asked, &with_policies(on_the_promise, list![])), "policy-on-the-promise")
            .input("args", dan.clone())
            .title("A policy that holds for the promise, and not for the value, refuses the task.")
            .why("The promise is not what the command will be given.")
            .expect_error_of("MatchError", 0),
        case(&judged(&asked, &with_policies(list![], absent)), "policy-under-a-promise")
            .input("args", map! { "to" => map! { "name" => "eve" } })
            .title("A policy on what stands inside of the value behind a promise is judged there.")
            .why("In the promise there is no such key, and that would have satisfied the policy.")
            .expect_error_of("MatchError", 1),
        case(&judged(&asked, &powerline), "policy-of-a-powerline")
            .input("args", dan)
            .title("The policy of a powerline is judged on the resolved arguments too.")
            .why("A powerline may have restrictions.")
            .expect_error_of("MatchError", 1),
    ]
}
