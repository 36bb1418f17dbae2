//! Jobs after each other on one executor.

use std::slice::from_ref;

use super::{
    super::WORKFLOW,
    stage::{NOW, asks_on},
};
use crate::{
    Topic, case,
    case::CaseBuilder,
    cid::{DAG_CBOR, RAW, cid_v1},
    dag_cbor, list, map,
    people::{ALICE, BOB, ERIN, Person},
    sources::ipvm_workflow::stage::{Task, document, one, task, with},
    token::{Delegation, Invocation, Token},
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-execution",
        "known",
        "Jobs after each other on one executor: what of the later ones is known, what is run, and \
         what may not be done once a promise is kept. The guests are guests/numbers.wat and \
         guests/asking.wat.",
        WORKFLOW,
        [known(), refused(), deterministic(), resolved(), secrets(), asking()].concat(),
    )
}

/// Numbers, and everything that can go wrong with them.
fn numbers() -> Vec<u8> {
    wat::parse_str(include_str!("../../../../guests/numbers.wat")).expect("a component")
}

fn program() -> Value {
    Value::link(cid_v1(RAW, &numbers()))
}

/// Somebody asks on what is their own.
fn asks(who: Person, function: &str, params: Vec<Value>) -> Invocation {
    asks_on(who, who, &program(), function, params)
}

/// What asks for effects, which are none.
fn effects() -> Vec<u8> {
    wat::parse_str(include_str!("../../../../guests/asking.wat")).expect("a component")
}

fn call(function: &str, params: Vec<Value>) -> Task {
    let args = map! { "mod" => program(), "fun" => function, "params" => params };
    task("/wasm/run", args)
}

/// Bob's workflow of these tasks.
fn workflow(tasks: &[(&str, &Task)]) -> Invocation {
    Invocation::new(BOB, BOB)
        .with("aud", ERIN.did())
        .with("cmd", "/ipvm/workflow/run")
        .with("args", document(tasks))
}

/// These invocations, one after the other, with these proofs beside each.
fn after(slug: &str, invocations: &[Invocation], proofs: &[Token]) -> CaseBuilder {
    let proofs: Vec<Value> = proofs.iter().map(|it| it.bytes().into()).collect();
    let jobs = invocations
        .iter()
        .map(|it| map! { "token" => it.sign().bytes(), "proofs" => proofs.clone() })
        .collect::<Vec<_>>();
    case(slug)
        .text("UCAN Invocation")
        .section("Inline WebAssembly")
        .operation("execution.jobs")
        .input("secret-key", ERIN.secret_key())
        .input("content", list![numbers(), effects()])
        .input("jobs", jobs)
        .input("now", NOW)
        .ruling("I6")
}

fn ended(how: &str, branch: &str, value: impl Into<Value>) -> Value {
    let outcome = dag_cbor::encode(&one(branch, value));
    map! { "how" => how, "outcome" => Value::link(cid_v1(DAG_CBOR, &outcome)) }
}

fn ok(how: &str, value: impl Into<Value>) -> Value {
    ended(how, "ok", value)
}

fn fault(name: &str) -> Value {
    map! { "how" => "executed", "fault" => name }
}

fn alone(task: Value) -> Value {
    one("task", task)
}

