//! The ID of a task.

use crate::{
    Topic, Value, case,
    case::CaseBuilder,
    cid::{DAG_CBOR, cid_v1},
    dag_cbor::{encode, encode_map},
    hex, list, map,
    people::{ALICE, BOB},
    sources::INVOCATION,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-invocation",
        "task",
        "The ID of a task: what of it takes part, and what the same work is.",
        INVOCATION,
        [fields(), arguments(), refused()].concat(),
    )
}

/// A task, its arguments encoded.
#[derive(Clone)]
struct Task {
    subject: String,
    command: &'static str,
    args: Vec<u8>,
    nonce: Vec<u8>,
}

/// Alice's `/msg/send` without arguments and with an empty nonce.
fn task() -> Task {
    Task { subject: ALICE.did(), command: "/msg/send", args: encode(&map! {}), nonce: Vec::new() }
}

impl Task {
    fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    const fn command(mut self, command: &'static str) -> Self {
        self.command = command;
        self
    }

    fn args(mut self, args: &Value) -> Self {
        self.args = encode(args);
        self
    }

    fn encoded_args(mut self, args: impl Into<Vec<u8>>) -> Self {
        self.args = args.into();
        self
    }

    fn nonce(mut self, nonce: impl Into<Vec<u8>>) -> Self {
        self.nonce = nonce.into();
        self
    }

    /// The CID of the map of the four fields.
    fn id(&self) -> String {
        let fields = [
            ("sub", encode(&self.subject.as_str().into())),
            ("cmd", encode(&self.command.into())),
            ("args", self.args.clone()),
            ("nonce", encode(&self.nonce.clone().into())),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value));
        cid_v1(DAG_CBOR, &encode_map(fields.into()))
    }

    fn case(&self, slug: &str) -> CaseBuilder {
        case(slug)
            .operation("ucan.task.id")
            .section("Task")
            .ruling("I1")
            .input("subject", self.subject.clone())
            .input("command", self.command)
            .input("args", self.args.clone())
            .input("nonce", self.nonce.clone())
            .rules(["task.id"])
    }

    fn has_id(&self, slug: &str) -> CaseBuilder {
        self.case(slug)
            .expect_cid(self.id())
            .computed("SHA2-256 over the DAG-CBOR of the generator")
    }
}

fn fields() -> Vec<CaseBuilder> {
    let same = "Who asks for the same work gets the same result.";
    let other = "Two pieces of work must not share one result.";
    vec![
        task()
            .has_id("four-fields")
            .title("The ID is the CID of the map of subject, command, arguments and nonce.")
            .why(same),
        task()
            .nonce(*b"twelve bytes")
            .has_id("nonce")
            .section("Nonce")
            .title("A nonce makes another task of the same work.")
            .why("What is not idempotent is to be done as often as it is asked for."),
        task()
            .nonce([0])
            .has_id("nonce-of-a-zero-byte")
            .section("Nonce")
            .title("A nonce of one zero byte is not the empty one.")
            .why(other),
        task()
            .subject(BOB.did())
            .has_id("another-subject")
            .section("Subject")
            .title("Another subject makes another task.")
            .why(other),
        task()
            .subject(format!("{}#{}", ALICE.did(), &ALICE.did()["did:key:".len()..]))
            .has_id("subject-with-fragment")
            .title("The subject goes into the ID as it is written, its fragment too.")
            .why(
                "An address is of bytes; whether two names mean one principal is another question.",
            ),
        task()
            .subject("did:web:Example.com")
            .has_id("subject-in-upper-case")
            .title("The letters of the subject go into the ID as they are written.")
            .why("An address is of bytes, and nothing is folded."),
        task()
            .command("/msg")
            .has_id("wider-command")
            .section("Command")
            .title("A wider command makes another task.")
            .why(other),
        task()
            .command("/")
            .has_id("top-command")
            .section("Command")
            .title("The command of all commands makes a task like any other.")
            .why(other),
    ]
}

fn arguments() -> Vec<CaseBuilder> {
    let other = "Two pieces of work must not share one result.";
    let link = cid_v1(DAG_CBOR, &encode(&"a task".into()));
    let of = |args: &Value| task().args(args);
    let number = |encoded: &[u8]| [hex!("a1 61 61").as_slice(), encoded].concat();
    vec![
        of(&map! { "to" => "bob", "a" => 1 })
            .has_id("arguments")
            .section("Arguments")
            .title("The arguments go into the ID with their keys in canonical order.")
            .why("The order in which somebody wrote them is no part of the work."),
        of(&map! { "to" => Value::Null })
            .has_id("null-argument")
            .section("Arguments")
            .title("An argument that is null is not one that is missing.")
            .why(other),
        of(&map! { "a" => 1 })
            .has_id("integer")
            .title("The integer 1 goes into the ID as an integer.")
            .why(other),
        task()
            .encoded_args(number(&hex!("fb 3ff0000000000000")))
            .has_id("float")
            .title("The float 1.0 goes into the ID as a float, and is not the integer 1.")
            .why("Arguments count as they were sent; nobody knows what the command makes of them."),
        task()
            .encoded_args(number(&hex!("1b ffffffffffffffff")))
            .has_id("largest-integer")
            .ruling("T5")
            .title("An integer of 64 bits goes into the ID.")
            .why("The limit of 53 bits is one of times."),
        of(&map! { "a" => "\u{e9}" })
            .has_id("composed")
            .title("A letter goes into the ID in the form it was sent.")
            .why("Text is compared byte for byte, and nothing is normalised."),
        of(&map! { "a" => "e\u{301}" })
            .has_id("decomposed")
            .title("A letter and its accent, sent apart, make another task.")
            .why("Text is compared byte for byte, and nothing is normalised."),
        of(&map! { "a" => b"bob" })
            .has_id("bytes")
            .title("Bytes go into the ID as bytes, and are not text.")
            .why(other),
        of(&map! { "a" => map! { "await/ok" => Value::link(link) } })
            .has_id("promise")
            .ruling("I6")
            .title("A promise goes into the ID as it is written.")
            .why(
                "The task as written is what the receipt is found by, before anything is resolved.",
            ),
        of(&map! { "a" => list![map! { "b" => list![Value::Null, true] }] })
            .has_id("nested")
            .section("Arguments")
            .title("What is nested in the arguments goes into the ID.")
            .why(other),
        of(&map! { "" => 1 })
            .has_id("empty-key")
            .section("Arguments")
            .title("An argument may have an empty name.")
            .why("The command defines the shape of the data, and a map allows any string."),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    [
        (
            "unsorted-arguments",
            hex!("a2 61 62 01 61 61 01").to_vec(),
            "Arguments whose keys are not in order have no ID.",
            "CborUnsortedKeys",
        ),
        (
            "duplicate-argument",
            hex!("a2 61 61 01 61 61 02").to_vec(),
            "Arguments with one key twice have no ID.",
            "CborDuplicateKey",
        ),
        (
            "narrow-float",
            hex!("a1 61 61 f9 3c00").to_vec(),
            "Arguments with a float of 16 bits have no ID.",
            "CborNarrowFloat",
        ),
        (
            "not-a-number",
            hex!("a1 61 61 fb 7ff8000000000000").to_vec(),
            "Arguments with a float that is no number have no ID.",
            "CborNonFiniteFloat",
        ),
    ]
    .into_iter()
    .map(|(slug, args, title, error)| {
        task()
            .encoded_args(args)
            .case(slug)
            .ruling("T3")
            .title(title)
            .why("One task must have one address.")
            .expect_error(error)
    })
    .collect()
}
