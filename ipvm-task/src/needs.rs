//! What a task needs of an executor.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::Command;
use ucan_invocation::{Promise, Task};
use ucan_pipeline::Trust;

use crate::{config::TaskConfig, module::Module, price::Price, wasm_call::WASM_RUN};

/// What a task needs of whoever is to run it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Needs {
    /// The command.
    pub command: Command,
    /// The program, if it is named by its CID and does not come with the task.
    pub module: Option<Cid>,
    /// The content that the task reads.
    pub data: Vec<Cid>,
    /// How many bytes modules and content have, where that is known.
    pub sizes: BTreeMap<Cid, u64>,
    /// The limits, the secrecy, and how the result is verified.
    pub config: TaskConfig,
    /// Labels that the executor must have.
    pub labels: BTreeMap<String, String>,
    /// The most that a unit of gas may cost; `None` for any price in any unit.
    pub price: Option<Price>,
    /// Whether content may be moved to the executor.
    pub locality: Locality,
    /// Whose word counts by itself (ruling I7); `None` if that is not to be judged yet.
    pub trust: Option<Trust>,
}

/// Whether content may be moved to where it is computed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Locality {
    /// It may, and the less the better: computing moves to the data.
    #[default]
    Preferred,
    /// It may not: the executor must hold all of it.
    Required,
}

impl Needs {
    /// What follows from a task and its configuration: the command, the module, and
    /// every content that is linked from the arguments. The task that a promise names is
    /// no content.
    #[must_use]
    pub fn of_task(task: &Task, config: TaskConfig) -> Self {
        let mut module = None;
        let mut open: Vec<&Ipld> = Vec::new();
        for (key, value) in task.args() {
            if task.command().as_str() == WASM_RUN && key == "mod" {
                module = match Module::read(value) {
                    Ok(Module::Link(cid)) => Some(cid),
                    _ => None,
                };
            } else {
                open.push(value);
            }
        }
        let mut data = Vec::new();
        // A list of what is left, not a recursion: arguments may be nested at will.
        while let Some(value) = open.pop() {
            match value {
                Ipld::Link(cid) => data.push(*cid),
                _ if Promise::form_of(value).is_some() => {}
                Ipld::List(items) => open.extend(items),
                Ipld::Map(map) => open.extend(map.values()),
                _ => {}
            }
        }
        data.sort();
        data.dedup();
        Self {
            command: task.command().clone(),
            module,
            data,
            sizes: BTreeMap::new(),
            config,
            labels: BTreeMap::new(),
            price: None,
            locality: Locality::default(),
            trust: None,
        }
    }

    /// With the size of a module or of content, in bytes.
    #[must_use]
    pub fn with_size(mut self, cid: Cid, bytes: u64) -> Self {
        self.sizes.insert(cid, bytes);
        self
    }

    /// With a label that the executor must have.
    #[must_use]
    pub fn with_label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(key.into(), value.into());
        self
    }

    /// With the most that a unit of gas may cost.
    #[must_use]
    pub fn with_price(mut self, price: Price) -> Self {
        self.price = Some(price);
        self
    }

    /// With content that may or may not be moved.
    #[must_use]
    pub const fn with_locality(mut self, locality: Locality) -> Self {
        self.locality = locality;
        self
    }

    /// With those whose word counts by itself.
    #[must_use]
    pub fn with_trust(mut self, trust: Trust) -> Self {
        self.trust = Some(trust);
        self
    }
}
