//! Arguments as people type them.

use ipld_core::ipld;
use ipld_core::ipld::Ipld;
use ipld_wit::{ArgumentError, ArgumentFault, Budget, FunctionType, NoContents, Type, Value};
use proptest::prelude::*;

use crate::cid;
use crate::generate::{typed, value};

fn function(ty: &str) -> FunctionType {
    format!("func(a: {ty})").parse().unwrap_or_else(|error| panic!("{ty}: {error}"))
}

/// The argument that a text stands for.
fn read(ty: &str, text: &str) -> Ipld {
    let function = function(ty);
    let arguments = function.parse_args(&[text]);
    let arguments = arguments.unwrap_or_else(|error| panic!("{ty} {text}: {error}"));
    // Without content handles, what is read is in canonical form.
    if function.content_links(&arguments) == Ok(vec![]) {
        let values = function.decode_params(&arguments, &NoContents, &Budget::default());
        let again = function.encode_params(&values.expect("it decodes")).expect("it encodes");
        assert_eq!(again, arguments, "{ty} {text}");
    }
    arguments.into_iter().next().expect("one argument")
}

fn refusal(ty: &str, text: &str) -> String {
    match function(ty).parse_args(&[text]) {
        Ok(arguments) => panic!("{ty} {text}: {arguments:?}"),
        Err(error) => error.to_string(),
    }
}

/// Each text stands for this.
fn all_read(ty: &str, texts: &[&str], ipld: &Ipld) {
    for text in texts {
        assert_eq!(read(ty, text), *ipld, "{ty} {text}");
    }
}

#[test]
fn the_types_decide_what_a_text_is() {
    all_read("string", &["42", "\"42\"", " \"42\" "], &ipld!("42"));
    all_read("u8", &["42", " 42 ", "42 // the answer"], &ipld!(42));
    all_read("f64", &["42", "42.0", "4.2e1", "42000E-3"], &ipld!(42.0));
    all_read("char", &["4", "'4'", "\"4\"", "\"\\u0034\""], &ipld!("4"));
    all_read("enum { true, e42 }", &["e42", "%e42", "\"e42\""], &ipld!("e42"));
    all_read("enum { true, e42 }", &["true", "%true"], &ipld!("true"));
    all_read("bool", &["true"], &ipld!(true));
    assert_eq!(read("string", "true"), ipld!("true"));
    assert_eq!(read("string", ""), ipld!(""));
    assert_eq!(read("string", " it's \\n "), ipld!(" it's \\n "));
    assert_eq!(read("char", "\""), ipld!("\""));
    assert_eq!(read("char", "'"), ipld!("'"));
    assert_eq!(read("char", "é"), ipld!("é"));
}

#[test]
fn texts_in_quotation_marks_have_the_escapes_of_both() {
    let text = r#""a\"b\'\\\/\n\t\r\b\f\u{1F600}\u00e9\ud83d\ude00""#;
    assert_eq!(read("string", text), ipld!("a\"b'\\/\n\t\r\u{8}\u{c}😀é😀"));
    assert_eq!(read("char", r"'\u{1F600}'"), ipld!("😀"));
    assert_eq!(read("char", r"'\''"), ipld!("'"));
    let escape = "params[0] at byte 1: expected string, found an escape that there is not";
    for wrong in [
        r#""\x""#,
        r#""\u00g0""#,
        r#""\u{110000}""#,
        r#""\u{}""#,
        r#""\ud800""#,
        r#""\u{12"#,
        r#""\""#,
        r#""\u+123""#,
    ] {
        if wrong == r#""\""# {
            assert!(refusal("string", wrong).ends_with("but the text ends here"), "{wrong}");
        } else {
            assert_eq!(refusal("string", wrong), escape, "{wrong}");
        }
    }
    assert_eq!(refusal("string", "\"a\nb\""), "params[0] at byte 2: expected string, found '\\n'");
    assert_eq!(
        refusal("string", "\"a"),
        "params[0] at byte 2: expected string, but the text ends here"
    );
    assert_eq!(
        refusal("string", "\"a\" b"),
        "params[0] at byte 4: expected string, but more text follows it"
    );
    assert_eq!(refusal("char", "ab"), "params[0] at byte 0: expected char, found 'a'");
    assert_eq!(
        refusal("char", "'ab'"),
        "params[0] at byte 0: expected char, found none or several"
    );
    assert_eq!(refusal("char", "''"), "params[0] at byte 0: expected char, found none or several");
}

