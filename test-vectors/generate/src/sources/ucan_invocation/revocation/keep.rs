//! Keeping revocations in a set.

use std::slice::from_ref;

use super::{NOW, all_bytes, from, revoke, revoke_by, revoke_for, revoke_for_by};
use crate::{
    case,
    case::CaseBuilder,
    map,
    people::{ALICE, BOB, CAROL, DAN, ERIN, MALLORY, PAULA, Person},
    sources::ucan_core::high,
    token::{Delegation, Token},
    value::Value,
};

/// A set, and what happens to it.
#[derive(Clone, Debug, Default)]
#[must_use]
struct Set {
    received: Vec<Token>,
    at_hand: Vec<Token>,
    subjects: Vec<Person>,
    quota: i64,
    seen: Vec<Token>,
    later: Option<(i64, i64)>,
}

/// A set that is for nobody in particular, and gets these.
fn set(received: impl Into<Vec<Token>>, quota: i64) -> Set {
    Set { received: received.into(), quota, ..Set::default() }
}

impl Set {
    fn at_hand(mut self, tokens: &[Token]) -> Self {
        self.at_hand = tokens.to_vec();
        self
    }

    fn of(mut self, subjects: impl Into<Vec<Person>>) -> Self {
        self.subjects = subjects.into();
        self
    }

    fn seeing(mut self, token: &Token) -> Self {
        self.seen.push(token.clone());
        self
    }

    const fn later(mut self, now: i64, leeway: i64) -> Self {
        self.later = Some((now, leeway));
        self
    }

    fn case(self, slug: &str) -> CaseBuilder {
        let subjects = self.subjects.iter().map(|it| it.did().into()).collect::<Vec<Value>>();
        let (later, leeway) = self.later.map_or((None, 0), |(now, leeway)| (Some(now), leeway));
        let mut case = case(slug)
            .ruling("P10")
            .operation("ucan.revocation.keep")
            .input("received", all_bytes(&self.received))
            .input("proofs", all_bytes(&self.at_hand))
            .input("now", NOW)
            .input("leeway", leeway)
            .input("subjects", subjects)
            .input("quota", self.quota);
        if !self.seen.is_empty() {
            case = case.input("seen", all_bytes(&self.seen));
        }
        match later {
            Some(later) => case.input("later", later),
            None => case,
        }
    }
}

/// What is held, in the order of the texts.
fn held(pairs: &[(&Token, Person)]) -> Value {
    let mut pairs = pairs
        .iter()
        .map(|(token, revoker)| match token.link() {
            Value::Link(cid) => (cid, revoker.did()),
            other => panic!("a link and not {other:?}"),
        })
        .collect::<Vec<_>>();
    pairs.sort();
    let pairs = pairs.into_iter();
    Value::List(
        pairs
            .map(|(token, revoker)| map! { "token" => Value::link(token), "revoker" => revoker })
            .collect(),
    )
}

/// A token that nobody has at hand, unlike others of another nonce.
fn unseen(nonce: &[u8; 12]) -> Token {
    from(ALICE, BOB).with("nonce", nonce).sign()
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    [joining(), bounds(), ends()].concat()
}

