//! Who issues a receipt, about whom, and for whom.

use super::{EXECUTOR, Judged, NOW, accepted, accepts, judge, ok, plain, task};
use crate::{
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL, MALLORY, Person},
    sources::ucan_invocation::judged::judged,
    token::{Delegation, Invocation, Token},
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [commands(), executors(), delegates(), chains(), audiences()].concat()
}

fn commands() -> Vec<CaseBuilder> {
    let mut cases = [
        ("another-command", "/msg/send"),
        ("command-of-the-draft", "/ucan/assert"),
        ("command-below", "/ucan/assert/receipt/signed"),
        ("command-beside", "/ucan/assert/receipts"),
        ("top-command", "/"),
    ]
    .into_iter()
    .map(|(slug, command)| {
        accepts(slug, &plain().with("cmd", command))
            .section("`ReceiptPayload`")
            .ruling("I2")
            .title(format!("An invocation of {command:?} is no receipt."))
            .why("What looks like a result would count as one.")
            .expect_error("ReceiptCommand")
            .rules(["receipt.command"])
    })
    .collect::<Vec<_>>();
    cases.push(
        accepts("delegation-instead", &plain().tagged("ucan/dlg@1.0.0"))
            .section("`ReceiptPayload`")
            .ruling("T1")
            .title("A token with the tag of a delegation is no receipt.")
            .why("A token of one kind must never pass for one of another.")
            .expect_error("TokenWrongTag")
            .rules(["receipt.command"]),
    );
    cases
}

fn executors() -> Vec<CaseBuilder> {
    let of = |issuer: Person, subject: Person| {
        plain().with("iss", issuer.did()).with("sub", subject.did()).signed_by(issuer)
    };
    vec![
        accepts("by-the-executor", &plain())
            .section("Receipt Issuer")
            .ruling("I2")
            .title("A receipt that the executor issued on itself is accepted.")
            .why("Whoever ran the task may say how it ended.")
            .expect_value(accepted(ok(42)))
            .rules(["receipt.command", "receipt.issuer", "receipt.subject", "receipt.signature"]),
        accepts("by-another-executor", &of(CAROL, CAROL))
            .section("Receipt Subject")
            .ruling("I2")
            .title("Anybody issues receipts about themselves, and is named as the executor.")
            .why("Whose receipts count is the reader's decision, by the name of the executor.")
            .expect_value(accepted(ok(42)).with("executor", CAROL.did()))
            .rules(["receipt.subject"]),
        accepts("by-a-stranger", &of(MALLORY, EXECUTOR))
            .section("Receipt Issuer")
            .ruling("I2")
            .title("A receipt in the executor's name by somebody without proofs is refused.")
            .why("Anybody could make results in the name of an executor that is trusted.")
            .expect_error("InvalidClaim")
            .rules(["receipt.issuer", "receipt.subject"]),
        accepts("about-somebody-else", &of(EXECUTOR, ALICE))
            .section("Receipt Subject")
            .ruling("I2")
            .title("A receipt of the executor about somebody else is refused.")
            .why("The subject of a receipt is whoever ran the task, and not whose task it was.")
            .expect_error("InvalidClaim")
            .rules(["receipt.subject"]),
        accepts("forged", &plain().signed_by(MALLORY))
            .section("Receipt Issuer")
            .ruling("I2")
            .title("A receipt that somebody else signed is refused.")
            .why("Anybody could make results in the name of an executor that is trusted.")
            .expect_error("InvalidSignature")
            .rules(["receipt.signature"]),
        judge(
            "result-exchanged",
            &super::given(
                &Token::new(plain().sign().signature(), super::receipt(ok(43)).message()),
                &[],
            ),
        )
        .section("Receipt Issuer")
        .ruling("I2")
        .title("A signature does not hold over another result.")
        .why("What was signed is what was said.")
        .expect_error("InvalidSignature")
        .rules(["receipt.signature"]),
        judge("revoked", &super::given(&plain().sign(), &[]).itself_revoked(EXECUTOR))
            .section("Receipt Issuer")
            .ruling("P10")
            .title("A receipt that its executor revoked is out.")
            .why("A token is a token, and whoever issued it may take it back.")
            .expect_error("Revoked")
            .rules(["receipt.issuer"]),
    ]
}