#[test]
fn integers_are_within_the_type_and_nothing_else() {
    assert_eq!(read("u64", "18446744073709551615"), Ipld::Integer(u64::MAX.into()));
    assert_eq!(read("s64", "-9223372036854775808"), Ipld::Integer(i64::MIN.into()));
    assert_eq!(read("s8", "-0"), ipld!(0));
    for (ty, text) in [("u8", "256"), ("u8", "-1"), ("s8", "128"), ("u64", &"9".repeat(60))] {
        let expected =
            format!("params[0] at byte 0: expected {ty}, found a number out of its range");
        assert_eq!(refusal(ty, text), expected);
    }
    for text in ["1.0", "1e3", "0x1f", "01", "1_000"] {
        let expected = "params[0] at byte 1: expected u16, but more text follows it";
        assert_eq!(refusal("u16", text), expected, "{text}");
    }
    for text in ["+1", "one", "\"1\"", "null"] {
        assert!(
            refusal("u16", text).starts_with("params[0] at byte 0: expected u16, found"),
            "{text}"
        );
    }
    assert_eq!(refusal("u16", "-"), "params[0] at byte 1: expected u16, but the text ends here");
}

#[test]
fn floats_are_the_nearest_and_integers_among_them_exact() {
    assert_eq!(read("f32", "0.1"), Ipld::Float(f64::from(0.1f32)));
    assert_eq!(read("f64", "0.1"), Ipld::Float(0.1));
    assert_eq!(read("f32", "16777216"), Ipld::Float(16_777_216.0));
    for zero in ["0", "-0", "-0.0", "0e9"] {
        let Ipld::Float(float) = read("f64", zero) else { panic!("a float") };
        assert_eq!(float.to_bits(), 0, "{zero}");
    }
    all_read("f64", &["nan", "\"NaN\""], &ipld!("NaN"));
    all_read("f32", &["inf", "\"Infinity\""], &ipld!("Infinity"));
    all_read("f64", &["-inf", "\"-Infinity\""], &ipld!("-Infinity"));
    let inexact = "found an integer that it cannot hold exactly";
    assert!(refusal("f32", "16777217").ends_with(inexact));
    assert!(refusal("f64", "9007199254740993").ends_with(inexact));
    assert!(refusal("f64", &"9".repeat(400)).ends_with(inexact));
    for (ty, text) in [("f32", "1e39"), ("f64", "1e309"), ("f64", "-1e309")] {
        assert!(refusal(ty, text).ends_with("found a number out of its range"), "{text}");
    }
    for text in ["NaN", "Infinity", "+inf", ".5", "1.", "1e", "1.e3", "-", "infinity", "nano"] {
        let _ = refusal("f64", text);
    }
    let finite = function("f64").refusing_non_finite();
    for text in ["nan", "-inf", "\"NaN\""] {
        let error = finite.parse_args(&[text]).unwrap_err();
        assert_eq!(error.to_string(), "params[0] at byte 0: expected f64, and a finite one");
    }
}

