//! Bools, numbers, characters and strings.

use super::Row;
use crate::case::CaseBuilder;

const LINK: &str = r#"{"/":"bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"}"#;

const BOOL: Row = Row {
    section: "bool",
    slug: "bool",
    rule: "ipld-wit.bool",
    why: "Nothing else is true or false.",
};
const INTEGER: Row = Row {
    section: "Integers",
    slug: "integer",
    rule: "ipld-wit.integer",
    why: "Elsewhere 3.7 became 3 and 300.0 became 255: one value got many addresses.",
};
const FLOAT: Row = Row {
    section: "Floats",
    slug: "float",
    rule: "ipld-wit.float",
    why: "JavaScript cannot write 1.0, and nothing may be rounded in silence.",
};
const F32: Row = Row {
    section: "Floats",
    slug: "f32",
    rule: "ipld-wit.float-exact",
    why: "Elsewhere half of all f32 between zero and one do not come back.",
};
const STRINGS: Row = Row {
    section: "Floats",
    slug: "non-finite",
    rule: "ipld-wit.float-strings",
    why: "DAG-CBOR has no NaN: a result would be lost after the task ran.",
};
const CHAR: Row = Row {
    section: "char",
    slug: "char",
    rule: "ipld-wit.char",
    why: "A char is one scalar value, whatever it looks like.",
};
const STRING: Row = Row {
    section: "string",
    slug: "string",
    rule: "ipld-wit.string",
    why: "Elsewhere a string that looks like null or like a CID becomes one.",
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [bools(), integers(), floats(), non_finite(), texts()].concat()
}

