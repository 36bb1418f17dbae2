//! What the world of a WIT text exports.

use crate::{Value, case, case::CaseBuilder, list, map};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [accepted(), refused()].concat()
}

fn of(slug: &str, title: &str, wit: &str) -> CaseBuilder {
    case(slug)
        .section("Signatures")
        .operation("ipld-wit.exports")
        .title(title)
        .why("What a function takes is read from its types, and refused before anything runs.")
        .rules(["ipld-wit.signature"])
        .input("wit", wit)
}

fn world(slug: &str, title: &str, body: &str) -> CaseBuilder {
    of(slug, title, &format!("package demo:guest; world w {{ {body} }}"))
}

fn export(name: &str, function: &str) -> Value {
    map! { "name" => name, "function" => function }
}

fn accepted() -> Vec<CaseBuilder> {
    let one = |slug: &str, title: &str, body: &str, function: &str| {
        world(slug, title, body).expect_value(list![export("f", function)])
    };
    vec![
        one(
            "root",
            "A function at the root.",
            "export f: func(a: u8) -> string;",
            "func(a: u8) -> string",
        ),
        of(
            "interface",
            "A function of an interface goes by the whole name.",
            "package demo:guest@1.2.0; interface edit { crop: func(); } world w { export edit; }",
        )
        .expect_value(list![export("demo:guest/edit@1.2.0#crop", "func()")]),
        of(
            "interface-without-version",
            "A package without a version has none in the name.",
            "package demo:guest; interface edit { crop: func(); } world w { export edit; }",
        )
        .expect_value(list![export("demo:guest/edit#crop", "func()")]),
        world(
            "inline",
            "An interface in place goes by its name.",
            "export i: interface { f: func(); }",
        )
        .expect_value(list![export("i#f", "func()")]),
        world("imports", "Imports are no exports.", "import g: func(); export f: func();")
            .expect_value(list![export("f", "func()")]),
        world("several", "All are listed.", "export b: func(); export a: func() -> bool;")
            .expect_value(list![export("a", "func() -> bool"), export("b", "func()")]),
        world("none", "A world may export nothing.", "").expect_value(list![]),
        one(
            "alias",
            "Names of types are looked through.",
            "type bits = u8; type octet = bits; export f: func(a: octet);",
            "func(a: u8)",
        ),
        one(
            "alias-of-an-option",
            "An option of an option is one, whatever it is called.",
            "type maybe = option<u8>; export f: func(a: option<maybe>);",
            "func(a: option<option<u8>>)",
        ),
        one(
            "link",
            "A record of the one field is a link, whatever it is called.",
            "record anything { ipld-cid: list<u8> } export f: func() -> anything;",
            "func() -> link",
        ),
        one(
            "link-by-alias",
            "Names of types are looked through within it.",
            "type bytes = list<u8>; record anything { ipld-cid: bytes } export f: func() -> anything;",
            "func() -> link",
        ),
        one(
            "near-link-name",
            "A field of another name makes no link.",
            "record link { cid: list<u8> } export f: func() -> link;",
            "func() -> record { cid: list<u8> }",
        ),
        one(
            "near-link-type",
            "A field of another type makes no link.",
            "record link { ipld-cid: string } export f: func() -> link;",
            "func() -> record { ipld-cid: string }",
        ),
        one(
            "near-link-field",
            "A second field makes no link.",
            "record link { ipld-cid: list<u8>, size: u64 } export f: func() -> link;",
            "func() -> record { ipld-cid: list<u8>, size: u64 }",
        ),
        one(
            "keyword",
            "A name that is a keyword.",
            "record r { %list: u8 } export f: func(%type: r);",
            "func(type: record { list: u8 })",
        ),
        world("map-enabled", "A map that is enabled.", "export f: func(a: map<string, u8>);")
            .rules(["ipld-wit.profile"])
            .input("enabled", list!["map"])
            .expect_value(list![export("f", "func(a: map<string, u8>)")]),
        world(
            "fixed-enabled",
            "A list of fixed length that is enabled.",
            "export f: func(a: list<u8, 4>);",
        )
        .rules(["ipld-wit.profile"])
        .input("enabled", list!["fixed-length-list"])
        .expect_value(list![export("f", "func(a: list<u8, 4>)")]),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for (slug, title, body) in [
        ("own", "A resource.", "resource r; export f: func(a: r);"),
        ("borrow", "A borrowed resource.", "resource r; export f: func(a: borrow<r>);"),
        (
            "own-inside",
            "A resource inside of a result.",
            "resource r; export f: func() -> result<list<r>>;",
        ),
        ("stream", "A stream.", "export f: func(a: stream<string>);"),
        (
            "byte-stream",
            "A stream of bytes: no exception is made.",
            "export f: func(a: stream<u8>);",
        ),
        ("future", "A future.", "export f: func() -> future<u8>;"),
        ("error-context", "An error context.", "export f: func() -> result<u8, error-context>;"),
    ] {
        cases.push(world(slug, title, body).expect_error("WitUnsupportedType"));
    }
    for (slug, title, body) in [
        ("map", "A map that is not enabled.", "export f: func(a: map<string, u8>);"),
        ("fixed", "A list of fixed length that is not enabled.", "export f: func(a: list<u8, 4>);"),
        (
            "fixed-inside",
            "A list of fixed length inside.",
            "export f: func() -> option<tuple<list<u8, 4>>>;",
        ),
    ] {
        let case = world(slug, title, body).rules(["ipld-wit.profile"]);
        cases.push(case.expect_error("WitNotEnabled"));
    }
    let other =
        world("other-enabled", "One does not enable the other.", "export f: func(a: list<u8, 4>);");
    let other = other.rules(["ipld-wit.profile"]).input("enabled", list!["map"]);
    cases.push(other.expect_error("WitNotEnabled"));
    cases.push(
        world("no-wit", "A type that there is not.", "export f: func(a: u7);")
            .expect_error("WitText"),
    );
    let mut shared = String::from("type t0 = tuple<u8, u8>; ");
    for level in 1..17 {
        shared += &format!("type t{level} = tuple<t{0}, t{0}>; ", level - 1);
    }
    cases.push(
        world(
            "billions",
            "Types that share each other until they are too many.",
            &format!("{shared}export f: func(a: t16);"),
        )
        .tags(["bound"])
        .expect_error("WitTypeTooLarge"),
    );
    cases
}
