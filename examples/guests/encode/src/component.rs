//! From core module to component, and what a component asks of its host.

use wit_component::{ComponentEncoder, DecodedWasm, WitPrinter, decode};
use wit_parser::{InterfaceId, Resolve, TypeDefKind, TypeId, WorldId, WorldItem};

use crate::error::EncodeError;

/// Makes a component of a core module that carries its world in a `component-type` section, as
/// `wit-bindgen` leaves it there. The component is validated.
///
/// # Errors
///
/// [`EncodeError::Encode`] if the bytes are no such module.
pub(crate) fn encode(module: &[u8]) -> Result<Vec<u8>, EncodeError> {
    ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(|mut encoder| encoder.encode())
        .map_err(|error| EncodeError::Encode { reason: format!("{error:#}") })
}

/// The world of a component as WIT text, if it can run on a host that offers nothing.
///
/// An imported interface that holds only types is let through: a world that exports an interface
/// which uses the types of another one has such an import, and no host has to provide it.
///
/// # Errors
///
/// [`EncodeError::Decode`] if the bytes are not a component, [`EncodeError::Imports`] if it imports
/// a function or a resource, [`EncodeError::NoExport`] if there is nothing to call.
pub(crate) fn world_without_authority(component: &[u8]) -> Result<String, EncodeError> {
    let undecodable = |reason: String| EncodeError::Decode { reason };
    let decoded = decode(component).map_err(|error| undecodable(format!("{error:#}")))?;
    let DecodedWasm::Component(resolve, world_id) = decoded else {
        return Err(undecodable("the file holds a WIT package and no code".to_owned()));
    };
    let imports = authority(&resolve, world_id);
    if !imports.is_empty() {
        return Err(EncodeError::Imports { imports });
    }
    let world = &resolve.worlds[world_id];
    if world.exports.is_empty() {
        return Err(EncodeError::NoExport);
    }
    let package =
        world.package.ok_or_else(|| undecodable("the world is in no package".to_owned()))?;
    let mut printer = WitPrinter::default();
    printer.print(&resolve, package, &[]).map_err(|error| undecodable(format!("{error:#}")))?;
    Ok(printer.output.to_string())
}

/// Every function and resource that a world imports, sorted by name.
fn authority(resolve: &Resolve, world: WorldId) -> Vec<String> {
    let mut found = Vec::new();
    for (key, item) in &resolve.worlds[world].imports {
        let name = resolve.name_world_key(key);
        match item {
            WorldItem::Function(_) => found.push(name),
            WorldItem::Type { id, .. } if is_resource(resolve, *id) => found.push(name),
            WorldItem::Type { .. } => {}
            WorldItem::Interface { id, .. } => {
                let members = interface_authority(resolve, *id);
                found.extend(members.map(|member| format!("{name}#{member}")));
            }
        }
    }
    found.sort();
    found
}

/// The functions and resources of an interface, by name.
fn interface_authority(resolve: &Resolve, id: InterfaceId) -> impl Iterator<Item = &str> {
    let interface = &resolve.interfaces[id];
    let resources = interface.types.iter().filter(|(_, id)| is_resource(resolve, **id));
    interface.functions.keys().map(String::as_str).chain(resources.map(|(name, _)| name.as_str()))
}

/// Whether a type is a resource, itself or by another name.
fn is_resource(resolve: &Resolve, mut id: TypeId) -> bool {
    // The names of one resolved package cannot be circular: each step leads to an earlier type.
    loop {
        match &resolve.types[id].kind {
            TypeDefKind::Resource => return true,
            TypeDefKind::Type(wit_parser::Type::Id(aliased)) => id = *aliased,
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use wit_component::{StringEncoding, dummy_module, embed_component_metadata};
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
}