/// From the executor, for receipts.
fn from(issuer: Person, audience: Person) -> Delegation {
    Delegation::new(issuer, audience, EXECUTOR).with("cmd", "/ucan/assert/receipt")
}

/// A receipt that Bob signs for the executor, by these proofs.
fn by_bob(proofs: &[Token]) -> Judged {
    judged(&bobs(), proofs)
}

fn bobs() -> Invocation {
    plain().with("iss", BOB.did()).signed_by(BOB)
}

/// Somebody else signs for the executor.
fn delegates() -> Vec<CaseBuilder> {
    let case = |slug: &str, judged: &Judged| {
        judge(slug, judged)
            .section("Receipt Issuer")
            .ruling("I2")
            .expect_value(accepted(ok(42)))
            .rules(["receipt.issuer"])
    };
    let why = "An executor of many machines does not give each of them its key.";
    let wider = |command: &str| from(EXECUTOR, BOB).with("cmd", command).sign();
    let policy = list![list!["==", ".out.ok", 42], list!["==", ".ran", task("a task")]];
    vec![
        case("by-a-delegate", &by_bob(&[from(EXECUTOR, BOB).sign()]))
            .title("A receipt by a delegate with a chain from the executor is accepted.")
            .why(why),
        case(
            "by-a-delegate-of-a-delegate",
            &by_bob(&[from(EXECUTOR, CAROL).sign(), from(CAROL, BOB).sign()]),
        )
        .title("A receipt by a delegate of a delegate is accepted.")
        .why(why),
        case("by-a-delegate-for-asserting", &by_bob(&[wider("/ucan/assert")]))
            .title("Who may assert anything may issue receipts.")
            .why("A command covers those below it."),
        case("by-a-delegate-for-everything", &by_bob(&[wider("/")]))
            .title("Who may do anything on the executor may issue receipts.")
            .why("A command covers those below it."),
        case("policy-on-the-result", &by_bob(&[from(EXECUTOR, BOB).with("pol", policy).sign()]))
            .ruling("P5")
            .title("A receipt that satisfies the policy of its proof is accepted.")
            .why("An executor may let somebody sign for some tasks only."),
    ]
}

/// Chains that do not reach.
fn chains() -> Vec<CaseBuilder> {
    let case = |slug: &str, judged: &Judged| {
        judge(slug, judged).section("Receipt Issuer").ruling("I2").rules(["receipt.issuer"])
    };
    let why = "A delegate speaks for the executor as far as the executor said, and no further.";
    let one = |delegation: Delegation| by_bob(&[delegation.sign()]);
    let root = || from(EXECUTOR, BOB);
    let eve = list![list!["==", ".out.ok", 43]];
    let absent: Option<Person> = None;
    let powerline = Delegation::new(EXECUTOR, BOB, absent).with("cmd", "/ucan/assert/receipt");
    vec![
        case("chain-for-another-command", &one(root().with("cmd", "/msg/send")))
            .title("A chain for another command does not let a delegate issue receipts.")
            .why(why)
            .expect_error_of("ImpossibleAttenuation", 0),
        case("chain-for-a-sibling", &one(root().with("cmd", "/ucan/assert/rec")))
            .title("A chain for a command that begins like that of receipts is of no use.")
            .why("Authority goes by whole segments.")
            .expect_error_of("ImpossibleAttenuation", 0),
        case(
            "chain-from-another-executor",
            &one(Delegation::new(CAROL, BOB, CAROL).with("cmd", "/ucan/assert/receipt")),
        )
        .title("A chain from another executor is of no use.")
        .why(why)
        .expect_error_of("InvalidSubject", 0),
        case("chain-to-another", &one(from(EXECUTOR, CAROL)))
            .title("A chain to another delegate is of no use.")
            .why(why)
            .expect_error("InvalidAudience"),
        case("chain-from-a-stranger", &one(from(MALLORY, BOB)))
            .title("A chain whose root the executor did not issue is of no use.")
            .why(why)
            .expect_error_of("InvalidAudience", 0),
        case("powerline-as-the-root", &one(powerline))
            .ruling("P2")
            .title("A powerline as the root is of no use.")
            .why("It hands on what reaches it, and nothing does.")
            .expect_error_of("InvalidClaim", 0),
        case("chain-missing", &one(root()).without(0))
            .ruling("P8")
            .title("A chain that is listed and not at hand is missed.")
            .why("A proof that nobody has seen proves nothing.")
            .expect_error_of("UnavailableProof", 0),
        case("chain-expired", &one(root().with("exp", NOW - 1)))
            .title("A chain that has expired when the receipt is first seen is of no use.")
            .why("When it was signed only its signer knows, and that one has no authority now.")
            .expect_error_of("Expired", 0),
        case("chain-too-early", &one(root().with("nbf", NOW + 1)))
            .title("A chain that is not valid yet is of no use.")
            .why(why)
            .expect_error_of("TooEarly", 0),
        judge("chain-revoked", &{
            let root = root().sign();
            by_bob(std::slice::from_ref(&root)).revoked(&root, EXECUTOR)
        })
        .section("Receipt Issuer")
        .ruling("P10")
        .title("A chain that was revoked is of no use.")
        .why("The executor has taken back what it gave.")
        .expect_error_of("Revoked", 0)
        .rules(["receipt.issuer"]),
        case("policy-broken", &one(root().with("pol", eve)))
            .ruling("P5")
            .title("A receipt that breaks the policy of its proof is refused.")
            .why("An executor may let somebody sign for some tasks only.")
            .expect_error_of("MatchError", 0),
    ]
}

