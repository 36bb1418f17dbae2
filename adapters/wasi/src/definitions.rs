//! Defining functions, and knowing which are defined: from one list.

use std::collections::{BTreeMap, BTreeSet};

use ipvm_runtime::engine::{
    Guest,
    host::{self, Import, Linker, LinkerInstance, ResourceType},
};
use wasmtime::{
    Result, StoreContextMut,
    component::{ComponentNamedList, Lift, Lower},
};

/// The version under which everything is defined. The linker gives it to whoever imports any
/// other of the same minor version.
const VERSION: &str = "0.2.12";

/// What every call of a function costs, in fuel.
const CALL: u64 = 1_000;

/// The names that are defined, by interface without its version.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(BTreeMap<&'static str, BTreeSet<&'static str>>);

impl Names {
    #[cfg(test)]
    pub(crate) fn all(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.0.iter().flat_map(|(interface, names)| names.iter().map(|name| (*interface, *name)))
    }

    pub(crate) fn has(&self, import: &Import) -> bool {
        let Some((interface, version)) =
            import.interface.as_deref().and_then(|interface| interface.split_once('@'))
        else {
            return false;
        };
        is_served(version)
            && self.0.get(interface).is_some_and(|names| names.contains(import.name.as_str()))
    }
}

/// Whether this is a release 0.2.N.
fn is_served(version: &str) -> bool {
    let Some(patch) = version.strip_prefix("0.2.") else { return false };
    let is_short = patch.len() == 1 || !patch.starts_with('0');
    is_short && patch.parse::<u64>().is_ok() && patch.bytes().all(|byte| byte.is_ascii_digit())
}

/// Where interfaces are defined: in a linker, or only by name.
pub(crate) struct Definitions<'l> {
    linker: Option<&'l mut Linker<Guest>>,
    names: Names,
}

impl<'l> Definitions<'l> {
    pub(crate) fn new(linker: Option<&'l mut Linker<Guest>>) -> Self {
        Self { linker, names: Names::default() }
    }

    /// Begins an interface, `wasi:io/poll` for example.
    pub(crate) fn interface(&mut self, name: &'static str) -> Result<Interface<'_>> {
        let instance = match &mut self.linker {
            Some(linker) => Some(linker.instance(&format!("{name}@{VERSION}"))?),
            None => None,
        };
        Ok(Interface { instance, names: self.names.0.entry(name).or_default() })
    }

    pub(crate) fn into_names(self) -> Names {
        self.names
    }
}

/// An interface that is being defined.
pub(crate) struct Interface<'d> {
    instance: Option<LinkerInstance<'d, Guest>>,
    names: &'d mut BTreeSet<&'static str>,
}

impl Interface<'_> {
    /// A function. Before it is called, the call is charged.
    pub(crate) fn function<P, R>(
        &mut self,
        name: &'static str,
        function: impl Fn(StoreContextMut<'_, Guest>, P) -> Result<R> + Send + Sync + 'static,
    ) -> Result<&mut Self>
    where
        P: ComponentNamedList + Lift + 'static,
        R: ComponentNamedList + Lower + 'static,
    {
        self.names.insert(name);
        if let Some(instance) = &mut self.instance {
            instance.func_wrap(name, move |mut store, parameters| {
                host::charge(&mut store, CALL)?;
                function(store, parameters)
            })?;
        }
        Ok(self)
    }

    /// A resource behind whose handles there is nothing that has to be given back.
    pub(crate) fn resource<T: 'static>(&mut self, name: &'static str) -> Result<&mut Self> {
        self.resource_with::<T>(name, |_, _| Ok(()))
    }

    /// A resource that is given back by `end`.
    pub(crate) fn resource_with<T: 'static>(
        &mut self,
        name: &'static str,
        end: impl Fn(StoreContextMut<'_, Guest>, u32) -> Result<()> + Send + Sync + 'static,
    ) -> Result<&mut Self> {
        self.names.insert(name);
        if let Some(instance) = &mut self.instance {
            instance.resource(name, ResourceType::host::<T>(), end)?;
        }
        Ok(self)
    }

    /// Functions of a resource of which no guest has a handle: they are never called.
    pub(crate) fn never_called(&mut self, names: &[&'static str]) -> Result<&mut Self> {
        for name in names {
            self.names.insert(name);
            if let Some(instance) = &mut self.instance {
                instance.func_new(name, |_, _, _, _| {
                    Err(host::trap("a resource was used of which there is none"))
                })?;
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_of_0_2_are_served_and_nothing_else() {
        for version in ["0.2.0", "0.2.1", "0.2.9", "0.2.10", "0.2.12", "0.2.99"] {
            assert!(is_served(version), "{version}");
        }
        for version in [
            "",
            "0.2",
            "0.2.",
            "0.2.00",
            "0.2.01",
            "0.2.x",
            "0.2.+1",
            "0.2.-1",
            "0.2.1-rc-1",
            "0.2.0-rc-2023-11-10",
            "0.3.0",
            "0.1.0",
            "1.2.0",
            "00.2.0",
            "0.2.0.0",
            "0.2.99999999999999999999",
        ] {
            assert!(!is_served(version), "{version}");
        }
    }
}
