//! The guest of the guide in every language.

use std::path::PathBuf;

use ipld_core::{ipld, ipld::Ipld};
use ucan_invocation::Outcome;

use crate::host::{Guest, source};

const COMPONENTS: [&str; 3] = ["hello-rust", "hello-c", "hello-wat"];

const SIGNATURES: [&str; 3] = [
    "shout: func(text: string) -> string",
    "divide: func(dividend: s64, divisor: s64) -> result<s64, string>",
    "letters: func(text: string) -> list<tuple<char, u32>>",
];

#[test]
fn the_world_is_the_same_in_every_language() {
    let world = source("hello-rust/wit/world.wit");
    for folder in ["hello-c", "recipes/javascript", "recipes/python"] {
        assert_eq!(source(&format!("{folder}/wit/world.wit")), world, "{folder}");
    }
    for name in COMPONENTS {
        assert_eq!(Guest::load(name).signatures(), SIGNATURES, "{name}");
    }
}

#[test]
fn every_language_gives_the_same() {
    for name in COMPONENTS {
        gives_the_same(name, &Guest::load(name));
    }
}

/// Built by the recipes, if somebody had them built: they need Node, Python and their registries, and
/// compile for a minute.
#[test]
fn so_do_the_recipes_that_were_built() {
    let Some(folder) = std::env::var_os("IPVM_RECIPES").map(PathBuf::from) else {
        println!("not run: IPVM_RECIPES names no folder with the components of the recipes");
        return;
    };
    for name in ["hello-javascript", "hello-python"] {
        let guest = Guest::open(&folder.join(format!("{name}.wasm")));
        // What builds a component may add a function of its own.
        let signatures = guest.signatures();
        assert!(signatures.ends_with(&SIGNATURES.map(str::to_owned)), "{name}: {signatures:?}");
        gives_the_same(name, &guest);
    }
}

fn gives_the_same(name: &str, guest: &Guest) {
    let ok = |value: Ipld| Outcome::Ok(value);
    let error = |text: &str| Outcome::Error(ipld!(text));
    let text = |text: &str| vec![ipld!(text)];
    let numbers = |a: i64, b: i64| vec![Ipld::Integer(a.into()), Ipld::Integer(b.into())];
    let (least, most) = (i64::MIN, i64::MAX);
    for (given, expected) in [("", ""), ("Héllo, {z}`a@[", "HéLLO, {Z}`A@["), ("ß\0ſK", "ß\0ſK")]
    {
        assert_eq!(guest.call("shout", text(given)), ok(ipld!(expected)), "{name}: {given}");
    }
    for (a, b, expected) in [
        (7, 2, ok(ipld!(3))),
        (-7, 2, ok(ipld!(-3))),
        (7, -2, ok(ipld!(-3))),
        (-7, -2, ok(ipld!(3))),
        (least, 1, ok(Ipld::Integer(least.into()))),
        (most, -1, ok(Ipld::Integer((-most).into()))),
        (0, 0, error("division by zero")),
        (least, 0, error("division by zero")),
        (least, -1, error("the quotient is too large")),
    ] {
        assert_eq!(guest.call("divide", numbers(a, b)), expected, "{name}: {a} / {b}");
    }
    for (given, expected) in [
        ("", ipld!([])),
        ("éſ@[`{ 0\0", ipld!([])),
        ("Hello", ipld!([["e", 1], ["h", 1], ["l", 2], ["o", 1]])),
        ("zAaZ", ipld!([["a", 2], ["z", 2]])),
    ] {
        assert_eq!(guest.call("letters", text(given)), ok(expected), "{name}: {given}");
    }
}

#[test]
fn every_letter_is_counted_in_a_long_text() {
    // Longer than a page of memory, so that the guest has to ask for more.
    let alphabet: String = ('a'..='z').collect();
    let long = alphabet.repeat(4000);
    let counts: Vec<Ipld> = ('a'..='z').map(|c| ipld!([c.to_string(), 4000])).collect();
    for name in COMPONENTS {
        let guest = Guest::load(name);
        let found = guest.call("letters", vec![ipld!(long.clone())]);
        assert_eq!(found, Outcome::Ok(Ipld::List(counts.clone())), "{name}");
        let shouted = guest.call("shout", vec![ipld!(long.clone())]);
        assert_eq!(shouted, Outcome::Ok(ipld!(long.to_uppercase())), "{name}");
    }
}
