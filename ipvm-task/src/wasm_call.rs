//! The arguments of `/wasm/run`.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use ipld_core::ipld::Ipld;
use ucan_core::{Command, FieldError, FieldRule, Fields};
use ucan_invocation::Arguments;

use crate::module::{Module, ModuleError};

/// The command that calls a function of a wasm component.
pub const WASM_RUN: &str = "/wasm/run";

/// [`WASM_RUN`] as a command.
#[must_use]
pub fn wasm_run() -> Command {
    WASM_RUN.parse().expect("the constant is a command")
}

/// A call of one exported function, as the arguments `{mod, fun, params}` say it
/// (UCAN Invocation, Inline WebAssembly).
#[derive(Clone, Debug, PartialEq)]
pub struct WasmCall {
    module: Module,
    function: String,
    params: Vec<Ipld>,
}

impl WasmCall {
    /// Calls `function` of `module` with `params`, in order.
    #[must_use]
    pub fn new(module: Module, function: impl Into<String>, params: Vec<Ipld>) -> Self {
        Self { module, function: function.into(), params }
    }

    /// Reads the arguments, of which there are exactly three.
    ///
    /// # Errors
    ///
    /// [`WasmCallError::Field`] for a missing, unknown or malformed argument,
    /// [`WasmCallError::Module`] if `mod` names no program.
    pub fn read(args: &Arguments) -> Result<Self, WasmCallError> {
        let mut fields = Fields::new(args.clone());
        let module = fields.required("mod").map_err(WasmCallError::Field)?;
        let module = Module::read(&module).map_err(WasmCallError::Module)?;
        let function = fields.string("fun").map_err(WasmCallError::Field)?;
        let params = fields.required("params").map_err(WasmCallError::Field)?;
        let Ipld::List(params) = params else {
            let rule = FieldRule::Value { expected: "a list of parameters" };
            return Err(WasmCallError::Field(FieldError::new("params", rule)));
        };
        fields.finish().map_err(WasmCallError::Field)?;
        Ok(Self { module, function, params })
    }

    /// The arguments.
    #[must_use]
    pub fn to_args(&self) -> Arguments {
        BTreeMap::from([
            ("mod".into(), self.module.to_ipld()),
            ("fun".into(), Ipld::String(self.function.clone())),
            ("params".into(), Ipld::List(self.params.clone())),
        ])
    }

    /// The program.
    #[must_use]
    pub const fn module(&self) -> &Module {
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

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{string::ToString, vec};
    use varsig::Block;

    fn args(module: Ipld) -> Arguments {
        let mut args = WasmCall::new(Module::Inline(vec![]), "f", vec![]).to_args();
        args.insert("mod".into(), module);
        args
    }

    fn module(value: Ipld) -> Result<Module, WasmCallError> {
        WasmCall::read(&args(value)).map(|call| call.module)
    }

    #[test]
    fn one_program_can_be_named_in_four_ways() {
        let cid = *Block::raw(*b"\0asm").cid();
        assert_eq!(module(Ipld::Link(cid)), Ok(Module::Link(cid)));
        let uri = alloc::format!("ipfs://{cid}");
        assert_eq!(module(Ipld::String(uri)), Ok(Module::Link(cid)));
        let inline = Module::Inline(b"\0asm".to_vec());
        assert_eq!(module(Ipld::Bytes(b"\0asm".to_vec())), Ok(inline.clone()));
        let data = "data:application/wasm;base64,AGFzbQ==";
        assert_eq!(module(Ipld::String(data.into())), Ok(inline));
    }

    #[test]
    fn refuses_programs_it_cannot_find() {
        let cid = Block::raw(*b"\0asm").cid().to_string();
        let refused = |text: &str| match module(Ipld::String(text.into())) {
            Err(WasmCallError::Module(error)) => error,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(&alloc::format!("ipfs://{cid}/a.wasm")), ModuleError::Path);
        assert_eq!(refused("ipfs://nonsense"), ModuleError::Cid);
        assert_eq!(refused("data:application/wasm;base64,AGFzbQ"), ModuleError::Base64);
        let scheme = ModuleError::Scheme { found: "https".into() };
        assert_eq!(refused("https://example.com/a.wasm"), scheme);
        assert_eq!(module(Ipld::Null), Err(WasmCallError::Module(ModuleError::Kind)));
    }

    #[test]
    fn refuses_missing_unknown_and_misshapen_arguments() {
        let cid = Ipld::Link(*Block::raw(*b"\0asm").cid());
        let rule = |args: &Arguments| match WasmCall::read(args) {
            Err(WasmCallError::Field(error)) => (error.field, error.rule),
            other => panic!("{other:?}"),
        };
        let mut missing = args(cid.clone());
        missing.remove("fun");
        assert_eq!(rule(&missing), ("fun".into(), FieldRule::Missing));
        let mut unknown = args(cid.clone());
        unknown.insert("extra".into(), Ipld::Null);
        assert_eq!(rule(&unknown), ("extra".into(), FieldRule::Unknown));
        let mut shape = args(cid);
        shape.insert("params".into(), Ipld::Null);
        assert_eq!(
            rule(&shape),
            ("params".into(), FieldRule::Value { expected: "a list of parameters" })
        );
    }
}
