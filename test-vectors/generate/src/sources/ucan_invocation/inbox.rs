//! What came in one container, sorted by what an executor does with it.

use super::receipt::{self, ok};
use crate::{
    Topic, Value, case,
    case::CaseBuilder,
    dag_cbor::encode,
    map,
    people::{ALICE, BOB, CAROL, DAN, ERIN, MALLORY},
    sources::INVOCATION,
    token::{Delegation, Invocation, Token},
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-invocation",
        "inbox",
        "The invocations of one container: those for the executor, those for others, receipts, \
         and what cannot be believed. Erin is the executor.",
        INVOCATION,
        cases(),
    )
}

/// The tokens of a container, and where each of them belongs.
#[derive(Default)]
struct Sorted {
    tokens: Vec<Value>,
    places: [Vec<String>; 4],
}

impl Sorted {
    fn put(mut self, place: Option<usize>, token: &Token) -> Self {
        self.tokens.push(token.bytes().into());
        if let Some(place) = place {
            self.places[place].push(token.cid());
        }
        self
    }

    fn ours(self, token: &Token) -> Self {
        self.put(Some(0), token)
    }

    fn others(self, token: &Token) -> Self {
        self.put(Some(1), token)
    }

    fn receipt(self, token: &Token) -> Self {
        self.put(Some(2), token)
    }

    fn unreadable(self, token: &Token) -> Self {
        self.put(Some(3), token)
    }

    fn passed_over(self, token: &Token) -> Self {
        self.put(None, token)
    }

    fn case(self, slug: &str) -> CaseBuilder {
        let [ours, others, receipts, unreadable] = self.places.map(|mut cids| {
            cids.sort();
            cids.into_iter().map(Value::from).collect::<Vec<_>>()
        });
        case(slug)
            .operation("ucan.inbox.sort")
            .ruling("P3")
            .input("tokens", self.tokens)
            .input("executor", ERIN.did())
            .expect_value(map! {
                "for-us" => ours,
                "for-others" => others,
                "receipts" => receipts,
                "unreadable" => unreadable,
            })
    }
}

fn cases() -> Vec<CaseBuilder> {
    let erin = || Invocation::new(BOB, ERIN);
    let dan = || Invocation::new(BOB, DAN);
    let sorted = Sorted::default;
    let receipt = || receipt::receipt(ok(42));
    vec![
        sorted()
            .ours(&erin().sign())
            .others(&dan().sign())
            .ours(&dan().with("aud", ERIN.did()).sign())
            .others(&erin().with("aud", DAN.did()).sign())
            .case("ours-and-others")
            .section("Audience")
            .title("Invocations for others are passed over, and do not spoil those for us.")
            .why("Containers are passed on whole."),
        sorted()
            .others(&dan().sign())
            .others(&Invocation::new(ERIN, ALICE).sign())
            .case("only-others")
            .section("Audience")
            .title("A container with nothing for us is no error.")
            .why("Containers are passed on whole."),
        sorted()
            .receipt(&receipt().sign())
            .receipt(&receipt().with("aud", ERIN.did()).sign())
            .receipt(
                &receipt()
                    .with("iss", CAROL.did())
                    .with("sub", CAROL.did())
                    .signed_by(CAROL)
                    .sign(),
            )
            .ours(&erin().sign())
            .case("receipts")
            .ruling("I2")
            .title("Receipts are apart, our own and those that name us included.")
            .why("A receipt is never received as work."),
        sorted()
            .passed_over(&Delegation::new(ALICE, ERIN, ALICE).sign())
            .ours(&erin().sign())
            .case("delegations")
            .section("Anatomy")
            .title("Delegations are passed over.")
            .why("They are proofs, and ask for nothing."),
        sorted()
            .unreadable(&erin().signed_by(MALLORY).sign())
            .unreadable(&dan().signed_by(MALLORY).sign())
            .ours(&erin().sign())
            .case("forged")
            .section("Issuer")
            .title("What is not signed by whom it names is not believed, whomever it is for.")
            .why("For whom it is says a token that nobody has signed."),
        sorted()
            .unreadable(&erin().without("nonce").sign())
            .unreadable(&erin().tagged("ucan/inv@9.9.9").sign())
            .ours(&erin().sign())
            .case("not-an-invocation")
            .ruling("T12")
            .title("What breaks a rule is reported, and does not spoil the rest.")
            .why("One bad token in a container would stop all others."),
        sorted()
            .case("empty")
            .ruling("T12")
            .title("An empty container has nothing for anybody.")
            .why("That is no error."),
    ]
    .into_iter()
    .chain(garbage())
    .chain(requests())
    .collect()
}

