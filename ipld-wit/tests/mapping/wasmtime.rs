//! Signatures of compiled components, dynamic values, and a component that echoes.

use ::wasmtime::component::types::{ComponentFunc, ComponentItem};
use ::wasmtime::component::{Component, Linker, Val};
use ::wasmtime::{Config, Engine, Store};
use ipld_core::ipld::Ipld;
use ipld_wit::wasmtime::{Refused, Unsupported, ValueMismatch, from_val, function_type, to_val};
use ipld_wit::{Budget, FunctionType, NoContents, Output, Type, TypeError, Value};
use proptest::prelude::*;

use crate::generate::typed;
use crate::{cid, text};

/// One list in, the same list out, and a result that says whether it was empty.
const ECHO: &str = r#"
(component
  (core module $m
    (memory (export "memory") 16)
    (global $next (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (local $at i32)
      (local.set $at
        (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
      (global.set $next (i32.add (local.get $at) (local.get 3)))
      (local.get $at))
    (func (export "echo") (param i32 i32) (result i32)
      (i32.store (i32.const 16) (local.get 0))
      (i32.store (i32.const 20) (local.get 1))
      (i32.const 16))
    (func (export "length") (param i32 i32) (result i32)
      (i32.store8 (i32.const 32) (i32.eqz (local.get 1)))
      (i32.store (i32.const 36) (local.get 1))
      (i32.const 32))
    (func (export "nothing") (param f64)))
  (core instance $i (instantiate $m))
  (type $link' (record (field "ipld-cid" (list u8))))
  (export $link "link" (type $link'))
  (func (export "echo-bytes") (param "it" (list u8)) (result (list u8))
    (canon lift (core func $i "echo") (memory $i "memory") (realloc (func $i "realloc"))))
  (func (export "echo-pairs") (param "it" (list (tuple string f32)))
    (result (list (tuple string f32)))
    (canon lift (core func $i "echo") (memory $i "memory") (realloc (func $i "realloc"))))
  (func (export "echo-link") (param "it" $link) (result $link)
    (canon lift (core func $i "echo") (memory $i "memory") (realloc (func $i "realloc"))))
  (func (export "length") (param "it" string) (result (result u32 (error u32)))
    (canon lift (core func $i "length") (memory $i "memory") (realloc (func $i "realloc"))))
  (func (export "nothing") (param "it" f64)
    (canon lift (core func $i "nothing")))
)
"#;

fn engine() -> Engine {
    let mut config = Config::new();
    config.wasm_component_model_map(true);
    config.wasm_component_model_fixed_length_lists(true);
    Engine::new(&config).expect("the configuration is one")
}

fn signature(component: &Component, export: &str) -> ComponentFunc {
    let ty = component.component_type();
    match ty.get_export(component.engine(), export).map(|export| export.ty) {
        Some(ComponentItem::ComponentFunc(function)) => function,
        _ => panic!("no function `{export}`"),
    }
}

fn component(wat: &str) -> Component {
    let bytes = wat::parse_str(wat).expect("the text is a component");
    Component::new(&engine(), bytes).expect("the component is valid")
}

/// Everything from arguments to the branch of the receipt.
fn run(component: &Component, export: &str, arguments: &[Ipld]) -> Output {
    let function_type = function_type(&signature(component, export)).expect("accepted");
    let budget = Budget::default();
    let values = function_type.decode_params(arguments, &NoContents, &budget).expect("arguments");
    let typed = function_type.params().iter().zip(values);
    let vals: Vec<Val> =
        typed.map(|(parameter, value)| to_val(&parameter.ty, value).expect("a value")).collect();

    let mut store = Store::new(component.engine(), ());
    let linker = Linker::new(component.engine());
    let instance = linker.instantiate(&mut store, component).expect("no imports");
    let function = instance.get_func(&mut store, export).expect("the export");
    let mut results = vec![Val::Bool(false); usize::from(function_type.result().is_some())];
    function.call(&mut store, &vals, &mut results).expect("no trap");

    let value = function_type
        .result()
        .map(|ty| from_val(ty, results.remove(0)).expect("a result of the type"));
    function_type.encode_result(value, &budget).expect("encoding is total")
}

#[test]
fn a_component_gives_back_what_it_was_given() {
    let echo = component(ECHO);
    for bytes in [vec![], (0..=255).collect::<Vec<u8>>()] {
        let output = run(&echo, "echo-bytes", &[Ipld::Bytes(bytes.clone())]);
        assert_eq!(output, Output::Ok(Ipld::Bytes(bytes)));
    }
    let pair = |name: &str, float| Ipld::List(vec![Ipld::String(name.into()), float]);
    let pairs = Ipld::List(vec![
        pair("b", Ipld::Float(f64::from(0.1f32))),
        pair("", Ipld::String("NaN".into())),
        pair("b", Ipld::String("-Infinity".into())),
    ]);
    assert_eq!(run(&echo, "echo-pairs", std::slice::from_ref(&pairs)), Output::Ok(pairs));
    let link = Ipld::Link(cid(5));
    assert_eq!(run(&echo, "echo-link", std::slice::from_ref(&link)), Output::Ok(link));
}

#[test]
fn a_returned_result_is_the_branch() {
    let echo = component(ECHO);
    let length = |text: &str| run(&echo, "length", &[Ipld::String(text.into())]);
    assert_eq!(length("four"), Output::Ok(Ipld::Integer(4)));
    assert_eq!(length(""), Output::Error(Ipld::Integer(0)));
    let nothing = run(&echo, "nothing", &[Ipld::Integer(1)]);
    assert_eq!(nothing, Output::Ok(Ipld::Map([].into())));
}

#[test]
fn a_signature_is_read_with_its_names() {
    let echo = component(ECHO);
    let shown = |export| function_type(&signature(&echo, export)).unwrap().to_string();
    assert_eq!(
        shown("echo-pairs"),
        "func(it: list<tuple<string, f32>>) -> list<tuple<string, f32>>"
    );
    assert_eq!(shown("echo-link"), "func(it: link) -> link");
    assert_eq!(shown("length"), "func(it: string) -> result<u32, u32>");
    assert_eq!(shown("nothing"), "func(it: f64)");
}

/// The signature of an imported function with these types before it; nothing is run.
fn imported(types: &str, function: &str) -> Result<FunctionType, Refused> {
    let wat =
        format!(r#"(component (import "i" (instance {types} (export "f" (func {function})))))"#);
    let component = component(&wat);
    let ty = component.component_type();
    let import = ty.get_import(component.engine(), "i").map(|import| import.ty);
    let Some(ComponentItem::ComponentInstance(instance)) = import else { panic!("an instance") };
    match instance.get_export(component.engine(), "f").map(|export| export.ty) {
        Some(ComponentItem::ComponentFunc(function)) => function_type(&function),
        _ => panic!("no function"),
    }
}

#[test]
fn every_type_is_read() {
    let types = r#"
        (type $r' (record (field "user-name" string) (field "id" u64)))
        (export "r" (type $r (eq $r')))
        (type $v' (variant (case "none") (case "some" (list s8))))
        (export "v" (type $v (eq $v')))
        (type $e' (enum "a" "b"))
        (export "e" (type $e (eq $e')))
        (type $f' (flags "x" "y"))
        (export "g" (type $f (eq $f')))"#;
    let function = r#"(param "a" $r) (param "b" $v) (param "c" $e) (param "d" $f)
        (param "e" (option (option bool))) (param "f" (tuple u8 s16 u16 s32 u32 s64 char f64))
        (result (result (error string)))"#;
    assert_eq!(
        imported(types, function).unwrap().to_string(),
        "func(a: record { user-name: string, id: u64 }, b: variant { none, some(list<s8>) }, \
         c: enum { a, b }, d: flags { x, y }, e: option<option<bool>>, \
         f: tuple<u8, s16, u16, s32, u32, s64, char, f64>) -> result<_, string>"
    );
}

#[test]
fn what_has_no_data_is_refused_by_place() {
    let resource = r#"(export "res" (type $res (sub resource)))"#;
    for (types, function, path, what) in [
        (
            resource,
            r#"(param "a" u8) (param "b" (list (own $res)))"#,
            "params[1][]",
            Unsupported::Own,
        ),
        (resource, r#"(param "a" (borrow $res))"#, "params[0]", Unsupported::Borrow),
        (resource, r#"(result (result (option (own $res))))"#, "result.ok", Unsupported::Own),
        ("", r#"(param "a" (map string u8))"#, "params[0]", Unsupported::Map),
        ("", r#"(param "a" (tuple u8 (list u8 4)))"#, "params[0][1]", Unsupported::FixedLengthList),
    ] {
        match imported(types, function) {
            Err(
                Refused::Unsupported { path: found, what: kind }
                | Refused::NotEnabled { path: found, what: kind },
            ) => {
                assert_eq!((found.to_string().as_str(), kind), (path, what));
            }
            other => panic!("{function}: {other:?}"),
        }
    }
}

#[test]
fn types_that_share_until_they_are_billions_are_refused() {
    // Each names the one before twice: thirteen lines, 2^13 leaves.
    let mut types = r#"(type $t0 (tuple u8 u8))"#.to_string();
    for level in 1..13 {
        let before = level - 1;
        types += &format!("(type $t{level} (tuple $t{before} $t{before}))");
    }
    let params = |count| (0..count).map(|number| format!(r#"(param "p{number}" $t12)"#));
    assert!(imported(&types, &params(1).collect::<String>()).is_ok());
    assert!(matches!(
        imported(&types, &params(5).collect::<String>()),
        Err(Refused::Type(TypeError::TooLarge { .. }))
    ));
}

#[test]
fn types_nested_too_deep_are_refused() {
    let nested =
        |levels: usize| (1..levels).fold("bool".to_string(), |inner, _| format!("(list {inner})"));
    let param = |levels| format!(r#"(param "a" {})"#, nested(levels));
    assert!(imported("", &param(Type::MAX_DEPTH)).is_ok());
    assert!(matches!(
        imported("", &param(Type::MAX_DEPTH + 1)),
        Err(Refused::Type(TypeError::TooDeep { .. }))
    ));
}

fn link_of(bytes: &[u8]) -> Val {
    let bytes = bytes.iter().copied().map(Val::U8).collect();
    Val::Record(vec![("ipld-cid".into(), Val::List(bytes))])
}

#[test]
fn a_link_of_other_bytes_than_one_cid_is_refused() {
    let whole = cid(1).to_bytes();
    assert_eq!(from_val(&Type::Link, link_of(&whole)), Ok(Value::Link(cid(1))));
    let long = [whole.as_slice(), &[0]].concat();
    // The codec 0x55 in two bytes where one is enough.
    let padded = [&whole[..1], &[0xd5, 0], &whole[2..]].concat();
    for bytes in [&[], &whole[..whole.len() - 1], &long, &padded] {
        let error = from_val(&Type::list(Type::Link), Val::List(vec![link_of(bytes)])).unwrap_err();
        assert!(matches!(error, ValueMismatch::NotACid { .. }), "{error}");
        assert_eq!(error.to_string(), "value[0]: the bytes of the link are no CID");
    }
}

#[test]
fn a_value_of_another_type_is_refused() {
    let tuple = Type::Tuple(vec![Type::U8, Type::String]);
    let error = to_val(&tuple, Value::Tuple(vec![Value::U8(1), Value::U8(1)])).unwrap_err();
    assert_eq!(error.to_string(), "value[1]: the value is no string");
    let error = from_val(&tuple, Val::Tuple(vec![Val::U8(1)])).unwrap_err();
    assert_eq!(error.to_string(), "value: the value is no tuple<u8, string>");
    let label = Type::Enum(vec!["a".into()]);
    assert!(to_val(&label, Value::Enum(1)).is_err());
    assert!(from_val(&label, Val::Enum("b".into())).is_err());
    assert!(from_val(&Type::Link, link_of(&[]).clone()).is_err());
    let bytes = Type::list(Type::U8);
    assert!(to_val(&bytes, Value::List(vec![Value::U8(1)])).is_err());
    assert!(from_val(&bytes, Val::List(vec![Val::U16(1)])).is_err());
    assert!(to_val(&Type::Tuple(vec![]), Value::Tuple(vec![])).is_err());
}

#[test]
fn the_guest_sees_what_the_canonical_form_says() {
    let seen = |value| match to_val(&Type::F64, value) {
        Ok(Val::Float64(float)) => float.to_bits(),
        other => panic!("{other:?}"),
    };
    assert_eq!(seen(Value::F64(-0.0)), 0);
    assert_eq!(seen(Value::F64(f64::from_bits(0xfff0_0000_0000_0001))), f64::NAN.to_bits());
    assert_eq!(from_val(&Type::String, Val::String("x".into())), Ok(text("x")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn values_come_back_from_dynamic_ones((ty, value) in typed()) {
        let val = to_val(&ty, value.clone()).expect("a value of the type");
        prop_assert_eq!(from_val(&ty, val), Ok(value));
    }

    #[test]
    fn a_value_of_any_other_type_is_refused_or_the_same((ty, _) in typed(), (other, value) in typed()) {
        if let Ok(val) = to_val(&ty, value.clone()) {
            prop_assert_eq!(from_val(&ty, val), Ok(value), "{} as {}", other, ty);
        }
    }
}
