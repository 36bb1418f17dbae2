//! The tasks of a batch.

use std::slice::from_ref;

use super::{Judged, NOW, batch, fields, from, id, judged, of, prove, prove_at, proven, task};
use crate::{
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL, MALLORY},
    sources::ucan_invocation::invocation::elsewhere,
    token::Delegation,
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [proofs(), others(), shape()].concat()
}

/// A task on the issuer's own subject, proven.
fn own() -> Value {
    proven(id(BOB), "/", Value::Null, Value::Null)
}

fn case(slug: &str, judged: &Judged) -> CaseBuilder {
    prove(slug, judged).rules(["batch.authority"])
}

const EACH: &str = "One signature stands for many tasks, and not one authority.";

fn proofs() -> Vec<CaseBuilder> {
    let root = from(ALICE, BOB).sign();
    let chain = [from(ALICE, CAROL).sign(), from(CAROL, BOB).sign()];
    let wide = from(ALICE, BOB).with("cmd", "/msg").sign();
    let expired = from(ALICE, BOB).with("exp", NOW - 1).sign();
    let by = |proof| of(task(ALICE, from_ref(proof)), from_ref(proof));
    let alices = |command: &str| proven(id(ALICE), command, Value::Null, Value::Null);
    vec![
        case("own-subject", &of(task(BOB, &[]), &[]))
            .title("A task on the issuer's own subject needs no proof.")
            .why("Everybody has full authority over what is their own.")
            .expect_value(own()),
        case("with-a-proof", &by(&root))
            .title("A task on another's subject is proven by its own proof.")
            .why(EACH)
            .expect_value(alices("/msg/send")),
        case("with-a-chain", &of(task(ALICE, &chain), &chain))
            .title("A task is proven by a chain from its subject to the issuer of the whole.")
            .why(EACH)
            .expect_value(alices("/msg/send")),
        case("with-a-wider-proof", &by(&wide))
            .title("What is proven is the command of the task's own chain.")
            .why("The result says how far the authority reaches.")
            .expect_value(alices("/msg")),
        case("without-a-proof", &of(task(ALICE, &[]), from_ref(&root)))
            .ruling("P7")
            .title("A task on another's subject without proofs is refused.")
            .why("Proofs that are at hand and not listed prove nothing.")
            .expect_error("InvalidClaim"),
        case("chain-to-another", &of(task(ALICE, &chain[..1]), &chain))
            .title("A task whose chain leads to somebody else than the issuer is refused.")
            .why(EACH)
            .expect_error("InvalidAudience"),
        case("chain-about-another", &of(task(MALLORY, from_ref(&root)), from_ref(&root)))
            .ruling("P9")
            .title("A task whose chain is about another subject is refused.")
            .why(EACH)
            .expect_error_of("InvalidSubject", 0),
        case("proof-missing", &of(task(ALICE, from_ref(&root)), &[]))
            .ruling("P8")
            .title("A task whose proof is not at hand is refused.")
            .why("A proof that nobody has seen proves nothing.")
            .expect_error_of("UnavailableProof", 0),
        case("proof-expired", &by(&expired))
            .ruling("P6")
            .title("A task whose proof has expired is refused.")
            .why("Nothing lasts longer than the shortest of its proofs.")
            .expect_error_of("Expired", 0),
        case("proof-revoked", &by(&root).revoked(&root, ALICE))
            .ruling("P10")
            .title("A task whose proof was revoked is refused.")
            .why("What Alice gave she has taken back.")
            .expect_error_of("Revoked", 0),
    ]
}

fn others() -> Vec<CaseBuilder> {
    let root = [from(ALICE, BOB).sign()];
    let around = batch(task(ALICE, &[])).with("cmd", "/msg/send").with("sub", ALICE.did());
    let line = [Delegation::new(BOB, BOB, None).sign()];
    vec![
        case("by-the-proofs-of-the-whole", &judged(&around, &root))
            .title("The proofs of the whole do not prove a task that lists none.")
            .why(EACH)
            .expect_error("InvalidClaim"),
        case("powerline-as-the-root", &of(task(BOB, &line), &line))
            .ruling("P2")
            .title("A task whose root is a powerline is refused, although it needs no proof.")
            .why("Proofs that are listed are judged, needed or not.")
            .expect_error_of("InvalidClaim", 0),
        prove_at("beside-a-broken-one", &of(task(ALICE, &[]), &[]), "two", 10)
            .title("A task is proven whatever is wrong with the one beside it.")
            .why("Each task is judged by itself.")
            .expect_value(own())
            .rules(["batch.authority"]),
        prove_at("beside-what-is-none", &of(list![], &[]), "two", 10)
            .title("A task is proven although what stands beside it is none.")
            .why("Each task is judged by itself.")
            .expect_value(own())
            .rules(["batch.shape"]),
    ]
}

/// The fields of a sound task, changed.
fn changed(change: impl FnOnce(&mut Vec<(String, Value)>)) -> Value {
    let Value::Map(mut fields) = task(BOB, &[]) else { return Value::Null };
    change(&mut fields);
    Value::Map(fields)
}

fn with(name: &str, value: Value) -> Value {
    changed(|fields| {
        fields.retain(|(found, _)| found != name);
        fields.push((name.to_owned(), value));
    })
}

fn shape() -> Vec<CaseBuilder> {
    let case = |slug: &str, one: Value| prove(slug, &of(one, &[])).rules(["batch.shape"]);
    let guess = "What is not said must not be guessed: a default would be somebody's choice.";
    let mut cases = vec![
        case("with-meta", with("meta", map! { "fuel" => 7 }))
            .title("A task may have meta, which is not part of it.")
            .why("Limits are set for each task.")
            .expect_value(own()),
        case("without-prf", fields(BOB))
            .title("A task that leaves out its proofs is refused.")
            .why(guess)
            .expect_error("FieldMissing"),
        case("a-link", elsewhere("task"))
            .title("A link in place of a task is refused.")
            .why("What is to be done is signed, and not looked up.")
            .expect_error("FieldKind"),
        case("meta-null", with("meta", Value::Null))
            .ruling("T4")
            .title("A task whose meta is null is refused.")
            .why("Null is a value of its own, and not a way to leave a field out.")
            .expect_error("FieldKind"),
        case("sub-null", with("sub", Value::Null))
            .ruling("T4")
            .title("A task whose subject is null is refused.")
            .why("A task is on somebody's subject; only a delegation may leave it open.")
            .expect_error("FieldKind"),
    ];
    for field in ["sub", "cmd", "args", "nonce"] {
        let without = changed(|fields| fields.retain(|(found, _)| found != field));
        cases.push(
            case(&format!("without-{field}"), without)
                .title(format!("A task that leaves out `{field}` is refused."))
                .why(guess)
                .expect_error("FieldMissing"),
        );
    }
    for (field, value) in
        [("iss", ALICE.did().into()), ("aud", ALICE.did().into()), ("exp", Value::Null)]
    {
        cases.push(
            case(&format!("with-{field}"), with(field, value))
                .title(format!("A task with an `{field}` of its own is refused."))
                .why("Issuer, executor and validity are those of the whole.")
                .expect_error("FieldUnknown"),
        );
    }
    cases
}
