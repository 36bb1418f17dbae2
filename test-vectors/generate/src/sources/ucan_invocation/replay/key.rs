//! What a piece of work is recognised by.

use super::{NOW, alice, given, paula, promising, to};
use crate::{
    case::CaseBuilder,
    map,
    people::{ALICE, MALLORY},
    sources::ucan_core::high,
    token::{Invocation, Token},
    value::Value,
};

/// A case with the key of this token.
fn case(slug: &str, token: &Token) -> CaseBuilder {
    given(token, &[])
        .case(slug, "ucan.replay.key", "invocation")
        .section("Nonce")
        .ruling("P11")
        .rules(["replay.key"])
}

fn key(task: String, tokens: &[&Token], until: impl Into<Value>) -> Value {
    let mut tokens = tokens.iter().map(|token| token.cid()).collect::<Vec<_>>();
    tokens.sort();
    map! {
        "task" => Value::link(task),
        "tokens" => tokens.into_iter().map(Value::from).collect::<Vec<_>>(),
        "until" => until.into(),
    }
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    let plain = alice();
    let token = plain.sign();
    let (low, turned) = (paula().sign(), high(&paula().sign()));
    let promised = promising(alice());
    let resolved = alice().with("args", to("dan"));
    let endless = Invocation::new(ALICE, ALICE);
    let twin = "Anybody can turn one form into the other, and would ask a second time.";
    vec![
        case("task-and-token", &token)
            .title("Work is recognised by its task and by the token that asks for it.")
            .why("The task may be asked for by another token, and the token for another task.")
            .expect_value(key(plain.task(), &[&token], NOW + 10)),
        case("twin-of-the-low-form", &low)
            .ruling("T10")
            .title("A token by P-256 in the low form is recognised by both of its CIDs.")
            .why(twin)
            .expect_value(key(paula().task(), &[&low, &turned], NOW + 10)),
        case("twin-of-the-high-form", &turned)
            .ruling("T10")
            .title("A token by P-256 in the high form is recognised by the same two CIDs.")
            .why(twin)
            .expect_value(key(paula().task(), &[&low, &turned], NOW + 10)),
        case("resolved-task", &promised.sign())
            .input("args", to("dan"))
            .title("The task is the one as resolved, and not as written.")
            .why("Two promises may turn out to ask for the same.")
            .expect_value(key(resolved.task(), &[&promised.sign()], NOW + 10)),
        given(&token, &[])
            .default_leeway()
            .case("until-the-end-of-the-leeway", "ucan.replay.key", "invocation")
            .ruling("P11")
            .title("Work is remembered until its token has expired, leeway included.")
            .why("Within the leeway the token can be used again.")
            .expect_value(key(plain.task(), &[&token], NOW + 70))
            .rules(["replay.key"]),
        case("without-an-end", &endless.sign())
            .title("Work whose token never expires is to be remembered for ever.")
            .why("The token can always be used again.")
            .expect_value(key(endless.task(), &[&endless.sign()], Value::Null)),
        case("not-authorised", &promised.sign())
            .title("What is not authorised has no key.")
            .why("While a promise is left, nobody knows what would be done.")
            .expect_error("PromiseLeft"),
        case("not-proven", &alice().with("iss", MALLORY.did()).signed_by(MALLORY).sign())
            .title("What is not proven has no key.")
            .why("A stranger could fill the memory with work that is not theirs.")
            .expect_error("InvalidClaim"),
    ]
}