#[test]
fn lists_and_tuples() {
    all_read("list<u16>", &["[1, 2]", "[1,2,]", " [ 1 , 2 ] "], &ipld!([1, 2]));
    all_read("list<u16>", &["[]", "[ ]"], &ipld!([]));
    all_read("tuple<u8, string>", &["(1, \"x\")", "[1, \"x\"]", "(1,\"x\",)"], &ipld!([1, "x"]));
    all_read("list<u16, 2>", &["[1, 2]"], &ipld!([1, 2]));
    let length = |found| format!("with 2 elements, found {found}");
    assert!(refusal("tuple<u8, u8>", "(1)").ends_with(&length(1)));
    assert!(refusal("tuple<u8, u8>", "(1, 2, 3)").ends_with(&length(3)));
    assert!(refusal("list<u16, 2>", "[1]").ends_with(&length(1)));
    assert_eq!(refusal("list<u16>", "[1 2]"), "params[0] at byte 3: expected list<u16>, found '2'");
    assert_eq!(refusal("list<u16>", "[1, x]"), "params[0][1] at byte 4: expected u16, found 'x'");
    assert_eq!(refusal("list<u16>", "[,]"), "params[0][0] at byte 1: expected u16, found ','");
    assert_eq!(
        refusal("list<u16>", "[1"),
        "params[0] at byte 2: expected list<u16>, but the text ends here"
    );
    assert!(refusal("tuple<u8, u8>", "(1, 2]").starts_with("params[0] at byte 5"));
    assert_eq!(
        refusal("list<string>", "[a]"),
        "params[0][0] at byte 1: expected string, found 'a'"
    );
}

