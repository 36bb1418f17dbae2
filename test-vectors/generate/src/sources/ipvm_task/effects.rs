//! What guests ask for beside their results.

use std::slice;

use crate::{
    Topic, case,
    case::CaseBuilder,
    cid::{DAG_CBOR, RAW, cid_bytes_v1, cid_v1, cid_with_digest},
    dag_cbor, list, map,
    sources::INVOCATION_0_2,
    value::Value,
};

/// The type of effects, as the mapping prints it.
const EFFECTS: &str = "record { fork: list<EFFECT>, join: option<EFFECT> }";
const EFFECT: &str = "variant { task(record { subject: string, command: string, \
                      arguments: list<u8>, nonce: list<u8> }), known(link) }";

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-task",
        "effects",
        "What a guest asks for beside its result: which functions do, and which tasks that makes.",
        INVOCATION_0_2,
        [types(), asked(), tasks(), known(), promises(), order()].concat(),
    )
}

/// A type in which `E` stands for effects.
fn ty(text: &str) -> String {
    text.replace('E', &EFFECTS.replace("EFFECT", EFFECT))
}

/// One task, before it is asked for.
#[derive(Clone)]
struct Wanted {
    subject: &'static str,
    command: &'static str,
    arguments: Vec<u8>,
    nonce: Vec<u8>,
}

/// A message to somebody.
fn message(to: &str) -> Wanted {
    Wanted {
        subject: "did:web:mail.example",
        command: "/msg/send",
        arguments: dag_cbor::encode(&map! { "to" => to }),
        nonce: vec![1],
    }
}

impl Wanted {
    fn with_arguments(mut self, arguments: impl Into<Vec<u8>>) -> Self {
        self.arguments = arguments.into();
        self
    }

    fn spelled_out(&self) -> Value {
        map! { "task" => map! {
            "subject" => self.subject,
            "command" => self.command,
            "arguments" => Value::Bytes(self.arguments.clone()),
            "nonce" => Value::Bytes(self.nonce.clone()),
        } }
    }

    /// The DAG-CBOR of the task, whose arguments are encoded already: keys go by length.
    fn map(&self) -> Vec<u8> {
        let mut bytes = vec![0xa4];
        for (key, value) in [
            ("cmd", dag_cbor::encode(&self.command.into())),
            ("sub", dag_cbor::encode(&self.subject.into())),
            ("args", self.arguments.clone()),
            ("nonce", dag_cbor::encode(&Value::Bytes(self.nonce.clone()))),
        ] {
            bytes.extend(dag_cbor::encode(&key.into()));
            bytes.extend(value);
        }
        bytes
    }

    fn id(&self) -> Value {
        Value::link(cid_v1(DAG_CBOR, &self.map()))
    }
}

/// The IDs in the order of their bytes.
fn sorted(tasks: &[Wanted]) -> Value {
    let mut tasks = tasks.to_vec();
    tasks.sort_by_key(|task| cid_bytes_v1(DAG_CBOR, &task.map()));
    Value::List(tasks.iter().map(Wanted::id).collect())
}

fn record(fork: impl Into<Value>, join: Value) -> Value {
    map! { "fork" => fork.into(), "join" => join }
}

fn forks(tasks: &[Wanted]) -> Value {
    Value::List(tasks.iter().map(Wanted::spelled_out).collect())
}

/// A function that gives 42 and asks for this.
fn asks(slug: &str, effects: Value) -> CaseBuilder {
    of(slug, "tuple<u8, E>", list![42, effects])
}

fn of(slug: &str, result: &str, returned: Value) -> CaseBuilder {
    case(slug)
        .operation("task.effects.read")
        .section("7 Effect")
        .ruling("O66")
        .input("result-type", ty(result))
        .input("returned", returned)
}

fn gives(value: impl Into<Value>, fork: Value, join: Value, known: Value) -> Value {
    map! { "value" => value.into(), "fork" => fork, "join" => join, "known" => known }
}

fn none() -> Value {
    Value::List(Vec::new())
}

