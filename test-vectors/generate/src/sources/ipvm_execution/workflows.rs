//! Workflows of small components.

use super::stage::{HELLO, MISBEHAVING, NOW, Program, attested};
use crate::{
    Topic, case,
    case::CaseBuilder,
    cid::{DAG_CBOR, cid_v1},
    dag_cbor, list, map,
    people::{ALICE, BOB, ERIN, Person},
    sources::WORKFLOW,
    token::Invocation,
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-execution",
        "workflows",
        "Workflows of small components, from the token to the receipts of their tasks. Bob asks on \
         what is his own, and Erin runs.",
        WORKFLOW,
        [promises(), wholes()].concat(),
    )
}

/// A call on what is somebody's, with links in the place of labels.
struct Call {
    subject: Person,
    args: Value,
}

fn call(program: Program, function: &str, params: Vec<Value>) -> Call {
    let args = map! { "mod" => program.link(), "fun" => function, "params" => Value::List(params) };
    Call { subject: BOB, args }
}

/// A promise of what this task comes to.
fn awaits(branch: &str, task: &Call) -> Value {
    Value::Map(vec![(format!("await/{branch}"), Value::link(task.id()))])
}

impl Call {
    /// The four fields that name the task.
    fn fields(&self) -> Value {
        map! {
            "sub" => self.subject.did(),
            "cmd" => "/wasm/run",
            "args" => self.args.clone(),
            "nonce" => Vec::<u8>::new(),
        }
    }

    fn id(&self) -> String {
        cid_v1(DAG_CBOR, &dag_cbor::encode(&self.fields()))
    }

    fn in_a_document(&self) -> Value {
        let Value::Map(mut fields) = self.fields() else { return Value::Null };
        fields.push(("prf".to_owned(), Value::List(Vec::new())));
        Value::Map(fields)
    }

    /// That it ended so.
    fn gave(&self, branch: &str, value: &Value) -> Value {
        attested(&self.id(), branch, value)
    }

    /// That it ended in this fault.
    fn fault(&self, name: &str) -> Value {
        map! { "task" => Value::link(self.id()), "fault" => name }
    }

    /// That it has no receipt.
    fn none(&self) -> Value {
        map! { "task" => Value::link(self.id()), "none" => true }
    }
}

fn run(slug: &str, tasks: &[(&str, &Call)]) -> CaseBuilder {
    run_version(slug, "0.2.0", tasks)
}

fn run_version(slug: &str, version: &str, tasks: &[(&str, &Call)]) -> CaseBuilder {
    let tasks = tasks.iter().map(|(label, task)| ((*label).to_owned(), task.in_a_document()));
    let token = Invocation::new(BOB, BOB)
        .with("aud", ERIN.did())
        .with("cmd", "/ipvm/workflow/run")
        .with("args", map! { "v" => version, "tasks" => Value::Map(tasks.collect()) })
        .sign();
    case(slug)
        .section("Tasks")
        .operation("execution.workflow")
        .input("secret-key", ERIN.secret_key())
        .input("token", token.bytes())
        .input("proofs", Value::List(Vec::new()))
        .input("content", list![HELLO.bytes(), MISBEHAVING.bytes()])
        .input("now", NOW)
        .stated("read off the sources of the programs")
}

/// On which branch the workflow ended, and how its tasks did.
fn ended(branch: &str, tasks: Vec<(&str, Value)>) -> Value {
    let tasks = tasks.into_iter().map(|(label, how)| (label.to_owned(), how)).collect();
    map! { "branch" => branch, "tasks" => Value::Map(tasks) }
}