fn audiences() -> Vec<CaseBuilder> {
    let named = |audience: &str| plain().with("aud", audience);
    let fragment = format!("{}#{}", EXECUTOR.did(), &EXECUTOR.did()["did:key:".len()..]);
    let chain = [from(EXECUTOR, BOB).sign()];
    let case = |slug: &str, receipt: &Invocation| {
        accepts(slug, receipt).section("Receipt Audience").ruling("I2").rules(["receipt.audience"])
    };
    let practice = "The texts want it there, practice refuses it, and both are read.";
    let why = "A receipt is made out to nobody: whoever reads it may rely on it.";
    vec![
        case("audience-absent", &plain().without("aud"))
            .title("A receipt without audience is accepted.")
            .why(practice)
            .expect_value(accepted(ok(42))),
        case("audience-is-the-subject", &named(&EXECUTOR.did()))
            .title("A receipt whose audience is its subject is accepted.")
            .why(practice)
            .expect_value(accepted(ok(42))),
        case("audience-with-a-fragment", &named(&fragment))
            .ruling("T14")
            .title("A fragment of the audience plays no part.")
            .why("It names a key and not another principal.")
            .expect_value(accepted(ok(42))),
        case("audience-is-another", &named(&ALICE.did()))
            .title("A receipt whose audience is another is refused.")
            .why(why)
            .expect_error("ReceiptAudience"),
        case("audience-of-another-method", &named("did:web:example.com"))
            .title("A receipt whose audience is a did:web is refused where its subject is not.")
            .why(why)
            .expect_error("ReceiptAudience"),
        judge("audience-is-the-delegate", &judged(&bobs().with("aud", BOB.did()), &chain))
            .section("Receipt Audience")
            .ruling("I2")
            .title("A receipt whose audience is the delegate that signed it is refused.")
            .why(why)
            .expect_error("ReceiptAudience")
            .rules(["receipt.audience"]),
        case("audience-null", &plain().with("aud", Value::Null))
            .ruling("T4")
            .title("A receipt whose audience is null is refused.")
            .why("Null is a value of its own, and not a way to leave a field out.")
            .expect_error("FieldKind"),
        case(
            "executor-by-did-web-as-subject",
            &plain().with("sub", "did:web:example.com").with("aud", "did:web:example.com"),
        )
        .title("A receipt about a did:web by a did:key without proofs is refused.")
        .why("Who stands behind a name is not a matter of the receipt.")
        .expect_error("InvalidClaim"),
    ]
    .into_iter()
    .chain(std::iter::once(
        accepts(
            "ran-is-kept",
            &super::with_args(map! { "ran" => task("another"), "out" => ok(42) }),
        )
        .text("UCAN Specification Extensions")
        .section("Receipt Ran")
        .ruling("I2")
        .title("The task that a receipt is for is the one that it links to.")
        .why("Of the invocation around the task a receipt says nothing.")
        .expect_value(accepted(ok(42)).with("ran", task("another")))
        .rules(["receipt.ran"]),
    ))
    .collect()
}
