//! What is made of other values.

use super::Row;
use crate::case::CaseBuilder;

const fn row(
    section: &'static str,
    slug: &'static str,
    rule: &'static str,
    why: &'static str,
) -> Row {
    Row { section, slug, rule, why }
}

const LIST: Row = row(
    "list",
    "list",
    "ipld-wit.list",
    "Elsewhere a map for a list stops the executor, and equal keys of pairs fall together.",
);
const FIXED: Row = row(
    "list of fixed length",
    "fixed",
    "ipld-wit.fixed-length-list",
    "A length that is not checked reads past the end.",
);
const TUPLE: Row =
    row("tuple", "tuple", "ipld-wit.tuple", "Elsewhere elements too many are left out in silence.");
const MAP: Row = row(
    "map",
    "map",
    "ipld-wit.map",
    "The same entries in another order must be the same data, and a key twice is no map.",
);
const RECORD: Row = row(
    "record",
    "record",
    "ipld-wit.record",
    "Elsewhere fields that nobody asked for are ignored, so that one value has many addresses.",
);
const VARIANT: Row =
    row("variant", "variant", "ipld-wit.variant", "Elsewhere the first of several keys is taken.");
const ENUM: Row = row("enum", "enum", "ipld-wit.enum", "A label is known by its name.");
const FLAGS: Row =
    row("flags", "flags", "ipld-wit.flags", "Flags in any order would have many addresses.");
const OPTION: Row =
    row("option", "option", "ipld-wit.option", "Nothing, and a present nothing, are two values.");
const RESULT: Row = row(
    "result",
    "result",
    "ipld-wit.result",
    "Elsewhere a payload that nobody asked for is ignored, and two nulls are a success.",
);
const LINK: Row = row("link", "link", "ipld-wit.link", "A link is what the type says is one.");

const CID: &str = r#"{"/":"bafkqaaa"}"#;
/// The CID of no bytes at all, by the identity: version 1, raw, hash 0 of length 0.
const CID_WAVE: &str = "{ipld-cid: [1, 85, 0, 0]}";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [lists(), maps(), records(), variants(), labels(), options(), results(), links()].concat()
}

