//! Accepting a revocation in the own name.

use super::{NOW, accept, accept_at, accepted, from, links, revoke, revoke_by, two_hops};
use crate::{
    case::CaseBuilder,
    dag_cbor, list, map,
    people::{ALICE, BOB, CAROL, DAN, MALLORY},
    token::Invocation,
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [own(), shape(), paths(), times(), last_word()].concat()
}

fn own() -> Vec<CaseBuilder> {
    let [_, second] = two_hops();
    let token = revoke(BOB, &second);
    let fine = || accepted(&second, &[BOB], None);
    vec![
        accept("before-the-delegation", &token.sign(), &[])
            .section("Consistency Model")
            .title("A revocation is accepted before the delegation is known.")
            .why("Whoever holds back a delegation would else outlive its revocation.")
            .expect_value(fine())
            .rules(["revocation.authority", "revocation.signature"]),
        accept("with-the-delegation", &token.sign(), &two_hops())
            .section("Invoking Revocation")
            .title("A revocation without a path is accepted with the delegation at hand.")
            .why("A path is optional.")
            .expect_value(fine())
            .rules(["revocation.authority"]),
        accept("by-a-stranger", &revoke(MALLORY, &second).sign(), &two_hops())
            .section("Path Witness")
            .title("A stranger's revocation without a path is in order, and reaches nothing.")
            .why("It says that no chain through Mallory may use the token.")
            .expect_value(accepted(&second, &[MALLORY], None))
            .rules(["revocation.authority"]),
        accept("with-a-nonce", &token.clone().with("nonce", *b"twelve bytes").sign(), &[])
            .section("Invoking Revocation")
            .ruling("T11")
            .title("A revocation with a nonce is accepted.")
            .why("To refuse it would leave standing what somebody took back.")
            .expect_value(fine())
            .rules(["revocation.arguments"]),
        accept("for-an-audience", &token.clone().with("aud", DAN.did()).sign(), &[])
            .ruling("P3")
            .title("A revocation that was sent to somebody counts for everybody.")
            .why("It is passed on.")
            .expect_value(fine())
            .rules(["revocation.authority"]),
        accept("signed-by-another", &token.clone().signed_by(MALLORY).sign(), &[])
            .section("Approach")
            .title("A revocation that its issuer has not signed is refused.")
            .why("It would take from others what they have.")
            .expect_error("InvalidSignature")
            .rules(["revocation.signature"]),
        accept("delegation", &second, &[])
            .ruling("T1")
            .title("A delegation is no revocation.")
            .why("It does not ask for anything.")
            .expect_error("TokenWrongTag")
            .rules(["revocation.command"]),
    ]
}

fn shape() -> Vec<CaseBuilder> {
    let [_, second] = two_hops();
    let token = revoke(BOB, &second);
    let command =
        |slug, command: &str| accept(slug, &token.clone().with("cmd", command).sign(), &[]);
    let args = |slug, args: Value| {
        let token = token.clone().with("args", args).sign();
        accept(slug, &token, &[]).section("Arguments").rules(["revocation.arguments"])
    };
    let link = || second.link();
    let why = "What is revoked would be anybody's guess.";
    vec![
        command("another-command", "/ucan")
            .section("Invoking Revocation")
            .title("The command above is no revocation.")
            .why("To hold the authority for a command is not to use it.")
            .expect_error("NotARevocation")
            .rules(["revocation.command"]),
        command("command-below", "/ucan/revoke/all")
            .section("Invoking Revocation")
            .title("A command below is no revocation.")
            .why("It may mean something else.")
            .expect_error("NotARevocation")
            .rules(["revocation.command"]),
        command("command-without-a-slash", "ucan/revoke")
            .section("Invoking Revocation")
            .ruling("P10")
            .title("The form of the command without a slash is refused.")
            .why("It is no command of UCAN 1.0, whatever the example of the text shows.")
            .expect_error("FieldCommand")
            .rules(["revocation.command"]),
        args("nothing-revoked", Value::Map(Vec::new()))
            .title("A revocation says what it revokes.")
            .why(why)
            .expect_error("FieldMissing"),
        args("revoke-is-text", map! { "revoke" => second.cid() })
            .title("What is revoked is a link and not the text of one.")
            .why(why)
            .expect_error("FieldKind"),
        args("revoke-is-a-list", map! { "revoke" => list![link(), link()] })
            .title("One revocation revokes one token.")
            .why(why)
            .expect_error("FieldKind"),
        args("revoke-is-a-promise", map! { "revoke" => map! { "await/ok" => link() } })
            .title("A promise of something to be revoked is not resolved.")
            .why("What is revoked must be known now.")
            .expect_error("FieldKind"),
        args("path-is-null", map! { "revoke" => link(), "path" => Value::Null })
            .ruling("T4")
            .title("A path that is null is not one that is absent.")
            .why("Null stands only where the text allows it.")
            .expect_error("FieldKind"),
        args("path-of-text", map! { "revoke" => link(), "path" => list![second.cid()] })
            .title("A path is a list of links.")
            .why("Text has more than one form.")
            .expect_error("FieldKind"),
        args("another-argument", map! { "revoke" => link(), "rev" => link() })
            .ruling("T4")
            .title("An argument that the text does not know is refused.")
            .why("It could mean to restrict what is said.")
            .expect_error("FieldUnknown"),
        accept(
            "duplicate-argument",
            &token
                .clone()
                .with_encoded(
                    "args",
                    dag_cbor::encode(&map! { "revoke" => link(), "revoke" => link() }),
                )
                .sign(),
            &[],
        )
        .ruling("T3")
        .title("Two things under one name are refused.")
        .why("Readers would differ on which of them is revoked.")
        .expect_error("CborDuplicateKey")
        .rules(["revocation.arguments"]),
    ]
}

