//! What must hold for all sources together.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use ipvm_vectors_generate::{Case, errors, operations, outputs, rules, sources};

fn cases() -> Vec<Case> {
    sources::topics().iter().flat_map(|topic| topic.cases().expect("cases in order")).collect()
}

#[test]
fn every_rule_is_shown_kept_and_broken() {
    let mut shown = BTreeMap::<&str, (usize, usize)>::new();
    for case in cases() {
        for rule in case.rules() {
            let (kept, broken) = shown.entry(rule).or_default();
            *(if case.is_valid() { kept } else { broken }) += 1;
        }
    }
    let lacking = rules::ALL
        .iter()
        .copied()
        .flatten()
        .map(|rule| (rule.id, shown.get(rule.id).copied().unwrap_or_default()))
        .filter(|(_, (kept, broken))| *kept == 0 || *broken == 0)
        .collect::<Vec<_>>();
    assert_eq!(lacking, [], "rules without a valid and an invalid case (kept, broken)");
}

#[test]
fn every_operation_has_a_case() {
    let used = cases().iter().map(Case::operation).collect::<BTreeSet<_>>();
    let unused = operations::ALL
        .iter()
        .copied()
        .flatten()
        .map(|it| it.name)
        .filter(|name| !used.contains(name));
    assert_eq!(unused.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn every_error_has_a_case_but_those_that_no_file_can_show() {
    // Inputs of many mebibytes, values that have no form in a file, what only an
    // implementation that lacks something says, and what a reader of a part says.
    let beyond = BTreeSet::from([
        "CborTooLarge",
        "CborTooManyItems",
        "CborUnexpectedItem",
        "JsonTooLarge",
        "JsonTooManyItems",
        "JsonNonFiniteFloat",
        "UnsupportedKeyType",
    ]);
    let used = cases().iter().filter_map(Case::error).collect::<BTreeSet<_>>();
    let unused = errors::ALL
        .iter()
        .copied()
        .flatten()
        .map(|error| error.name)
        .filter(|name| !used.contains(name))
        .collect::<BTreeSet<_>>();
    assert_eq!(unused, beyond);
}

#[test]
fn titles_and_reasons_are_sentences_and_one_operation_has_no_title_twice() {
    for topic in sources::topics() {
        let mut titles = BTreeSet::new();
        for case in topic.cases().unwrap() {
            assert!(case.title().ends_with('.'), "{}", case.title());
            assert!(case.why().ends_with(['.', '?', '!']), "{}", case.why());
            let title = (case.operation(), case.title().to_owned());
            assert!(titles.insert(title), "twice: {}", case.title());
        }
    }
}

#[test]
fn the_files_are_what_the_sources_give() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for output in outputs().unwrap() {
        let found = fs::read_to_string(root.join(&output.path)).unwrap_or_default();
        assert!(
            found == output.text,
            "{} differs: run `cargo run -p ipvm-vectors-generate`",
            output.path
        );
    }
}
