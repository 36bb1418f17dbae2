//! Which texts are types.

use crate::{case, case::CaseBuilder};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for (slug, ty, what) in [
        ("primitive", "u8", "A primitive type."),
        ("nested", "list<option<tuple<u8, string>>>", "Types inside types."),
        ("record", "record { user-name: string, id: u64 }", "A record."),
        ("variant", "variant { none, some(list<s8>) }", "A variant."),
        ("result-without-payloads", "result", "A result without payloads."),
        ("result-with-an-error-only", "result<_, string>", "A result with an error only."),
        ("fixed-length", "list<u8, 4>", "A list of fixed length."),
        ("map", "map<string, list<u8>>", "A map with string keys."),
        ("map-of-integers", "map<s64, u8>", "A map with keys that are integers."),
        ("link", "link", "A link."),
        ("upper-case", "enum { ABC, a-B2-c }", "Names with words in upper case, and digits."),
        ("digits-first", "enum { a-1 }", "A later word of a name may begin with a digit."),
        (
            "32-flags",
            "flags { f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, \
             f17, f18, f19, f20, f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31 }",
            "As many flags as there may be.",
        ),
    ] {
        cases.push(check(slug, ty, what).expect_valid());
    }
    cases
        .push(check("deepest", &nested(48), "A type of 48 levels.").tags(["bound"]).expect_valid());
    for (slug, ty, what, error) in [
        ("unknown", "u7", "There is no such type.", "WitTypeText"),
        ("unclosed", "list<u8", "A list that is not closed.", "WitTypeText"),
        ("more-text", "u8 u8", "Text behind the type.", "WitTypeText"),
        ("no-payload-at-all", "result<_>", "A result with nothing in its brackets.", "WitTypeText"),
        ("resource", "own<thing>", "A resource.", "WitTypeText"),
        ("empty-record", "record { }", "A record without fields.", "WitTypeEmpty"),
        ("empty-tuple", "tuple<>", "A tuple without elements.", "WitTypeEmpty"),
        ("empty-variant", "variant { }", "A variant without cases.", "WitTypeEmpty"),
        ("empty-enum", "enum { }", "An enum without labels.", "WitTypeEmpty"),
        ("empty-flags", "flags { }", "Flags without labels.", "WitTypeEmpty"),
        ("empty-list", "list<u8, 0>", "A list of no elements.", "WitTypeEmpty"),
        ("twice", "record { a: u8, a: u8 }", "A field that stands twice.", "WitTypeDuplicateName"),
        (
            "twice-in-another-case",
            "enum { a, A }",
            "Two labels that differ in case only.",
            "WitTypeDuplicateName",
        ),
        ("double-hyphen", "enum { a--b }", "A name with an empty word.", "WitTypeName"),
        ("hyphen-last", "enum { a- }", "A name that ends with a hyphen.", "WitTypeName"),
        ("digit-first", "enum { 1a }", "A name that begins with a digit.", "WitTypeName"),
        ("mixed-case", "enum { aB }", "A word of both cases.", "WitTypeName"),
        ("float-keys", "map<f64, u8>", "Keys that are floats.", "WitTypeMapKey"),
        ("bytes-keys", "map<list<u8>, u8>", "Keys that are bytes.", "WitTypeMapKey"),
        (
            "33-flags",
            "flags { f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, \
             f17, f18, f19, f20, f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32 }",
            "A flag more than there may be.",
            "WitTypeTooManyFlags",
        ),
    ] {
        cases.push(check(slug, ty, what).expect_error(error));
    }
    let deep = check("too-deep", &nested(49), "A type of 49 levels.").tags(["bound"]);
    cases.push(deep.expect_error("WitTypeTooDeep"));
    cases
}

fn check(slug: &str, ty: &str, title: &str) -> CaseBuilder {
    case(slug)
        .section("Types")
        .operation("ipld-wit.type.check")
        .title(title)
        .why("Whether a type is accepted is known from the signature, before anything runs.")
        .rules(["ipld-wit.types"])
        .input("type", ty)
}

fn nested(levels: usize) -> String {
    (1..levels).fold("bool".to_owned(), |inner, _| format!("list<{inner}>"))
}
