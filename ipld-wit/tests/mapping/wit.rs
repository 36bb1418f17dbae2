//! Signatures from WIT text, and our own WIT package.

use ipld_wit::wit::{Wit, WitError};
use ipld_wit::{Field, Profile, Refused, TASK_WIT, Type, TypeError};

const STRICT: Profile = Profile::STRICT;

/// The signatures or refusals of a world whose package has this body.
fn read(body: &str) -> Vec<(String, String)> {
    let text = format!("package demo:guest@0.1.0; {body}");
    let wit = Wit::from_text(&text, None).unwrap_or_else(|error| panic!("{error}"));
    let shown = |ty: Result<_, Refused>| match ty {
        Ok(function) => ipld_wit::FunctionType::to_string(&function),
        Err(refused) => refused.to_string(),
    };
    wit.exports(&STRICT).into_iter().map(|export| (export.name, shown(export.ty))).collect()
}

/// What becomes of a function with these parameters and result.
fn function(types: &str, signature: &str) -> String {
    let mut found = read(&format!("world w {{ {types} export f: func{signature}; }}"));
    found.pop().expect("a function").1
}

#[test]
fn every_export_is_listed_under_the_name_a_task_uses() {
    let names = read(
        "interface edit { rotate: func(); crop: func(); }
         world w {
             import edit;
             import log: func();
             export edit;
             export add: func(a: u8);
             export inner: interface { f: func(); }
         }",
    );
    let mut names: Vec<String> = names.into_iter().map(|(name, _)| name).collect();
    names.sort();
    assert_eq!(
        names,
        ["add", "demo:guest/edit@0.1.0#crop", "demo:guest/edit@0.1.0#rotate", "inner#f"]
    );
}

#[test]
fn one_export_is_found_by_its_exact_name() {
    let text = "package a:b; interface i { /// What it does.\n f: func(); } world w { export i; }";
    let wit = Wit::from_text(text, None).unwrap();
    let export = wit.export("a:b/i#f", &STRICT).expect("it is exported");
    assert_eq!(export.docs.as_deref(), Some("What it does."));
    assert_eq!(wit.export_names().collect::<Vec<_>>(), ["a:b/i#f"]);
    for near in ["f", "i#f", "a:b/i", "a:b/i#F", "a:b/i@0.1.0#f", "A:b/i#f"] {
        assert_eq!(wit.export(near, &STRICT), None, "{near}");
    }
}

#[test]
fn every_type_is_read_and_aliases_are_looked_through() {
    let types = "
        record r { user-name: string, id: u64 }
        variant v { none, some(list<s8>) }
        enum e { a, b }
        flags g { x, y }
        type maybe = option<bool>;
        type same = maybe;";
    assert_eq!(
        function(
            types,
            "(a: r, b: v, c: e, d: g, e: option<same>,
              f: tuple<u8, s16, u16, s32, u32, s64, char, f32, f64>) -> result<_, string>"
        ),
        "func(a: record { user-name: string, id: u64 }, b: variant { none, some(list<s8>) }, \
         c: enum { a, b }, d: flags { x, y }, e: option<option<bool>>, \
         f: tuple<u8, s16, u16, s32, u32, s64, char, f32, f64>) -> result<_, string>"
    );
    assert_eq!(function("type t = u8; type u = t;", "() -> u"), "func() -> u8");
}

#[test]
fn what_has_no_data_is_refused_with_the_place() {
    for (types, signature, refusal) in [
        ("resource res;", "(a: u8, b: list<res>)", "params[1][]: an owned resource"),
        ("resource res;", "(a: borrow<res>)", "params[0]: a borrowed resource"),
        ("", "() -> result<option<stream<u8>>>", "result.ok: a stream"),
        ("", "(a: future)", "params[0]: a future"),
        ("record r { e: error-context }", "(a: r)", "params[0].e: an error context"),
    ] {
        assert_eq!(function(types, signature), format!("{refusal} has no IPLD data"));
    }
}

#[test]
fn what_a_profile_has_to_enable_is_refused_without_it() {
    let text = "package a:b; world w {
        export m: func(a: map<u8, string>) -> f32;
        export l: func(a: tuple<u8, list<u8, 4>>);
    }";
    let wit = Wit::from_text(text, None).unwrap();
    let shown = |profile: Profile| {
        wit.exports(&profile).into_iter().map(|export| match export.ty {
            Ok(function) => function.to_string(),
            Err(refused) => refused.to_string(),
        })
    };
    assert_eq!(
        shown(STRICT).collect::<Vec<_>>(),
        [
            "params[0]: a map is not enabled by the profile",
            "params[0][1]: a list of fixed length is not enabled by the profile"
        ]
    );
    assert_eq!(
        shown(STRICT.with_maps().with_fixed_length_lists()).collect::<Vec<_>>(),
        ["func(a: map<u8, string>) -> f32", "func(a: tuple<u8, list<u8, 4>>)"]
    );
    let finite = wit.export("m", &STRICT.with_maps().refusing_non_finite()).unwrap().ty.unwrap();
    assert!(finite.refuses_non_finite());
}

