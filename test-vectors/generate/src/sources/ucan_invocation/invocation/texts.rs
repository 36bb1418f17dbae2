//! DIDs, commands, times and nonces of an invocation.

use super::{accepts, accepts_for, invocation, reads};
use crate::{case::CaseBuilder, hex};

const LARGEST: i64 = (1 << 53) - 1;

pub(super) fn cases() -> Vec<CaseBuilder> {
    [principals(), commands(), times(), nonces()].concat()
}

fn principals() -> Vec<CaseBuilder> {
    let mut cases = [
        ("iss-no-did", "iss", "bob"),
        ("iss-with-path", "iss", "did:web:example.com/bob"),
        ("sub-empty", "sub", ""),
        ("sub-a-resource", "sub", "https://example.com/blog"),
        ("aud-with-query", "aud", "did:web:example.com?carol"),
        ("aud-star", "aud", "*"),
    ]
    .into_iter()
    .map(|(slug, field, value)| {
        reads(slug, &invocation().with(field, value))
            .section("Agents")
            .ruling("T14")
            .title(format!("{value:?} is refused as the `{field}` of an invocation."))
            .why("A principal is a DID, without path and query.")
            .expect_error("FieldDid")
            .rules(["invocation.did"])
    })
    .collect::<Vec<_>>();
    let web = "did:web:example.com#key-1";
    cases.push(
        accepts_for("sub-of-another-method", &[("sub", web.into())], web)
            .section("Agents")
            .ruling("T14")
            .title("A subject of another method is read, and its fragment kept.")
            .why("Only who signs needs a key; the token says what it said.")
            .rules(["invocation.did"]),
    );
    cases
}

fn commands() -> Vec<CaseBuilder> {
    let mut cases = [
        ("cmd-empty", ""),
        ("cmd-without-slash", "msg/send"),
        ("cmd-trailing-slash", "/msg/send/"),
        ("cmd-upper-case", "/Msg/send"),
        ("cmd-empty-segment", "/msg//send"),
    ]
    .into_iter()
    .map(|(slug, value)| {
        reads(slug, &invocation().with("cmd", value))
            .section("Command")
            .ruling("T13")
            .title(format!("{value:?} is refused as the command of an invocation."))
            .why("One command must have one spelling, or one task has two addresses.")
            .expect_error("FieldCommand")
            .rules(["invocation.command"])
    })
    .collect::<Vec<_>>();
    cases.push(
        accepts("cmd-three-segments", &[("cmd", "/ucan/assert/receipt".into())])
            .section("Command")
            .title("A command of three segments is read.")
            .why("There may be as many as it takes to say what is to be done.")
            .rules(["invocation.command"]),
    );
    cases
}

fn times() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for field in ["nbf", "exp", "iat"] {
        for (slug, seconds) in [("largest", LARGEST), ("smallest", -LARGEST)] {
            cases.push(
                accepts(format!("{field}-{slug}"), &[(field, seconds.into())])
                    .ruling("T5")
                    .title(format!("The `{field}` {seconds} is read."))
                    .why("The range is the same on both sides of the epoch, ends included.")
                    .rules(["invocation.time"]),
            );
        }
        for (slug, value, number) in [
            ("too-large", hex!("1b 0020000000000000"), "2^53"),
            ("too-small", hex!("3b 001fffffffffffff"), "-2^53"),
            ("of-64-bits", hex!("1b ffffffffffffffff"), "2^64 - 1"),
        ] {
            cases.push(
                reads(format!("{field}-{slug}"), &invocation().with_encoded(field, value))
                    .ruling("T5")
                    .title(format!("The `{field}` {number} is refused."))
                    .why("A number that wraps or rounds makes an expired token valid.")
                    .expect_error("FieldTimestamp")
                    .rules(["invocation.time"]),
            );
        }
    }
    cases
}

fn nonces() -> Vec<CaseBuilder> {
    [
        (
            "nonce-empty",
            Vec::new(),
            "no bytes",
            "Work that gives the same result every time is one task.",
        ),
        (
            "nonce-one-byte",
            vec![0],
            "one byte",
            "How many bytes it takes is the issuer's business.",
        ),
        (
            "nonce-long",
            vec![0xff; 300],
            "300 bytes",
            "How many bytes it takes is the issuer's business.",
        ),
    ]
    .into_iter()
    .map(|(slug, nonce, what, why)| {
        accepts(slug, &[("nonce", nonce.into())])
            .section("Nonce")
            .ruling("T11")
            .title(format!("A nonce of {what} is read."))
            .why(why)
            .rules(["invocation.kind"])
    })
    .collect()
}
