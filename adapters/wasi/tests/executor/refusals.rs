//! What is refused says all that is missing, without anything being compiled.

use std::sync::Arc;

use ipvm_runtime::engine::{Engine, EngineConfig, LoadError, host::Import};

use crate::stage::{block, load};

fn import(interface: &str, name: &str) -> Import {
    Import { interface: Some(Arc::from(interface)), name: name.to_owned() }
}

const TWO: &str = r#"(component
    (import "wasi:random/random@0.2.0" (instance (export "get-random-u64" (func (result u64)))))
    (import "wasi:http/client@0.2.0" (instance (export "get" (func)) (export "put" (func)))))"#;

#[test]
fn only_what_is_not_offered_is_missing() {
    let missing =
        vec![import("wasi:http/client@0.2.0", "get"), import("wasi:http/client@0.2.0", "put")];
    let refused = load(TWO).unwrap_err();
    assert_eq!(refused, LoadError::Imports { missing });
    assert_eq!(
        refused.to_string(),
        "the component imports what is not offered here: \
         wasi:http/client@0.2.0#get, wasi:http/client@0.2.0#put"
    );
}

#[test]
fn without_a_host_all_of_it_is() {
    let engine = Engine::new(EngineConfig::default(), None).unwrap();
    let missing = vec![
        import("wasi:http/client@0.2.0", "get"),
        import("wasi:http/client@0.2.0", "put"),
        import("wasi:random/random@0.2.0", "get-random-u64"),
    ];
    assert_eq!(engine.load(&block(TWO)).unwrap_err(), LoadError::Imports { missing });
}

#[test]
fn a_component_is_refused_before_it_is_compiled() {
    // Its code is not even valid, which nobody finds out.
    let text = TWO.trim_end_matches(')').to_owned()
        + r#")))) (core module (func (result i32) i64.const 0)))"#;
    assert!(matches!(load(&text), Err(LoadError::Imports { .. })));
}

#[test]
fn a_function_of_another_type_is_told_apart_from_one_that_is_missing() {
    let text = r#"(component (import "wasi:clocks/monotonic-clock@0.2.0"
        (instance (export "now" (func (result u32))))))"#;
    let Err(LoadError::ImportTypes { detail }) = load(text) else { panic!("it was taken") };
    assert!(detail.contains("now"), "{detail}");
}

#[test]
fn a_resource_of_another_interface_is_no_resource_of_this_one() {
    let text = r#"(component
        (import "wasi:io/error@0.2.0" (instance $e (export "error" (type (sub resource)))))
        (alias export $e "error" (type $error))
        (import "wasi:cli/stdout@0.2.0" (instance (alias outer 1 $error (type $o))
            (export "output-stream" (type $t (eq $o)))
            (export "get-stdout" (func (result (own $t)))))))"#;
    assert!(matches!(load(text), Err(LoadError::ImportTypes { .. })));
}