fn types() -> Vec<CaseBuilder> {
    let why = "The type says whether a function asks for anything; its values never do.";
    let one = || record(forks(&[message("bob")]), Value::Null);
    let asked = |value: Value| gives(value, sorted(&[message("bob")]), Value::Null, none());
    let data = |slug: &str, result: &str, returned: Value| {
        of(slug, result, returned.clone())
            .why(why)
            .expect_value(gives(returned, none(), Value::Null, none()))
            .rules(["task.effects-type"])
    };
    vec![
        of("tuple", "tuple<string, E>", list!["hi", one()])
            .title("A tuple of a value and effects asks for something.")
            .why(why)
            .expect_value(asked("hi".into()))
            .rules(["task.effects-type"]),
        of("success", "result<tuple<string, E>, string>", list!["hi", one()])
            .title("So does such a tuple as the success of a result.")
            .why(why)
            .expect_value(asked("hi".into()))
            .rules(["task.effects-type"]),
        of("failure", "result<tuple<string, E>, string>", "no".into())
            .input("branch", "error")
            .title("The failure of that result asks for nothing.")
            .why(why)
            .expect_value(gives("no", none(), Value::Null, none())),
        of("effects-of-effects", "tuple<E, E>", list![one(), record(none(), Value::Null)])
            .title("The value may have the type of effects itself.")
            .why(why)
            .expect_value(gives(one(), none(), Value::Null, none())),
        data("effects-alone", "E", one()).title("Effects alone are data."),
        data("other-way-round", "tuple<E, u8>", list![one(), 42])
            .title("Effects in front of the value are data."),
        data("three", "tuple<u8, u8, E>", list![1, 2, one()])
            .title("Effects in a tuple of three are data."),
        data("optional", "option<tuple<u8, E>>", list![42, one()])
            .title("Effects in an option are data."),
        data("of-a-failure", "result<u8, tuple<u8, E>>", list![42, one()])
            .input("branch", "error")
            .title("Effects in the failure of a result are data."),
        data(
            "other-names",
            "tuple<u8, record { forks: list<u8>, join: option<u8> }>",
            list![42, map! { "forks" => none(), "join" => Value::Null }],
        )
        .title("A record with another name of a field is data."),
        of("not-the-pair", "tuple<u8, E>", list![42])
            .title("What is no pair of a value and effects was not returned by such a function.")
            .why(why)
            .expect_error("EffectsShape")
            .rules(["task.effects-type"]),
    ]
}

fn asked() -> Vec<CaseBuilder> {
    let why = "Two executors that come to the same have to write the same receipt.";
    let [ann, bob, cat] = ["ann", "bob", "cat"].map(message);
    let all = || [ann.clone(), bob.clone(), cat.clone()];
    let sets = |slug: &str, order: [&Wanted; 3], title: &str| {
        let order = order.map(Wanted::clone);
        asks(slug, record(forks(&order), Value::Null))
            .title(title)
            .why(why)
            .expect_value(gives(42, sorted(&all()), Value::Null, none()))
            .rules(["task.effects-set"])
    };
    let twice = |slug: &str, fork: Value, join: Value, title: &str| {
        asks(slug, record(fork, join))
            .title(title)
            .why("Tasks that are asked for have no order in which a second time could come.")
            .expect_error("EffectsRequestedTwice")
            .rules(["task.effects-set"])
    };
    let mut again = bob.clone();
    again.nonce = vec![2];
    let both = [bob.clone(), again];
    vec![
        asks("nothing", record(none(), Value::Null))
            .title("A function may ask for nothing.")
            .why(why)
            .expect_value(gives(42, none(), Value::Null, none())),
        sets("forks", [&ann, &bob, &cat], "Forks are ordered by the bytes of their CIDs."),
        sets("forks-in-another-order", [&cat, &ann, &bob], "Forks in another order are the same."),
        asks("join", record(none(), bob.spelled_out()))
            .title("A task to join stands by itself.")
            .why(why)
            .expect_value(gives(42, none(), bob.id(), none())),
        asks("fork-and-join", record(forks(&all()[..2]), cat.spelled_out()))
            .title("Forks and a task to join are told apart.")
            .why(why)
            .expect_value(gives(42, sorted(&all()[..2]), cat.id(), none())),
        asks("another-nonce", record(forks(&both), Value::Null))
            .title("The same with another nonce is another task.")
            .why(why)
            .expect_value(gives(42, sorted(&both), Value::Null, none()))
            .rules(["task.effects-set"]),
        twice(
            "fork-twice",
            forks(&[bob.clone(), ann.clone(), bob.clone()]),
            Value::Null,
            "A task that is forked twice is refused.",
        ),
        twice(
            "fork-and-join-one",
            forks(slice::from_ref(&bob)),
            bob.spelled_out(),
            "A task that is forked and joined is refused.",
        ),
        twice(
            "spelled-out-and-known",
            list![bob.spelled_out(), map! { "known" => bob.id() }],
            Value::Null,
            "A task that is spelled out and named is refused.",
        ),
        asks("too-many", {
            let named = |number: i32| map! { "known" => Value::link(cid_v1(DAG_CBOR, &number.to_be_bytes())) };
            record(Value::List((0..257).map(named).collect()), Value::Null)
        })
        .title("More than 256 tasks are refused.")
        .why("Whoever reads the receipt has to answer every one of them.")
        .expect_error("EffectsTooMany")
        .rules(["task.effects-many"]),
        asks("many", {
            let people: Vec<String> = (0..20).map(|number| format!("{number}")).collect();
            let tasks: Vec<Wanted> = people.iter().map(|to| message(to)).collect();
            record(forks(&tasks), Value::Null)
        })
        .title("Many tasks are taken.")
        .why(why)
        .expect_value({
            let people: Vec<String> = (0..20).map(|number| format!("{number}")).collect();
            let tasks: Vec<Wanted> = people.iter().map(|to| message(to)).collect();
            gives(42, sorted(&tasks), Value::Null, none())
        })
        .rules(["task.effects-many"]),
    ]
}

