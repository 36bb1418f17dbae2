//! Worlds and what they export.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use wit_parser::decoding::{DecodedWasm, decode};
use wit_parser::{Function, PackageId, Resolve, UnresolvedPackageGroup, WorldId, WorldItem};

use super::error::WitError;
use super::reader::function_type;
use crate::function::FunctionType;
use crate::profile::Profile;
use crate::refused::Refused;

/// A world: what a component exports, with the types.
#[derive(Clone, Debug)]
pub struct Wit {
    resolve: Resolve,
    world: WorldId,
}

/// A function that a world exports.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// The name by which a task calls it: `name` for one at the root, and
    /// `ns:pkg/iface@version#name` for one of an exported interface.
    pub name: String,
    /// What the author wrote about it, if the source carries it; components rarely do.
    pub docs: Option<String>,
    /// The signature, or why the mapping has none.
    pub ty: Result<FunctionType, Refused>,
}

impl Wit {
    /// How many bytes a WIT text may have.
    pub const MAX_TEXT_BYTES: usize = 1 << 20;

    /// How many interfaces and worlds a WIT text may have, with those of the texts that it uses:
    /// what one takes from another, and that from a third, is followed to its end.
    pub const MAX_INTERFACES: usize = 256;

    /// The world of a component, from its bytes. The component is validated, and not compiled.
    ///
    /// # Errors
    ///
    /// [`WitError::Component`], or [`WitError::Package`] if the bytes are WIT only.
    pub fn from_component(bytes: &[u8]) -> Result<Self, WitError> {
        match decode(bytes) {
            Ok(DecodedWasm::Component(resolve, world)) => Ok(Self { resolve, world }),
            Ok(DecodedWasm::WitPackage(..)) => Err(WitError::Package),
            Err(error) => Err(WitError::Component { detail: format!("{error:#}") }),
        }
    }

    /// A world of a WIT text: the one that is named, or the only one of its package.
    ///
    /// # Errors
    ///
    /// [`WitError::TextTooLarge`], [`WitError::TooManyInterfaces`], [`WitError::Text`] if the text
    /// is no WIT, or [`WitError::World`] if there is no such world.
    pub fn from_text(text: &str, world: Option<&str>) -> Result<Self, WitError> {
        Self::from_texts(text, &[], world)
    }

    /// The same, where the package uses others, one text each.
    ///
    /// # Errors
    ///
    /// Those of [`from_text`](Self::from_text); the bound of bytes holds for each text.
    pub fn from_texts(
        text: &str,
        dependencies: &[&str],
        world: Option<&str>,
    ) -> Result<Self, WitError> {
        let mut resolve = Resolve::default();
        let main = parse(text)?;
        let dependencies =
            dependencies.iter().map(|text| parse(text)).collect::<Result<Vec<_>, _>>()?;
        // The parser follows them by calling itself.
        let (found, maximum) = (interfaces(&main, &dependencies), Self::MAX_INTERFACES);
        if found > maximum {
            return Err(WitError::TooManyInterfaces { found, maximum });
        }
        let package: PackageId = resolve
            .push_groups(main, dependencies)
            .map_err(|error| WitError::Text { detail: format!("{error:#}") })?;
        let world = resolve
            .select_world(&[package], world)
            .map_err(|error| WitError::World { detail: format!("{error:#}") })?;
        Ok(Self { resolve, world })
    }

    /// Every exported function, in the order of the world; those of an interface stand together.
    #[must_use]
    pub fn exports(&self, profile: &Profile) -> Vec<Export> {
        self.functions().map(|(name, function)| self.export_of(profile, name, function)).collect()
    }

    /// The names of the exported functions, in the same order. They cost little, where a signature
    /// may be far larger than the text that it is read from.
    pub fn export_names(&self) -> impl Iterator<Item = String> {
        self.functions().map(|(name, _)| name)
    }

    /// The exported function with this name. Names are exact.
    #[must_use]
    pub fn export(&self, name: &str, profile: &Profile) -> Option<Export> {
        let (name, function) = self.functions().find(|(exported, _)| exported == name)?;
        Some(self.export_of(profile, name, function))
    }

    fn export_of(&self, profile: &Profile, name: String, function: &Function) -> Export {
        let docs = function.docs.contents.clone();
        Export { name, docs, ty: function_type(&self.resolve, profile, function) }
    }

    fn functions(&self) -> impl Iterator<Item = (String, &Function)> {
        self.resolve.worlds[self.world].exports.iter().flat_map(|(key, item)| {
            let mut found = Vec::new();
            match item {
                WorldItem::Function(function) => found.push((function.name.clone(), function)),
                WorldItem::Interface { id, .. } => {
                    let interface = self.resolve.name_world_key(key);
                    for (name, function) in &self.resolve.interfaces[*id].functions {
                        found.push((format!("{interface}#{name}"), function));
                    }
                }
                WorldItem::Type { .. } => {}
            }
            found
        })
    }
}

/// How many interfaces and worlds there are.
fn interfaces(main: &UnresolvedPackageGroup, dependencies: &[UnresolvedPackageGroup]) -> usize {
    let groups = dependencies.iter().chain([main]);
    let packages = groups.flat_map(|group| group.nested.iter().chain([&group.main]));
    let own = packages.map(|package| {
        // Something stands there for each that is named in another package, too.
        let foreign: usize = package.foreign_deps.values().map(|items| items.len()).sum();
        (package.interfaces.len() + package.worlds.len()).saturating_sub(foreign)
    });
    own.sum()
}

fn parse(text: &str) -> Result<UnresolvedPackageGroup, WitError> {
    let (found, maximum) = (text.len(), Wit::MAX_TEXT_BYTES);
    if found > maximum {
        return Err(WitError::TextTooLarge { found, maximum });
    }
    UnresolvedPackageGroup::parse("text.wit", text)
        .map_err(|(sources, error)| WitError::Text { detail: error.render(&sources) })
}
