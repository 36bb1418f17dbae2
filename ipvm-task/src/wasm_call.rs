//! The arguments of `/wasm/run`.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use ipld_core::ipld::Ipld;
use ucan_core::{Command, Did, FieldError, FieldRule, Fields};
use ucan_invocation::{Arguments, Task};
use varsig::dag_cbor::EncodeError;

use crate::module::{Module, ModuleError, ModuleReference};

/// The command that calls a function of a wasm component.
pub const WASM_RUN: &str = "/wasm/run";

/// [`WASM_RUN`] as a command.
#[must_use]
pub fn wasm_run() -> Command {
    WASM_RUN.parse().expect("the constant is a command")
}

/// A call of one exported function, as the arguments `{mod, fun, params}` say it
/// (UCAN Invocation, Inline WebAssembly).
///
/// What was read is written again in the same way, so that the ID of the task stays
/// what it is (ruling I1). Two calls are equal if they are written alike; the programs
/// alone are compared by [`WasmCall::module`].
#[derive(Clone, Debug, PartialEq)]
pub struct WasmCall {
    module: ModuleReference,
    function: String,
    params: Vec<Ipld>,
}

impl WasmCall {
    /// Calls `function` of `module` with `params`, in order. A [`Cid`](cid::Cid) is named by
    /// its link, a [`Module`] in its shortest form, a [`ModuleReference`] in its own.
    #[must_use]
    pub fn new(
        module: impl Into<ModuleReference>,
        function: impl Into<String>,
        params: Vec<Ipld>,
    ) -> Self {
        Self { module: module.into(), function: function.into(), params }
    }

    /// Reads the arguments, of which there are exactly three.
    ///
    /// # Errors
    ///
    /// [`WasmCallError::Field`] for a missing, unknown or malformed argument, an empty
    /// name of a function among them,
    /// [`WasmCallError::Module`] if `mod` names no program.
    pub fn read(args: &Arguments) -> Result<Self, WasmCallError> {
        // Nothing is copied but what the call keeps.
        let field = |name: &str| args.get(name).ok_or_else(|| missing(name));
        let module = ModuleReference::read(field("mod")?).map_err(WasmCallError::Module)?;
        let function = match field("fun")? {
            Ipld::String(function) => function.clone(),
            other => {
                let mut named = Fields::new([("fun".into(), other.clone())].into());
                named.string("fun").map_err(WasmCallError::Field)?
            }
        };
        if function.is_empty() {
            return Err(wrong("fun", FieldRule::Value { expected: "the name of an export" }));
        }
        let Ipld::List(params) = field("params")? else {
            return Err(wrong("params", FieldRule::Value { expected: "a list of parameters" }));
        };
        let params = params.clone();
        let is_known = |name: &&String| !["mod", "fun", "params"].contains(&name.as_str());
        if let Some(unknown) = args.keys().find(is_known) {
            return Err(wrong(unknown, FieldRule::Unknown));
        }
        Ok(Self { module, function, params })
    }

    /// The task on `subject`. It gives the same each time, so that its nonce is empty.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if the parameters have no DAG-CBOR form.
    pub fn to_task(&self, subject: Did) -> Result<Task, EncodeError> {
        Task::idempotent(subject, wasm_run(), self.to_args())
    }

    /// The arguments.
    #[must_use]
    pub fn to_args(&self) -> Arguments {
        BTreeMap::from([
            ("mod".into(), self.module.to_ipld().clone()),
            ("fun".into(), Ipld::String(self.function.clone())),
            ("params".into(), Ipld::List(self.params.clone())),
        ])
    }

    /// The program.
    #[must_use]
    pub const fn module(&self) -> &Module {
        self.module.module()
    }

    /// The program, with the form in which it is named.
    #[must_use]
    pub const fn module_reference(&self) -> &ModuleReference {
        &self.module
    }

    /// The name of the export: `name`, or `ns:pkg/iface@version#name`.
    #[must_use]
    pub fn function(&self) -> &str {
        &self.function
    }

    /// The parameters, in order.
    #[must_use]
    pub fn params(&self) -> &[Ipld] {
        &self.params
    }
}

fn missing(name: &str) -> WasmCallError {
    wrong(name, FieldRule::Missing)
}

fn wrong(name: &str, rule: FieldRule) -> WasmCallError {
    WasmCallError::Field(FieldError::new(name, rule))
}

/// Why arguments are no call.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WasmCallError {
    /// An argument is missing, unknown or malformed.
    #[error(transparent)]
    Field(FieldError),
    /// `mod` names no program.
    #[error(transparent)]
    Module(ModuleError),
}
