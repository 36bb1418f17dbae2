//! Who may say what of a name.

use super::stage::{
    NOW, WIT, about, beside, by, bytes, lets, named, only, release, says, without, yank, yanks,
};
use crate::{
    Topic, case,
    case::CaseBuilder,
    cid::{DAG_CBOR, RAW, cid_v1, cid_with_digest},
    list, map,
    people::{ALICE, BOB, CAROL, MALLORY, Person},
    sources::DELEGATION,
    token::{Delegation, Invocation, Token},
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-registry",
        "assertions",
        "Releases and yanks: who may sign them, and what they say.",
        DELEGATION,
        [owners(), delegates(), times(), forms(), malformed()].concat(),
    )
}

fn accept(slug: &str, token: &Token, proofs: &[Token]) -> CaseBuilder {
    case(slug)
        .ruling("O83")
        .operation("registry.assertion.accept")
        .input("token", token.bytes())
        .input("proofs", bytes(proofs))
        .input("now", NOW)
}

/// What comes out of a release of `image-ops`.
fn released(owner: Person, issuer: Person, version: &str) -> Value {
    map! {
        "kind" => "release",
        "owner" => owner.did(),
        "issuer" => issuer.did(),
        "name" => "image-ops",
        "version" => version,
        "component" => named(version),
        "wit" => WIT,
    }
}

fn owners() -> Vec<CaseBuilder> {
    let why = "Whoever may say what a name is decides what others run.";
    let rule = ["registry.owner"];
    let plain = || release(ALICE, says("1.0.0"));
    vec![
        accept("release", &plain().sign(), &[])
            .title("An owner releases a version.")
            .why(why)
            .expect_value(released(ALICE, ALICE, "1.0.0"))
            .rules(["registry.owner", "registry.command", "registry.arguments"]),
        accept("release-to-oneself", &plain().with("aud", ALICE.did()).sign(), &[])
            .title("The owner may be named as the audience.")
            .why(why)
            .expect_value(released(ALICE, ALICE, "1.0.0"))
            .rules(["registry.audience"]),
        accept("release-to-another", &plain().with("aud", BOB.did()).sign(), &[])
            .title("An assertion that somebody else is to carry out is none.")
            .why(why)
            .expect_error("RegistryAudience")
            .rules(["registry.audience"]),
        accept("forged", &plain().signed_by(MALLORY).sign(), &[])
            .title("What the owner did not sign is not the owner's.")
            .why(why)
            .expect_error("InvalidSignature")
            .rules(rule),
        accept("without-proof", &by(MALLORY, plain(), &[]).sign(), &[])
            .title("Nobody releases for another without proof.")
            .why(why)
            .expect_error("InvalidClaim")
            .rules(rule),
        accept("same-name-of-another", &release(MALLORY, says("1.0.0")).sign(), &[])
            .title("Everybody may use any name for what is theirs.")
            .why("A name that one owner could take from another would be worth taking.")
            .expect_value(released(MALLORY, MALLORY, "1.0.0"))
            .rules(rule),
        accept("another-command", &plain().with("cmd", "/ipvm/assert/offer").sign(), &[])
            .title("Another assertion says nothing of a name.")
            .why(why)
            .expect_error("RegistryCommand")
            .rules(["registry.command"]),
        accept("a-command-below", &plain().with("cmd", "/ipvm/assert/release/x").sign(), &[])
            .title("A command below that of a release is none.")
            .why(why)
            .expect_error("RegistryCommand")
            .rules(["registry.command"]),
    ]
}