fn joining() -> Vec<CaseBuilder> {
    let (one, two) = (unseen(b"number one  "), unseen(b"number two  "));
    let by = |person, token: &Token| revoke(person, token).sign();
    let all = held(&[(&one, BOB), (&one, MALLORY), (&two, BOB)]);
    let received = [by(BOB, &one), by(MALLORY, &one), by(BOB, &two)];
    let turned = [received[2].clone(), received[1].clone(), received[0].clone()];
    let twice = [received.clone(), turned.clone()].concat();
    let otherwise = revoke(BOB, &one).with("iat", NOW).sign();
    let to_erin = from(ALICE, ERIN).with("cmd", "/ucan/revoke").sign();
    let by_erin = revoke_for(ERIN, ALICE, &one).proofs(from_ref(&to_erin)).sign();
    let why = "Nobody can know in which order, and how often, they arrive.";
    vec![
        set([], 0)
            .case("empty")
            .section("Store")
            .title("At first nothing is revoked.")
            .why("A set begins somewhere.")
            .expect_value(held(&[])),
        set(received, 10)
            .case("three")
            .section("Semantics")
            .title("Of each revocation the token and the revoker are kept.")
            .why("What it reaches is judged chain by chain.")
            .expect_value(all.clone())
            .rules(["revocations.bounded"]),
        set(turned, 10)
            .case("three-in-another-order")
            .section("Semantics")
            .title("The order of arrival does not matter.")
            .why(why)
            .expect_value(all.clone()),
        set(twice, 3)
            .case("three-twice")
            .section("Semantics")
            .title("What arrives again takes no room.")
            .why(why)
            .expect_value(all),
        set([by(BOB, &one), otherwise], 1)
            .case("another-revocation-of-the-same")
            .section("Semantics")
            .title("Two revocations of one token by one revoker are one element.")
            .why("Else one could fill the store with many of them.")
            .expect_value(held(&[(&one, BOB)])),
        set([by_erin], 2)
            .at_hand(&[to_erin])
            .case("delegated")
            .section("Delegating Revocation")
            .title("A delegate's revocation is kept in the name of the subject, and in the own.")
            .why("The subject stands in the chains, and the delegate has signed.")
            .expect_value(held(&[(&one, ALICE), (&one, ERIN)])),
    ]
}

fn bounds() -> Vec<CaseBuilder> {
    let (one, two) = (unseen(b"number one  "), unseen(b"number two  "));
    let by = |person, token: &Token| revoke(person, token).sign();
    let hops = [from(ALICE, BOB).sign(), from(BOB, CAROL).sign()];
    let shown = revoke_by(BOB, &hops).sign();
    let own = [Delegation::new(MALLORY, MALLORY, MALLORY).sign()];
    let spurious = revoke_by(MALLORY, &own).sign();
    let to_erin = from(ALICE, ERIN).with("cmd", "/ucan/revoke").sign();
    let by_erin = revoke_for(ERIN, ALICE, &one).proofs(from_ref(&to_erin)).sign();
    let case = |case: CaseBuilder| case.section("Path Witness").rules(["revocations.bounded"]);
    vec![
        case(set([by(MALLORY, &one), by(MALLORY, &two)], 1).case("quota-used-up"))
            .title("For more than the quota there is no room.")
            .why("Whoever invents tokens would fill the memory.")
            .expect_error_of("RevocationNoRoom", 1),
        case(set([by(BOB, &one), by(CAROL, &one), by(DAN, &one)], 2).case("quota-of-revokers"))
            .title("Several revokers of one token count each.")
            .why("Whoever invents keys would fill the memory with one token.")
            .expect_error_of("RevocationNoRoom", 2),
        case(set([by(MALLORY, &one), by(BOB, &two)], 2).case("quota-reached"))
            .title("The quota may be used up.")
            .why("Revocations of tokens that are yet to be seen are kept.")
            .expect_value(held(&[(&one, MALLORY), (&two, BOB)])),
        case(set([by(BOB, &hops[1])], 0).of([ALICE]).case("demanded"))
            .title("A quota of zero demands that somebody vouches.")
            .why("So no stranger is served.")
            .expect_error_of("RevocationNoRoom", 0),
        case(set([shown.clone()], 0).at_hand(&hops).of([ALICE]).case("shown"))
            .title("What a path from a subject shows is always kept.")
            .why("The subject has given the revoker something.")
            .expect_value(held(&[(&hops[1], BOB)])),
        case(
            set([by(BOB, &hops[1]), shown.clone(), by(MALLORY, &one)], 1)
                .at_hand(&hops)
                .of([ALICE])
                .case("shown-later"),
        )
        .title("What is shown later gives its room back.")
        .why("It is one and the same element.")
        .expect_value(held(&[(&hops[1], BOB), (&one, MALLORY)])),
        case(set([shown], 0).at_hand(&hops).of([DAN]).case("shown-for-another"))
            .title("A path from another subject is as good as none.")
            .why("The store is not for what is Alice's.")
            .expect_error_of("RevocationNoRoom", 0),
        case(set([spurious], 0).at_hand(&own).of([ALICE]).case("shown-for-the-own"))
            .title("A path that begins with a stranger is as good as none.")
            .why("Everybody is the subject of something.")
            .expect_error_of("RevocationNoRoom", 0),
        case(set([by(ALICE, &one)], 0).of([ALICE]).case("by-the-subject"))
            .section("Store")
            .title("What the subject revokes is always kept.")
            .why("The subject stands at the root of every chain, and its agent must keep this.")
            .expect_value(held(&[(&one, ALICE)])),
        case(set([by_erin], 0).at_hand(&[to_erin]).of([ALICE]).case("by-the-subjects-delegate"))
            .section("Store")
            .title("What a delegate revokes for the subject is always kept.")
            .why("It is the word of the subject.")
            .expect_value(held(&[(&one, ALICE), (&one, ERIN)])),
    ]
}

