//! `ipvm plan`, as a person at a terminal would use it.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use serde_json::{Value, json};
use tempfile::TempDir;

const WORKFLOWS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/workflows/");

/// Bob, to whom the delegations beside the examples are made out.
const BOB: &str = "did:key:z6Mko9hTggMwjSTEaJaPUfE6tqcy2xvU6BnNq3e3o8qVBiyH";

/// One function: adds two numbers.
const ADDER: &str = r#"(component
    (core module $m (func (export "add") (param i32 i32) (result i32)
        (i32.add (local.get 0) (local.get 1))))
    (core instance $i (instantiate $m))
    (func (export "add") (param "a" s32) (param "b" s32) (result s32)
        (canon lift (core func $i "add"))))"#;

/// A folder to play in.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, document: &Value) {
        fs::write(self.path(name), document.to_string()).unwrap();
    }

    fn ipvm(&self, arguments: &[&str]) -> Output {
        let (command, rest) = arguments.split_first().unwrap();
        Command::new(env!("CARGO_BIN_EXE_ipvm"))
            .current_dir(self.0.path())
            .args([command, "--store", "store"])
            .args(rest)
            .output()
            .unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.ipvm(&[arguments, &["--format", "json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn example(name: &str) -> String {
    format!("{WORKFLOWS}{name}")
}

/// read, then think, then send.
fn document() -> Value {
    json!({
        "v": "0.2.0",
        "tasks": {
            "read": {"cmd": "/crud/read", "args": {"uri": "https://example.com"}},
            "think": {"cmd": "/wasm/run", "args": {
                "mod": "ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
                "fun": "think", "params": [{"await/ok": "read"}]}},
            "send": {"cmd": "/msg/send", "args": {"body": {"await/ok": "think"}}}
        }
    })
}

/// The labels in each stage.
fn stages(plan: &Value) -> Vec<(String, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let stages = plan["stages"].as_array().unwrap().iter();
    stages
        .map(|stage| {
            let tasks = stage["tasks"].as_array().unwrap().iter().map(text).collect();
            (text(&stage["kind"]), tasks)
        })
        .collect()
}

fn stage(kind: &str, tasks: &[&str]) -> (String, Vec<String>) {
    (kind.to_owned(), tasks.iter().map(|task| (*task).to_owned()).collect())
}

#[test]
fn stages_are_by_what_is_declared_of_commands() {
    let folder = Folder::new();
    folder.write("w.json", &document());
    // Without a word about them, both commands count as mutations.
    let plan = folder.json(&["plan", "w.json"]);
    assert_eq!(stages(&plan), [stage("mutations", &["read"]), stage("after", &["think", "send"])]);
    assert_eq!(folder.ipvm(&["plan", "w.json"]).status.code(), Some(1));
    let declared = ["plan", "w.json", "--query", "/crud/read", "--mutation", "/msg/send"];
    let plan = folder.json(&declared);
    assert_eq!(
        stages(&plan),
        [
            stage("queries", &["read"]),
            stage("computation", &["think"]),
            stage("mutations", &["send"]),
        ]
    );
    assert_eq!(plan["warnings"], json!([]));
    let output = folder.ipvm(&declared);
    assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)));
    let text = out(&output);
    assert!(text.starts_with("3 tasks in 3 stages, asked for by did:key:z6Mk"), "{text}");
    assert!(text.contains("\n    authority: the issuer's own\n"), "{text}");
}