#[test]
fn bytes_and_links() {
    let bytes = Ipld::Bytes(vec![1, 2, 3]);
    all_read("list<u8>", &["[1, 2, 3]", r#"{"/": {"bytes": "AQID"}}"#], &bytes);
    all_read("list<u8, 3>", &["[1, 2, 3]", r#"{"/": {"bytes": "AQID"}}"#], &bytes);
    all_read("list<u8>", &["[]", r#"{"/":{"bytes":""}}"#], &Ipld::Bytes(vec![]));
    let link = Ipld::Link(cid(7));
    let text = cid(7).to_string();
    let json = format!(r#"{{"/": "{text}"}}"#);
    all_read("list<u8>", &[&json], &link);
    let octets: Vec<String> = cid(7).to_bytes().iter().map(ToString::to_string).collect();
    let record = format!("{{ipld-cid: [{}]}}", octets.join(", "));
    all_read("link", &[&text, &format!(" {text} "), &json, &record], &link);
    assert_eq!(read("option<link>", &json), link);
    let no_cid = "expected link, but this is no CID";
    for wrong in ["", "bafy", &format!("https://example.com/ipfs/{text}"), &format!("/ipfs/{text}")]
    {
        assert!(refusal("link", wrong).ends_with(no_cid), "{wrong}");
    }
    assert!(refusal("link", r#"{"/": {"bytes": "AQID"}}"#).ends_with(no_cid));
    assert!(refusal("link", "{ipld-cid: [1]}").ends_with(no_cid));
    for (wrong, fault) in [
        ("[256]", "found a number out of its range"),
        ("\"AQID\"", "found '\"'"),
        (text.as_str(), "found 'b'"),
        (r#"{"/": {"bytes": "AQI="}}"#, "but this is not base64 without padding"),
        (r#"{"bytes": "AQID"}"#, "found '\"'"),
        (r#"{"/": {"bytes": "AQID"}, "x": 1}"#, "found ','"),
    ] {
        assert!(
            refusal("list<u8>", wrong).ends_with(fault),
            "{wrong}: {}",
            refusal("list<u8>", wrong)
        );
    }
    assert!(
        refusal("list<u8, 2>", r#"{"/": {"bytes": "AQID"}}"#).ends_with("with 2 elements, found 3")
    );
}

#[test]
fn records_variants_enums_and_flags() {
    let record = "record { a: u8, b-c: option<string>, d: option<option<u8>> }";
    let whole = ipld!({"a": 1, "b-c": "x", "d": null});
    all_read(
        record,
        &[
            r#"{a: 1, b-c: some("x")}"#,
            r#"{b-c: "x", a: 1, d: none,}"#,
            r#"{"a": 1, "b-c": "x", "d": null}"#,
            r#"{%a: 1, "b-c": "x", d: null}"#,
        ],
        &whole,
    );
    all_read("record { a: option<u8> }", &["{:}", "{a: none}", "{ }"], &ipld!({"a": null}));
    assert!(refusal(record, "{:}").ends_with("but the field `a` is missing"));
    assert!(refusal(record, r#"{"a": 1, "d": null}"#).ends_with("but the field `b-c` is missing"));
    assert!(refusal(record, "{a: 1, a: 2}").ends_with("but this one stands twice"));
    assert!(refusal(record, "{a: 1, e: 2}").ends_with("which has no `e`"));
    assert_eq!(refusal(record, "{a: x}"), "params[0].a at byte 4: expected u8, found 'x'");

    let variant = "variant { gone, late(u8), ok(string) }";
    all_read(variant, &["gone", "%gone", r#"{"gone": null}"#], &ipld!({"gone": null}));
    all_read(variant, &["late(1)", "late( 1 , )", r#"{"late": 1}"#], &ipld!({"late": 1}));
    assert!(refusal(variant, "late").ends_with("where the payload of `late` is missing"));
    assert!(refusal(variant, "gone(1)").ends_with("where the payload of `gone` is one too many"));
    assert!(refusal(variant, "early").ends_with("which has no `early`"));
    assert_eq!(
        refusal(variant, "late(300)"),
        "params[0].late at byte 5: expected u8, found a number out of its range"
    );
    assert!(refusal(variant, r#"{"gone": null, "late": 1}"#).contains("at byte 15"));

    let flags = "flags { read, write, exec }";
    all_read(
        flags,
        &["{exec, read}", r#"["exec", "read"]"#, "[read, exec]"],
        &ipld!(["read", "exec"]),
    );
    all_read(flags, &["{}", "[]"], &ipld!([]));
    assert!(refusal(flags, "{read, read}").ends_with("but this one stands twice"));
    assert!(refusal(flags, "{run}").ends_with("which has no `run`"));
    assert!(refusal("enum { a, b }", "c").ends_with("which has no `c`"));
}

#[test]
fn options() {
    all_read("option<u8>", &["none", "null"], &Ipld::Null);
    all_read("option<u8>", &["1", "some(1)"], &ipld!(1));
    // A text needs its quotation marks here, where the words mean something.
    all_read("option<string>", &["\"none\"", "some(\"none\")"], &ipld!("none"));
    assert_eq!(read("option<string>", "none"), Ipld::Null);
    assert!(refusal("option<string>", "hello").ends_with("found 'h'"));
    let nested = "option<option<u8>>";
    all_read(nested, &["none", "null"], &Ipld::Null);
    all_read(nested, &["some(none)", "[null]"], &Ipld::List(vec![Ipld::Null]));
    all_read(nested, &["some(some(1))", "[1]", "some(1)"], &ipld!([1]));
    assert!(refusal(nested, "1").ends_with("found '1'"));
    assert!(refusal("option<enum { null }>", "null").contains("may be nothing or a case"));
    all_read("option<enum { null }>", &["some(null)", "%null", "\"null\""], &ipld!("null"));
    all_read("option<enum { none }>", &["%none", "some(none)"], &ipld!("none"));
    assert_eq!(read("option<enum { none }>", "none"), Ipld::Null);
}

#[test]
fn results() {
    let ty = "result<u8, string>";
    all_read(ty, &["ok(1)", "1", r#"{"ok": 1}"#], &ipld!({"ok": 1}));
    all_read(ty, &["err(\"x\")", r#"{"error": "x"}"#], &ipld!({"error": "x"}));
    all_read("result", &["ok", r#"{"ok": {}}"#], &ipld!({"ok": {}}));
    all_read("result", &["err", r#"{"error": {}}"#], &ipld!({"error": {}}));
    all_read(
        "result<record { ok: u8 }>",
        &["{ok: 1}", r#"{"ok": {"ok": 1}}"#],
        &ipld!({"ok": {"ok": 1}}),
    );
    assert!(refusal(ty, "ok").ends_with("where the payload of `ok` is missing"));
    assert!(refusal("result", "ok(1)").ends_with("where the payload of `ok` is one too many"));
    assert!(refusal(ty, "error(\"x\")").ends_with("found 'e'"));
    assert!(refusal(ty, r#"{"err": "x"}"#).ends_with("which has no `err`"));
    assert!(refusal("result<option<u8>>", "1").ends_with("found '1'"));
}

#[test]
fn maps() {
    all_read(
        "map<string, u8>",
        &[r#"{"b": 1, "aa": 2}"#, r#"[("aa", 2), ("b", 1)]"#, r#"[["b", 1], ["aa", 2]]"#],
        &ipld!({"b": 1, "aa": 2}),
    );
    all_read(
        "map<s8, bool>",
        &["[(-1, true), (3, false)]", "[[3, false], [-1, true]]"],
        &ipld!([[3, false], [-1, true]]),
    );
    assert!(refusal("map<string, u8>", r#"{"a": 1, "a": 2}"#).contains("at byte 9"));
    assert!(refusal("map<s8, u8>", "[(1, 1), (0, 1), (1, 2)]").contains("at byte 17"));
    assert!(refusal("map<s8, u8>", "{\"1\": 1}").ends_with("found '{'"));
    assert!(refusal("map<s8, u8>", "[(1)]").ends_with("found ')'"));
}

#[test]
fn the_number_of_texts_is_that_of_the_parameters() {
    let function: FunctionType = "func(a: u8, b: u8)".parse().unwrap();
    let error = function.parse_args(&["1"]).unwrap_err();
    assert_eq!(error.to_string(), "expected 2 arguments, found 1: func(a: u8, b: u8)");
    let error = function.parse_args(&["1", "x"]).unwrap_err();
    let ArgumentError::Text { path, offset: 0, expected, fault } = error else {
        panic!("{error:?}");
    };
    assert_eq!((path.to_string().as_str(), expected.as_str()), ("params[1]", "u8"));
    assert_eq!(fault, ArgumentFault::Unexpected('x'));
    let nothing: FunctionType = "func()".parse().unwrap();
    assert_eq!(nothing.parse_args::<&str>(&[]), Ok(vec![]));
}

#[test]
fn what_is_nested_without_end_is_refused_at_the_depth_of_the_type() {
    for open in ["[", "(", "{", "some(", "{\"a\":", "ok("] {
        let text = open.repeat(100_000);
        for ty in ["list<list<u8>>", "option<option<u8>>", "record { a: u8 }", "result<u8>"] {
            let _ = refusal(ty, &text);
        }
    }
}

/// A value in WAVE, by its grammar.
fn wave(ty: &Type, value: &Value) -> String {
    let payload = |name: &str, ty: Option<&Type>, payload: &Option<Box<Value>>| match (ty, payload)
    {
        (Some(ty), Some(payload)) => format!("{name}({})", wave(ty, payload)),
        _ => name.to_string(),
    };
    let each = |ty: &Type, values: &[Value]| {
        values.iter().map(|value| wave(ty, value)).collect::<Vec<_>>().join(", ")
    };
    let quoted = |text: &str, mark: char| {
        let mut out = String::from(mark);
        for char in text.chars() {
            match char {
                '\\' => out += "\\\\",
                char if char == mark => out.extend(['\\', char]),
                char if char.is_control() => out += &format!("\\u{{{:x}}}", u32::from(char)),
                char => out.push(char),
            }
        }
        out.push(mark);
        out
    };
    let float = |float: f64, text: String| match float {
        float if float.is_nan() => "nan".to_string(),
        f64::INFINITY => "inf".to_string(),
        f64::NEG_INFINITY => "-inf".to_string(),
        _ => text,
    };
    match (ty, value) {
        (_, Value::Bool(it)) => it.to_string(),
        (_, Value::U8(it)) => it.to_string(),
        (_, Value::S8(it)) => it.to_string(),
        (_, Value::U16(it)) => it.to_string(),
        (_, Value::S16(it)) => it.to_string(),
        (_, Value::U32(it)) => it.to_string(),
        (_, Value::S32(it)) => it.to_string(),
        (_, Value::U64(it)) => it.to_string(),
        (_, Value::S64(it)) => it.to_string(),
        (_, Value::F32(it)) => float((*it).into(), format!("{it:?}")),
        (_, Value::F64(it)) => float(*it, format!("{it:?}")),
        (_, Value::Char(it)) => quoted(&it.to_string(), '\''),
        (_, Value::String(it)) => quoted(it, '"'),
        (_, Value::Bytes(it)) => format!("{it:?}"),
        (_, Value::Link(cid)) => format!("{{ipld-cid: {:?}}}", cid.to_bytes()),
        (Type::List(ty) | Type::FixedLengthList(ty, _), Value::List(values)) => {
            format!("[{}]", each(ty, values))
        }
        (Type::Map(key, ty), Value::Map(pairs)) => {
            let pair = |(k, v): &(Value, Value)| format!("({}, {})", wave(key, k), wave(ty, v));
            format!("[{}]", pairs.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
        (Type::Tuple(types), Value::Tuple(values)) => {
            let each = types.iter().zip(values).map(|(ty, value)| wave(ty, value));
            format!("({})", each.collect::<Vec<_>>().join(", "))
        }
        (Type::Record(fields), Value::Record(values)) => {
            let each = fields.iter().zip(values);
            let each =
                each.map(|(field, value)| format!("{}: {}", field.name, wave(&field.ty, value)));
            format!("{{{}}}", each.collect::<Vec<_>>().join(", "))
        }
        (Type::Variant(cases), Value::Variant { case, payload: inner }) => {
            payload(&cases[*case].name, cases[*case].payload.as_ref(), inner)
        }
        (Type::Enum(labels), Value::Enum(label)) => labels[*label].clone(),
        (Type::Flags(labels), Value::Flags(set)) => {
            let set = labels.iter().zip(set).filter(|(_, is_set)| **is_set);
            let set = set.map(|(label, _)| label.as_str()).collect::<Vec<_>>();
            format!("{{{}}}", set.join(", "))
        }
        (Type::Option(_), Value::Option(None)) => "none".to_string(),
        (Type::Option(ty), Value::Option(some)) => payload("some", Some(ty), some),
        (Type::Result { ok, .. }, Value::Result(Ok(it))) => payload("ok", ok.as_deref(), it),
        (Type::Result { error, .. }, Value::Result(Err(it))) => {
            payload("err", error.as_deref(), it)
        }
        (ty, value) => unreachable!("{ty}: {}", value.kind()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn wave_and_dag_json_stand_for_the_canonical_form((ty, value) in typed()) {
        let function = FunctionType::new(vec![ipld_wit::Parameter::new("a", ty.clone())], None);
        let function = function.expect("the type is one");
        let canonical = function.encode_params(std::slice::from_ref(&value)).expect("total");
        let text = wave(&ty, &value);
        let parsed = function.parse_args(&[&text]);
            prop_assert_eq!(parsed.as_ref(), Ok(&canonical), "{}: {}", ty, text);
        // Reserved keys of maps have no DAG-JSON.
        if let Ok(json) = varsig::dag_json::encode(&canonical[0]) {
            let text = String::from_utf8(json).expect("JSON is UTF-8");
            let parsed = function.parse_args(&[&text]);
            prop_assert_eq!(parsed.as_ref(), Ok(&canonical), "{}: {}", ty, text);
        }
    }

    #[test]
    fn any_text_is_refused_or_in_canonical_form(
        (ty, texts) in typed().prop_flat_map(|(ty, _)| (Just(ty.clone()), (value(&ty), any::<String>(), any::<usize>())))
    ) {
        let (value, noise, at) = texts;
        let function = FunctionType::new(vec![ipld_wit::Parameter::new("a", ty.clone())], None);
        let function = function.expect("the type is one");
        let mut text = wave(&ty, &value);
        let at = text.char_indices().map(|(at, _)| at).cycle().nth(at % (text.len() + 1)).unwrap_or(0);
        text.insert_str(at, &noise);
        if let Ok(arguments) = function.parse_args(&[&text])
            && function.content_links(&arguments) == Ok(vec![])
        {
            let values = function.decode_params(&arguments, &NoContents, &Budget::default());
            let again = function.encode_params(&values.expect("it decodes"));
            prop_assert_eq!(again, Ok(arguments));
        }
    }
}
