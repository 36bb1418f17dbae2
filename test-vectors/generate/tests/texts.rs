//! Every sentence of the texts that demands something has a row, and every row a sentence.
//!
//! The texts are read from the directory that the environment variable `IPVM_SPECS` names.
//! Without it the comparison is skipped, loudly: they belong to their authors and are not part
//! of this repository.

use std::{collections::BTreeSet, env, fs, path::Path};

use ipvm_vectors_generate::texts::{self, Kind, Shown};

#[test]
fn every_sentence_has_a_row_and_every_row_a_sentence() {
    let Some(directory) = env::var_os("IPVM_SPECS") else {
        eprintln!("SKIPPED: set IPVM_SPECS to the directory with the texts");
        return;
    };
    let directory = Path::new(&directory);
    let mut differences = Vec::new();
    for text in texts::ALL {
        let path = directory.join(text.file);
        let markdown = fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("IPVM_SPECS has no {}: {error}", text.file));
        let found = texts::sentences(&markdown);
        let sentences = found.iter().map(|it| (it.section.as_str(), it.ordinal, it.digest()));
        let rows = text.sections.iter().flat_map(|section| {
            let rows = section.rows.iter().zip(1_usize..);
            rows.map(|(row, ordinal)| (section.heading, ordinal, row.digest.to_owned()))
        });
        let (sentences, rows) = (sentences.collect::<BTreeSet<_>>(), rows.collect());
        for (heading, ordinal, digest) in sentences.difference(&rows) {
            differences.push(format!("{}, {heading}, {ordinal}: no row {digest}", text.file));
        }
        for (heading, ordinal, digest) in rows.difference(&sentences) {
            differences.push(format!("{}, {heading}, {ordinal}: no sentence {digest}", text.file));
        }
    }
    assert_eq!(differences, [""; 0], "see `cargo run -p ipvm-vectors-generate -- --sentences`");
}

#[test]
fn every_copy_of_a_text_is_listed() {
    let Some(directory) = env::var_os("IPVM_SPECS") else {
        eprintln!("SKIPPED: set IPVM_SPECS to the directory with the texts");
        return;
    };
    let listed = texts::ALL.iter().map(|text| text.file.to_owned()).collect::<BTreeSet<_>>();
    let there = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".md"))
        .collect::<BTreeSet<_>>();
    assert_eq!(there.difference(&listed).collect::<Vec<_>>(), [""; 0], "texts without a table");
}

/// The files that a reason names in backquotes.
fn files(shown: &Shown) -> impl Iterator<Item = &'static str> {
    let reason = shown.reason.map_or("", |(_, reason)| reason);
    let is_file = |word: &&str| word.contains('/') && word.ends_with(".rs");
    reason.split('`').skip(1).step_by(2).filter(is_file)
}

#[test]
fn the_tests_that_reasons_name_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let rows = texts::ALL.iter().flat_map(|text| text.sections).flat_map(|it| it.rows);
    let shown = rows.map(|row| row.shown).chain(texts::RULINGS.iter().map(|row| row.shown));
    let missing = shown
        .flat_map(|shown| files(&shown).collect::<Vec<_>>())
        .filter(|file| !root.join(file).is_file())
        .collect::<BTreeSet<_>>();
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn a_reason_of_tests_names_some_and_one_of_rulings_a_ruling() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let rulings = fs::read_to_string(root.join("docs/rulings.md")).unwrap();
    let is_ruling = |word: &str| {
        rulings.contains(&format!("\n| [{word}](")) || rulings.contains(&format!("\n| {word} |"))
    };
    let rows = texts::ALL.iter().flat_map(|text| text.sections).flat_map(|it| it.rows);
    let all = rows.map(|row| row.shown).chain(texts::RULINGS.iter().map(|row| row.shown));
    for shown in all {
        let names = match shown.reason {
            Some((Kind::Tests, _)) => files(&shown).next().is_some(),
            Some((Kind::Ruled, reason)) => {
                reason.split(|it: char| !it.is_ascii_alphanumeric()).any(is_ruling)
            }
            _ => true,
        };
        assert!(names, "{:?}", shown.reason);
    }
}

#[test]
fn digests_and_demands_are_in_their_form() {
    for text in texts::ALL {
        for row in text.sections.iter().flat_map(|section| section.rows) {
            let is_digest = row.digest.len() == 8
                && row.digest.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
            assert!(is_digest, "{}: {}", text.file, row.digest);
            assert!(row.demand.ends_with('.'), "{}: {}", text.file, row.demand);
        }
    }
}

#[test]
fn the_number_of_a_ruling_is_a_link_where_cases_cite_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let rulings = fs::read_to_string(root.join("docs/rulings.md")).unwrap();
    let coverage = fs::read_to_string(root.join("test-vectors/coverage.md")).unwrap();
    let linked = rulings
        .lines()
        .filter_map(|line| line.strip_prefix("| [")?.split_once("](../test-vectors/coverage.md#"))
        .map(|(number, _)| number.to_owned())
        .collect::<BTreeSet<_>>();
    let (cited, _) = coverage.split_once("\n## By rule\n").unwrap();
    let cited = cited.lines().filter_map(|line| line.strip_prefix("### ")).map(ToOwned::to_owned);
    assert_eq!(linked, cited.collect());
}