#[test]
fn nothing_is_kept_but_a_key() {
    let folder = Folder::new();
    folder.write("w.json", &document());
    let first = folder.json(&["plan", "w.json"]);
    let kept = |path: &str| -> Vec<_> {
        let entries = fs::read_dir(folder.path(path)).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(kept("store"), ["keys"]);
    assert_eq!(kept("store/keys"), ["you.key"]);
    // The next plan is for the same issuer.
    assert_eq!(folder.json(&["plan", "w.json"])["issuer"], first["issuer"]);

    // For another issuer, not even that.
    let other = Folder::new();
    other.write("w.json", &document());
    let plan = other.json(&["plan", "w.json", "--issuer", BOB]);
    assert_eq!(plan["issuer"], json!(BOB));
    assert!(!other.path("store").exists());
}

#[test]
fn prints_pictures() {
    let folder = Folder::new();
    folder.write("w.json", &document());
    let dot = out(&folder.ipvm(&["plan", "w.json", "--format", "dot"]));
    assert!(dot.starts_with("digraph"), "{dot}");
    let mermaid = out(&folder.ipvm(&["plan", "w.json", "--format", "mermaid"]));
    assert!(mermaid.starts_with("flowchart") || mermaid.starts_with("graph"), "{mermaid}");
    for text in [dot, mermaid] {
        assert!(text.contains("think") && text.ends_with('\n'), "{text}");
    }
}

#[test]
fn what_is_fatal_is_told_beside_a_picture() {
    let folder = Folder::new();
    folder.write("w.json", &document());
    let text = out(&folder.ipvm(&["plan", "w.json"]));
    let fatal = |line: &&str| line.trim_start().starts_with("! ");
    let fatal: Vec<&str> = text.lines().filter(fatal).map(str::trim).collect();
    assert!(!fatal.is_empty(), "{text}");
    for format in ["dot", "mermaid"] {
        let output = folder.ipvm(&["plan", "w.json", "--format", format]);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(said(&output).lines().collect::<Vec<_>>(), fatal, "{format}");
    }
}

/// An escape sequence, one of a single character, what turns text, and the end of a line.
const HOSTILE: &str = "a\u{1b}[2J\u{9b}b\u{202e}c\u{200f}d\u{2066}e\nerror: f";

#[test]
fn nothing_that_a_document_says_commands_the_terminal_or_passes_for_a_message() {
    let folder = Folder::new();
    let mut field = document();
    field["tasks"]["send"][HOSTILE] = json!(1);
    let mut version = document();
    version["v"] = json!(HOSTILE);
    let mut label = document();
    label["tasks"]["send"]["args"]["body"] = json!({"await/ok": HOSTILE});
    let mut ring = document();
    ring["tasks"][HOSTILE] = json!({"cmd": "/crud/read", "args": {"x": {"await/ok": HOSTILE}}});
    for (name, document) in
        [("field", field), ("version", version), ("label", label), ("ring", ring)]
    {
        folder.write("w.json", &document);
        let output = folder.ipvm(&["plan", "w.json"]);
        let told = said(&output);
        assert_eq!((out(&output).as_str(), output.status.code()), ("", Some(1)), "{name}");
        assert_eq!(told.lines().count(), 1, "{name}: {told}");
        let hostile =
            |it: char| it != '\n' && (it.is_control() || HOSTILE.contains(it) && !it.is_ascii());
        assert!(!told.contains(hostile), "{name}: {told:?}");
        assert!(told.contains("[2J"), "{name}: {told}");
    }
    let mut plan = document();
    plan["tasks"][HOSTILE] = json!({"cmd": "/crud/read", "args": {}});
    folder.write("w.json", &plan);
    for format in ["text", "dot", "mermaid"] {
        let output = folder.ipvm(&["plan", "w.json", "--format", format]);
        for text in [out(&output), said(&output)] {
            let hostile = |it: char| {
                it != '\n' && (it.is_control() || HOSTILE.contains(it) && !it.is_ascii())
            };
            assert!(!text.contains(hostile), "{format}: {text:?}");
            assert!(!text.contains("\nerror: f"), "{format}: {text}");
            for number in ["#8238;", "#8207;", "#8294;"] {
                assert!(!text.contains(number), "{format}: {text}");
            }
        }
    }
}

#[test]
fn delegations_come_in_files() {
    let folder = Folder::new();
    let (document, tokens) = (example("crop-rotate-blur.json"), example("delegations.ucan"));
    let without = folder.ipvm(&["plan", &document, "--issuer", BOB]);
    assert_eq!(without.status.code(), Some(1));
    assert!(out(&without).contains("! `crop` names proofs that are not at hand"));
    let with = folder.ipvm(&["plan", &document, "--issuer", BOB, "--proof", &tokens]);
    assert_eq!((said(&with).as_str(), with.status.code()), ("", Some(0)));
    assert!(out(&with).contains("authority: /wasm/run by 1 proof"), "{}", out(&with));
    // Nobody let you do it, whoever you are.
    let yours = folder.ipvm(&["plan", &document, "--proof", &tokens]);
    assert_eq!(yours.status.code(), Some(1));

    let output = folder.ipvm(&["plan", &document, "--proof", &document]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains(": neither a delegation nor a container of tokens: "), "{said}");
}

#[test]
fn what_was_run_is_foreseen_to_be_reused() {
    let folder = Folder::new();
    fs::write(folder.path("adder.wasm"), wat::parse_str(ADDER).unwrap()).unwrap();
    let ran = folder.json(&["run", "adder.wasm", "--args", "40", "2"]);
    let module = varsig::Block::raw(wat::parse_str(ADDER).unwrap()).cid().to_string();
    let add = |other: i64| {
        json!({"cmd": "/wasm/run", "args": {
            "mod": {"/": module}, "fun": "add", "params": [40, other]}})
    };
    folder.write(
        "w.json",
        &json!({
            "v": "0.2.0", "tasks": {"known": add(2), "unknown": add(3)}
        }),
    );
    let plan = folder.json(&["plan", "w.json"]);
    let task = |label: &str| {
        let tasks = plan["tasks"].as_array().unwrap();
        tasks.iter().find(|task| task["label"] == json!(label)).unwrap().clone()
    };
    assert_eq!(task("known")["task"], ran["task"]);
    assert!(task("known").to_string().contains(ran["receipt"]["/"].as_str().unwrap()));
    let text = out(&folder.ipvm(&["plan", "w.json"]));
    assert_eq!(text.matches("    run: will run\n").count(), 1, "{text}");
}

#[test]
fn older_forms_are_converted_and_what_is_lost_is_told() {
    let folder = Folder::new();
    let declared = ["--mutation", "/msg/send", "--mutation", "/crud/update"];
    let output = folder.ipvm(&[&["plan", &example("v0.1.json")], &declared[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).starts_with("note: "), "{}", said(&output));
    assert!(out(&output).contains("`log-as-done`: /crud/update"), "{}", out(&output));
    let output = folder.ipvm(&["plan", &example("tasks.json")]);
    assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)));
    assert!(out(&output).contains("`rotate90`: /wasm/run"), "{}", out(&output));
}

