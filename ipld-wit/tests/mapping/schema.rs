//! What is shown of a signature says what the mapping does.

use ipld_core::ipld::Ipld;
use ipld_wit::{Budget, FunctionType, Type, Value};
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::Everything;
use crate::generate::{ipld, mutate, signature, value};

fn function(text: &str) -> FunctionType {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn schema(function: &FunctionType) -> Json {
    let schema = serde_json::from_str(&function.to_json_schema()).expect("the schema is JSON");
    jsonschema::draft202012::meta::validate(&schema).unwrap_or_else(|error| panic!("{error}"));
    schema
}

/// Arguments as DAG-JSON; reserved keys have none.
fn dag_json(arguments: Vec<Ipld>) -> Option<Json> {
    let text = varsig::dag_json::encode(&Ipld::List(arguments)).ok()?;
    Some(serde_json::from_slice(&text).expect("it is JSON"))
}

/// A signature and arguments for it.
fn called() -> impl Strategy<Value = (FunctionType, Vec<Value>)> {
    signature().prop_flat_map(|function| {
        let values: Vec<_> = function.params().iter().map(|it| value(&it.ty)).collect();
        (Just(function), values)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_type_is_read_back_from_what_is_shown(function in signature()) {
        prop_assert_eq!(function.to_string().parse(), Ok(function));
    }

    #[cfg(feature = "wit")]
    #[test]
    fn the_wit_of_a_signature_says_the_same(function in signature()) {
        for name in ["call", "list", "demo:stream/own@0.1.0#call"] {
            let text = function.to_wit(name);
            let wit = ipld_wit::wit::Wit::from_text(&text, None);
            let wit = wit.unwrap_or_else(|error| panic!("{error}\n{text}"));
            let profile = ipld_wit::Profile::STRICT.with_maps().with_fixed_length_lists();
            let export = wit.export(name, &profile).unwrap_or_else(|| panic!("{text}"));
            prop_assert_eq!(export.ty.as_ref(), Ok(&function));
        }
    }

    #[test]
    fn canonical_arguments_are_valid_under_the_schema((function, values) in called()) {
        let arguments = function.encode_params(&values).expect("encoding is total");
        let validator = jsonschema::draft202012::new(&schema(&function)).expect("a schema");
        if let Some(json) = dag_json(arguments) {
            prop_assert!(validator.is_valid(&json), "{json}\n{}", function.to_json_schema());
        }
    }

    #[test]
    fn what_is_accepted_is_valid_under_the_schema(
        (function, values) in called(), at: usize, with in ipld(),
    ) {
        let arguments = function.encode_params(&values).expect("encoding is total");
        let mut arguments = Ipld::List(arguments);
        mutate(&mut arguments, at, &with);
        let Ipld::List(arguments) = arguments else { return Ok(()) };
        if function.decode_params(&arguments, &Everything, &Budget::default()).is_ok() {
            let validator = jsonschema::draft202012::new(&schema(&function)).expect("a schema");
            if let Some(json) = dag_json(arguments) {
                prop_assert!(validator.is_valid(&json), "{json}\n{}", function.to_json_schema());
            }
        }
    }
}

#[test]
fn the_schema_refuses_what_the_mapping_does() {
    for (ty, refused) in [
        ("bool", &["0", "null", "\"true\""][..]),
        ("u8", &["-1", "256", "1.5", "\"1\"", "null"]),
        ("s64", &["9223372036854775808", "-9223372036854777856"]),
        ("u64", &["-1", "18446744073709551616"]),
        ("f64", &["\"nan\"", "null", "true"]),
        ("char", &["\"\"", "\"ab\"", "1"]),
        ("string", &["null", r#"{"/": {"bytes": ""}}"#]),
        ("list<u8>", &["[]", "[1]", "\"\"", r#"{"/": {"bytes": "-"}}"#, r#"{"/": {}}"#]),
        ("list<u8, 2>", &[r#"{"/": {"bytes": "AA"}}"#, r#"{"/": {"bytes": "AAAA"}}"#]),
        ("list<bool>", &["{}", "[1]", "[null]"]),
        ("list<bool, 2>", &["[]", "[true]", "[true, true, true]"]),
        ("tuple<u8, bool>", &["[]", "[1]", "[1, true, 1]", "[true, 1]"]),
        ("map<string, u8>", &["[]", r#"{"a": true}"#]),
        ("map<u8, u8>", &["{}", "[[1]]", "[[1, 1, 1]]", "[1]"]),
        ("record { a: option<u8>, b: u8 }", &["{}", r#"{"b": 1}"#, r#"{"a": 1, "b": 1, "c": 1}"#]),
        ("variant { a, b(u8) }", &["{}", "\"a\"", r#"{"a": 1}"#, r#"{"b": null}"#, r#"{"c": 1}"#]),
        ("variant { a, b(u8) }", &[r#"{"a": null, "b": 1}"#]),
        ("enum { a, b }", &["\"c\"", "\"\"", "0"]),
        ("flags { a, b }", &["{}", r#"["c"]"#, r#"["a", "a"]"#]),
        ("option<u8>", &["[]", "true", "[1]"]),
        ("option<option<u8>>", &["1", "[]", "[1, 1]", "[[1]]"]),
        ("result<u8>", &["1", "{}", r#"{"ok": true}"#, r#"{"error": null}"#, r#"{"err": {}}"#]),
        ("link", &["\"x\"", r#"{"/": {"bytes": ""}}"#, r#"{"/": "x", "y": 1}"#]),
    ] {
        let function = function(&format!("func(a: {ty})"));
        let validator = jsonschema::draft202012::new(&schema(&function)).expect("a schema");
        for text in refused {
            let json: Json = serde_json::from_str(&format!("[{text}]")).expect("JSON");
            assert!(!validator.is_valid(&json), "{ty}: {text}");
        }
    }
    for (signature, refused) in
        [("func()", "[1]"), ("func(a: bool)", "[]"), ("func(a: bool)", "[true, true]")]
    {
        let validator =
            jsonschema::draft202012::new(&schema(&function(signature))).expect("a schema");
        assert!(!validator.is_valid(&serde_json::from_str(refused).expect("JSON")), "{signature}");
    }
    let finite = function("func(a: f64)").refusing_non_finite();
    let validator = jsonschema::draft202012::new(&schema(&finite)).expect("a schema");
    assert!(!validator.is_valid(&serde_json::json!(["NaN"])));
    assert!(validator.is_valid(&serde_json::json!([1.5])));
}

#[test]
fn a_json_schema_reads_like_the_signature() {
    let schema = schema(&function("func(size: record { w: u8 }, name: string) -> bool"));
    assert_eq!(schema["title"], "func(size: record { w: u8 }, name: string) -> bool");
    assert_eq!(schema["prefixItems"][0]["title"], "size");
    assert_eq!(schema["prefixItems"][0]["description"], "record { w: u8 }");
    assert_eq!(schema["prefixItems"][1]["type"], "string");
    assert_eq!(schema["minItems"], 2);
}

#[test]
fn an_ipld_schema_covers_every_row() {
    let text = function(
        "func(a: f32, b: list<list<u8>>, c: option<record { user-name: option<string> }>, \
         d: option<option<f64>>, e: variant { none, some(list<s8>), more(list<s8>) }, \
         f: flags { read, write-all }, g: map<string, option<char>>, h: map<u8, link>, \
         i: tuple<enum { red }, option<bool>>, j: list<u16, 3>) -> result<list<u8>, f64>",
    )
    .to_ipld_schema();
    for line in [
        "a NumberOrText # f32",
        "b [BytesOrLink] # list<list<u8>>",
        "c nullable C # option<record { user-name: option<string> }>",
        "userName nullable String (rename \"user-name\") # option<string>",
        "d D # option<option<f64>>",
        "value nullable NumberOrText # option<f64>",
        "| Null \"none\"",
        "| ESome \"some\" # list<s8>",
        "type ESome [Int]",
        "| Read (\"read\")",
        "| WriteAll (\"write-all\")",
        "type F [FFlag] # in the order above, each at most once",
        "g {String:nullable String} # map<string, option<char>>",
        "key Int # u8",
        "value Link",
        "e0 I0",
        "e1 nullable Bool # option<bool>",
        "j [Int] # list<u16, 3>",
        "| Bytes \"ok\"",
        "| FloatOrText \"error\" # f64",
    ] {
        assert!(
            text.lines().any(|found| found.trim() == line.trim() || found == line),
            "{line}\n{text}"
        );
    }
    // No name is defined twice, and every name that is used is defined or known.
    let mut defined: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("type ")?.split(' ').next()).collect();
    defined.sort_unstable();
    let count = defined.len();
    defined.dedup();
    assert_eq!(defined.len(), count, "{text}");
}

#[test]
fn members_of_a_union_in_an_ipld_schema_are_distinct() {
    let text = function("func() -> result<u8, u16>").to_ipld_schema();
    assert!(text.contains("type OutputError = Int\n"), "{text}");
    assert!(text.contains("  | Int \"ok\" # u8\n  | OutputError \"error\" # u16\n"), "{text}");
}

#[test]
fn wide_and_deep_types_are_shown_in_good_time() {
    let deep = (0..46).fold("u8".to_string(), |inner, _| format!("record {{ a: {inner} }}"));
    let wide = Type::Tuple(vec![deep.parse().expect("a type"); 200]);
    let function = FunctionType::new(vec![ipld_wit::Parameter::new("a", wide)], None);
    let function = function.expect("a signature");
    assert!(function.to_wit("f").len() < 1 << 20);
    assert!(!function.to_ipld_schema().is_empty());
    assert!(function.to_json_schema().len() > 1000);
}
