//! Compiled components and their functions.

use ipld_wit::{FunctionType, wasmtime::function_type};
use varsig::Block;
use wasmtime::component::{
    Component as Compiled, ComponentExportIndex, InstancePre, Linker,
    types::{ComponentFunc, ComponentItem},
};

use super::{
    call::Guest,
    code_cache::CodeCache,
    error::{FunctionError, LoadError},
};

/// A compiled component, linked and ready to be instantiated.
pub struct Component {
    pub(super) pre: InstancePre<Guest>,
}

/// A function of a component, with its type.
#[derive(Clone, Debug)]
pub struct Function {
    pub(super) export: ComponentExportIndex,
    ty: FunctionType,
}

impl Function {
    /// The type of the function.
    #[must_use]
    pub const fn ty(&self) -> &FunctionType {
        &self.ty
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
        engine: &wasmtime::Engine,
        block: &Block,
        cache: Option<&CodeCache>,
    ) -> Result<Self, LoadError> {
        if let Some(cache) = cache
            && let Some(compiled) = cache.load(engine, block.cid())?
        {
            return Self::link(compiled);
        }
        let compiled = Compiled::from_binary(engine, block.bytes())
            .map_err(|error| LoadError::Invalid { detail: format!("{error:#}") })?;
        let component = Self::link(compiled)?;
        if let Some(cache) = cache {
            cache.store(engine, block.cid(), component.pre.component())?;
        }
        Ok(component)
    }

    fn link(compiled: Compiled) -> Result<Self, LoadError> {
        let engine = compiled.engine().clone();
        for (name, import) in compiled.component_type().imports(&engine) {
            // Interfaces that only define types import nothing.
            if !is_only_types(&import.ty, &engine) {
                return Err(LoadError::Imports { import: name.to_owned() });
            }
        }
        let pre = Linker::new(&engine)
            .instantiate_pre(&compiled)
            .map_err(|error| LoadError::Invalid { detail: format!("{error:#}") })?;
        Ok(Self { pre })
    }

    /// Finds an exported function: `name` at the root, or `ns:pkg/iface@version#name`
    /// in an exported interface. Names are exact.
    ///
    /// # Errors
    ///
    /// [`FunctionError::NotFound`] with the names there are,
    /// [`FunctionError::Refused`] if its type has no IPLD form.
    pub fn function(&self, name: &str) -> Result<Function, FunctionError> {
        let (ty, export) = self.find(name).ok_or_else(|| FunctionError::NotFound {
            function: name.to_owned(),
            available: self.functions(),
        })?;
        let ty = function_type(&ty)
            .map_err(|reason| FunctionError::Refused { function: name.to_owned(), reason })?;
        Ok(Function { export, ty })
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