#[test]
fn types_that_share_until_they_are_billions_are_refused() {
    let mut types = "type t0 = tuple<u8, u8>;".to_string();
    for level in 1..40 {
        let before = level - 1;
        types += &format!("type t{level} = tuple<t{before}, t{before}>;");
    }
    let wit = Wit::from_text(
        &format!("package a:b; world w {{ {types} export f: func(a: t39); }}"),
        None,
    );
    let ty = wit.unwrap().export("f", &STRICT).unwrap().ty;
    assert!(matches!(ty, Err(Refused::Type(TypeError::TooLarge { .. }))), "{ty:?}");
}

#[test]
fn a_chain_of_aliases_is_no_nesting() {
    let mut types = "type t0 = u8;".to_string();
    for level in 1..5000 {
        types += &format!("type t{level} = t{};", level - 1);
    }
    assert_eq!(function(&types, "(a: t4999)"), "func(a: u8)");
}

#[test]
fn texts_nested_or_grown_too_far_are_refused() {
    let text = |levels: usize| {
        let (open, close) = ("list<".repeat(levels), ">".repeat(levels));
        format!("package a:b;\nworld w {{ export f: func(a: {open}u8{close}); }}")
    };
    assert!(Wit::from_text(&text(64), None).is_ok());
    let error = Wit::from_text(&text(100_000), None).unwrap_err();
    assert!(error.to_string().contains("nesting too deep"), "{error}");
    let long = format!("package a:b; // {}", "x".repeat(Wit::MAX_TEXT_BYTES));
    let (found, maximum) = (long.len(), Wit::MAX_TEXT_BYTES);
    assert_eq!(Wit::from_text(&long, None).unwrap_err(), WitError::TextTooLarge { found, maximum });
}

/// Interfaces that each take a type from the one before, and what comes behind them.
fn using_each_other(interfaces: usize, world: &str) -> String {
    let mut text = "package a:b; interface i0 { type t = u8; }".to_string();
    for number in 1..interfaces {
        text += &format!("interface i{number}{{use i{}.{{t}};}}", number - 1);
    }
    text + world
}

#[test]
fn interfaces_that_use_each_other_are_followed_to_their_end_or_refused() {
    let world = |interfaces: usize| {
        format!("world w {{ use i{}.{{t}}; export f: func(a: t); }}", interfaces - 1)
    };
    let most = Wit::MAX_INTERFACES - 1;
    let wit = Wit::from_text(&using_each_other(most, &world(most)), None).unwrap();
    assert_eq!(wit.export("f", &STRICT).unwrap().ty.unwrap().to_string(), "func(a: u8)");
    let refused = |text: &str, found: usize| {
        let maximum = Wit::MAX_INTERFACES;
        let error = Wit::from_text(text, None).unwrap_err();
        assert_eq!(error, WitError::TooManyInterfaces { found, maximum });
    };
    refused(&using_each_other(most + 1, &world(most + 1)), most + 2);
    // As many as the text has room for.
    refused(&using_each_other(30_000, &world(30_000)), 30_001);
    let mut worlds = "package a:b; world w0 {}".to_string();
    for number in 1..20_000 {
        worlds += &format!("world w{number}{{include w{};}}", number - 1);
    }
    refused(&worlds, 20_000);
    // Of other texts, and of packages within a text, all count.
    let text = "package c:d; world w { import a:b/i0; }";
    let many = using_each_other(most + 1, "");
    let error = Wit::from_texts(text, &[&many], None).unwrap_err();
    let (found, maximum) = (most + 2, Wit::MAX_INTERFACES);
    assert_eq!(error, WitError::TooManyInterfaces { found, maximum });
    let nested = many.replacen("package a:b;", "package a:b {", 1) + "}";
    refused(&format!("{text} {nested}"), most + 2);
}