fn tasks() -> Vec<CaseBuilder> {
    let why = "What nobody could ask for is the guest's own fault, the same one on every executor.";
    let bob = || message("bob");
    let bad = |slug: &str, task: Wanted, error: &'static str, rule: &'static str, title: &str| {
        asks(slug, record(forks(&[task]), Value::Null))
            .title(title)
            .why(why)
            .expect_error(error)
            .rules([rule])
    };
    let arguments = |slug: &str, bytes: &[u8], title: &str| {
        let task = bob().with_arguments(bytes);
        bad(slug, task, "EffectsArguments", "task.effects-arguments", title)
    };
    let good = |slug: &str, task: Wanted, rule: &'static str, title: &str| {
        asks(slug, record(forks(slice::from_ref(&task)), Value::Null))
            .title(title)
            .why(why)
            .expect_value(gives(42, sorted(&[task]), Value::Null, none()))
            .rules([rule])
    };
    let nonce = |length: usize| Wanted { nonce: vec![7; length], ..bob() };
    let deep = |lists: usize| {
        let mut bytes = vec![0xa1, 0x61, b'a'];
        bytes.extend(vec![0x81; lists]);
        bytes.push(0xf6);
        bob().with_arguments(bytes)
    };
    vec![
        good(
            "subject-with-path",
            Wanted { subject: "did:web:example.com:mail", ..bob() },
            "task.effects-subject",
            "The subject is any DID.",
        ),
        bad(
            "subject",
            Wanted { subject: "mail.example", ..bob() },
            "EffectsSubject",
            "task.effects-subject",
            "A subject that is no DID is refused.",
        ),
        good(
            "top-command",
            Wanted { command: "/", ..bob() },
            "task.effects-command",
            "The command is any command; whether anybody runs it is not asked here.",
        ),
        bad(
            "command",
            Wanted { command: "msg/send", ..bob() },
            "EffectsCommand",
            "task.effects-command",
            "A command without its slash is refused.",
        ),
        bad(
            "command-capitals",
            Wanted { command: "/msg/Send", ..bob() },
            "EffectsCommand",
            "task.effects-command",
            "A command with a capital letter is refused.",
        ),
        good(
            "no-arguments",
            bob().with_arguments([0xa0]),
            "task.effects-arguments",
            "Arguments may be an empty map.",
        ),
        arguments("arguments-empty", b"", "Arguments of no bytes are refused."),
        arguments("arguments-trailing", b"\xa0\xa0", "Bytes behind the arguments are refused."),
        arguments(
            "arguments-not-shortest",
            b"\xa1\x61a\x18\x01",
            "Arguments with a number that is not in its shortest form are refused.",
        ),
        arguments(
            "arguments-unsorted",
            b"\xa2\x61b\x01\x61a\x01",
            "Arguments whose keys are out of order are refused.",
        ),
        good("deep", deep(55), "task.effects-arguments", "Arguments may have 56 levels."),
        bad(
            "too-deep",
            deep(56),
            "EffectsArguments",
            "task.effects-arguments",
            "Arguments of more levels than an invocation has room for are refused.",
        ),
        bad(
            "arguments-list",
            bob().with_arguments([0x80]),
            "EffectsArgumentsNotMap",
            "task.effects-arguments",
            "Arguments that are a list are refused.",
        ),
        good("nonce", nonce(64), "task.effects-nonce", "A nonce may have 64 bytes."),
        good("no-nonce", nonce(0), "task.effects-nonce", "A nonce may be empty."),
        bad(
            "nonce-too-long",
            nonce(65),
            "EffectsNonce",
            "task.effects-nonce",
            "A nonce of more than 64 bytes is refused.",
        ),
    ]
}

