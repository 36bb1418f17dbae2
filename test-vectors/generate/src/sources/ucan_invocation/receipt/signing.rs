//! Writing receipts.

use super::{EXECUTOR, ISSUED, NOW, ok, receipt, sorted, task, with_args};
use crate::{Value, case, case::CaseBuilder, list, map, token::Invocation};

/// A case in which the executor issues a receipt that the task gave `out`.
fn signs(slug: &str, out: Value) -> CaseBuilder {
    case(slug)
        .operation("ucan.receipt.sign")
        .ruling("I2")
        .input("secret-key", EXECUTOR.secret_key())
        .input("ran", task("a task"))
        .input("out", out)
        .input("issued-at", ISSUED)
}

fn gives(case: CaseBuilder, receipt: &Invocation) -> CaseBuilder {
    case.expect_value(receipt.sign().bytes())
        .computed("ed25519-compact 2.6.0 over the DAG-CBOR of the generator")
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    let error = || map! { "error" => map! { "name" => "NotFound", "message" => "no" } };
    let with_effects =
        |fx: Value| with_args(map! { "ran" => task("a task"), "out" => ok(42), "fx" => fx });
    let fork = || sorted(&["first", "second", "third"]);
    let turned = || match fork() {
        Value::List(tasks) => Value::List(tasks.into_iter().rev().collect()),
        other => other,
    };
    let same = "The bytes are signed, so every writer must come to the same.";
    vec![
        gives(signs("permanent", ok(42)), &receipt(ok(42)))
            .section("Receipt Expiry")
            .title(
                "A permanent result is written with an expiration that is null, and no audience.",
            )
            .why("Some peers refuse a receipt that names one."),
        gives(
            signs("impermanent", ok(42)).input("expiration", NOW),
            &receipt(ok(42)).with("exp", NOW),
        )
        .section("Receipt Expiry")
        .title("A result that does not last is written with its end.")
        .why("It says how long the executor stands by it."),
        gives(signs("error", error()), &receipt(error()))
            .section("Failure")
            .title("A failure is written under its own key.")
            .why(same),
        gives(signs("ok-null", ok(Value::Null)), &receipt(ok(Value::Null)))
            .section("Success")
            .title("A success that is null is written.")
            .why("A key that is left out is refused."),
        gives(
            signs("effects", ok(42)).input("fork", turned()).input("join", task("next")),
            &with_effects(map! { "fork" => fork(), "join" => task("next") }),
        )
        .section("Asserted Effects")
        .ruling("O66")
        .title("Forks are written in the order of the bytes of their CIDs.")
        .why(same),
        signs("effects-twice", ok(42))
            .input("fork", list![task("first"), task("first")])
            .section("Asserted Effects")
            .ruling("O66")
            .title("A task that is forked twice is not written.")
            .why(same)
            .expect_error("EffectsRequestedTwice"),
        signs("effects-both", ok(42))
            .input("fork", fork())
            .input("join", task("second"))
            .section("Asserted Effects")
            .ruling("O66")
            .title("A task that is forked and joined is not written.")
            .why(same)
            .expect_error("EffectsRequestedTwice"),
        gives(
            signs("fork-only", ok(42)).input("fork", fork()),
            &with_effects(map! { "fork" => fork() }),
        )
        .section("Asserted Effects")
        .title("Where there is nothing to join, only the fork is written.")
        .why(same),
        gives(signs("no-effects", ok(42)).input("fork", list![]), &receipt(ok(42)))
            .section("Asserted Effects")
            .title("Where there is nothing to ask for, no effects are written.")
            .why("Some peers refuse a field that they do not know."),
        gives(
            signs("fault", error()).input("fault", true),
            &receipt(error()).with("meta", map! { "ipvm/fault" => true }),
        )
        .section("Metadata")
        .ruling("I3")
        .title("An executor's own error is written with its mark.")
        .why("A reader must know whose error it is."),
    ]
}
