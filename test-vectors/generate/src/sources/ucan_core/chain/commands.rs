//! Commands along a chain.

use super::{carol, chain, from, proven};
use crate::{
    Topic,
    case::CaseBuilder,
    people::{ALICE, BOB, CAROL, DAN},
    sources::UCAN,
    token::Token,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "chain-commands",
        "Commands along a chain: each delegation restates or narrows, and the narrowest covers \
         what is claimed.",
        UCAN,
        [one(), chains()].concat(),
    )
}

/// One proof: what it is for, what is claimed, and whether it is proven.
fn one() -> Vec<CaseBuilder> {
    [
        ("same", "/msg/send", "/msg/send", true),
        ("below", "/msg", "/msg/send", true),
        ("two-below", "/msg", "/msg/send/now", true),
        ("top-proves-all", "/", "/msg/send", true),
        ("top-proves-itself", "/", "/", true),
        ("unicode-below", "/ほげ", "/ほげ/ふが", true),
        ("crypto-sign", "/crypto", "/crypto/sign", true),
        ("cryptocurrency", "/crypto", "/cryptocurrency", false),
        ("stack-pop", "/crypto", "/stack/pop", false),
        ("above", "/msg/send", "/msg", false),
        ("beside", "/msg/send", "/msg/read", false),
        ("claim-of-the-top", "/msg", "/", false),
        ("longer-segment", "/msg/send", "/msg/sender", false),
        ("shorter-segment", "/msg/send", "/msg/sen", false),
        ("hyphen-is-no-slash", "/msg", "/msg-send", false),
        ("dot-is-no-slash", "/msg", "/msg.send", false),
        ("revoke-is-not-all-of-ucan", "/ucan/revoke", "/ucan", false),
        ("unicode-composed", "/\u{e9}", "/e\u{301}", false),
    ]
    .into_iter()
    .map(|(slug, held, wanted, covered)| {
        let case = chain(BOB, ALICE, &[from(ALICE, BOB).with("cmd", held).sign()])
            .claiming("command", wanted)
            .prove(slug)
            .section("Segment Structure")
            .ruling("T13")
            .rules(["chain.command"]);
        if covered {
            case.title(format!("{held:?} proves {wanted:?}."))
                .why("A shorter command proves what begins with all of its segments.")
                .expect_value(proven(held))
        } else {
            case.title(format!("{held:?} does not prove {wanted:?}."))
                .why("Authority for one thing would be authority for another.")
                .expect_error_of("ImpossibleAttenuation", 0)
        }
    })
    .collect()
}

/// Several: the commands, what is claimed, and what comes of it.
fn chains() -> Vec<CaseBuilder> {
    let people = [ALICE, BOB, CAROL, DAN];
    let proofs = |commands: &[&str]| -> Vec<Token> {
        people
            .windows(2)
            .zip(commands)
            .map(|(pair, command)| from(pair[0], pair[1]).with("cmd", *command).sign())
            .collect()
    };
    let narrowing: [(&str, &[&str], &str, &str, &str); 4] = [
        ("narrowed-twice", &["/", "/msg", "/msg/send"], "/msg/send", "/msg/send", "narrowed twice"),
        ("restated-twice", &["/msg", "/msg", "/msg"], "/msg/send", "/msg", "restated twice"),
        (
            "narrowed-to-the-claim-early",
            &["/msg/send", "/msg/send", "/msg/send"],
            "/msg/send",
            "/msg/send",
            "that is the claim from the root on",
        ),
        (
            "narrowed-below-later",
            &["/", "/", "/msg"],
            "/msg/send/now",
            "/msg",
            "narrowed at the end",
        ),
    ];
    let mut cases = narrowing
        .into_iter()
        .map(|(slug, commands, wanted, in_force, what)| {
            chain(DAN, ALICE, &proofs(commands))
                .claiming("command", wanted)
                .prove(slug)
                .section("Attenuation")
                .ruling("P4")
                .title(format!("A command {what} is in force as the narrowest."))
                .why("Authority is what every delegation on the way gave.")
                .expect_value(proven(in_force))
                .rules(["chain.attenuation"])
        })
        .collect::<Vec<_>>();
    let widening: [(&str, &[&str], &str, u32, &str); 6] = [
        (
            "widened-in-the-middle",
            &["/msg/send", "/msg", "/msg/send"],
            "/msg/send",
            1,
            "A command that is widened in the middle is refused, although the claim would fit.",
        ),
        (
            "widened-at-the-end",
            &["/msg", "/msg/send", "/msg"],
            "/msg/send",
            2,
            "A command that is widened at the end is refused, although the claim would fit.",
        ),
        (
            "widened-to-the-top",
            &["/msg", "/", "/msg"],
            "/msg/send",
            1,
            "A command that is widened to all of them is refused.",
        ),
        (
            "exchanged",
            &["/msg/send", "/msg/read", "/msg/read"],
            "/msg/read",
            0,
            "A command that is exchanged for one beside it is refused where it stops to fit the \
             claim.",
        ),
        (
            "exchanged-at-the-end",
            &["/msg/send", "/msg/send", "/msg/read"],
            "/msg/send",
            2,
            "A last proof for a command beside the one in force is refused.",
        ),
        (
            "narrowed-past-the-claim",
            &["/msg", "/msg/send", "/msg/send"],
            "/msg",
            1,
            "A claim of what was narrowed away is refused at the proof that narrows.",
        ),
    ];
    cases.extend(widening.into_iter().map(|(slug, commands, wanted, place, title)| {
        chain(DAN, ALICE, &proofs(commands))
            .claiming("command", wanted)
            .prove(slug)
            .section("Attenuation")
            .ruling("P4")
            .title(title)
            .why("A delegation that claims more than was held is wrong, used or not.")
            .expect_error_of("ImpossibleAttenuation", place)
            .rules(["chain.attenuation"])
    }));
    cases.push(
        carol(&[
            from(ALICE, BOB).with("cmd", "/crypto").sign(),
            from(BOB, CAROL).with("cmd", "/cryptocurrency").sign(),
        ])
        .claiming("command", "/cryptocurrency")
        .prove("crypto-to-cryptocurrency")
        .section("Segment Structure")
        .ruling("T13")
        .title("/crypto is not narrowed to /cryptocurrency.")
        .why("A prefix of the text is not a prefix of the segments.")
        .expect_error_of("ImpossibleAttenuation", 0)
        .rules(["chain.attenuation"]),
    );
    cases
}