#[test]
fn a_component_whose_instances_use_each_other_is_read_or_refused() {
    let chain = |instances: usize| {
        let mut text = "(component\n".to_string();
        for number in 0..instances {
            text += &format!("(import \"a:b/i{number}\" (instance $i{number} ");
            text += &match number {
                0 => "(type $u u8) (export \"t\" (type (eq $u)))".to_string(),
                _ => format!(
                    "(alias outer 1 $t{} (type $u)) (export \"t\" (type (eq $u)))",
                    number - 1
                ),
            };
            text += &format!("))\n(alias export $i{number} \"t\" (type $t{number}))\n");
        }
        wat::parse_str(text + ")").unwrap()
    };
    // The validator takes a thousand.
    assert!(Wit::from_component(&chain(900)).is_ok());
    let error = Wit::from_component(&chain(20_000)).unwrap_err();
    assert!(matches!(error, WitError::Component { .. }), "{error}");
}

#[test]
fn what_is_no_wit_is_refused_with_the_place() {
    let error = Wit::from_text("package a:b;\nworld w {\n  export f: func(a: u7);\n}", None);
    let Err(WitError::Text { detail }) = error else { panic!("{error:?}") };
    assert!(detail.contains("u7") && detail.contains("text.wit:3:21"), "{detail}");
    let two = "package a:b; world v {} world w {}";
    assert!(matches!(Wit::from_text(two, None), Err(WitError::World { .. })));
    assert!(Wit::from_text(two, Some("v")).is_ok());
    assert!(matches!(Wit::from_text(two, Some("x")), Err(WitError::World { .. })));
    assert!(matches!(Wit::from_component(b"\0asm"), Err(WitError::Component { .. })));
    assert!(matches!(Wit::from_component(&[]), Err(WitError::Component { .. })));
}

// The package for guests.

fn guest(body: &str) -> Wit {
    let text = format!("package demo:guest; {body}");
    Wit::from_texts(&text, &[TASK_WIT], None).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_link_of_our_package_is_known_by_its_shape() {
    let wit = guest(
        "world w { use ipvm:task/types@0.1.0.{link};
                   export f: func(a: link, b: list<option<link>>) -> link; }",
    );
    let ty = wit.export("f", &STRICT).unwrap().ty.unwrap();
    assert_eq!(ty.to_string(), "func(a: link, b: list<option<link>>) -> link");
    // A record of one's own of the same shape is one too; near misses are not.
    assert_eq!(function("record cid { ipld-cid: list<u8> }", "() -> cid"), "func() -> link");
    for (near, shown) in [
        ("record link { cid: list<u8> }", "record { cid: list<u8> }"),
        ("record link { ipld-cid: list<s8> }", "record { ipld-cid: list<s8> }"),
        ("record link { ipld-cid: string }", "record { ipld-cid: string }"),
        ("record link { ipld-cid: list<u8>, x: u8 }", "record { ipld-cid: list<u8>, x: u8 }"),
        ("type link = tuple<list<u8>>;", "tuple<list<u8>>"),
    ] {
        assert_eq!(function(near, "() -> link"), format!("func() -> {shown}"));
    }
}

#[test]
fn the_effects_of_our_package_have_data() {
    let wit = guest(
        "world w { use ipvm:task/types@0.1.0.{effects};
                   export f: func() -> result<tuple<u32, effects>, string>; }",
    );
    let ty = wit.export("f", &STRICT).unwrap().ty.unwrap();
    let task = "record { subject: string, command: string, arguments: list<u8>, nonce: list<u8> }";
    let effect = format!("variant {{ task({task}), known(link) }}");
    let effects = format!("record {{ fork: list<{effect}>, join: option<{effect}> }}");
    assert_eq!(ty.to_string(), format!("func() -> result<tuple<u32, {effects}>, string>"));
    assert!(ty.asks_for_effects());
    assert_eq!(Type::effects().to_string(), effects);
}

#[test]
fn our_package_holds_types_only_and_says_what_each_is() {
    let mut resolve = wit_parser::Resolve::default();
    let package = resolve.push_str("task.wit", TASK_WIT).unwrap();
    let package = &resolve.packages[package];
    assert_eq!(package.name.to_string(), "ipvm:task@0.1.0");
    assert!(package.worlds.is_empty());
    assert_eq!(package.interfaces.keys().collect::<Vec<_>>(), ["types"]);
    let types = &resolve.interfaces[package.interfaces["types"]];
    assert!(types.functions.is_empty());
    assert_eq!(types.types.keys().collect::<Vec<_>>(), ["link", "task", "effect", "effects"]);
    for (name, id) in &types.types {
        assert!(resolve.types[*id].docs.contents.is_some(), "{name}");
    }
    let link = Type::record(vec![Field::new("ipld-cid", Type::list(Type::U8))]);
    assert_eq!(link, Type::Link);
}
