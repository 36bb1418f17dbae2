//! Paths on which the revoker is found.

use std::slice::from_ref;

use super::{found, found_for, from, path};
use crate::{
    case::CaseBuilder,
    people::{ALICE, BOB, CAROL, DAN, PAULA},
    sources::ucan_core::high,
    token::Delegation,
};

/// Long before the time of every other case, and long after it.
const PAST: i64 = 1_000_000_000;
const FUTURE: i64 = 4_000_000_000;

pub(super) fn cases() -> Vec<CaseBuilder> {
    [places(), rules(), times(), forms()].concat()
}

/// Who is found where.
fn places() -> Vec<CaseBuilder> {
    let three = [from(ALICE, BOB).sign(), from(BOB, CAROL).sign(), from(CAROL, DAN).sign()];
    let mut cases = Vec::new();
    for (place, (slug, name, person)) in [
        ("root", "the subject", ALICE),
        ("second", "the issuer of the second", BOB),
        ("third", "the issuer of the last", CAROL),
    ]
    .into_iter()
    .enumerate()
    {
        cases.push(
            path(&three)
                .shows(format!("revoker-{slug}"), person.did())
                .title(format!("Of a path of three, {name} may revoke the last."))
                .why("Every issuer on the path had a hand in it.")
                .expect_value(found(i64::try_from(place).unwrap_or_default(), None))
                .rules(["path.revoker", "path.root", "path.last", "path.signatures"]),
        );
    }
    let back = [from(ALICE, BOB).sign(), from(BOB, ALICE).sign(), from(ALICE, BOB).sign()];
    let fragment = format!("{}#{}", ALICE.did(), &ALICE.did()["did:key:".len()..]);
    cases.extend([
        path(&back)
            .shows("revoker-twice", ALICE.did())
            .title("A revoker who issued two of the path is found at the first.")
            .why("The place nearest to the root says most.")
            .expect_value(found(0, None))
            .rules(["path.revoker"]),
        path(&three[..1])
            .shows("path-of-one", ALICE.did())
            .title("A root is a path to itself.")
            .why("Whoever issued it is its subject, and may revoke it.")
            .expect_value(found(0, None))
            .rules(["path.not-empty"]),
        path(&three[..1])
            .shows("revoker-with-a-fragment", fragment)
            .ruling("T14")
            .title("A fragment of the revoker plays no part on a path.")
            .why("It names a key and not another principal.")
            .expect_value(found(0, None))
            .rules(["path.revoker"]),
        path(&three)
            .at_hand(&[three[2].clone(), three[0].clone(), three[1].clone()])
            .shows("at-hand-in-any-order", BOB.did())
            .title("In which order the delegations come does not matter.")
            .why("The path says in which order they stand.")
            .expect_value(found(1, None))
            .rules(["path.present"]),
    ]);
    cases
}

/// What a path may be like.
fn rules() -> Vec<CaseBuilder> {
    let root = from(ALICE, BOB);
    let powerline = |issuer, audience| Delegation::new(issuer, audience, None);
    let both = [root.sign(), from(BOB, ALICE).sign()];
    let long = both.iter().cycle().take(64).cloned().collect::<Vec<_>>();
    vec![
        path(&[root.sign(), powerline(BOB, CAROL).sign()])
            .shows("powerline", BOB.did())
            .text("UCAN Delegation")
            .section("Powerline")
            .title("A powerline behind the root belongs to a path.")
            .why("It takes over the subject, and can be revoked like any other.")
            .expect_value(found(1, None))
            .rules(["path.subject"]),
        path(&[root.sign(), powerline(BOB, CAROL).sign(), powerline(CAROL, DAN).sign()])
            .shows("powerlines-in-a-row", CAROL.did())
            .ruling("P2")
            .title("Several powerlines in a row belong to a path.")
            .why("Each takes over the subject that reaches it.")
            .expect_value(found(2, None))
            .rules(["path.subject"]),
        path(&[root.sign(), powerline(BOB, CAROL).with("cmd", "/").sign()])
            .shows("powerline-names-a-wider-command", ALICE.did())
            .ruling("P4")
            .title("On a path a powerline may name a wider command.")
            .why("The narrower stays in force, as in a chain.")
            .expect_value(found(0, None))
            .rules(["path.attenuation"]),
        path(&[root.with("cmd", "/msg").sign(), from(BOB, CAROL).sign()])
            .shows("command-narrows", ALICE.did())
            .ruling("P4")
            .title("Along a path a command may narrow.")
            .why("That is what delegation is for.")
            .expect_value(found(0, None))
            .rules(["path.attenuation"]),
        path(&long)
            .shows("path-of-64", BOB.did())
            .ruling("O13")
            .title("A path of 64 delegations is considered.")
            .why("It is as long as a chain may be.")
            .tags(["bound"])
            .expect_value(found(1, None))
            .rules(["path.length"]),
    ]
}

/// That time plays no part.
fn times() -> Vec<CaseBuilder> {
    let second = from(BOB, CAROL);
    let why = "Whoever issued it did issue it, and the last may be usable by another path.";
    vec![
        path(&[from(ALICE, BOB).with("exp", PAST).sign(), second.sign()])
            .shows("root-has-expired", ALICE.did())
            .title("A path is none the worse for a root that has expired.")
            .why(why)
            .expect_value(found(0, None))
            .rules(["path.aligned"]),
        path(&[from(ALICE, BOB).with("nbf", FUTURE).sign(), second.sign()])
            .shows("root-is-too-early", BOB.did())
            .title("A path is none the worse for a root that is not valid yet.")
            .why(why)
            .expect_value(found(1, None))
            .rules(["path.aligned"]),
        path(&[
            from(ALICE, BOB).with("exp", PAST).sign(),
            second.clone().with("exp", FUTURE).sign(),
        ])
        .shows("expiration-of-the-last", ALICE.did())
        .section("Eviction")
        .title("What ends a revocation is the end of the last delegation, not of the path.")
        .why("The last may be usable by another path for longer.")
        .expect_value(found(0, FUTURE))
        .rules(["path.last"]),
        path(&[from(ALICE, BOB).sign(), second.with("exp", PAST).sign()])
            .shows("last-has-expired", BOB.did())
            .title("A delegation that has expired can be revoked.")
            .why("Clocks differ, and it does no harm.")
            .expect_value(found(1, PAST))
            .rules(["path.last"]),
    ]
}

/// One token in two forms.
fn forms() -> Vec<CaseBuilder> {
    let low = Delegation::new(PAULA, BOB, PAULA).sign();
    let turned = high(&low);
    let mut cases = Vec::new();
    for (slug, named, revoked, at_hand, what) in [
        ("low-for-high", &low, &turned, &low, "names the low form, and the high one is revoked"),
        ("high-for-low", &turned, &low, &turned, "names the high form, and the low one is revoked"),
        ("high-by-low", &turned, &turned, &low, "names the high form, and the low one is at hand"),
        ("low-by-high", &low, &low, &turned, "names the low form, and the high one is at hand"),
    ] {
        cases.push(
            path(from_ref(named))
                .to(revoked)
                .at_hand(from_ref(at_hand))
                .shows(format!("twin-{slug}"), PAULA.did())
                .ruling("T10")
                .title(format!("A path {what}: it is one token."))
                .why("Anybody can turn one form into the other, and would dodge the revocation.")
                .expect_value(found_for(PAULA, 0, None))
                .rules(["path.last", "path.present"]),
        );
    }
    cases
}
