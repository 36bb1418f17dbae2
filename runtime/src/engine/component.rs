//! Compiled components and their functions.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use cid::Cid;
use ipld_wit::{
    Budget, Contents, FunctionType,
    wasmtime::{ArgumentsError, DirectFunction, function_type},
};
use varsig::Block;
use wasmtime::component::{
    Component as Compiled, ComponentExportIndex, InstancePre, Linker,
    types::{ComponentFunc, ComponentItem},
};

use super::{
    code_cache::CodeCache,
    error::{FunctionError, LoadError},
    guest::Guest,
    host::Host,
    imports, shape,
};

/// A compiled component, linked and ready to be instantiated.
pub struct Component {
    pub(super) pre: InstancePre<Guest>,
    /// The functions that were asked for, of which there are no more than it exports: to lay
    /// out a signature takes as long as a small call.
    functions: Mutex<HashMap<String, Function>>,
    profile: String,
    /// Whether it imports anything from the host.
    pub(super) has_imports: bool,
}

/// A function of a component, with its type.
#[derive(Clone, Debug)]
pub struct Function(DirectFunction);

impl Function {
    /// The type of the function.
    #[must_use]
    pub fn ty(&self) -> &FunctionType {
        self.0.ty()
    }

    /// The content handles among `params`, the DAG-CBOR of the list of arguments: the
    /// links that stand where bytes are expected, once each.
    ///
    /// # Errors
    ///
    /// [`ArgumentsError`] if they are no arguments of the function.
    pub fn content_links(&self, params: &[u8]) -> Result<Vec<Cid>, ArgumentsError> {
        self.0.content_links(params)
    }

    /// The canonical form of `params`, which the computation key is made of (ruling I6) and
    /// which the function is called with: a content handle has become the bytes that
    /// `contents` has for it, and an integer in the place of a float that float.
    ///
    /// # Errors
    ///
    /// [`ArgumentsError`] if they are no arguments of the function, exceed `budget`, or
    /// name what `contents` does not have.
    pub fn canonical<'p>(
        &self,
        params: &'p [u8],
        contents: &dyn Contents,
        budget: &Budget,
    ) -> Result<Cow<'p, [u8]>, ArgumentsError> {
        self.0.canonical(params, contents, budget)
    }

    /// The same function, called through dynamic values, one for each byte of a list. It
    /// gives the same results and takes the same fuel, much slower.
    #[must_use]
    pub fn through_dynamic_values(self) -> Self {
        Self(self.0.through_dynamic_values())
    }

    pub(super) const fn encoded(&self) -> &DirectFunction {
        &self.0
    }
}

/// Tells components from core modules and from anything else by their first eight
/// bytes: magic, version and layer.
pub(super) fn check_layer(bytes: &[u8]) -> Result<(), LoadError> {
    match bytes {
        [0, b'a', b's', b'm', _, _, 1, 0, ..] => Ok(()),
        [0, b'a', b's', b'm', _, _, 0, 0, ..] => Err(LoadError::CoreModule),
        _ => Err(LoadError::NotAComponent),
    }
}

impl Component {
    pub(super) fn load(
        linker: &Linker<Guest>,
        host: Option<&dyn Host>,
        profile: &str,
        block: &Block,
        limit: usize,
        cache: Option<&CodeCache>,
    ) -> Result<Self, LoadError> {
        let engine = linker.engine();
        if let Some(cache) = cache
            && let Some(compiled) = cache.load(engine, block.cid())?
        {
            // Code does not depend on what is imported, and so is there for any host.
            return Self::link(compiled, linker, host, profile, block);
        }
        // Code in the cache was looked at before it was compiled.
        shape::check(block.bytes(), limit)?;
        imports::check(block.bytes(), host)?;
        let compiled = Compiled::from_binary(engine, block.bytes())
            .map_err(|error| LoadError::Invalid { detail: format!("{error:#}") })?;
        let component = Self::link(compiled, linker, host, profile, block)?;
        if let Some(cache) = cache {
            cache.store(engine, block.cid(), component.pre.component())?;
        }
        Ok(component)
    }

    fn link(
        compiled: Compiled,
        linker: &Linker<Guest>,
        host: Option<&dyn Host>,
        profile: &str,
        block: &Block,
    ) -> Result<Self, LoadError> {
        let engine = linker.engine();
        // Interfaces that only define types import nothing.
        let has_imports = compiled
            .component_type()
            .imports(engine)
            .any(|(_, import)| !is_only_types(&import.ty, engine));
        if has_imports {
            imports::check(block.bytes(), host)?;
        }
        let pre = linker
            .instantiate_pre(&compiled)
            .map_err(|error| LoadError::ImportTypes { detail: format!("{error:#}") })?;
        let profile = match host {
            Some(host) if has_imports => format!("{profile}+{}", host.profile()),
            _ => profile.to_owned(),
        };
        Ok(Self { pre, functions: Mutex::default(), profile, has_imports })
    }

    /// The profile that decides about results, part of every computation key (ruling I6): that
    /// of the engine, and if the component imports anything, behind a `+` that of the host. So
    /// what imports nothing shares its results with executors that have no host.
    #[must_use]
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// Finds an exported function: `name` at the root, or `ns:pkg/iface@version#name`
    /// in an exported interface. Names are exact.
    ///
    /// # Errors
    ///
    /// [`FunctionError::NotFound`] with the names there are,
    /// [`FunctionError::Refused`] if its type has no IPLD form.
    pub fn function(&self, name: &str) -> Result<Function, FunctionError> {
        if let Some(known) = self.known().get(name) {
            return Ok(known.clone());
        }
        let (ty, export) = self.find(name).ok_or_else(|| FunctionError::NotFound {
            function: name.to_owned(),
            available: self.functions(),
        })?;
        let ty = function_type(&ty)
            .map_err(|reason| FunctionError::Refused { function: name.to_owned(), reason })?;
        let function = Function(DirectFunction::new(ty, export));
        self.known().insert(name.to_owned(), function.clone());
        Ok(function)
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Function>> {
        self.functions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, name: &str) -> Option<(ComponentFunc, ComponentExportIndex)> {
        let component = self.pre.component();
        let (item, export) = match name.split_once('#') {
            None => component.get_export(None, name)?,
            Some((interface, name)) => {
                let interface = component.get_export_index(None, interface)?;
                component.get_export(Some(&interface), name)?
            }
        };
        match item {
            ComponentItem::ComponentFunc(ty) => Some((ty, export)),
            _ => None,
        }
    }

    /// The names of all exported functions.
    #[must_use]
    pub fn functions(&self) -> Vec<String> {
        let engine = self.pre.engine();
        let mut names = Vec::new();
        for (name, export) in self.pre.component().component_type().exports(engine) {
            match export.ty {
                ComponentItem::ComponentFunc(_) => names.push(name.to_owned()),
                ComponentItem::ComponentInstance(interface) => {
                    for (inner, export) in interface.exports(engine) {
                        if matches!(export.ty, ComponentItem::ComponentFunc(_)) {
                            names.push(format!("{name}#{inner}"));
                        }
                    }
                }
                _ => {}
            }
        }
        names
    }
}

fn is_only_types(item: &ComponentItem, engine: &wasmtime::Engine) -> bool {
    match item {
        ComponentItem::Type(_) => true,
        ComponentItem::ComponentInstance(interface) => {
            interface.exports(engine).all(|(_, inner)| matches!(inner.ty, ComponentItem::Type(_)))
        }
        _ => false,
    }
}

impl std::fmt::Debug for Component {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Component").field("functions", &self.functions()).finish()
    }
}
