//! Delegations whose subject is null.

use super::{carol, chain, from, powerline, proven};
use crate::{
    Topic, Value,
    case::CaseBuilder,
    people::{ALICE, BOB, CAROL, DAN, ERIN, MALLORY},
    sources::DELEGATION,
    token::Delegation,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "chain-powerlines",
        "Delegations whose subject is null, in every place of a chain.",
        DELEGATION,
        [roots(), places(), subjects(), commands()].concat(),
    )
}

fn roots() -> Vec<CaseBuilder> {
    let why = "There is no subject before the root that could take the place of null.";
    [
        ("root", carol(&[powerline(ALICE, BOB).sign(), from(BOB, CAROL).sign()]), "as the root"),
        (
            "alone",
            chain(BOB, ALICE, &[powerline(ALICE, BOB).sign()]),
            "alone, by the subject itself,",
        ),
        (
            "alone-by-a-stranger",
            chain(BOB, ALICE, &[powerline(MALLORY, BOB).sign()]),
            "alone, by a stranger,",
        ),
        (
            "two-alone",
            carol(&[powerline(ALICE, BOB).sign(), powerline(BOB, CAROL).sign()]),
            "with another behind it and nothing before",
        ),
        (
            "alone-to-oneself",
            chain(ALICE, ALICE, &[powerline(ALICE, ALICE).sign()]),
            "from the subject to itself",
        ),
        (
            "before-the-root",
            carol(&[
                powerline(ALICE, ALICE).sign(),
                from(ALICE, BOB).sign(),
                from(BOB, CAROL).sign(),
            ]),
            "in front of the root",
        ),
    ]
    .into_iter()
    .map(|(slug, chain, what)| {
        chain
            .prove(slug)
            .section("Powerline")
            .ruling("P2")
            .title(format!("A powerline {what} is refused."))
            .why(why)
            .expect_error_of("InvalidClaim", 0)
            .rules(["chain.powerline-root"])
    })
    .collect()
}

fn places() -> Vec<CaseBuilder> {
    let people = [ALICE, BOB, CAROL, DAN, ERIN];
    [
        ("second", vec![1], 3),
        ("in-the-middle", vec![1], 4),
        ("last", vec![2], 4),
        ("two-in-a-row", vec![1, 2], 4),
        ("three-in-a-row", vec![1, 2, 3], 5),
        ("every-other", vec![1, 3], 5),
    ]
    .into_iter()
    .map(|(slug, places, count)| {
        let proofs = people[..count]
            .windows(2)
            .enumerate()
            .map(|(place, pair)| {
                if places.contains(&place) {
                    powerline(pair[0], pair[1]).sign()
                } else {
                    from(pair[0], pair[1]).sign()
                }
            })
            .collect::<Vec<_>>();
        let listed = places.iter().map(|place| (place + 1).to_string()).collect::<Vec<_>>();
        chain(people[count - 1], ALICE, &proofs)
            .prove(slug)
            .section("Powerline")
            .ruling("P2")
            .title(format!(
                "Of {} proofs, powerlines in place {} take over the subject before them.",
                count - 1,
                listed.join(" and "),
            ))
            .why("Null stands for the last subject that was named, however many follow each other.")
            .expect_value(proven("/msg/send"))
            .rules(["chain.powerline", "chain.powerline-root"])
    })
    .collect()
}

fn subjects() -> Vec<CaseBuilder> {
    let root = from(ALICE, BOB).sign();
    vec![
        chain(
            DAN,
            ALICE,
            &[
                root.clone(),
                powerline(BOB, CAROL).sign(),
                Delegation::new(CAROL, DAN, CAROL).sign(),
            ],
        )
        .prove("another-subject-behind")
        .section("Powerline")
        .ruling("P2")
        .title("Behind a powerline a proof about another subject is refused.")
        .why("Null is what came before it, and not whatever comes after.")
        .expect_error_of("InvalidSubject", 2)
        .rules(["chain.powerline", "chain.subject"]),
        chain(CAROL, BOB, &[root.clone(), powerline(BOB, CAROL).sign()])
            .prove("claim-about-its-issuer")
            .section("Powerline")
            .ruling("P2")
            .title("A powerline behind a root about Alice gives nothing about Bob, who issued it.")
            .why("Null is the subject of the chain, and not the issuer.")
            .expect_error_of("InvalidSubject", 0)
            .rules(["chain.powerline", "chain.subject"]),
        carol(&[root.clone(), powerline(MALLORY, CAROL).sign()])
            .prove("by-a-stranger")
            .section("Powerline")
            .title("A powerline by a stranger is refused.")
            .why("All other fields go on to be judged as in any proof.")
            .expect_error_of("InvalidAudience", 1)
            .rules(["chain.powerline", "chain.alignment"]),
        carol(&[root.clone(), powerline(BOB, CAROL).with("exp", 1).sign()])
            .prove("expired")
            .section("Powerline")
            .title("A powerline that has expired is refused.")
            .why("All other fields go on to be judged as in any proof.")
            .expect_error_of("Expired", 1)
            .rules(["chain.powerline"]),
        carol(&[root, powerline(BOB, CAROL).signed_by(MALLORY).sign()])
            .prove("forged")
            .section("Powerline")
            .title("A powerline that its issuer did not sign is refused.")
            .why("All other fields go on to be judged as in any proof.")
            .expect_error_of("InvalidSignature", 1)
            .rules(["chain.powerline", "chain.signatures"]),
    ]
}