fn paths() -> Vec<CaseBuilder> {
    let hops = two_hops();
    let by = |person| revoke_by(person, &hops).sign();
    let bare = revoke(BOB, &hops[1]).sign();
    let with_path = |path: Vec<Value>| {
        let args = map! { "revoke" => hops[1].link(), "path" => path };
        Invocation::new(ALICE, ALICE)
            .with("cmd", "/ucan/revoke")
            .with("args", args)
            .with("nonce", b"")
            .sign()
    };
    let case = |case: CaseBuilder| case.section("Path Witness").ruling("P10");
    vec![
        case(accept("path-by-the-issuer", &by(BOB), &hops))
            .title("A path shows the issuer of what is revoked.")
            .why("Bob issued it.")
            .expect_value(accepted(&hops[1], &[BOB], Some(BOB)))
            .rules(["path.revoker"]),
        case(accept("path-by-the-root", &by(ALICE), &hops))
            .title("A path shows the issuer of its root.")
            .why("Alice stands before Bob.")
            .expect_value(accepted(&hops[1], &[ALICE], Some(ALICE)))
            .rules(["path.revoker"]),
        case(accept("path-is-demanded-and-there", &by(BOB), &hops).input("demanded", true))
            .title("Where a path is demanded, a revocation with one is accepted.")
            .why("The store knows that it concerns somebody.")
            .expect_value(accepted(&hops[1], &[BOB], Some(BOB)))
            .rules(["path.demanded"]),
        case(accept("path-is-demanded-and-missing", &bare, &hops).input("demanded", true))
            .title("Where a path is demanded, a revocation without one is refused.")
            .why("Anybody could fill the store.")
            .expect_error("PathMissing")
            .rules(["path.demanded"]),
        case(accept("path-is-not-demanded-and-wrong", &by(MALLORY), &hops))
            .title("A path that is there is judged, wanted or not.")
            .why("What claims to be shown must be.")
            .expect_error("RevokerNotOnPath")
            .rules(["path.revoker"]),
        case(accept("path-by-the-audience", &by(CAROL), &hops))
            .title("The audience of what is revoked is not shown by the path.")
            .why("She has issued nothing of it.")
            .expect_error("RevokerNotOnPath")
            .rules(["path.revoker"]),
        case(accept("path-is-empty", &with_path(Vec::new()), &hops))
            .title("An empty path is not the same as none.")
            .why("It shows nothing and pretends to.")
            .expect_error("PathEmpty")
            .rules(["path.not-empty"]),
        case(accept("path-is-not-at-hand", &by(BOB), &hops[1..]))
            .title("A path whose root was not sent is refused.")
            .why("The delegations of a path come with it.")
            .expect_error_of("UnavailableProof", 0)
            .rules(["path.present"]),
        case(accept("path-ends-before", &with_path(links(&hops[..1])), &hops))
            .title("A path that ends before what is revoked is refused.")
            .why("It says nothing of it.")
            .expect_error_of("PathNotTheRevoked", 0)
            .rules(["path.last"]),
    ]
}

fn times() -> Vec<CaseBuilder> {
    let [_, second] = two_hops();
    let until_now = revoke(BOB, &second).with("exp", NOW).sign();
    let from_now = revoke(BOB, &second).with("nbf", NOW).sign();
    let fine = || accepted(&second, &[BOB], None);
    let case = |case: CaseBuilder| case.ruling("P10").rules(["revocation.time"]);
    vec![
        case(accept("in-its-last-second", &until_now, &[]))
            .title("A revocation is accepted in its last second.")
            .why("Both ends belong to the interval.")
            .expect_value(fine()),
        case(accept_at("expired", &until_now, &[], NOW + 1))
            .title("A revocation that has expired before it arrives is refused.")
            .why("Its issuer wanted it to count until then, and it did nowhere.")
            .expect_error("Expired"),
        case(accept_at("too-early", &from_now, &[], NOW - 1))
            .title("A revocation that is not valid yet is refused.")
            .why("Its issuer wants it to count from then on.")
            .expect_error("TooEarly"),
        case(accept("in-its-first-second", &from_now, &[]))
            .title("A revocation is accepted in its first second.")
            .why("Both ends belong to the interval.")
            .expect_value(fine()),
    ]
}

fn last_word() -> Vec<CaseBuilder> {
    let [_, second] = two_hops();
    let token = revoke(BOB, &second).sign();
    let self_revoked = vec![map! { "token" => token.link(), "revoker" => BOB.did() }];
    vec![
        accept("revoked-itself", &token, &[])
            .input("revocations", self_revoked)
            .section("Semantics")
            .title("A revocation that was revoked by its issuer is accepted all the same.")
            .why("Else those who learn of the two in another order would disagree for ever.")
            .expect_value(accepted(&second, &[BOB], None))
            .rules(["revocation.irreversible"]),
        accept(
            "of-what-has-expired",
            &revoke_by(ALICE, &[from(ALICE, BOB).with("exp", 0).sign()]).sign(),
            &[from(ALICE, BOB).with("exp", 0).sign()],
        )
        .section("Path Witness")
        .title("What has expired can be revoked.")
        .why("Clocks differ, and it does no harm.")
        .expect_value(accepted(&from(ALICE, BOB).with("exp", 0).sign(), &[ALICE], Some(ALICE)))
        .rules(["revocation.time"]),
    ]
}