fn delegates() -> Vec<CaseBuilder> {
    let why = "A robot that may publish one name must not publish another.";
    let limited = lets(ALICE, BOB).with("pol", only("image-ops")).sign();
    let speaks = |said: Value, proofs: &[Token]| by(BOB, release(ALICE, said), proofs).sign();
    let good = |slug: &str, token: Token, proofs: &[Token], title: &str| {
        accept(slug, &token, proofs).title(title).why(why)
    };
    let all = Delegation::new(ALICE, BOB, ALICE).with("cmd", "/ipvm/assert").sign();
    let wide = lets(ALICE, BOB).sign();
    let onward = Delegation::new(BOB, CAROL, ALICE)
        .with("cmd", "/ipvm/assert/release")
        .with("pol", only("image-ops"))
        .sign();
    let of_mallory = lets(MALLORY, BOB).sign();
    vec![
        good(
            "delegate",
            speaks(says("1.0.0"), std::slice::from_ref(&limited)),
            std::slice::from_ref(&limited),
            "A delegate releases what the policy allows.",
        )
        .expect_value(released(ALICE, BOB, "1.0.0"))
        .rules(["registry.policy", "registry.owner"]),
        good(
            "delegate-of-another-name",
            speaks(about("numbers", "1.0.0", "1.0.0"), std::slice::from_ref(&limited)),
            std::slice::from_ref(&limited),
            "A delegate releases nothing that the policy forbids.",
        )
        .expect_error_of("MatchError", 0)
        .rules(["registry.policy"]),
        good(
            "delegate-of-all",
            speaks(says("1.0.0"), std::slice::from_ref(&all)),
            &[all],
            "A command above covers a release.",
        )
        .expect_value(released(ALICE, BOB, "1.0.0"))
        .rules(["registry.owner"]),
        good(
            "delegate-twice",
            by(CAROL, release(ALICE, says("1.0.0")), &[wide.clone(), onward.clone()]).sign(),
            &[wide.clone(), onward.clone()],
            "A delegate may let another release.",
        )
        .expect_value(released(ALICE, CAROL, "1.0.0"))
        .rules(["registry.owner"]),
        good(
            "delegate-twice-of-another-name",
            by(
                CAROL,
                release(ALICE, about("numbers", "1.0.0", "1.0.0")),
                &[wide.clone(), onward.clone()],
            )
            .sign(),
            &[wide, onward],
            "Every policy in the chain has to hold.",
        )
        .expect_error_of("MatchError", 1)
        .rules(["registry.policy"]),
        good(
            "delegate-yanks",
            by(BOB, yank(ALICE, yanks("1.0.0")), std::slice::from_ref(&limited)).sign(),
            std::slice::from_ref(&limited),
            "Who may release may not yank for that.",
        )
        .expect_error_of("ImpossibleAttenuation", 0)
        .rules(["registry.owner"]),
        good(
            "delegate-of-another-owner",
            speaks(says("1.0.0"), std::slice::from_ref(&of_mallory)),
            &[of_mallory],
            "Who may release for one owner may not for another.",
        )
        .expect_error_of("InvalidSubject", 0)
        .rules(["registry.owner"]),
        good(
            "delegation-elsewhere",
            speaks(says("1.0.0"), &[limited]),
            &[],
            "A proof that is not at hand proves nothing.",
        )
        .expect_error_of("UnavailableProof", 0)
        .rules(["registry.owner"]),
    ]
}

fn times() -> Vec<CaseBuilder> {
    let why = "A release that ends by itself breaks who builds on it, a robot's word must not \
               outlive its leave.";
    let rule = ["registry.time"];
    let plain = || release(ALICE, says("1.0.0"));
    let ended = lets(ALICE, BOB).with("exp", NOW - 3600).sign();
    let wide = lets(ALICE, BOB).sign();
    let of_bob = |proof: &Token| by(BOB, plain(), std::slice::from_ref(proof)).sign();
    let revoked =
        |by: Person, token: &Token| list![map! { "token" => token.link(), "revoker" => by.did() }];
    vec![
        accept("ended", &plain().with("exp", NOW - 3600).sign(), &[])
            .title("A release that has expired still was one.")
            .why(why)
            .expect_value(released(ALICE, ALICE, "1.0.0"))
            .rules(rule),
        accept("not-yet", &plain().with("nbf", NOW + 3600).sign(), &[])
            .title("A release that begins later is none yet.")
            .why(why)
            .expect_error("TooEarly")
            .rules(rule),
        accept("revoked", &plain().sign(), &[])
            .input("revocations", revoked(ALICE, &plain().sign()))
            .title("A release that its owner revokes is none.")
            .why(why)
            .expect_error("Revoked")
            .rules(rule),
        accept("delegation-ended", &of_bob(&ended), std::slice::from_ref(&ended))
            .title("The word of a delegate ends with the delegation.")
            .why(why)
            .expect_error_of("Expired", 0)
            .rules(rule),
        accept("delegation-revoked", &of_bob(&wide), std::slice::from_ref(&wide))
            .input("revocations", revoked(ALICE, &wide))
            .title("The word of a delegate ends when the delegation is revoked.")
            .why(why)
            .expect_error_of("Revoked", 0)
            .rules(rule),
        accept("delegation-revoked-by-nobody", &of_bob(&wide), std::slice::from_ref(&wide))
            .input("revocations", revoked(MALLORY, &wide))
            .title("Nobody outside of the chain revokes it.")
            .why(why)
            .expect_value(released(ALICE, BOB, "1.0.0"))
            .rules(rule),
    ]
}

