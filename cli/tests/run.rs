//! `ipvm run` and `ipvm functions`, as a person at a terminal would use them.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use serde_json::{Value, json};
use tempfile::TempDir;

const IMAGE_OPS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/guests/components/image-ops.wasm");
const PHOTO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/images/astronaut.png");

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
        let folder = Self(tempfile::tempdir().unwrap());
        fs::write(folder.path("adder.wasm"), wat::parse_str(ADDER).unwrap()).unwrap();
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
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

#[test]
fn prints_the_result_alone_and_what_happened_beside_it() {
    let folder = Folder::new();
    let output = folder.ipvm(&["run", "adder.wasm", "--args", "40", "2"]);
    assert_eq!((out(&output).as_str(), output.status.code()), ("42\n", Some(0)));
    let said = said(&output);
    assert!(said.starts_with("executed  task    bafyrei"), "{said}");
    assert!(said.contains("receipt zdpu"), "{said}");
}

#[test]
fn what_was_run_before_is_answered_from_its_receipt() {
    let folder = Folder::new();
    let first = folder.json(&["run", "adder.wasm", "--fun", "add", "--args", "-40", "-2"]);
    let again = folder.json(&["run", "adder.wasm", "--args", "-40", "-2"]);
    assert_eq!((&first["how"], &again["how"]), (&json!("executed"), &json!("reused")));
    for report in [&first, &again] {
        assert_eq!(report["out"], json!({"ok": -42}));
    }
    for field in ["task", "receipt", "fuel"] {
        assert_eq!(first[field], again[field], "{field}");
    }
    assert!(first["receipt"]["/"].as_str().unwrap().starts_with("bafyrei"), "{first}");
    let other = folder.json(&["run", "adder.wasm", "--args", "-40", "-3"]);
    assert_eq!(other["how"], json!("executed"));
    assert_ne!(other["task"], first["task"]);
}