fn known() -> Vec<CaseBuilder> {
    let bob = || asks(BOB, "add-one", vec![41.into()]);
    let known = |slug: &str, second: Invocation, title: &str| {
        after(slug, &[bob(), second], &[])
            .title(title)
            .why("A result that is there is shared, and never computed twice.")
            .expect_value(list![alone(ok("executed", 42)), alone(ok("reused", 42))])
            .rules(["execution.known"])
    };
    let new = |slug: &str, second: Invocation, value: i32, title: &str| {
        after(slug, &[bob(), second], &[])
            .title(title)
            .why("What is another computation has another result.")
            .expect_value(list![alone(ok("executed", 42)), alone(ok("executed", value))])
            .rules(["execution.known"])
    };
    let endless = || asks(BOB, "spin", vec![]).with("meta", map! { "fuel" => 100_000 });
    let twice = |slug: &str, function: &str, params: Vec<Value>, first: Value, second: Value| {
        let one = || asks(BOB, function, params.clone());
        after(slug, &[one(), one()], &[]).expect_value(list![alone(first), alone(second)])
    };
    vec![
        known("same-token", bob(), "The same invocation again is answered from what is known."),
        known(
            "same-task",
            bob().with("meta", map! { "for" => "somebody" }),
            "The same task in another invocation is answered from what is known.",
        ),
        known(
            "another-nonce",
            bob().with("nonce", [7_u8]),
            "Another task that is the same computation is answered from what is known.",
        ),
        known(
            "another-subject",
            asks(ALICE, "add-one", vec![41.into()]),
            "The same computation on another subject is answered from what is known.",
        ),
        new(
            "another-parameter",
            asks(BOB, "add-one", vec![42.into()]),
            43,
            "Another parameter is another computation.",
        ),
        new(
            "another-function",
            asks(BOB, "add", vec![41.into(), 0.into()]),
            41,
            "Another function is another computation.",
        ),
        twice(
            "error",
            "half",
            vec![5.into()],
            ended("executed", "error", 2),
            ended("reused", "error", 2),
        )
        .title("An error that a function returned is known afterwards.")
        .why("It is the function's answer, and will be the same.")
        .rules(["execution.known"]),
        twice("trap", "trap", vec![], fault("Trap"), map! { "how" => "reused", "fault" => "Trap" })
            .ruling("I8")
            .title("A trap of a pure function is known afterwards.")
            .why("It will trap again, and everywhere.")
            .rules(["execution.known"]),
        after("limit", &[endless(), endless()], &[])
            .expect_value(list![alone(fault("LimitReached")), alone(fault("LimitReached"))])
            .ruling("I8")
            .title("What a limit stopped is run again when it is asked for again.")
            .why("Somebody with more room may come to a result.")
            .rules(["execution.limits"]),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let bob = asks(BOB, "add-one", vec![41.into()]);
    let forged = asks(BOB, "add-one", vec![41.into()]).signed_by(ALICE);
    let strangers = asks_on(ALICE, BOB, &program(), "add-one", vec![41.into()]);
    vec![
        after("known-and-forged", &[bob.clone(), forged], &[])
            .title("What is known is told nobody whose signature does not hold.")
            .why("A result that is known is no reason to look away.")
            .expect_error_of("InvalidSignature", 1)
            .rules(["execution.known"]),
        after("known-and-without-authority", &[bob, strangers], &[])
            .title("What is known on a subject is told nobody without authority over it.")
            .why("Whoever could guess a task would read its result.")
            .expect_error_of("InvalidClaim", 1)
            .rules(["execution.known"]),
    ]
}

fn deterministic() -> Vec<CaseBuilder> {
    let gives = |slug: &str, function: &str, param: i32, value: i64, title: &str| {
        after(slug, &[asks(BOB, function, vec![param.into()])], &[])
            .title(title)
            .why("Two executors on two machines have to come to one CID.")
            .expect_value(list![alone(ok("executed", value))])
            .rules(["execution.result"])
    };
    vec![
        gives(
            "nan",
            "bits-of-nan",
            0,
            0x7ff8_0000_0000_0000,
            "A NaN that is computed has the canonical bits, whatever the machine makes of it.",
        ),
        gives("grow", "grow", 2, 1, "A memory grows within the module's own maximum."),
        gives(
            "grow-beyond",
            "grow",
            3,
            -1,
            "A memory does not grow beyond the module's own maximum, and the guest is told.",
        ),
    ]
}

fn resolved() -> Vec<CaseBuilder> {
    let small = Delegation::new(ALICE, BOB, ALICE)
        .with("cmd", "/wasm/run")
        .with("pol", list![list!["<", ".params[0]", 10]])
        .sign();
    let first = |param: i32| call("add-one", vec![param.into()]);
    let second =
        |param: i32| call("add-one", vec![first(param).ok()]).on(ALICE).proofs(from_ref(&small));
    let of = |slug: &str, param: i32| {
        let job = workflow(&[("a", &first(param)), ("b", &second(param))]);
        after(slug, &[job], from_ref(&small))
            .ruling("P5")
            .why("What a promise comes to is not known when the chain is proven, and counts.")
            .rules(["execution.resolved"])
    };
    let outright = call("add-one", vec![10.into()]).on(ALICE).proofs(from_ref(&small));
    vec![
        of("policy-on-a-result-holds", 8)
            .title("A policy is judged on what a promise came to, and holds.")
            .expect_value(list![map! {
                "a" => ok("executed", 9),
                "b" => with(
                    ok("executed", 10),
                    "resolved",
                    call("add-one", vec![9.into()]).on(ALICE).id(),
                ),
            }]),
        of("policy-on-a-result-fails", 9)
            .title("A policy is judged on what a promise came to, and the task is not run.")
            .expect_value(list![map! {
                "a" => ok("executed", 10),
                "b" => map! { "how" => "refused", "refused" => "MatchError" },
            }]),
        after("policy-without-promises-fails", &[workflow(&[("b", &outright)])], from_ref(&small))
            .ruling("P5")
            .title(
                "A policy that fails before anything is run keeps the whole workflow from running.",
            )
            .why("What can be known is told before anything is done.")
            .expect_error_of("MatchError", 0)
            .rules(["execution.resolved"]),
    ]
}

fn secrets() -> Vec<CaseBuilder> {
    let config = |secret: bool| map! { "ipvm/config" => map! { "secret" => secret } };
    let open = || asks(BOB, "add-one", vec![41.into()]);
    let hidden = || open().with("nonce", [7_u8]).with("meta", config(true));
    let id = |invocation: &Invocation| Value::link(invocation.task());
    let reads =
        |invocation: &Invocation| asks(BOB, "add-one", vec![one("await/ok", id(invocation))]);
    let secret = |told: Value| with(told, "secret", true);
    let resolved = |told: Value| with(told, "resolved", call("add-one", vec![42.into()]).id());
    let case = |slug: &str, jobs: &[Invocation]| after(slug, jobs, &[]).rules(["execution.secret"]);
    let peeks = asks_on(ALICE, BOB, &program(), "add-one", vec![41.into()]).with("nonce", [7_u8]);
    let shared = "Whoever may ask for the same computation would learn that it was done.";
    vec![
        case("secret-after-open", &[open(), hidden()])
            .title("A secret task is computed, even if somebody else has computed the same.")
            .why(shared)
            .expect_value(list![alone(ok("executed", 42)), alone(secret(ok("executed", 42))),]),
        case("open-after-secret", &[hidden(), open()])
            .title("What a secret task came to is not shared.")
            .why(shared)
            .expect_value(list![alone(secret(ok("executed", 42))), alone(ok("executed", 42)),]),
        case("reads-a-secret", &[hidden(), reads(&hidden())])
            .ruling("O58")
            .title("What reads the result of a secret task is secret.")
            .why("Something of the secret is in it.")
            .expect_value(list![
                alone(secret(ok("executed", 42))),
                alone(resolved(secret(ok("executed", 43)))),
            ]),
        case("declassifies", &[hidden(), reads(&hidden()).with("meta", config(false))])
            .ruling("O58")
            .title("What reads a secret and says that it is public is not secret.")
            .why("Its author knows what is in it, and answers for that.")
            .expect_value(list![
                alone(secret(ok("executed", 42))),
                alone(resolved(ok("executed", 43))),
            ]),
        case("secret-of-another", &[hidden(), peeks])
            .title("What a secret task came to is told nobody without authority over its subject.")
            .why("Whoever could guess the task would read the secret.")
            .expect_error_of("InvalidClaim", 1),
        case("reads-what-is-open", &[open(), reads(&open())])
            .ruling("O58")
            .title("What reads an open result is open.")
            .why("Otherwise everything would be secret in the end.")
            .expect_value(list![alone(ok("executed", 42)), alone(resolved(ok("executed", 43))),]),
    ]
}

fn asking() -> Vec<CaseBuilder> {
    let program = Value::link(cid_v1(RAW, &effects()));
    let asks = |function: &str, params: Vec<Value>| asks_on(BOB, BOB, &program, function, params);
    let nothing = map! { "fork" => Value::List(Vec::new()), "join" => Value::Null };
    vec![
        after("asks-for-effects", &[asks("ask", vec![7.into()])], &[])
            .ruling("O66")
            .title("Of a function that asks for effects the first part is the result.")
            .why("What is asked for is told beside it, and is nothing that anybody awaits.")
            .expect_value(list![alone(ok("executed", 7))])
            .rules(["execution.result"]),
        after("gives-effects", &[asks("keep", Vec::new())], &[])
            .ruling("O66")
            .title("What only looks like effects is data.")
            .why("The type of the function decides, and never a value.")
            .expect_value(list![alone(ok("executed", nothing))])
            .rules(["execution.result"]),
    ]
}
