//! What WIT text, a component's metadata and the engine say of one signature is the same.

use ::wasmtime::component::Component;
use ::wasmtime::component::types::ComponentItem;
use ::wasmtime::{Config, Engine};
use ipld_wit::wasmtime::function_type_in;
use ipld_wit::wit::{Export, Wit};
use ipld_wit::{FunctionType, Profile, Refused};
use proptest::prelude::*;
use wit_component::{ComponentEncoder, StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::{LiftLowerAbi, ManglingAndAbi, Resolve};

use crate::generate::signature;

const ALL: Profile = Profile::STRICT.with_maps().with_fixed_length_lists();

/// A component with the exports of a WIT document, which only trap.
fn component(text: &str) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("text.wit", text).unwrap_or_else(|e| panic!("{e:#}\n{text}"));
    let world = resolve.select_world(&[package], None).expect("one world");
    let abi = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);
    let mut module = dummy_module(&resolve, world, abi);
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).expect("a module");
    let encoder = ComponentEncoder::default().module(&module);
    encoder.and_then(|mut encoder| encoder.encode()).expect("a component")
}

/// What the engine says of every exported function.
fn engine_exports(bytes: &[u8], profile: &Profile) -> Vec<(String, Result<FunctionType, Refused>)> {
    let mut config = Config::new();
    config.wasm_component_model_map(true);
    config.wasm_component_model_fixed_length_lists(true);
    let engine = Engine::new(&config).expect("a configuration");
    let component = Component::new(&engine, bytes).expect("a component");
    let mut found = Vec::new();
    for (name, item) in component.component_type().exports(&engine) {
        match item.ty {
            ComponentItem::ComponentFunc(function) => {
                found.push((name.to_owned(), function_type_in(profile, &function)));
            }
            ComponentItem::ComponentInstance(interface) => {
                for (inner, item) in interface.exports(&engine) {
                    if let ComponentItem::ComponentFunc(function) = item.ty {
                        let name = format!("{name}#{inner}");
                        found.push((name, function_type_in(profile, &function)));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn sorted(
    exports: impl IntoIterator<Item = (String, Result<FunctionType, Refused>)>,
) -> Vec<(String, String)> {
    let shown = |ty: Result<FunctionType, Refused>| match ty {
        Ok(function) => function.to_string(),
        Err(refused) => refused.to_string(),
    };
    let mut exports: Vec<_> = exports.into_iter().map(|(name, ty)| (name, shown(ty))).collect();
    exports.sort();
    exports
}

fn agree(text: &str, profile: &Profile) -> Vec<(String, String)> {
    let pairs = |exports: Vec<Export>| exports.into_iter().map(|export| (export.name, export.ty));
    let bytes = component(text);
    let from_engine = sorted(engine_exports(&bytes, profile));
    let from_bytes = Wit::from_component(&bytes).expect("a component").exports(profile);
    assert_eq!(sorted(pairs(from_bytes)), from_engine);
    let from_text = Wit::from_text(text, None).expect("WIT").exports(profile);
    assert_eq!(sorted(pairs(from_text)), from_engine);
    from_engine
}

#[test]
fn every_row_and_every_refusal() {
    let text = "package demo:all@1.2.3-pre;
        interface types { record size { w: u32, h: f32 } resource blob { size: func() -> u8; make: static func() -> u16; constructor(a: u8); } }
        interface edit { use types.{size, blob};
            record link { ipld-cid: list<u8> }
            variant v { none, some(size) }
            enum color { red, green }
            flags mode { read, write }
            type alias = list<link>;
            a: func(a: alias, b: v, c: color, d: mode) -> result<size, string>;
            b: func(a: blob);
            c: func(a: u8, b: option<borrow<blob>>);
        }
        world w {
            export types;
            export edit;
            export f: func(a: map<string, u8>);
            export g: func() -> list<list<u8, 3>>;
            export h: func() -> result;
            export i: func(a: bool, b: s8, c: s16, d: s32, e: s64, f: u16, g: u64, h: f64, i: char);
            export j: func(a: tuple<option<option<u8>>, list<tuple<string, u8>>>) -> string;
        }";
    let strict = agree(text, &Profile::STRICT);
    let of = |exports: &[(String, String)], name: &str| {
        exports
            .iter()
            .find(|(found, _)| found == name)
            .unwrap_or_else(|| panic!("{name}"))
            .1
            .clone()
    };
    assert_eq!(
        of(&strict, "demo:all/edit@1.2.3-pre#a"),
        "func(a: list<link>, b: variant { none, some(record { w: u32, h: f32 }) }, \
         c: enum { red, green }, d: flags { read, write }) -> \
         result<record { w: u32, h: f32 }, string>"
    );
    assert_eq!(
        of(&strict, "demo:all/edit@1.2.3-pre#b"),
        "params[0]: an owned resource has no IPLD data"
    );
    assert_eq!(of(&strict, "demo:all/types@1.2.3-pre#[static]blob.make"), "func() -> u16");
    assert_eq!(of(&strict, "f"), "params[0]: a map is not enabled by the profile");
    let all = agree(text, &ALL);
    assert_eq!(of(&all, "f"), "func(a: map<string, u8>)");
    assert_eq!(of(&all, "g"), "func() -> list<list<u8, 3>>");
    assert_eq!(strict.len(), 11);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_signature_comes_through_text_metadata_and_engine(function in signature()) {
        for name in ["call", "demo:deep/iface@0.2.0#call"] {
            let found = agree(&function.to_wit(name), &ALL);
            prop_assert_eq!(found, [(name.to_owned(), function.to_string())]);
        }
    }
}