fn commands() -> Vec<CaseBuilder> {
    let all = |issuer, audience| powerline(issuer, audience).with("cmd", "/").sign();
    let root = from(ALICE, BOB).sign();
    let value = |command: &str| -> Value { proven(command) };
    vec![
        carol(&[root.clone(), all(BOB, CAROL)])
            .prove("wider-command")
            .section("Powerline")
            .ruling("P4")
            .title("A powerline for every command hands on the command that reaches it.")
            .why("The example of the text does this: a phone gets all, and uses what there is.")
            .expect_value(value("/msg/send"))
            .rules(["chain.powerline-command"]),
        carol(&[root.clone(), all(BOB, CAROL)])
            .claiming("command", "/msg/read")
            .prove("wider-command-does-not-widen")
            .section("Powerline")
            .ruling("P4")
            .title("A powerline for every command does not widen the command that reaches it.")
            .why("Nobody hands on more than they hold.")
            .expect_error_of("ImpossibleAttenuation", 0)
            .rules(["chain.powerline-command"]),
        chain(
            DAN,
            ALICE,
            &[root.clone(), all(BOB, CAROL), from(CAROL, DAN).with("cmd", "/msg").sign()],
        )
        .prove("widening-behind-a-wider-powerline")
        .ruling("P4")
        .title("Behind a wider powerline the narrower command is in force, and is not widened.")
        .why("Else a powerline in the middle would undo what was restricted before it.")
        .expect_error_of("ImpossibleAttenuation", 2)
        .rules(["chain.powerline-command"]),
        chain(
            DAN,
            ALICE,
            &[
                from(ALICE, BOB).with("cmd", "/msg").sign(),
                all(BOB, CAROL),
                from(CAROL, DAN).sign(),
            ],
        )
        .prove("narrowing-behind-a-wider-powerline")
        .ruling("P4")
        .title("Behind a wider powerline a proof narrows the command that is in force.")
        .why("The powerline changed nothing.")
        .expect_value(value("/msg/send"))
        .rules(["chain.powerline-command"]),
        carol(&[from(ALICE, BOB).with("cmd", "/").sign(), powerline(BOB, CAROL).sign()])
            .prove("narrower-command")
            .section("Powerline")
            .title("A powerline for one command narrows what reaches it.")
            .why("A powerline may have restrictions like any other delegation.")
            .expect_value(value("/msg/send"))
            .rules(["chain.powerline-command"]),
        carol(&[from(ALICE, BOB).with("cmd", "/").sign(), powerline(BOB, CAROL).sign()])
            .claiming("command", "/msg")
            .prove("narrower-command-is-kept")
            .section("Powerline")
            .title("What a powerline narrows stays narrow.")
            .why("A powerline may have restrictions like any other delegation.")
            .expect_error_of("ImpossibleAttenuation", 1)
            .rules(["chain.powerline-command"]),
        carol(&[root.clone(), powerline(BOB, CAROL).with("cmd", "/crud").sign()])
            .prove("other-command")
            .ruling("P4")
            .title("A powerline for a command beside the one that reaches it is refused.")
            .why("The two have nothing in common, so nothing is handed on.")
            .expect_error_of("ImpossibleAttenuation", 1)
            .rules(["chain.powerline-command"]),
        carol(&[root, powerline(BOB, CAROL).with("cmd", "/m").sign()])
            .prove("beginning-of-the-command")
            .ruling("T13")
            .title("A powerline for /m is not wider than /msg/send.")
            .why("Commands are compared by whole segments.")
            .expect_error_of("ImpossibleAttenuation", 1)
            .rules(["chain.powerline-command"]),
    ]
}
