//! From a module or a text to a component, and what a component asks of its host.

use std::borrow::Cow;
use std::path::Path;

use wasmparser::{Parser, Validator};
use wit_component::{
    ComponentEncoder, DecodedWasm, StringEncoding, WitPrinter, decode, embed_component_metadata,
};
use wit_parser::{InterfaceId, Resolve, TypeDefKind, TypeId, WorldId, WorldItem};

use crate::error::EncodeError;

/// Makes a component of any of these, in the binary format or as text (WAT):
///
/// - a core module that carries its world, or one to which the folder `wit` gives it;
/// - a component, which is validated and otherwise left as it is.
///
/// # Errors
///
/// [`EncodeError::Text`] if a text has a mistake; [`EncodeError::WitOfComponent`] if a component is
/// given another world; [`EncodeError::Invalid`] if a component is not valid; those of [`embed`] and
/// of [`encode`].
pub(crate) fn component_of(source: &[u8], wit: Option<&Path>) -> Result<Vec<u8>, EncodeError> {
    let binary = wat::parse_bytes(source)
        .map_err(|error| EncodeError::Text { reason: error.to_string() })?;
    if !Parser::is_component(&binary) {
        return match wit {
            Some(folder) => encode(&embed(binary.into_owned(), folder)?),
            None => encode(&binary),
        };
    }
    if wit.is_some() {
        return Err(EncodeError::WitOfComponent);
    }
    Validator::new()
        .validate_all(&binary)
        .map_err(|error| EncodeError::Invalid { reason: error.to_string() })?;
    Ok(Cow::into_owned(binary))
}

/// The core module together with the one world of the WIT package in a folder, or in one file, as
/// the section `component-type` that [`encode`] looks for. Strings are UTF-8.
///
/// # Errors
///
/// [`EncodeError::Wit`] if the folder holds no package with exactly one world, [`EncodeError::Encode`]
/// if the bytes are no module.
fn embed(mut module: Vec<u8>, wit: &Path) -> Result<Vec<u8>, EncodeError> {
    let mut resolve = Resolve::default();
    let world = resolve
        .push_path(wit)
        .and_then(|(package, _)| resolve.select_world(&[package], None))
        .map_err(|error| EncodeError::Wit {
            path: wit.to_path_buf(),
            reason: format!("{error:#}"),
        })?;
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
        .map_err(|error| EncodeError::Encode { reason: format!("{error:#}") })?;
    Ok(module)
}

/// Makes a component of a core module that carries its world in a `component-type` section, as
/// `wit-bindgen` leaves it there. The component is validated.
///
/// # Errors
///
/// [`EncodeError::Encode`] if the bytes are no such module.
fn encode(module: &[u8]) -> Result<Vec<u8>, EncodeError> {
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
mod tests;
