//! `ipvm conformance`, as people call it.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn ipvm(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ipvm"));
    command.arg("conformance").args(arguments).current_dir(root()).env_remove("IPVM_VECTORS");
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn this_implementation_has_a_clean_report() {
    let ran = ipvm(&["run", "--format", "json"]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let report: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(report["clean"], true);
    let counts = &report["counts"];
    let of = |kind: &str| counts[kind].as_u64().unwrap();
    // Only algorithms that this build leaves out are not supported.
    assert_eq!(of("passed") + of("unsupported"), of("cases"));
    assert!(of("cases") > 5000, "{counts}");
    let unsupported = report["results"].as_array().unwrap().iter();
    let unsupported = unsupported.filter(|it| it["result"] == "unsupported");
    assert!(unsupported.clone().all(|it| it["id"].as_str().unwrap().starts_with("varsig/")));
}

#[test]
fn it_has_the_same_one_as_a_child_of_itself() {
    let ran = ipvm(&["run", "--", env!("CARGO_BIN_EXE_ipvm"), "conformance", "serve"]);
    assert!(ran.status.success(), "{}{}", text(&ran.stdout), text(&ran.stderr));
    assert!(text(&ran.stdout).contains("clean, in"));
}

#[test]
fn the_example_of_an_adapter_is_the_one_in_the_readme_and_has_a_clean_report() {
    let vectors = root().join("test-vectors");
    let adapter = fs::read_to_string(vectors.join("examples/adapter.py")).unwrap();
    let readme = fs::read_to_string(vectors.join("README.md")).unwrap();
    assert!(readme.contains(&format!("```python\n{adapter}```")), "the README has another one");
    let adapter = ["--", "python3", "test-vectors/examples/adapter.py"];
    let ran = ipvm(&[&["run", "--case", "ucan-core/command/*"], adapter.as_slice()].concat());
    assert!(ran.status.success(), "{}{}", text(&ran.stdout), text(&ran.stderr));
    let human = text(&ran.stdout);
    assert!(human.contains("tiny 0.1") && human.contains("clean, in"), "{human}");
}

#[test]
fn an_implementation_that_fails_ends_with_one_and_names_the_case() {
    let folder = tempfile::tempdir().unwrap();
    let adapter = fs::read_to_string(root().join("test-vectors/examples/adapter.py")).unwrap();
    // The mistake that the text warns of by name.
    let careless =
        adapter.replace("wanted.startswith(prover + \"/\")", "wanted.startswith(prover)");
    assert_ne!(careless, adapter);
    let path = folder.path().join("careless.py");
    fs::write(&path, careless).unwrap();
    let path = path.to_str().unwrap();
    let case = ["--case", "ucan-core/command/*"];
    let ran = ipvm(&[&["run"], case.as_slice(), &["--", "python3", path]].concat());
    assert_eq!(ran.status.code(), Some(1));
    let human = text(&ran.stdout);
    assert!(human.contains("failed: ucan-core/command/same-beginning\n"), "{human}");

    let known = folder.path().join("known.json");
    let exceptions = |pattern: &str| {
        let text = format!(
            "{{\"format\":\"1.0\",\"exceptions\":[{{\"cases\":[\"{pattern}\"],\"reason\":\"soon\"}}]}}"
        );
        fs::write(&known, text).unwrap();
        let known = known.to_str().unwrap();
        let options = ["run", "--exceptions", known, "--format", "tap"];
        ipvm(&[options.as_slice(), &case, &["--", "python3", path]].concat())
    };
    let ran = exceptions("ucan-core/command/same-beginning*");
    assert!(ran.status.success(), "{}", text(&ran.stdout));
    assert!(text(&ran.stdout).contains("# TODO soon"));
    let ran = exceptions("ucan-core/command/capital*");
    assert_eq!(ran.status.code(), Some(1));
    assert!(text(&ran.stdout).contains("stale exception: ucan-core/command/capital*"));
}

#[test]
fn mistakes_in_the_call_are_told() {
    for (arguments, told) in [
        (&["run", "--layer", "vasig"][..], "vasig stands for no case"),
        (&["run", "--case", "no/such/*"], "no/such/* stands for no case"),
        (&["run", "--layer", "varsig", "--case", "ucan-core/*"], "no case has all"),
        (&["run", "--vectors", "no-such-folder"], "no-such-folder"),
        (&["run", "--exceptions", "no-such-file"], "no-such-file cannot be read"),
        (&["run", "--", "no-such-program-anywhere"], "does not start"),
        (&["show", "varsig/header/no-such"], "stands for no case"),
        (&["show", "../secret/x"], "stands for no case"),
        (&["matrix", "--peers", "no-such-file"], "no-such-file cannot be read"),
    ] {
        let ran = ipvm(arguments);
        assert_eq!(ran.status.code(), Some(2), "{arguments:?}");
        assert!(text(&ran.stderr).contains(told), "{arguments:?}: {}", text(&ran.stderr));
        assert_eq!(text(&ran.stdout), "", "{arguments:?}");
    }
}

#[test]
fn cases_are_listed_and_shown() {
    let listed = text(&ipvm(&["list", "--tag", "rule:varsig.trailing-bytes"]).stdout);
    assert!(listed.lines().any(|id| id == "varsig/header/trailing-zero"), "{listed}");
    let shown = ipvm(&["show", "varsig/header/trailing-zero"]);
    let case: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(case["expected"]["error"], "HeaderTrailingBytes");
}

#[test]
fn peers_that_are_not_installed_are_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("peers.json");
    let peers = r#"{"format":"1.0","peers":[{"id":"nobody","title":"Nobody","package":"none:nobody",
        "version":"1","folder":".","install":[],"run":["no-such-program-anywhere"],"speaks":"nothing"}]}"#;
    fs::write(&file, peers).unwrap();
    let page = folder.path().join("interop.md");
    let options = ["matrix", "--peers", file.to_str().unwrap(), "--output", page.to_str().unwrap()];
    let ran = ipvm(&options);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let page = fs::read_to_string(&page).unwrap();
    assert!(page.contains("| Nobody | none:nobody 1 | nothing | did not take part: "), "{page}");
    let ran = ipvm(&[options.as_slice(), &["--only", "somebody"]].concat());
    assert_eq!(ran.status.code(), Some(2));
    assert!(text(&ran.stderr).contains("there is no peer somebody; there are nobody"));
}