fn lists() -> Vec<CaseBuilder> {
    let mut cases = [
        LIST.is("integers", "list<s32>", "[1,-2,3]", "[1, -2, 3]"),
        LIST.is("empty", "list<s32>", "[]", "[]"),
        LIST.is("nested", "list<list<bool>>", "[[],[true]]", "[[], [true]]"),
        LIST.is("signed-bytes", "list<s8>", "[1,2]", "[1, 2]"),
        LIST.is(
            "pairs-twice",
            "list<tuple<string, u8>>",
            r#"[["b",1],["a",2],["b",3]]"#,
            r#"[("b", 1), ("a", 2), ("b", 3)]"#,
        ),
        LIST.is("ok-and-a-value", "list<string>", r#"["ok","x"]"#, r#"["ok", "x"]"#),
        TUPLE.is("two", "tuple<u8, string>", r#"[1,"x"]"#, r#"(1, "x")"#),
        TUPLE.is("one", "tuple<bool>", "[true]", "(true)"),
        FIXED.is("two", "list<u16, 2>", "[1,2]", "[1, 2]"),
        FIXED.is("bytes", "list<u8, 2>", r#"{"/":{"bytes":"AQI"}}"#, "[1, 2]"),
        FIXED.is("nested", "list<list<bool, 1>, 2>", "[[true],[false]]", "[[true], [false]]"),
    ]
    .concat();
    cases.extend([
        LIST.refuses("map", "list<s32>", r#"{"a":1}"#, "WitKind"),
        LIST.refuses("map-of-pairs", "list<tuple<string, u8>>", r#"{"a":1}"#, "WitKind"),
        LIST.refuses("bytes", "list<s32>", r#"{"/":{"bytes":"AQI"}}"#, "WitKind"),
        LIST.refuses("null", "list<s32>", "null", "WitKind"),
        LIST.refuses("element", "list<s32>", "[1,null]", "WitKind"),
        LIST.refuses("element-range", "list<s8>", "[1,128]", "WitIntegerRange"),
        TUPLE.refuses("short", "tuple<u8, string>", "[1]", "WitLength"),
        TUPLE.refuses("long", "tuple<u8, string>", r#"[1,"x","extra"]"#, "WitLength"),
        TUPLE.refuses("order", "tuple<u8, string>", r#"["x",1]"#, "WitKind"),
        TUPLE.refuses("map", "tuple<u8, string>", r#"{"0":1,"1":"x"}"#, "WitKind"),
        FIXED.refuses("short", "list<u16, 2>", "[1]", "WitLength"),
        FIXED.refuses("long", "list<u16, 2>", "[1,2,3]", "WitLength"),
        FIXED.refuses("bytes-short", "list<u8, 2>", r#"{"/":{"bytes":"AQ"}}"#, "WitLength"),
        FIXED.refuses("bytes-long", "list<u8, 2>", r#"{"/":{"bytes":"AQID"}}"#, "WitLength"),
        FIXED.refuses("bytes-as-list", "list<u8, 2>", "[1,2]", "WitKind"),
    ]);
    cases
}

fn maps() -> Vec<CaseBuilder> {
    let mut cases = [
        MAP.is("strings", "map<string, u8>", r#"{"aa":2,"b":1}"#, r#"[("b", 1), ("aa", 2)]"#),
        MAP.is("empty", "map<string, u8>", "{}", "[]"),
        MAP.is(
            "integers",
            "map<s64, bool>",
            "[[1,true],[24,true],[-1,false],[-25,false]]",
            "[(1, true), (24, true), (-1, false), (-25, false)]",
        ),
        MAP.is("empty-pairs", "map<u8, u8>", "[]", "[]"),
        MAP.is("bools", "map<bool, u8>", "[[false,0],[true,1]]", "[(false, 0), (true, 1)]"),
        MAP.is("chars", "map<char, u8>", r#"[["b",0],["é",1]]"#, "[('b', 0), ('é', 1)]"),
    ]
    .concat();
    cases.extend([
        MAP.writes("sorted", "map<s8, u8>", "[(-1, 1), (5, 2), (0, 3)]", "[[0,3],[5,2],[-1,1]]"),
        MAP.writes(
            "sorted-strings",
            "map<string, u8>",
            r#"[("z", 1), ("a", 2)]"#,
            r#"{"a":2,"z":1}"#,
        ),
        MAP.refuses("order", "map<u8, u8>", "[[2,0],[1,0]]", "WitKeyOrder"),
        MAP.refuses("order-of-signs", "map<s8, u8>", "[[-1,0],[1,0]]", "WitKeyOrder"),
        MAP.refuses("twice", "map<u8, u8>", "[[1,0],[1,1]]", "WitDuplicateKey"),
        MAP.refuses("pair-short", "map<u8, u8>", "[[1]]", "WitLength"),
        MAP.refuses("pair-long", "map<u8, u8>", "[[1,2,3]]", "WitLength"),
        MAP.refuses("no-pair", "map<u8, u8>", "[1]", "WitKind"),
        MAP.refuses("strings-as-pairs", "map<string, u8>", r#"[["a",1]]"#, "WitKind"),
        MAP.refuses("integers-as-map", "map<u8, u8>", r#"{"1":1}"#, "WitKind"),
        MAP.refuses("value", "map<string, u8>", r#"{"a":"x"}"#, "WitKind"),
        MAP.refuses("key-range", "map<u8, u8>", "[[256,1]]", "WitIntegerRange"),
    ]);
    for (slug, ty, value) in [
        ("twice-out", "map<u8, u8>", "[(1, 0), (1, 1)]"),
        ("twice-apart-out", "map<u8, u8>", "[(1, 0), (2, 0), (1, 0)]"),
        ("strings-twice-out", "map<string, u8>", r#"[("a", 0), ("a", 0)]"#),
    ] {
        let refused = MAP
            .case(slug, "ipld-wit.encode")
            .title(format!("{value} of {ty} has a key twice."))
            .input("type", ty)
            .input("value", value);
        cases.push(refused.expect_error("WitDuplicateKey"));
    }
    cases
}

fn records() -> Vec<CaseBuilder> {
    let point = "record { x: s32, y: s32 }";
    let user = "record { user-name: string, age: option<u8> }";
    let mut cases = [
        RECORD.is("point", point, r#"{"x":1,"y":-2}"#, "{x: 1, y: -2}"),
        RECORD.is(
            "kebab",
            user,
            r#"{"age":7,"user-name":"ann"}"#,
            r#"{user-name: "ann", age: some(7)}"#,
        ),
        RECORD.is(
            "null",
            user,
            r#"{"age":null,"user-name":"ann"}"#,
            r#"{user-name: "ann", age: none}"#,
        ),
        RECORD.is(
            "nested",
            "record { a: record { b: bool } }",
            r#"{"a":{"b":true}}"#,
            "{a: {b: true}}",
        ),
    ]
    .concat();
    cases.extend([
        RECORD.refuses("missing", point, r#"{"x":1}"#, "WitMissingField"),
        RECORD.refuses("missing-option", user, r#"{"user-name":"ann"}"#, "WitMissingField"),
        RECORD.refuses("extra", point, r#"{"x":1,"y":2,"z":3}"#, "WitUnexpectedField"),
        RECORD.refuses("snake-case", user, r#"{"age":null,"user_name":"ann"}"#, "WitMissingField"),
        RECORD.refuses("case", point, r#"{"X":1,"y":2}"#, "WitMissingField"),
        RECORD.refuses("list", point, "[1,2]", "WitKind"),
        RECORD.refuses("empty", point, "{}", "WitMissingField"),
        RECORD.refuses("field", point, r#"{"x":1,"y":null}"#, "WitKind"),
    ]);
    cases
}

fn variants() -> Vec<CaseBuilder> {
    let ty = "variant { gone, late(u8), maybe(option<u8>) }";
    let mut cases = [
        VARIANT.is("unit", ty, r#"{"gone":null}"#, "gone"),
        VARIANT.is("payload", ty, r#"{"late":7}"#, "late(7)"),
        VARIANT.is("null-payload", ty, r#"{"maybe":null}"#, "maybe(none)"),
    ]
    .concat();
    cases.extend([
        VARIANT.refuses("two-keys", ty, r#"{"gone":null,"late":7}"#, "WitEntryCount"),
        VARIANT.refuses("no-key", ty, "{}", "WitEntryCount"),
        VARIANT.refuses("unknown", ty, r#"{"early":1}"#, "WitUnknownCase"),
        VARIANT.refuses("payload-on-unit", ty, r#"{"gone":1}"#, "WitKind"),
        VARIANT.refuses("empty-map-on-unit", ty, r#"{"gone":{}}"#, "WitKind"),
        VARIANT.refuses("no-payload", ty, r#"{"late":null}"#, "WitKind"),
        VARIANT.refuses("text", ty, r#""gone""#, "WitKind"),
    ]);
    cases
}

fn labels() -> Vec<CaseBuilder> {
    let color = "enum { red, dark-green }";
    let mode = "flags { read, write, exec }";
    let mut cases = [
        ENUM.is("label", color, r#""red""#, "red"),
        ENUM.is("kebab", color, r#""dark-green""#, "dark-green"),
        FLAGS.is("some", mode, r#"["read","exec"]"#, "{read, exec}"),
        FLAGS.is("none", mode, "[]", "{}"),
        FLAGS.is("all", mode, r#"["read","write","exec"]"#, "{read, write, exec}"),
    ]
    .concat();
    cases.extend([
        ENUM.refuses("unknown", color, r#""blue""#, "WitUnknownLabel"),
        ENUM.refuses("case", color, r#""Red""#, "WitUnknownLabel"),
        ENUM.refuses("snake-case", color, r#""dark_green""#, "WitUnknownLabel"),
        ENUM.refuses("number", color, "0", "WitKind"),
        ENUM.refuses("variant", color, r#"{"red":null}"#, "WitKind"),
        FLAGS.refuses("order", mode, r#"["exec","read"]"#, "WitFlagOrder"),
        FLAGS.refuses("twice", mode, r#"["read","read"]"#, "WitFlagOrder"),
        FLAGS.refuses("unknown", mode, r#"["run"]"#, "WitUnknownLabel"),
        FLAGS.refuses("map", mode, r#"{"read":true}"#, "WitKind"),
        FLAGS.refuses("number", mode, "5", "WitKind"),
        FLAGS.refuses("number-inside", mode, "[0]", "WitKind"),
    ]);
    cases
}

fn options() -> Vec<CaseBuilder> {
    let mut cases = [
        OPTION.is("none", "option<u8>", "null", "none"),
        OPTION.is("some", "option<u8>", "7", "some(7)"),
        OPTION.is("null-as-text", "option<string>", r#""null""#, r#"some("null")"#),
        OPTION.is("nested-none", "option<option<u8>>", "null", "none"),
        OPTION.is("nested-some-none", "option<option<u8>>", "[null]", "some(none)"),
        OPTION.is("nested-some-some", "option<option<u8>>", "[7]", "some(some(7))"),
        OPTION.is("nested-twice", "option<option<option<bool>>>", "[[null]]", "some(some(none))"),
        OPTION.is("list", "option<list<u8>>", r#"{"/":{"bytes":""}}"#, "some([])"),
    ]
    .concat();
    cases.extend([
        OPTION.refuses("in-a-list", "option<u8>", "[7]", "WitKind"),
        OPTION.refuses("empty-list", "option<u8>", "[]", "WitKind"),
        OPTION.refuses("nested-bare", "option<option<u8>>", "7", "WitKind"),
        OPTION.refuses("nested-empty", "option<option<u8>>", "[]", "WitLength"),
        OPTION.refuses("nested-two", "option<option<u8>>", "[7,7]", "WitLength"),
        OPTION.refuses("other", "option<u8>", r#""x""#, "WitKind"),
    ]);
    cases
}

fn results() -> Vec<CaseBuilder> {
    let ty = "result<u8, string>";
    let mut cases = [
        RESULT.is("ok", ty, r#"{"ok":1}"#, "ok(1)"),
        RESULT.is("error", ty, r#"{"error":"x"}"#, r#"err("x")"#),
        RESULT.is("ok-unit", "result", r#"{"ok":{}}"#, "ok"),
        RESULT.is("error-unit", "result<u8>", r#"{"error":{}}"#, "err"),
        RESULT.is("ok-none", "result<option<u8>, option<u8>>", r#"{"ok":null}"#, "ok(none)"),
        RESULT.is("error-none", "result<option<u8>, option<u8>>", r#"{"error":null}"#, "err(none)"),
    ]
    .concat();
    cases.extend([
        RESULT.refuses("pair", ty, "[1,null]", "WitKind"),
        RESULT.refuses("both", ty, r#"{"error":"x","ok":1}"#, "WitEntryCount"),
        RESULT.refuses("neither", ty, "{}", "WitEntryCount"),
        RESULT.refuses("err", ty, r#"{"err":"x"}"#, "WitUnknownCase"),
        RESULT.refuses("payload-of-the-other", ty, r#"{"ok":"x"}"#, "WitKind"),
        RESULT.refuses("null-unit", "result", r#"{"ok":null}"#, "WitKind"),
        RESULT.refuses("payload-on-unit", "result", r#"{"ok":{"a":1}}"#, "WitKind"),
    ]);
    cases
}

fn links() -> Vec<CaseBuilder> {
    let mut cases = [
        LINK.is("link", "link", CID, CID_WAVE),
        LINK.is("present", "option<link>", CID, "some({ipld-cid: [1, 85, 0, 0]})"),
        LINK.is("list", "list<link>", r#"[{"/":"bafkqaaa"}]"#, "[{ipld-cid: [1, 85, 0, 0]}]"),
    ]
    .concat();
    cases.extend([
        LINK.refuses("text", "link", r#""bafkqaaa""#, "WitKind"),
        LINK.refuses("bytes", "link", r#"{"/":{"bytes":"AVUAAA"}}"#, "WitKind"),
        LINK.refuses("record", "link", r#"{"ipld-cid":{"/":{"bytes":"AVUAAA"}}}"#, "WitKind"),
        LINK.refuses("near-miss", "record { cid: list<u8> }", CID, "WitKind"),
    ]);
    cases
}
