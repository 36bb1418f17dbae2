//! Components of modules and of texts, and what is refused.

use std::fs;
use std::path::PathBuf;

use wit_component::dummy_module;
use wit_parser::ManglingAndAbi;

use super::*;

/// A core module that implements `world guest` of the given items with `unreachable`.
fn module(items: &str) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let text = format!("package test:guests@1.0.0;\n{items}");
    let package = resolve.push_str("test.wit", &text).unwrap();
    let world = resolve.select_world(&[package], Some("guest")).unwrap();
    let mut module = dummy_module(&resolve, world, ManglingAndAbi::Standard32);
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    module
}

fn world(items: &str) -> Result<String, EncodeError> {
    world_without_authority(&encode(&module(items)).unwrap())
}

fn imports(items: &str) -> Vec<String> {
    match world(items) {
        Err(EncodeError::Imports { imports }) => imports,
        other => panic!("expected imports, found {other:?}"),
    }
}

#[test]
fn prints_the_exports_of_a_component_that_imports_nothing() {
    let text = world("world guest { export double: func(n: u32) -> u32; }").unwrap();
    assert!(text.contains("export double: func(n: u32) -> u32;"), "{text}");
}

#[test]
fn encodes_the_same_module_to_the_same_bytes() {
    let module = module("world guest { export double: func(n: u32) -> u32; }");
    assert_eq!(encode(&module).unwrap(), encode(&module).unwrap());
}

#[test]
fn refuses_imported_functions_of_the_world_and_of_an_interface() {
    let items = "interface clock { now: func() -> u64; }
        world guest { import clock; import log: func(text: string); export run: func(); }";
    assert_eq!(imports(items), ["log", "test:guests/clock@1.0.0#now"]);
}

#[test]
fn refuses_an_imported_resource_without_functions() {
    let items = "interface files { resource file; }
        world guest { import files; use files.{file}; export run: func(f: borrow<file>); }";
    assert!(imports(items).contains(&"test:guests/files@1.0.0#file".to_owned()));
}

#[test]
fn lets_through_an_imported_interface_of_types_alone() {
    let text = world(
        "interface types { record point { x: s32, y: s32 } }
        interface shapes { use types.{point}; mirror: func(p: point) -> point; }
        world guest { export shapes; }",
    )
    .unwrap();
    assert!(text.contains("import test:guests/types@1.0.0;"), "{text}");
}

#[test]
fn refuses_a_component_that_exports_nothing() {
    assert!(matches!(world("world guest {}"), Err(EncodeError::NoExport)));
}

#[test]
fn refuses_bytes_that_are_not_a_module() {
    for bytes in [b"".as_slice(), b"\0asm", b"not wasm", b"\0asm\x0d\0\x01\0"] {
        let refused = encode(bytes);
        assert!(matches!(refused, Err(EncodeError::Encode { .. })), "{refused:?}");
    }
}

#[test]
fn refuses_a_module_without_a_world() {
    let component = encode(b"\0asm\x01\0\0\0").unwrap();
    assert!(matches!(world_without_authority(&component), Err(EncodeError::NoExport)));
}

#[test]
fn refuses_to_read_the_world_of_a_cut_component() {
    let component = encode(&module("world guest { export run: func(); }")).unwrap();
    let refused = world_without_authority(&component[..component.len() / 2]);
    assert!(matches!(refused, Err(EncodeError::Decode { .. })), "{refused:?}");
}

/// A core module by hand: `double` over a memory that nobody needs.
const DOUBLE: &str = r#"(module
  (memory (export "memory") 1)
  (func (export "double") (param i32) (result i32)
    (i32.shl (local.get 0) (i32.const 1))))"#;

/// A component by hand, with the same export.
const DOUBLE_COMPONENT: &str = r#"(component
  (core module $module
    (func (export "double") (param i32) (result i32)
      (i32.shl (local.get 0) (i32.const 1))))
  (core instance $instance (instantiate $module))
  (func (export "double") (param "n" u32) (result u32)
    (canon lift (core func $instance "double"))))"#;

/// A folder with this WIT package, removed at the end of the test.
struct WitFolder(PathBuf);

impl WitFolder {
    fn new(test: &str, worlds: &str) -> Self {
        let name = format!("encode-{}-{test}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("world.wit"), format!("package test:guests@1.0.0;\n{worlds}"))
            .unwrap();
        Self(folder)
    }
}

impl Drop for WitFolder {
    fn drop(&mut self) {
        // What stays behind in the folder of temporary files harms nobody.
        drop(fs::remove_dir_all(&self.0));
    }
}

#[test]
fn gives_a_core_module_the_world_of_a_folder() {
    let wit = WitFolder::new("world", "world guest { export double: func(n: u32) -> u32; }");
    let component = component_of(DOUBLE.as_bytes(), Some(&wit.0)).unwrap();
    let text = world_without_authority(&component).unwrap();
    assert!(text.contains("export double: func(n: u32) -> u32;"), "{text}");
}

#[test]
fn refuses_a_module_that_is_not_of_the_world_it_is_given() {
    let wit = WitFolder::new("other", "world guest { export triple: func(n: u32) -> u32; }");
    let refused = component_of(DOUBLE.as_bytes(), Some(&wit.0));
    let Err(EncodeError::Encode { reason }) = refused else { panic!("{refused:?}") };
    assert!(reason.contains("triple"), "{reason}");
}

#[test]
fn refuses_a_folder_without_exactly_one_world() {
    for (test, worlds) in [("none", "interface types {}"), ("two", "world one {} world two {}")] {
        let wit = WitFolder::new(test, worlds);
        let refused = component_of(DOUBLE.as_bytes(), Some(&wit.0));
        assert!(matches!(refused, Err(EncodeError::Wit { .. })), "{refused:?}");
    }
}

#[test]
fn takes_a_component_as_text_and_leaves_its_binary_as_it_is() {
    let component = component_of(DOUBLE_COMPONENT.as_bytes(), None).unwrap();
    let text = world_without_authority(&component).unwrap();
    assert!(text.contains("export double: func(n: u32) -> u32;"), "{text}");
    assert_eq!(component_of(&component, None).unwrap(), component);
}

#[test]
fn refuses_another_world_for_a_component() {
    let wit = WitFolder::new("component", "world guest { export double: func(n: u32) -> u32; }");
    let refused = component_of(DOUBLE_COMPONENT.as_bytes(), Some(&wit.0));
    assert!(matches!(refused, Err(EncodeError::WitOfComponent)), "{refused:?}");
}

#[test]
fn refuses_a_component_whose_code_is_not_valid() {
    let text = DOUBLE_COMPONENT.replace("(local.get 0)", "(local.get 7)");
    let refused = component_of(text.as_bytes(), None);
    assert!(matches!(refused, Err(EncodeError::Invalid { .. })), "{refused:?}");
}

#[test]
fn refuses_text_with_a_mistake_and_says_where() {
    let refused = component_of(b"(component\n  (func))", None);
    let Err(EncodeError::Text { reason }) = refused else { panic!("{refused:?}") };
    assert!(reason.contains(":2:"), "{reason}");
}