#[test]
fn a_program_that_is_kept_is_named_by_its_cid() {
    let folder = Folder::new();
    folder.json(&["run", "adder.wasm", "--args", "1", "2"]);
    let bytes = wat::parse_str(ADDER).unwrap();
    let cid = varsig::Block::raw(bytes).cid().to_string();
    fs::remove_file(folder.path("adder.wasm")).unwrap();
    let report = folder.json(&["run", &cid, "--args", "1", "2"]);
    assert_eq!((&report["how"], &report["out"]), (&json!("reused"), &json!({"ok": 3})));

    let unknown = varsig::Block::raw(*b"another").cid().to_string();
    let output = folder.ipvm(&["run", &unknown, "--args", "1"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        said(&output),
        format!("error: no program {unknown} is kept here; publish it first\n")
    );
    let output = folder.ipvm(&["run", "nothing.wasm"]);
    assert_eq!(said(&output), "error: nothing.wasm is neither a file nor a CID\n");
    assert_eq!(output.status.code(), Some(2), "a mistake in the call");
}

#[test]
fn a_file_stands_for_a_list_of_bytes_and_a_result_becomes_a_file() {
    let folder = Folder::new();
    let photo = format!("@{PHOTO}");
    let crop = ["run", IMAGE_OPS, "--fun", "crop", "--args", &photo, "0", "0", "8", "4"];
    let output = folder.ipvm(&[&crop[..], &["--out", "crop.png"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(out(&output), "");
    let bytes = fs::read(folder.path("crop.png")).unwrap();
    let image = image::load_from_memory_with_format(&bytes, image::ImageFormat::Png).unwrap();
    assert_eq!((image.width(), image.height()), (8, 4));
    // Into a pipe go the bytes themselves.
    assert_eq!(folder.ipvm(&crop).stdout, bytes);

    let output = folder.ipvm(&["run", IMAGE_OPS, "--fun", "rotate90", "--args", "@missing.png"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).starts_with("error: missing.png: "), "{}", said(&output));
}

#[test]
fn what_came_of_a_task_is_printed_also_where_its_file_cannot_be_written() {
    let folder = Folder::new();
    let shout = ["run", ORDINARY, "--fun", "shout", "--args", "hello", "--out", "no/such/x"];
    let output = folder.ipvm(&[&shout[..], &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["how"], &report["out"]), (&json!("executed"), &json!({"ok": "HELLO"})));
    assert!(said(&output).starts_with("error: no/such/x: "), "{}", said(&output));
    let output = folder.ipvm(&shout);
    assert_eq!((out(&output).as_str(), output.status.code()), ("", Some(1)));
    assert!(said(&output).starts_with("reused  task    "), "{}", said(&output));
    assert!(said(&output).contains("\nerror: no/such/x: "), "{}", said(&output));
}

#[test]
fn an_argument_may_begin_with_a_hyphen() {
    let folder = Folder::new();
    let output = folder.ipvm(&["run", ORDINARY, "--fun", "shout", "--args=-hello"]);
    assert_eq!((out(&output).as_str(), output.status.code()), ("-HELLO\n", Some(0)));
    let output = folder.ipvm(&["run", "adder.wasm", "--args=-1", "--args=3"]);
    assert_eq!((out(&output).as_str(), output.status.code()), ("2\n", Some(0)));
}

#[test]
fn a_task_that_fails_says_what_it_says_and_ends_with_1() {
    let folder = Folder::new();
    let photo = format!("@{PHOTO}");
    let crop = ["run", IMAGE_OPS, "--fun", "crop", "--args", &photo, "0", "0", "8", "9999"];
    let output = folder.ipvm(&crop);
    assert_eq!((out(&output).as_str(), output.status.code()), ("", Some(1)));
    assert!(said(&output).starts_with("the task failed: \"crop of 8 x 9999"), "{}", said(&output));
    let report = folder.json(&crop);
    assert!(report["out"]["error"].as_str().unwrap().starts_with("crop of 8 x 9999"), "{report}");
}

#[test]
fn a_mistake_in_the_arguments_is_named_by_place_and_type() {
    let folder = Folder::new();
    for (arguments, expected) in [
        (
            &["1", "2.5"][..],
            "error: add: params[1] at byte 1: expected s32, but more text follows it\n",
        ),
        (&["1", "x"], "error: add: params[1] at byte 0: expected s32"),
        (&["1"], "error: add: expected 2 arguments, found 1: func(a: s32, b: s32) -> s32\n"),
    ] {
        let output = folder.ipvm(&[&["run", "adder.wasm", "--args"], arguments].concat());
        assert_eq!((out(&output).as_str(), output.status.code()), ("", Some(2)));
        assert!(said(&output).starts_with(expected), "{}", said(&output));
    }
    let output = folder.ipvm(&["run", "adder.wasm", "--fun", "sub", "--args", "1", "2"]);
    assert!(said(&output).contains("`sub`") && said(&output).contains("add"), "{}", said(&output));
}

#[test]
fn a_function_must_be_named_where_there_are_several() {
    let folder = Folder::new();
    let output = folder.ipvm(&["run", IMAGE_OPS]);
    assert_eq!(output.status.code(), Some(2));
    let said = said(&output);
    assert!(said.starts_with("error: it has 4 functions; name one with --fun:\n"), "{said}");
    assert!(
        said.contains("\n  rotate90: func(image: list<u8>) -> result<list<u8>, string>"),
        "{said}"
    );
}

#[test]
fn shows_what_functions_want_in_four_languages() {
    let folder = Folder::new();
    let show = |language| out(&folder.ipvm(&["functions", "adder.wasm", "--as", language]));
    assert_eq!(show("signature"), "add: func(a: s32, b: s32) -> s32\n");
    assert!(show("wit").contains("export add: func(a: s32, b: s32) -> s32;"));
    assert!(show("ipld-schema").contains("type Arguments"));
    let schema: Value = serde_json::from_str(&show("json-schema")).unwrap();
    assert_eq!(schema["minItems"], json!(2));
}

const ALL_TYPES: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/guests/components/all-types.wasm");

#[test]
fn several_functions_are_one_world_that_says_the_same_of_each() {
    let folder = Folder::new();
    for component in [IMAGE_OPS, ALL_TYPES] {
        let signatures = out(&folder.ipvm(&["functions", component]));
        let mut expected: Vec<&str> = signatures.lines().collect();
        let document = out(&folder.ipvm(&["functions", component, "--as", "wit"]));
        let wit = ipld_wit::wit::Wit::from_text(&document, None).unwrap();
        let exports = wit.exports(&ipld_wit::Profile::STRICT);
        let mut found: Vec<String> =
            exports.iter().map(|it| format!("{}: {}", it.name, it.ty.as_ref().unwrap())).collect();
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected, "{document}");
    }
}

#[test]
fn several_functions_are_one_object_of_json_with_a_schema_for_each() {
    let folder = Folder::new();
    let all = out(&folder.ipvm(&["functions", IMAGE_OPS, "--as", "json-schema"]));
    let all: Value = serde_json::from_str(&all).unwrap();
    let names: Vec<&String> = all.as_object().unwrap().keys().collect();
    assert_eq!(names, ["blur", "crop", "grayscale", "rotate90"]);
    for (name, schema) in all.as_object().unwrap() {
        let alone = folder.ipvm(&["functions", IMAGE_OPS, "--as", "json-schema", "--fun", name]);
        assert_eq!(*schema, serde_json::from_str::<Value>(&out(&alone)).unwrap(), "{name}");
    }
}

#[test]
fn several_functions_are_one_ipld_schema_in_which_no_name_stands_twice() {
    let folder = Folder::new();
    for component in [IMAGE_OPS, ALL_TYPES] {
        let functions = out(&folder.ipvm(&["functions", component]));
        let schema = out(&folder.ipvm(&["functions", component, "--as", "ipld-schema"]));
        let headers = schema.lines().filter_map(|line| line.strip_prefix("# "));
        let names = functions.lines().map(|line| line.split_once(": ").unwrap().0);
        assert_eq!(headers.collect::<Vec<_>>(), names.collect::<Vec<_>>());
        let mut declared: Vec<&str> = schema
            .lines()
            .filter_map(|line| line.strip_prefix("type ")?.split(' ').next())
            .collect();
        let count = declared.len();
        declared.sort_unstable();
        declared.dedup();
        assert_eq!(declared.len(), count, "{schema}");
        // Whatever is named is declared, or stands for a kind of data.
        let kinds =
            ["Bool", "Bytes", "Float", "Int", "Link", "List", "Map", "Null", "String", "Any"];
        let used = schema.lines().filter_map(|line| {
            let line = line.strip_prefix("  ")?.split(['"', '(', '#']).next()?;
            let skipped = if line.starts_with('|') { "" } else { line.split(' ').next()? };
            Some(line.get(skipped.len()..)?.split(|it: char| !it.is_ascii_alphanumeric()))
        });
        let of_enums = ["NaN", "Infinity", "Minus"];
        for name in used.flatten().filter(|it| it.starts_with(|it: char| it.is_ascii_uppercase())) {
            let is_known = declared.binary_search(&name).is_ok() || kinds.contains(&name);
            let of_enum = schema.contains(&format!("  | {name} (\""));
            assert!(is_known || of_enum || of_enums.contains(&name), "{name} in {schema}");
        }
    }
    let schema = out(&folder.ipvm(&["functions", IMAGE_OPS, "--as", "ipld-schema"]));
    assert!(schema.contains("\ntype CropArguments struct {\n"), "{schema}");
}

const ORDINARY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../examples/guests/recipes/rust-wasip2/ordinary-rust.wasm"
);

#[test]
fn a_component_that_imports_wasi_just_runs_and_what_it_prints_is_shown() {
    let folder = Folder::new();
    let shout = ["run", ORDINARY, "--fun", "shout", "--args", "hello"];
    let output = folder.ipvm(&shout);
    assert_eq!((out(&output).as_str(), output.status.code()), ("HELLO\n", Some(0)));
    let lines = said(&output);
    assert!(lines.starts_with("HELLO\n5 letters\nexecuted  task    "), "{lines}");
    // From the receipt there is no output.
    let output = folder.ipvm(&shout);
    assert!(said(&output).starts_with("reused  task    "), "{}", said(&output));

    let report = folder.json(&["run", ORDINARY, "--fun", "shout", "--args", "hi"]);
    assert_eq!(report["out"], json!({"ok": "HI"}));
    assert_eq!((&report["stdout"], &report["stderr"]), (&json!("HI\n"), &json!("2 letters\n")));

    // What it prints commands no terminal.
    let output = folder.ipvm(&["run", ORDINARY, "--fun", "fail", "--args", "\u{1b}[2J"]);
    assert_eq!(output.status.code(), Some(1));
    let lines = said(&output);
    assert!(lines.contains("\u{fffd}[2J") && !lines.contains('\u{1b}'), "{lines}");
}

#[test]
fn wasi_can_be_turned_off() {
    let folder = Folder::new();
    let output = folder.ipvm(&["run", ORDINARY, "--no-wasi", "--fun", "shout", "--args", "hello"]);
    assert_eq!(output.status.code(), Some(1));
    let lines = said(&output);
    let begin =
        "error: the component imports what is not offered here: wasi:cli/environment@0.2.6#";
    assert!(lines.starts_with(begin), "{lines}");
    assert!(lines.contains(", wasi:io/streams@0.2.6#output-stream"), "{lines}");
}