fn bools() -> Vec<CaseBuilder> {
    let mut cases =
        [BOOL.is("true", "bool", "true", "true"), BOOL.is("false", "bool", "false", "false")]
            .concat();
    for (slug, data) in [
        ("zero", "0"),
        ("null", "null"),
        ("text", r#""true""#),
        ("list", "[true]"),
        ("empty-list", "[]"),
    ] {
        cases.push(BOOL.refuses(slug, "bool", data, "WitKind"));
    }
    cases
}

fn integers() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for (ty, least, greatest, below, above) in [
        ("u8", "0", "255", "-1", "256"),
        ("s8", "-128", "127", "-129", "128"),
        ("u16", "0", "65535", "-1", "65536"),
        ("s16", "-32768", "32767", "-32769", "32768"),
        ("u32", "0", "4294967295", "-1", "4294967296"),
        ("s32", "-2147483648", "2147483647", "-2147483649", "2147483648"),
        ("u64", "0", "18446744073709551615", "-1", "-18446744073709551616"),
        (
            "s64",
            "-9223372036854775808",
            "9223372036854775807",
            "-9223372036854775809",
            "9223372036854775808",
        ),
    ] {
        cases.extend(INTEGER.is(&format!("{ty}-least"), ty, least, least));
        cases.extend(INTEGER.is(&format!("{ty}-greatest"), ty, greatest, greatest));
        cases.push(INTEGER.refuses(&format!("{ty}-below"), ty, below, "WitIntegerRange"));
        cases.push(INTEGER.refuses(&format!("{ty}-above"), ty, above, "WitIntegerRange"));
    }
    for (slug, ty, data) in [
        ("fraction", "s32", "3.7"),
        ("whole-float", "u8", "3.0"),
        ("large-float", "u8", "300.0"),
        ("text", "u8", r#""3""#),
        ("null", "u8", "null"),
        ("bool", "u8", "true"),
        ("list-of-one", "u8", "[3]"),
        ("nan-text", "s64", r#""NaN""#),
    ] {
        cases.push(INTEGER.refuses(slug, ty, data, "WitKind"));
    }
    cases
}

fn floats() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for (slug, data, value) in [
        ("half", "0.5", "0.5"),
        ("tenth", "0.1", "0.1"),
        ("whole", "3.0", "3"),
        ("negative", "-1.5", "-1.5"),
        ("zero", "0.0", "0"),
    ] {
        cases.extend(FLOAT.is(slug, "f64", data, value));
    }
    cases.push(FLOAT.reads("integer", "f64", "3", "3"));
    cases.push(FLOAT.reads("integer-negative", "f32", "-3", "-3"));
    cases.push(FLOAT.reads("integer-2-53", "f64", "9007199254740992", "9007199254740992"));
    cases.push(FLOAT.reads("integer-2-63", "f64", "9223372036854775808", "9223372036854776000"));
    for (slug, ty, data) in [
        ("integer-past-2-53", "f64", "9007199254740993"),
        ("integer-u64", "f64", "18446744073709551615"),
        ("integer-past-2-24", "f32", "16777217"),
    ] {
        cases.push(FLOAT.refuses(slug, ty, data, "WitInexactFloat"));
    }
    for (slug, data) in
        [("null", "null"), ("text", r#""1.5""#), ("bool", "true"), ("list", "[1.5]")]
    {
        cases.push(FLOAT.refuses(slug, "f64", data, "WitKind"));
    }
    cases.extend(F32.is("tenth", "f32", "0.10000000149011612", "0.1"));
    cases.extend(F32.is("third", "f32", "0.3333333432674408", "0.33333334"));
    cases.extend(F32.is("2-24", "f32", "16777216.0", "16777216"));
    cases.extend(F32.is("quarter", "f32", "0.25", "0.25"));
    cases.push(F32.reads("integer-2-24", "f32", "16777216", "16777216"));
    for (slug, data) in [
        ("tenth-of-f64", "0.1"),
        ("past-2-24", "16777217.0"),
        ("too-large", "1e+40"),
        ("too-small", "1e-46"),
    ] {
        cases.push(F32.refuses(slug, "f32", data, "WitInexactFloat"));
    }
    cases
}

fn non_finite() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for ty in ["f32", "f64"] {
        for (slug, data, value) in [
            ("nan", r#""NaN""#, "nan"),
            ("infinity", r#""Infinity""#, "inf"),
            ("minus-infinity", r#""-Infinity""#, "-inf"),
        ] {
            cases.extend(STRINGS.is(&format!("{slug}-{ty}"), ty, data, value));
            let refused = STRINGS
                .case(&format!("{slug}-{ty}-refused"), "ipld-wit.decode")
                .title(format!("{data} is no {ty} where the profile wants finite floats."))
                .input("type", ty)
                .input("data", data)
                .input("finite", true);
            cases.push(refused.expect_error("WitNonFinite"));
            let refused = STRINGS
                .case(&format!("{slug}-{ty}-refused-out"), "ipld-wit.encode")
                .title(format!("{value} of {ty} is refused where the profile wants finite floats."))
                .input("type", ty)
                .input("value", value)
                .input("finite", true);
            cases.push(refused.expect_error("WitNonFinite"));
        }
    }
    for (slug, data) in [
        ("lower-case", r#""nan""#),
        ("short", r#""inf""#),
        ("plus", r#""+Infinity""#),
        ("space", r#"" NaN""#),
        ("empty", r#""""#),
    ] {
        cases.push(STRINGS.refuses(slug, "f64", data, "WitKind"));
    }
    for (slug, what, bytes) in [
        ("float-nan", "A float that is NaN", [0x7f, 0xf8, 0, 0, 0, 0, 0, 0]),
        ("float-other-nan", "A float that is another NaN", [0xff, 0xf0, 0, 0, 0, 0, 0, 1]),
        ("float-infinity", "A float that is infinite", [0x7f, 0xf0, 0, 0, 0, 0, 0, 0]),
        ("float-minus-infinity", "A float that is minus infinity", [0xff, 0xf0, 0, 0, 0, 0, 0, 0]),
        ("float-minus-zero", "A float that is minus zero", [0x80, 0, 0, 0, 0, 0, 0, 0]),
    ] {
        let refused = STRINGS
            .case(slug, "ipld-wit.decode")
            .title(format!("{what} is in no canonical form."))
            .input("type", "f64")
            .input("float64", bytes);
        cases.push(refused.expect_error("WitFloatNotCanonical"));
    }
    let minus_zero = STRINGS.writes("minus-zero", "f64", "-0", "0.0");
    cases.push(minus_zero.why("Decoders in the field refuse or rewrite minus zero."));
    cases
}

fn texts() -> Vec<CaseBuilder> {
    let mut cases = [
        CHAR.is("letter", "char", r#""x""#, "'x'"),
        CHAR.is("accented", "char", r#""é""#, "'é'"),
        CHAR.is("emoji", "char", r#""😀""#, "'😀'"),
        CHAR.is("digit", "char", r#""7""#, "'7'"),
        STRING.is("word", "string", r#""hello""#, r#""hello""#),
        STRING.is("empty", "string", r#""""#, r#""""#),
        STRING.is("null-as-text", "string", r#""null""#, r#""null""#),
        STRING.is("nan-as-text", "string", r#""NaN""#, r#""NaN""#),
        STRING.is(
            "address-with-a-cid",
            "string",
            r#""https://example.com/ipfs/bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq""#,
            r#""https://example.com/ipfs/bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq""#,
        ),
        STRING.is(
            "cid-as-text",
            "string",
            r#""bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq""#,
            r#""bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq""#,
        ),
        STRING.is("combining", "string", "\"e\u{301}\"", "\"e\u{301}\""),
    ]
    .concat();
    for (slug, data) in [("empty", r#""""#), ("two", r#""ab""#), ("combined", "\"e\u{301}\"")] {
        cases.push(CHAR.refuses(slug, "char", data, "WitNotOneChar"));
    }
    cases.push(CHAR.refuses("integer", "char", "7", "WitKind"));
    for (slug, data) in [
        ("null", "null"),
        ("integer", "1"),
        ("bytes", r#"{"/":{"bytes":"aGVsbG8"}}"#),
        ("link", LINK),
        ("list", r#"["hello"]"#),
    ] {
        cases.push(STRING.refuses(slug, "string", data, "WitKind"));
    }
    cases
}
