//! Receipts that somebody else delivers.

use super::{
    judged::{Judged, NOW, given},
    receipt::{self, accepted, ok},
};
use crate::{
    Topic, Value,
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL, ERIN, MALLORY},
    sources::EXTENSIONS,
    token::{Delegation, Invocation, Token},
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-invocation",
        "conclusion",
        "An invocation of /ucan/conclude, which delivers a receipt to whoever awaits it. Erin is \
         the executor, Bob delivers, and Carol waits.",
        EXTENSIONS,
        [delivered(), no_delivery()].concat(),
    )
}

/// Bob delivers this to Carol.
fn delivery(receipt: Value) -> Invocation {
    Invocation::new(BOB, CAROL)
        .with("cmd", "/ucan/conclude")
        .with("args", map! { "receipt" => receipt })
        .with("nonce", [])
}

/// A case that takes the delivery out of a container with these tokens.
fn case(slug: &str, delivery: &Invocation, container: &[Token]) -> CaseBuilder {
    judged_case(slug, &given(&delivery.sign(), container))
}

fn judged_case(slug: &str, judged: &Judged) -> CaseBuilder {
    judged
        .case(slug, "ucan.conclusion.receipt", "invocation")
        .section("Conclusion Receipt")
        .ruling("O29")
        .rules(["conclusion.receipt"])
}

fn delivered() -> Vec<CaseBuilder> {
    let receipt = receipt::receipt(ok(42)).sign();
    let expired = receipt::receipt(ok(42)).with("exp", NOW - 1).sign();
    let failed = receipt::receipt(map! { "error" => "no" }).sign();
    let root = Delegation::new(ERIN, ALICE, ERIN).with("cmd", "/ucan/assert").sign();
    let by_a_delegate = receipt::receipt(ok(42))
        .with("iss", ALICE.did())
        .proofs(std::slice::from_ref(&root))
        .signed_by(ALICE)
        .sign();
    let case = |slug: &str, receipt: &Token, container: &[Token]| {
        case(slug, &delivery(receipt.link()), container).section("Conclusion Result")
    };
    let at_hand = std::slice::from_ref(&receipt);
    vec![
        case("delivered", &receipt, at_hand)
            .title("A receipt that came in the same container is delivered.")
            .why("Some executors have no way to whoever awaits their result.")
            .expect_value(accepted(ok(42))),
        case("beside-others", &receipt, &[failed.clone(), root.clone(), receipt.clone()])
            .title("The receipt that is linked is delivered, whatever came along.")
            .why("A container carries tokens of all kinds.")
            .expect_value(accepted(ok(42))),
        case("a-failure", &failed, std::slice::from_ref(&failed))
            .title("A receipt of a failure is delivered like any other.")
            .why("Whoever waits wants to know.")
            .expect_value(accepted(map! { "error" => "no" })),
        case("expired", &expired, std::slice::from_ref(&expired))
            .section("Receipt Expiration")
            .ruling("I2")
            .title("A receipt that has expired is delivered, and of no further use.")
            .why("That this was the result stays true.")
            .expect_value(accepted(ok(42)).with("expiration", NOW - 1).with("current", false)),
        case("by-a-delegate", &by_a_delegate, &[root, by_a_delegate.clone()])
            .ruling("I2")
            .title("A receipt by a delegate is delivered with its proofs.")
            .why("They came in the same container.")
            .expect_value(accepted(ok(42))),
    ]
}

fn no_delivery() -> Vec<CaseBuilder> {
    let receipt = receipt::receipt(ok(42)).sign();
    let at_hand = std::slice::from_ref(&receipt);
    let ran = Invocation::new(ERIN, ERIN).sign();
    let forged = receipt::receipt(ok(42)).signed_by(MALLORY).sign();
    let strangers = receipt::receipt(ok(42)).with("iss", MALLORY.did()).signed_by(MALLORY).sign();
    let empty = receipt::receipt(map! {}).sign();
    let delegation = Delegation::new(ERIN, BOB, ERIN).sign();
    let of = |slug: &str, token: &Token| {
        case(slug, &delivery(token.link()), std::slice::from_ref(token))
            .section("Conclusion Result")
    };
    let valid = "Whoever delivers vouches for nothing; the receipt has to stand by itself.";
    let task = Value::link(receipt::receipt(ok(42)).task());
    let with_args = |args: Value| delivery(receipt.link()).with("args", args);
    vec![
        case("not-there", &delivery(receipt.link()), &[])
            .title("A receipt that did not come along is not delivered.")
            .why("The one who waits looks nowhere else.")
            .expect_error("ConclusionReceiptNotFound"),
        case("another-there", &delivery(receipt.link()), std::slice::from_ref(&empty))
            .title("Another receipt that came along is not the one that is linked.")
            .why("The link is signed, and says which.")
            .expect_error("ConclusionReceiptNotFound"),
        case("link-to-the-task", &delivery(task), at_hand)
            .title("The link to a task delivers nothing.")
            .why("The link is that of the signed receipt.")
            .expect_error("ConclusionReceiptNotFound"),
        of("an-invocation", &ran)
            .title("An invocation that is no receipt is not delivered.")
            .why(valid)
            .expect_error("ReceiptCommand"),
        of("a-delegation", &delegation)
            .title("A delegation is not delivered.")
            .why(valid)
            .expect_error("TokenWrongTag"),
        of("forged", &forged)
            .title("A receipt whose signature does not hold is not delivered.")
            .why(valid)
            .expect_error("InvalidSignature"),
        of("by-a-stranger", &strangers)
            .title("A receipt by somebody without proofs is not delivered.")
            .why(valid)
            .expect_error("InvalidClaim"),
        of("without-a-result", &empty)
            .title("A receipt without a result is not delivered.")
            .why(valid)
            .expect_error("FieldValue"),
        case(
            "another-command",
            &delivery(receipt.link()).with("cmd", "/ucan/conclude/now"),
            at_hand,
        )
        .section("Conclusion Schema")
        .title("An invocation of another command delivers nothing.")
        .why("Its arguments mean something else.")
        .expect_error("ConclusionCommand"),
        case("link-missing", &with_args(map! {}), at_hand)
            .section("Conclusion Schema")
            .title("A delivery that links to nothing is refused.")
            .why("It does not say what is delivered.")
            .expect_error("FieldMissing"),
        case("link-in-text", &with_args(map! { "receipt" => receipt.cid() }), at_hand)
            .section("Conclusion Schema")
            .title("A delivery whose link is text is refused.")
            .why("What one reader converts, another refuses.")
            .expect_error("FieldKind"),
        case(
            "two-links",
            &with_args(map! { "receipt" => list![receipt.link(), receipt.link()] }),
            at_hand,
        )
        .section("Conclusion Schema")
        .title("A delivery of a list is refused.")
        .why("One invocation delivers one receipt.")
        .expect_error("FieldKind"),
        case(
            "another-field",
            &with_args(map! { "receipt" => receipt.link(), "ran" => receipt.link() }),
            at_hand,
        )
        .section("Conclusion Schema")
        .ruling("T4")
        .title("A delivery with another argument is refused.")
        .why("A condition that a reader passes over is none.")
        .expect_error("FieldUnknown"),
    ]
}
