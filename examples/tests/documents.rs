//! What the documents of the repository name is there.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The ends of names that are taken for files of the repository.
const ENDS: [&str; 6] = [".json", ".md", ".png", ".rs", ".toml", ".wasm"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// The documents: those at the root and those in `docs/`.
fn documents() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for folder in [root(), root().join("docs")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|end| end == "md") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// What stands between `open` and `close` in the lines of `text`.
fn between<'a>(text: &'a str, open: &'a str, close: char) -> impl Iterator<Item = &'a str> {
    text.lines()
        .flat_map(move |line| line.split(open).skip(1))
        .filter_map(move |rest| rest.split_once(close).map(|(inner, _)| inner))
}

#[test]
fn every_file_that_a_document_names_is_there() {
    let documents = documents();
    let mut named = 0;
    let mut missing = Vec::new();
    for (document, text) in &documents {
        for name in text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)) {
            if name.contains('/') && ENDS.iter().any(|end| name.ends_with(end)) {
                named += 1;
                if !root().join(name).is_file() {
                    missing.push(format!("{}: {name}", document.display()));
                }
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
    assert!(named > 50, "only {named} files are named");
}

#[test]
fn every_link_within_the_repository_leads_somewhere() {
    let documents = documents();
    let mut followed = 0;
    let mut broken = Vec::new();
    for (document, text) in &documents {
        for link in between(text, "](", ')') {
            let target = link.split('#').next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            followed += 1;
            if !document.parent().unwrap().join(target).exists() {
                broken.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
    assert!(followed > 10, "only {followed} links were followed");
}

#[test]
fn every_ruling_with_vectors_leads_to_them_and_no_other_does() {
    let rulings = fs::read_to_string(root().join("docs/rulings.md")).unwrap();
    let coverage = fs::read_to_string(root().join("test-vectors/coverage.md")).unwrap();
    let by_ruling = coverage.split("\n## By rule\n").next().unwrap();
    let pinned: Vec<&str> =
        by_ruling.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    assert!(pinned.len() > 25, "only {} rulings have vectors", pinned.len());
    for ruling in &pinned {
        let anchor = ruling.to_lowercase();
        let row = format!("| [{ruling}](../test-vectors/coverage.md#{anchor}) |");
        assert!(rulings.contains(&row), "{ruling} does not lead to its vectors");
    }
    let linked = rulings.matches("](../test-vectors/coverage.md#").count();
    assert_eq!(linked, pinned.len(), "a ruling leads to vectors that are not there");
}