fn promises() -> Vec<CaseBuilder> {
    let promise = |case: CaseBuilder| {
        case.text("UCAN Promise").section("Resolution").rules(["execution.promise"])
    };
    let mismatch = |case: CaseBuilder| {
        case.text("UCAN Promise")
            .section("Branch Mismatch")
            .ruling("I5")
            .why("The task has an outcome, which is the executor's word that the promise broke.")
    };
    let shout = call(HELLO, "shout", vec!["abba".into()]);
    let letters = call(HELLO, "letters", vec![awaits("ok", &shout)]);
    let by_zero = call(HELLO, "divide", vec![1.into(), 0.into()]);
    let quotient = call(HELLO, "divide", vec![7.into(), 2.into()]);
    let of_error = call(HELLO, "shout", vec![awaits("error", &by_zero)]);
    let of_ok = call(HELLO, "shout", vec![awaits("ok", &by_zero)]);
    let no_error = call(HELLO, "shout", vec![awaits("error", &shout)]);
    let trap = call(MISBEHAVING, "trap", vec![]);
    let of_trap = call(HELLO, "shout", vec![awaits("ok", &trap)]);
    let of_number = call(HELLO, "shout", vec![awaits("ok", &quotient)]);
    let behind = call(HELLO, "letters", vec![awaits("ok", &of_number)]);
    let outside = call(HELLO, "shout", vec![awaits("ok", &call(HELLO, "shout", vec![]))]);
    let counted = list![list!["a", 2], list!["b", 2]];
    let division = "division by zero";
    vec![
        promise(run("awaits-a-success", &[("count", &letters), ("shout", &shout)]))
            .title("A task is given the success that it awaits.")
            .why("Labels say nothing of the order: the one that comes first awaits the other.")
            .expect_value(ended(
                "ok",
                vec![
                    ("count", letters.gave("ok", &counted)),
                    ("shout", shout.gave("ok", &"ABBA".into())),
                ],
            )),
        promise(run("awaits-a-failure", &[("divide", &by_zero), ("say", &of_error)]))
            .title(
                "A task is given the error that it awaits, and the workflow \
                 has failed all the same.",
            )
            .why("An error that another task awaits is an error (O48).")
            .expect_value(ended(
                "error",
                vec![
                    ("divide", by_zero.gave("error", &division.into())),
                    ("say", of_error.gave("ok", &"DIVISION BY ZERO".into())),
                ],
            )),
        promise(run("awaits-the-unknown", &[("say", &outside)]))
            .title("A workflow that awaits what nobody knows is refused.")
            .why("It would wait for ever.")
            .expect_error("PromiseOfUnknown"),
        mismatch(run("mismatch-of-ok", &[("divide", &by_zero), ("say", &of_ok)]))
            .title("A task that awaits the success of what failed ends in an error of its own.")
            .expect_value(ended(
                "error",
                vec![
                    ("divide", by_zero.gave("error", &division.into())),
                    ("say", of_ok.fault("BranchMismatch")),
                ],
            )),
        mismatch(run("mismatch-of-error", &[("say", &no_error), ("shout", &shout)]))
            .title("A task that awaits the error of what succeeded ends in an error of its own.")
            .expect_value(ended(
                "error",
                vec![
                    ("say", no_error.fault("BranchMismatch")),
                    ("shout", shout.gave("ok", &"ABBA".into())),
                ],
            )),
        mismatch(run("mismatch-of-a-trap", &[("say", &of_trap), ("trap", &trap)]))
            .title("A trap is an error, and breaks the promise of a success.")
            .expect_value(ended(
                "error",
                vec![("say", of_trap.fault("BranchMismatch")), ("trap", trap.fault("Trap"))],
            )),
        run("resolved-to-another-type", &[("7", &quotient), ("8", &of_number), ("9", &behind)])
            .ruling("O10")
            .title(
                "A task whose arguments do not fit once they are known has \
                 no receipt, nor has what awaits it.",
            )
            .why("A receipt says how a task ended, and this one never began.")
            .expect_value(ended(
                "error",
                vec![
                    ("7", quotient.gave("ok", &3.into())),
                    ("8", of_number.none()),
                    ("9", behind.none()),
                ],
            )),
    ]
}

fn wholes() -> Vec<CaseBuilder> {
    let shout = call(HELLO, "shout", vec!["abba".into()]);
    let of_alice = Call { subject: ALICE, ..call(HELLO, "shout", vec!["abba".into()]) };
    let nothing = call(HELLO, "whisper", vec!["abba".into()]);
    let quotient = call(HELLO, "divide", vec![7.into(), 2.into()]);
    let short = call(HELLO, "divide", vec![awaits("ok", &quotient)]);
    let rule = ["execution.workflow"];
    let gave = || shout.gave("ok", &"ABBA".into());
    vec![
        run("twins", &[("one", &shout), ("two", &shout)])
            .ruling("O14")
            .title("One task under two labels has one result.")
            .why("Two labels of the same work are the same task.")
            .expect_value(ended("ok", vec![("one", gave()), ("two", gave())]))
            .rules(rule),
        run("a-task-without-proofs", &[("hers", &of_alice), ("his", &shout)])
            .ruling("O1")
            .title("A workflow with a task that is not proven is refused as a whole.")
            .why("The signature on the workflow is not one on what is somebody else's.")
            .expect_error("InvalidClaim")
            .rules(rule),
        run("a-task-that-cannot-be-called", &[("call", &nothing), ("shout", &shout)])
            .ruling("O10")
            .title(
                "A workflow with a task that cannot be called is refused before anything starts.",
            )
            .why("What can be known beforehand costs nobody anything.")
            .expect_error("NoSuchFunction")
            .rules(rule),
        run("a-later-task-that-cannot-be-called", &[("shout", &shout), ("whisper", &nothing)])
            .ruling("O10")
            .title("The same holds for a task that comes later.")
            .why("What can be known beforehand costs nobody anything.")
            .expect_error("NoSuchFunction")
            .rules(rule),
        run("an-argument-too-few-beside-a-promise", &[("7", &quotient), ("8", &short)])
            .ruling("O10")
            .title("That an argument is missing is known before a promise among them is kept.")
            .why("What can be known beforehand costs nobody anything.")
            .expect_error("WitArgumentCount")
            .rules(rule),
        run_version("of-another-version", "0.1.0", &[("shout", &shout)])
            .ruling("O1")
            .title("A workflow of another version is refused.")
            .why("Its fields may mean something else.")
            .expect_error("WorkflowVersion")
            .rules(rule),
    ]
}