#[test]
fn a_mistake_is_told_with_its_file_and_place() {
    let folder = Folder::new();
    let mut typo = document();
    typo["tasks"]["send"]["args"]["body"] = json!({"await/ok": "thinc"});
    let mut version = document();
    version["v"] = json!("0.3.0");
    let mut ring = document();
    ring["tasks"]["read"]["args"] = json!({"x": {"await/ok": "send"}});
    folder.write("typo.json", &typo);
    folder.write("version.json", &version);
    folder.write("ring.json", &ring);
    fs::write(folder.path("broken.json"), "{\n  \"v\": }").unwrap();
    folder.write("old.json", &json!({"ipvm/workflow": {"v": "0.0.1", "tasks": {}}}));
    folder.write("list.json", &json!({"tasks": [1]}));
    for (name, expected) in [
        (
            "typo.json",
            "error: typo.json: task `send`, `.body[\"await/ok\"]`: `thinc` is the label of no \
             task; did you mean `think`?\n",
        ),
        ("version.json", "error: version.json: "),
        ("ring.json", "error: ring.json: "),
        ("broken.json", "error: broken.json: line 2, column 8"),
        ("old.json", "error: old.json: as a document of version 0.1: "),
        ("list.json", "error: list.json: as a list of tasks: "),
        ("nothing.json", "error: nothing.json: "),
    ] {
        let output = folder.ipvm(&["plan", name]);
        assert_eq!((out(&output).as_str(), output.status.code()), ("", Some(1)), "{name}");
        assert!(said(&output).starts_with(expected), "{name}: {}", said(&output));
        assert_eq!(said(&output).lines().count(), 1, "{name}: {}", said(&output));
    }
}

#[test]
fn a_command_is_declared_once_and_in_its_form() {
    let folder = Folder::new();
    folder.write("w.json", &document());
    for arguments in
        [&["--query", "/msg/send", "--mutation", "/msg/send"][..], &["--mutation", "/wasm/run"]]
    {
        let output = folder.ipvm(&[&["plan", "w.json"], arguments].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).ends_with("; declare each command once\n"), "{}", said(&output));
    }
    let output = folder.ipvm(&["plan", "w.json", "--query", "msg/send"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("'--query <COMMAND>'"), "{}", said(&output));
}