/// Requests in the header of HTTP, of which the answer has one body.
fn requests() -> Vec<CaseBuilder> {
    let request = |slug: &str, tokens: &[&Token]| {
        case(slug)
            .operation("ucan.inbox.addressed")
            .text("HTTP Header UCAN Invocation")
            .section("Request")
            .input("tokens", tokens.iter().map(|it| it.bytes().into()).collect::<Vec<Value>>())
            .input("executor", ERIN.did())
            .rules(["request.addressed"])
    };
    let one = Invocation::new(BOB, ERIN).sign();
    let by_audience = Invocation::new(BOB, DAN).with("aud", ERIN.did()).sign();
    let for_dan = Invocation::new(BOB, DAN).sign();
    let passed_on = Invocation::new(BOB, ERIN).with("aud", DAN.did()).sign();
    let forged = Invocation::new(CAROL, ERIN).signed_by(MALLORY).sign();
    let proof = Delegation::new(ERIN, BOB, ERIN).sign();
    let receipt = receipt::receipt(ok(42)).sign();
    let answer = |token: &Token| map! { "cid" => token.cid() };
    let one_body = "There is one body to answer with, and nobody could tell whose it is.";
    vec![
        request("request-by-subject", &[&one])
            .title("An invocation on the server itself is for the server.")
            .why("Without an audience the subject executes.")
            .expect_value(answer(&one)),
        request("request-by-audience", &[&proof, &by_audience])
            .title("An invocation whose audience is the server is for the server.")
            .why("The audience says who executes, whatever the subject is.")
            .expect_value(answer(&by_audience)),
        request("request-with-context", &[&for_dan, &one, &passed_on, &receipt, &proof])
            .title("What is for others, receipts and proofs are passed over.")
            .why("They come along so that the one invocation can be understood.")
            .expect_value(answer(&one)),
        request("request-with-a-forgery", &[&forged, &one])
            .title("A forged invocation does not stand in the way of the other.")
            .why("Nobody has asked for it, and so it is for nobody.")
            .expect_value(answer(&one)),
        request("request-for-others", &[&for_dan, &passed_on, &proof])
            .title("A request of which nothing is for the server is refused.")
            .why("There is nothing to answer.")
            .expect_error("RequestForNobody"),
        request("request-forged", &[&forged])
            .title("A request whose only invocation is forged is refused.")
            .why("For whom it is says a token that nobody has signed.")
            .expect_error("RequestForNobody"),
        request("request-of-nothing", &[])
            .title("A request without tokens is refused.")
            .why("There is nothing to answer.")
            .expect_error("RequestForNobody"),
        request("request-for-two", &[&one, &by_audience])
            .title("A request of which two invocations are for the server is refused.")
            .why(one_body)
            .expect_error("RequestForSeveral"),
        request("request-for-two-with-context", &[&for_dan, &by_audience, &proof, &one])
            .title("Two invocations for the server are two, whatever stands between them.")
            .why(one_body)
            .expect_error("RequestForSeveral"),
    ]
}

/// A block that is no token at all.
fn garbage() -> Option<CaseBuilder> {
    let block = encode(&"no token".into());
    let cid = crate::token_cid(&block);
    let mut sorted = Sorted::default().ours(&Invocation::new(BOB, ERIN).sign());
    sorted.tokens.push(block.into());
    sorted.places[3].push(cid);
    Some(
        sorted
            .case("not-a-token")
            .ruling("T12")
            .title("What is no token is reported, and does not spoil the rest.")
            .why("Content may come along."),
    )
}
