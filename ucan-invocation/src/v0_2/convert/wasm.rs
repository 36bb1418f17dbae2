//! Calls of Wasm modules, whose resource is nobody's.

use ipld_core::ipld::Ipld;
use ucan_core::{Command, Did};

use super::{
    super::{call::function_and_args, instruction::Instruction, operation::Operation, uri::Uri},
    ConversionError, Links,
    instruction::{assemble, new_nonce, old_nonce, value},
    links::convert_promises,
};
use crate::task::{Arguments, Task};

/// The operation of the field, and the command of 1.0.
const OPERATION: &str = "wasm/run";
const COMMAND: &str = "/wasm/run";

impl Instruction {
    /// The task of `/wasm/run` that calls the same function, on a subject of the caller's
    /// choice: on this wire the resource is the module, and there is no subject.
    ///
    /// `{rsc, input: {func, args}}` becomes `{mod, fun, params}`, the URI of the module as
    /// it is. Promises go to the tasks that [`Links`] has for them; the new pair is entered
    /// there.
    ///
    /// # Errors
    ///
    /// [`ConversionError::NotWasm`] for another operation or input, and others as they say.
    pub fn to_wasm_task(&self, subject: Did, links: &mut Links) -> Result<Task, ConversionError> {
        if self.operation().as_str() != OPERATION {
            return Err(ConversionError::NotWasm);
        }
        let module = value(self.resource(), "rsc")?;
        let input = convert_promises(value(self.input(), "input")?, &|old| links.to_new(old))?;
        let (function, args) = function_and_args(&input).ok_or(ConversionError::NotWasm)?;
        let args = Arguments::from([
            ("mod".into(), Ipld::String(module.as_str().into())),
            ("fun".into(), Ipld::String(function.into())),
            ("params".into(), Ipld::List(args.into())),
        ]);
        let command: Command = COMMAND.parse().map_err(ConversionError::Command)?;
        let task =
            Task::new(subject, command, args, new_nonce(self)?).map_err(ConversionError::Encode)?;
        links.insert(*self.address(), *task.id())?;
        Ok(task)
    }

    /// The instruction that calls the same function as a task of `/wasm/run`, beside the
    /// subject, for which this wire has no place: the inverse of [`Instruction::to_wasm_task`].
    ///
    /// # Errors
    ///
    /// [`ConversionError::NotWasm`] if the arguments are not exactly a URI, a name and a list,
    /// and others as they say.
    pub fn from_wasm_task(task: &Task, links: &mut Links) -> Result<(Did, Self), ConversionError> {
        let args = convert_promises(task.args(), &|new| links.to_old(new))?;
        let (3, Some(Ipld::String(module)), Some(Ipld::String(function)), Some(Ipld::List(params))) =
            (args.len(), args.get("mod"), args.get("fun"), args.get("params"))
        else {
            return Err(ConversionError::NotWasm);
        };
        if task.command().as_str() != COMMAND {
            return Err(ConversionError::NotWasm);
        }
        let resource: Uri = module.parse().map_err(|_| ConversionError::NotWasm)?;
        let operation: Operation = OPERATION.parse().map_err(ConversionError::Operation)?;
        let input = Arguments::from([
            ("func".into(), Ipld::String(function.clone())),
            ("args".into(), Ipld::List(params.clone())),
        ]);
        let instruction = assemble(resource, operation, input, old_nonce(task.nonce())?)?;
        links.insert(*instruction.address(), *task.id())?;
        Ok((task.subject().clone(), instruction))
    }
}