fn ends() -> Vec<CaseBuilder> {
    let until = |time: i64| [from(ALICE, BOB).with("exp", time).sign()];
    let ending = until(NOW + 10);
    let endless = [from(ALICE, BOB).sign()];
    let shown = |path: &[Token]| set([revoke_by(ALICE, path).sign()], 1).at_hand(path);
    let bare = |path: &[Token]| set([revoke(ALICE, &path[0]).sign()], 1);
    let kept = |path: &[Token]| held(&[(&path[0], ALICE)]);
    let case = |case: CaseBuilder| case.section("Eviction");
    let low = Delegation::new(PAULA, BOB, PAULA).sign();
    let turned = high(&low);
    let hops = [from(ALICE, BOB).with("exp", NOW + 10).sign(), from(BOB, CAROL).sign()];
    let for_bob = [hops[0].clone(), hops[1].clone()];
    vec![
        case(shown(&ending).later(NOW + 70, 60).case("in-the-last-second"))
            .title("A revocation is kept until the token has expired, and the leeway is over.")
            .why("Until then the token may be used.")
            .expect_value(kept(&ending)),
        case(shown(&ending).later(NOW + 71, 60).case("behind-the-last-second"))
            .title("Behind the last second and the leeway a revocation is let go.")
            .why("The token cannot be used any more.")
            .expect_value(held(&[])),
        case(shown(&endless).later(NOW + 1_000_000_000, 0).case("without-an-end"))
            .title("A revocation of what never expires is kept for ever.")
            .why("The token could come back.")
            .expect_value(kept(&endless)),
        case(bare(&ending).later(NOW + 1_000_000_000, 0).case("end-unknown"))
            .title("A revocation of what nobody has seen is kept.")
            .why("Nobody knows when it expires.")
            .expect_value(kept(&ending)),
        case(bare(&ending).seeing(&ending[0]).later(NOW + 11, 0).case("end-learned"))
            .title("When the token comes by, its end is known.")
            .why("The room is wanted for others.")
            .expect_value(held(&[])),
        case(
            set([revoke(BOB, &turned).sign()], 1)
                .seeing(&low)
                .later(0, 0)
                .case("twin-without-an-end"),
        )
        .ruling("T10")
        .title("What comes by in another form is the same token.")
        .why("It has no end in either.")
        .expect_value(held(&[(&turned, BOB)])),
        case(
            set([revoke_for_by(BOB, BOB, &for_bob).sign()], 1)
                .at_hand(&hops)
                .later(NOW + 1_000_000, 0)
                .case("path-that-ends-earlier"),
        )
        .title("What counts is the end of the token, not that of the path that was shown.")
        .why("The token may be usable by another path.")
        .expect_value(held(&[(&hops[1], BOB)])),
    ]
}
