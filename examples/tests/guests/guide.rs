//! What `docs/guests.md` shows is so.

use std::{collections::BTreeMap, fs};

use ipld_core::ipld::Ipld;
use ucan_invocation::Outcome;
use varsig::dag_json;

use crate::host::{Guest, guests, source};

/// The files from which the guide shows parts, by the language of its blocks.
const SOURCES: [(&str, &str); 9] = [
    ("wit", "hello-rust/wit/world.wit"),
    ("wit", "effects/wit/world.wit"),
    ("rust", "hello-rust/src/lib.rs"),
    ("c", "hello-c/hello.c"),
    ("wat", "hello-wat/hello.wat"),
    ("json", "recipes/javascript/package.json"),
    ("js", "recipes/javascript/hello.js"),
    ("js", "recipes/javascript/componentize.mjs"),
    ("python", "recipes/python/app.py"),
];

fn guide() -> String {
    fs::read_to_string(guests().join("../../docs/guests.md")).unwrap()
}

/// The blocks of code with their languages.
fn blocks(guide: &str) -> Vec<(&str, &str)> {
    let fenced = guide.split("```").skip(1).step_by(2);
    fenced.filter_map(|block| block.split_once('\n')).filter(|(lang, _)| !lang.is_empty()).collect()
}

/// The words of a line as a shell has them, with single quotes as the only ones.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// What `ipvm run` prints of a result, but for addresses and fuel.
fn printed(ran: Result<Outcome, String>) -> String {
    let json = |value: &Ipld| String::from_utf8(dag_json::encode(value).unwrap()).unwrap();
    match ran {
        Ok(Outcome::Ok(Ipld::String(text))) => text,
        Ok(Outcome::Ok(Ipld::Bytes(bytes))) => String::from_utf8(bytes).unwrap(),
        Ok(Outcome::Ok(value)) => json(&value),
        Ok(Outcome::Error(value)) => format!("the task failed: {}", json(&value)),
        Err(error) => format!("error: {error}"),
    }
}

#[test]
fn the_sources_it_shows_are_those_that_are_built() {
    let guide = guide();
    let mut shown = BTreeMap::new();
    for (language, block) in blocks(&guide) {
        // What people type, what they see, and the manifest of a package outside of our workspace.
        if ["sh", "console", "text", "toml"].contains(&language) {
            continue;
        }
        let found =
            SOURCES.iter().find(|(of, file)| *of == language && source(file).contains(block));
        assert!(found.is_some(), "no source has this {language}:\n{block}");
        *shown.entry(language).or_insert(0) += 1;
    }
    let expected =
        [("c", 1), ("js", 2), ("json", 1), ("python", 1), ("rust", 1), ("wat", 1), ("wit", 2)];
    assert_eq!(shown, BTreeMap::from(expected));
}

#[test]
fn the_signatures_it_shows_are_those_of_the_component() {
    let guide = guide();
    let text = blocks(&guide).into_iter().find(|(language, _)| *language == "text").unwrap().1;
    assert_eq!(text.lines().collect::<Vec<_>>(), Guest::load("hello-rust").signatures());
}

#[test]
fn its_sessions_run_as_they_are_shown() {
    let hello = ["hello-rust", "hello-c", "hello-wat"].map(Guest::load);
    let misbehaving = [Guest::load("misbehaving")];
    let guide = guide();
    let mut ran = 0;
    for (_, session) in blocks(&guide).into_iter().filter(|(language, _)| *language == "console") {
        for shown in session.split("$ ").skip(1) {
            let (command, expected) = shown.split_once('\n').unwrap();
            let words = words(command);
            let [ipvm, run, file, fun, function, rest @ ..] = words.as_slice() else {
                panic!("{command}")
            };
            assert_eq!([ipvm, run, fun], ["ipvm", "run", "--fun"], "{command}");
            let args = rest.split_first().map_or(&[][..], |(option, args)| {
                assert_eq!(option, "--args", "{command}");
                args
            });
            let components = match file.as_str() {
                "hello.wasm" => &hello[..],
                "misbehaving.wasm" => &misbehaving[..],
                _ => panic!("{command}"),
            };
            for guest in components {
                let found = printed(guest.call_typed(function, args));
                assert_eq!(found, expected.trim_end(), "{command}");
                ran += 1;
            }
        }
    }
    assert_eq!(ran, 3 * 6 + 3);
}

#[test]
fn its_table_of_values_says_what_becomes_of_them() {
    let guest = Guest::load("all-types");
    let guide = guide();
    let mut rows = 0;
    for row in guide.lines().filter(|line| line.ends_with("` |") && line.contains("| `echo-")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, _, _, typed, expected, function, _] = cells[..] else { panic!("{row}") };
        let [typed, expected, function] =
            [typed, expected, function].map(|cell| cell.trim_matches('`').to_owned());
        let function = format!("ipvm:all-types/echo@0.1.0#{function}");
        assert_eq!(printed(guest.call_typed(&function, &[typed])), expected, "{row}");
        rows += 1;
    }
    assert_eq!(rows, 22);
}