fn known() -> Vec<CaseBuilder> {
    let why = "A link to anything else leads to no task.";
    let named = |link: Value| record(list![map! { "known" => link }], Value::Null);
    let bad = |slug: &str, link: String, title: &str| {
        asks(slug, named(Value::link(link)))
            .title(title)
            .why(why)
            .expect_error("EffectsNotATask")
            .rules(["task.effects-known"])
    };
    let bob = message("bob");
    let both = record(list![message("ann").spelled_out()], map! { "known" => bob.id() });
    vec![
        asks("known", named(bob.id()))
            .title("A task may be named by its address.")
            .why(why)
            .expect_value(gives(42, list![bob.id()], Value::Null, list![bob.id()]))
            .rules(["task.effects-known"]),
        asks("join-known", both)
            .title("What is named is told apart from what is spelled out.")
            .why("Whoever names a task need not know what it is.")
            .expect_value(gives(42, sorted(&[message("ann")]), bob.id(), list![bob.id()]))
            .rules(["task.effects-known"]),
        bad("known-raw", cid_v1(RAW, b"task"), "The address of raw bytes is refused."),
        bad(
            "known-other-hash",
            cid_with_digest(DAG_CBOR, 0x16, &[7; 32]),
            "An address with another hash is refused.",
        ),
        bad(
            "known-short-hash",
            cid_with_digest(DAG_CBOR, 0x12, &[7; 20]),
            "An address with a hash that was cut is refused.",
        ),
    ]
}

fn promises() -> Vec<CaseBuilder> {
    let why = "What others came to is not a guest's to send somewhere.";
    let (ann, bob) = (message("ann"), message("bob"));
    let awaiting = |branch: &str, task: &Wanted| {
        let promise = Value::Map(vec![(branch.to_owned(), task.id())]);
        message("cat").with_arguments(dag_cbor::encode(&map! { "text" => list![promise] }))
    };
    let whole = dag_cbor::encode(&map! { "await/ok" => ann.id() });
    let (next, either) = (awaiting("await/ok", &ann), awaiting("await/*", &bob));
    vec![
        asks("awaits-a-fork", record(forks(slice::from_ref(&ann)), next.spelled_out()))
            .title("What is joined may await what is forked.")
            .why("So a guest goes on with what became of its effects.")
            .expect_value(gives(42, sorted(slice::from_ref(&ann)), next.id(), none()))
            .rules(["task.effects-promises"]),
        asks(
            "awaits-what-is-named",
            record(list![either.spelled_out(), map! { "known" => bob.id() }], Value::Null),
        )
        .title("A fork may await one that is named beside it.")
        .why("Both are asked for here.")
        .expect_value(gives(42, sorted(&[either, bob.clone()]), Value::Null, list![bob.id()]))
        .rules(["task.effects-promises"]),
        asks("awaits-another", record(forks(slice::from_ref(&bob)), next.spelled_out()))
            .title("A promise of a task that is not asked for is refused.")
            .why(why)
            .expect_error("EffectsForeignPromise")
            .rules(["task.effects-promises"]),
        asks("arguments-promised", record(forks(&[ann, bob.with_arguments(whole)]), Value::Null))
            .title("Arguments that are a promise as a whole are refused.")
            .why("Nobody could judge a policy on them.")
            .expect_error("EffectsArgumentsPromised")
            .rules(["task.effects-promises"]),
    ]
}

fn order() -> Vec<CaseBuilder> {
    let why = "Two executors that refuse have to say the same.";
    let nobody = Wanted { subject: "nobody", command: "nothing", ..message("bob") };
    let nothing = Wanted { command: "nothing", ..message("bob") };
    let foreign = message("bob").with_arguments(dag_cbor::encode(
        &map! { "text" => map! { "await/ok" => message("ann").id() } },
    ));
    let case = |slug: &str, effects: Value, error: &'static str, title: &str| {
        asks(slug, effects).title(title).why(why).expect_error(error)
    };
    vec![
        case(
            "subject-first",
            record(forks(&[nobody]), Value::Null),
            "EffectsSubject",
            "The subject comes before the command.",
        ),
        case(
            "forks-first",
            record(
                forks(&[Wanted { nonce: vec![0; 65], ..message("bob") }]),
                nothing.spelled_out(),
            ),
            "EffectsNonce",
            "A fork comes before what is joined.",
        ),
        case(
            "promises-last",
            record(forks(&[foreign]), nothing.spelled_out()),
            "EffectsCommand",
            "What is awaited comes last.",
        ),
    ]
}
