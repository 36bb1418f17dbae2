//! What a guest sees, and mistakes of whoever calls it.

use std::collections::BTreeMap;

use ::wasmtime::component::types::ComponentItem;
use ::wasmtime::component::{Component, Linker, Val};
use ::wasmtime::{Config, Engine, Store};
use ipld_core::cid::Cid;
use ipld_core::ipld;
use ipld_core::ipld::Ipld;
use ipld_wit::wasmtime::{
    ArgumentsError, CallError, DirectFunction, EncodedOutput, ValueMismatch, function_type_in,
};
use ipld_wit::{Budget, DecodeError, FunctionType, NoContents, Profile, Type};
use wit_component::StringEncoding;

use crate::agreement::ENGINE;
use crate::echo::{echo, teller};
use crate::{Exported, cid, encoded};

/// Two records, whose fields are not in the order of DAG-CBOR, and how often it was asked for memory;
/// the memory it gives starts with that number.
const COUNTS: &str = r#"
(component
  (core module $m
    (memory (export "memory") 1)
    (global $asked (mut i32) (i32.const 0))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (if (i32.eq (global.get $asked) (i32.const 4)) (then unreachable))
      (global.set $asked (i32.add (global.get $asked) (i32.const 1)))
      (i32.shl (global.get $asked) (i32.const 8)))
    (func (export "f") (param i32 i32 i32 i32) (result i32)
      (i32.store (i32.const 0) (i32.shr_u (local.get 0) (i32.const 8)))
      (i32.store (i32.const 4) (i32.shr_u (local.get 2) (i32.const 8)))
      (i32.const 0))
    (func (export "g") (param i32 i32 i32 i32 i32) (result i32)
      (i32.load (i32.const 0))))
  (core instance $i (instantiate $m))
  (type $r' (record (field "long-name" string) (field "a" string)))
  (export $r "r" (type $r'))
  (func (export "f") (param "it" $r) (result (tuple u32 u32))
    (canon lift (core func $i "f") (memory $i "memory") (realloc (func $i "realloc"))))
  (func (export "g") (param "it" (list string)) (param "then" (list string)) (param "last" u8)
    (result u32)
    (canon lift (core func $i "g") (memory $i "memory") (realloc (func $i "realloc")))))
"#;

#[test]
fn memory_is_asked_for_in_the_order_of_declaration() {
    let exported = Exported::new(&ENGINE, COUNTS.as_bytes(), "f");
    let params = encoded(&ipld!([{"a": "short", "long-name": "long"}]));
    for output in exported.both(&params, &NoContents, &Budget::default()) {
        let asked = ipld!([1, 2]);
        assert_eq!(output.expect("no fault"), EncodedOutput::Ok(encoded(&asked)));
    }
}

#[test]
fn a_mistake_is_told_even_if_the_guest_traps_before_it_is_met() {
    let exported = Exported::new(&ENGINE, COUNTS.as_bytes(), "g");
    let texts = || ipld!(["a", "b", "c"]);
    let mistaken = encoded(&Ipld::List(vec![texts(), texts(), Ipld::Integer(256)]));
    for error in exported.both(&mistaken, &NoContents, &Budget::default()) {
        let Err(CallError::Arguments(ArgumentsError::Decode(error))) = error else {
            panic!("{error:?}")
        };
        let DecodeError::IntegerRange { path, .. } = error else { panic!("{error}") };
        assert_eq!(path.to_string(), "params[2]");
    }
    let right = encoded(&Ipld::List(vec![texts(), texts(), Ipld::Integer(255)]));
    for error in exported.both(&right, &NoContents, &Budget::default()) {
        let Err(CallError::Engine(error)) = error else { panic!("{error:?}") };
        assert_eq!(
            error.downcast_ref::<::wasmtime::Trap>(),
            Some(&::wasmtime::Trap::UnreachableCodeReached)
        );
    }
}

#[test]
fn canonical_bytes_are_not_copied() {
    let exported = Exported::new(
        &ENGINE,
        &echo(&[Type::F64, Type::list(Type::U8)], StringEncoding::UTF8),
        "f",
    );
    let budget = Budget::default();
    let canonical = encoded(&Ipld::List(vec![Ipld::Float(2.0), Ipld::Bytes(vec![1, 2])]));
    let found = exported.function.canonical(&canonical, &NoContents, &budget).unwrap();
    assert!(matches!(found, std::borrow::Cow::Borrowed(found) if found == canonical));

    let contents = BTreeMap::from([(cid(1), vec![1, 2])]);
    let relaxed = encoded(&Ipld::List(vec![Ipld::Integer(2), Ipld::Link(cid(1))]));
    let found = exported.function.canonical(&relaxed, &contents, &budget).unwrap();
    assert_eq!(*found, *canonical);
    assert_eq!(exported.function.content_links(&relaxed), Ok(vec![cid(1)]));
    let output = exported.direct(&relaxed, &contents).unwrap();
    assert_eq!(output, EncodedOutput::Ok(canonical));

    let missing = exported.direct(&relaxed, &NoContents);
    let Err(CallError::Arguments(ArgumentsError::Decode(error))) = missing else {
        panic!("{missing:?}")
    };
    assert!(error.is_passing());
}

#[test]
fn bytes_behind_the_arguments_are_refused() {
    let exported = Exported::new(&ENGINE, &echo(&[Type::U8], StringEncoding::UTF8), "f");
    for error in exported.both(&[0x81, 1, 0], &NoContents, &Budget::default()) {
        let Err(CallError::Arguments(ArgumentsError::NotCanonical(error))) = error else {
            panic!("{error:?}")
        };
        assert_eq!(error.offset, 2);
    }
}

#[test]
fn what_is_no_list_is_no_list_of_arguments() {
    let exported = Exported::new(&ENGINE, &echo(&[Type::U8], StringEncoding::UTF8), "f");
    for error in exported.both(&encoded(&ipld!({"p0": 1})), &NoContents, &Budget::default()) {
        let error = error.expect_err("a map");
        assert_eq!(error.to_string(), "params: expected a list of arguments, found a map");
    }
}

#[test]
fn a_function_of_another_signature_is_not_called() {
    let echo = |types: &[Type]| Exported::new(&ENGINE, &echo(types, StringEncoding::UTF8), "f");
    let is = echo(&[Type::U32]);
    for (other, params) in [
        (Type::U64, ipld!([1])),
        (Type::F32, ipld!([1.0])),
        (Type::U8, ipld!([1])),
        (Type::String, ipld!(["a"])),
        (Type::Tuple(vec![Type::U32, Type::U32]), ipld!([[1, 2]])),
    ] {
        let taken = echo(std::slice::from_ref(&other));
        let interface = is.component.get_export_index(None, "t:t/i");
        let export = is.component.get_export_index(interface.as_ref(), "f").unwrap();
        let function = DirectFunction::new(taken.function.ty().clone(), export);
        let (mut store, instance) = is.instance(&function, &Budget::default());
        let called = function.call(
            &mut store,
            &instance,
            &encoded(&params),
            &NoContents,
            &Budget::default(),
        );
        let Err(CallError::Engine(error)) = called else { panic!("{other}: {called:?}") };
        assert!(error.to_string().contains("another signature"), "{other}: {error}");
        // And none that is of another component.
        let (mut store, instance) = taken.instance(&function, &Budget::default());
        let called = function.call(
            &mut store,
            &instance,
            &encoded(&params),
            &NoContents,
            &Budget::default(),
        );
        assert!(matches!(called, Err(CallError::NoFunction)), "{called:?}");
    }
}

#[test]
fn a_result_of_another_type_is_not_read() {
    let exported = Exported::new(&ENGINE, &echo(&[Type::U32], StringEncoding::UTF8), "f");
    let interface = exported.component.get_export_index(None, "t:t/i");
    let export = exported.component.get_export_index(interface.as_ref(), "f").unwrap();
    let params = exported.function.ty().params().to_vec();
    for result in
        [None, Some(Type::U64), Some(Type::String), Some(Type::list(Type::list(Type::U8)))]
    {
        let ty = FunctionType::new(params.clone(), result).unwrap();
        let function = DirectFunction::new(ty, export);
        let (mut store, instance) = exported.instance(&function, &Budget::default());
        let called =
            function.call(&mut store, &instance, &[0x81, 1], &NoContents, &Budget::default());
        let Err(CallError::Engine(error)) = called else { panic!("{called:?}") };
        assert!(error.to_string().contains("another signature"), "{error}");
    }
}

#[test]
fn memories_of_64_bits_are_refused() {
    let mut config = Config::new();
    config.wasm_memory64(true).wasm_component_model_memory64(true);
    let engine = Engine::new(&config).unwrap();
    let wat = r#"(component
      (core module $m
        (memory (export "memory") i64 1)
        (func (export "realloc") (param i64 i64 i64 i64) (result i64) (i64.const 64))
        (func (export "f") (param i64 i64)))
      (core instance $i (instantiate $m))
      (func (export "f") (param "it" string)
        (canon lift (core func $i "f") (memory $i "memory") (realloc (func $i "realloc")))))"#;
    let binary = wat::parse_str(wat).unwrap();
    let exported = Exported::new(&engine, &binary, "f");
    let called = exported.direct(&encoded(&ipld!(["a"])), &NoContents);
    let Err(CallError::Engine(error)) = called else { panic!("{called:?}") };
    assert!(error.to_string().contains("another signature"), "{error}");
}

/// Nothing is guessed of a CID: its numbers must be such as tag 42 may hold.
#[test]
fn a_link_with_a_number_beyond_63_bits_is_none() {
    let numbers = [[0x80; 9].as_slice(), &[1]].concat();
    let cid = [&[1], &*numbers, &[0, 0]].concat();
    assert!(Cid::try_from(&*cid).is_ok());
    let length = u8::try_from(cid.len()).unwrap();
    let memory = [&[8, 0, 0, 0, length, 0, 0, 0], &*cid].concat();
    let wasm = teller(&Type::Link, &memory, StringEncoding::UTF8);
    let exported = Exported::new(&ENGINE, &wasm, "f");
    for error in exported.both(&[0x80], &NoContents, &Budget::default()) {
        let Err(CallError::Result(ValueMismatch::NotACid { path })) = error else {
            panic!("{error:?}")
        };
        assert_eq!(path.to_string(), "value");
    }
}

#[test]
fn maps_go_through_dynamic_values() {
    let mut config = Config::new();
    config.wasm_component_model_map(true);
    let engine = Engine::new(&config).unwrap();
    let text = COUNTS.replace("(list string)", "(map string u8)");
    let component = Component::new(&engine, wat::parse_str(text).unwrap()).unwrap();
    let (item, export) = component.get_export(None, "g").unwrap();
    let ComponentItem::ComponentFunc(ty) = item else { panic!("a function") };
    let ty = function_type_in(&Profile::STRICT.with_maps(), &ty).unwrap();
    let function = DirectFunction::new(ty, export);
    let mut store = Store::new(&engine, ());
    let instance = Linker::new(&engine).instantiate(&mut store, &component).unwrap();
    let budget = Budget::default();
    let params = encoded(&ipld!([{"a": 1}, {}, 2]));
    let output = function.call(&mut store, &instance, &params, &NoContents, &budget);
    assert!(matches!(output, Ok(EncodedOutput::Ok(_))), "{output:?}");
    let twice = encoded(&ipld!([{"a": 256}, {}, 2]));
    let error = function.call(&mut store, &instance, &twice, &NoContents, &budget).unwrap_err();
    assert_eq!(error.to_string(), "params[0][0]: expected u8, found an integer out of its range");
}

/// A guest that calls the host, which calls another guest on the same thread.
#[test]
fn a_call_within_a_call_has_a_result_of_its_own() {
    let outer = r#"(component
      (import "host" (func $host (param "it" u32) (result u32)))
      (core func $host' (canon lower (func $host)))
      (core module $m
        (import "" "host" (func $host (param i32) (result i32)))
        (func (export "f") (param i32) (result i32)
          (i32.add (call $host (local.get 0)) (i32.const 1))))
      (core instance $i (instantiate $m (with "" (instance (export "host" (func $host'))))))
      (func (export "f") (param "it" u32) (result u32) (canon lift (core func $i "f")))
    )"#;
    let outer = Exported::new(&ENGINE, outer.as_bytes(), "f");
    let mut linker = Linker::new(&ENGINE);
    let host = linker.root().func_new("host", |_, _, params, results| {
        let inner = Exported::new(&ENGINE, &echo(&[Type::String], StringEncoding::UTF8), "f");
        let Val::U32(it) = params[0] else { panic!("a u32") };
        let text = encoded(&Ipld::String(format!("{it}")));
        let params = [&[0x81], &*text].concat();
        assert_eq!(inner.direct(&params, &NoContents).unwrap(), EncodedOutput::Ok(text));
        results[0] = Val::U32(it * 2);
        Ok(())
    });
    host.unwrap();
    let mut store = Store::new(&ENGINE, ());
    let instance = linker.instantiate(&mut store, &outer.component).unwrap();
    let budget = Budget::default();
    let output = outer.function.call(&mut store, &instance, &[0x81, 20], &NoContents, &budget);
    assert_eq!(output.unwrap(), EncodedOutput::Ok(encoded(&Ipld::Integer(41))));
}