fn forms() -> Vec<CaseBuilder> {
    let why = "What one reader takes and another refuses is a release for some.";
    let yanked = |reason: Option<&str>| {
        let mut value = map! {
            "kind" => "yank",
            "owner" => ALICE.did(),
            "issuer" => ALICE.did(),
            "name" => "image-ops",
            "version" => "1.0.0",
        };
        if let Some(reason) = reason {
            value = beside(value, "reason", reason);
        }
        value
    };
    let longest = "x".repeat(1024);
    vec![
        accept("yank", &yank(ALICE, yanks("1.0.0")).sign(), &[])
            .title("An owner yanks a version.")
            .why(why)
            .expect_value(yanked(None))
            .rules(["registry.command", "registry.arguments"]),
        accept(
            "yank-with-reason",
            &yank(ALICE, beside(yanks("1.0.0"), "reason", longest.as_str())).sign(),
            &[],
        )
        .title("A reason may have 1024 bytes.")
        .why(why)
        .expect_value(yanked(Some(&longest)))
        .rules(["registry.sizes"]),
        accept("prerelease", &release(ALICE, says("1.0.0-rc.1")).sign(), &[])
            .title("A pre-release is released like any version.")
            .why(why)
            .expect_value(released(ALICE, ALICE, "1.0.0-rc.1"))
            .rules(["registry.component"]),
    ]
}

fn malformed() -> Vec<CaseBuilder> {
    let bad =
        |slug: &str, token: Invocation, error: &'static str, rule: &'static str, title: &str| {
            accept(slug, &token.sign(), &[])
                .title(title)
                .why("What is passed over by one reader is what another goes by.")
                .expect_error(error)
                .rules([rule])
        };
    let said = |args: Value| release(ALICE, args);
    let with = |key: &str, value: Value| said(beside(says("1.0.0"), key, value));
    let arguments = "registry.arguments";
    let mut cases = ["name", "version", "component", "wit"]
        .into_iter()
        .map(|key| {
            let token = said(without(says("1.0.0"), key));
            let title = format!("A release without {key} is none.");
            bad(&format!("no-{key}"), token, "RegistryArgument", arguments, &title)
        })
        .collect::<Vec<_>>();
    let of_cbor = Value::link(cid_v1(DAG_CBOR, b"\xa0"));
    // As if by sha2-512.
    let other = Value::link(cid_with_digest(RAW, 0x13, &[7; 64]));
    cases.extend([
        bad(
            "unknown-argument",
            with("license", "MIT".into()),
            "RegistryArgument",
            arguments,
            "What a release says beside that is refused.",
        ),
        bad(
            "component-text",
            with("component", "bafy".into()),
            "RegistryArgument",
            arguments,
            "A component is named by a link.",
        ),
        bad(
            "reason-null",
            yank(ALICE, beside(yanks("1.0.0"), "reason", Value::Null)),
            "RegistryArgument",
            arguments,
            "A reason that is not given is left out.",
        ),
        bad(
            "yank-of-a-component",
            yank(ALICE, beside(yanks("1.0.0"), "component", named("1.0.0"))),
            "RegistryArgument",
            arguments,
            "A yank is of a version, not of a component.",
        ),
        bad(
            "bad-name",
            with("name", "Image".into()),
            "RegistryName",
            "registry.name",
            "Nothing is released under what is no name.",
        ),
        bad(
            "bad-version",
            with("version", "1.0".into()),
            "RegistryVersion",
            "registry.version",
            "Nothing is released as what is no version.",
        ),
        bad(
            "build-metadata",
            with("version", "1.0.0+1".into()),
            "RegistryBuildMetadata",
            "registry.version",
            "Nothing is released with build metadata.",
        ),
        bad(
            "component-of-dag-cbor",
            with("component", of_cbor),
            "RegistryComponent",
            "registry.component",
            "A component is plain bytes.",
        ),
        bad(
            "component-by-another-hash",
            with("component", other),
            "RegistryComponent",
            "registry.component",
            "A component is named with sha2-256.",
        ),
        bad(
            "reason-too-long",
            yank(ALICE, beside(yanks("1.0.0"), "reason", "x".repeat(1025))),
            "RegistryTooLong",
            "registry.sizes",
            "A reason has not more than 1024 bytes.",
        ),
    ]);
    cases
}
