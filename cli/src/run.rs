//! `ipvm run`: one task, signed by whoever calls.

mod parameters;
mod print;

use std::{fs, path::Path};

use ipld_core::ipld::Ipld;
use ipvm_runtime::{Clock as _, SystemClock, engine::Component};
use ipvm_task::{Module, WasmCall, wasm_run};
use ucan_core::{Did, Envelope, Nonce};
use ucan_invocation::{Invocation, Outcome, Task};
use varsig::Signer;

use crate::{
    arguments::RunOptions,
    error::CliError,
    keys,
    program::{Host, Imports},
    progress::Progress,
};

/// How long the invocation is valid, in seconds.
const LIFETIME: i64 = 300;

/// Runs the task; says whether it did what it was asked for.
pub(crate) fn run(options: &RunOptions) -> Result<bool, CliError> {
    let mut progress = Progress::on_terminals();
    progress.say("opening the store");
    let imports = if options.no_wasi { Imports::Nothing } else { Imports::Wasi };
    let host = Host::open(options.store.as_deref(), imports)?;
    progress.say("loading the component");
    let (module, component) = host.program(&options.program)?;
    let name = match &options.fun {
        Some(name) => name.clone(),
        None => only_function(&component)?,
    };
    let function = component.function(&name)?;
    let signer = keys::signer(&host.keys, "you")?;
    let you = Did::from_signer(&signer);
    let parameters = parameters::read(&host.executor, &you, &name, function.ty(), &options.args)?;

    let call = WasmCall::new(Module::Link(module), name, parameters);
    let token = sign(host.executor.did(), &signer, you, &call)?;
    let job = host.executor.receive(&token, &[]).map_err(CliError::ReceiveTask)?;
    let report = host.executor.run(&job, &mut progress).map_err(CliError::RunTask)?;
    drop(progress);

    let Some(task) = report.tasks.first() else { return Ok(false) };
    let written = match (&options.out, task.result()) {
        (Some(path), Some(Outcome::Ok(value))) => Some((path.as_path(), write(path, value))),
        _ => None,
    };
    // The task has run, whatever came of the file.
    let file = written.as_ref().map(|(path, came)| came.is_ok().then_some(*path));
    print::report(options.format, task, file)?;
    written.map_or(Ok(()), |(_, came)| came)?;
    Ok(report.is_ok())
}

/// The one function of a component that has just one.
fn only_function(component: &Component) -> Result<String, CliError> {
    let mut functions = component.functions();
    match functions.len() {
        0 => Err(CliError::NoFunction),
        1 => Ok(functions.swap_remove(0)),
        _ => {
            let shown = functions.into_iter().map(|name| match component.function(&name) {
                Ok(function) => format!("  {name}: {}", function.ty()),
                Err(error) => format!("  {error}"),
            });
            Err(CliError::ManyFunctions { functions: shown.collect() })
        }
    }
}

/// The signed invocation, on the authority of the caller over their own DID.
fn sign(
    executor: &Did,
    signer: &dyn Signer,
    you: Did,
    call: &WasmCall,
) -> Result<Vec<u8>, CliError> {
    // The function gives the same for the same, so the nonce stays empty: asked for
    // again, the task has the same address, and its receipt is found.
    let task = Task::new(you.clone(), wasm_run(), call.to_args(), Nonce::empty())?;
    let now = SystemClock.now();
    let invocation = Invocation::new(you, task)
        .with_audience(executor.clone())
        .with_issued_at(now)
        .with_expiration(now.saturating_add(LIFETIME));
    Ok(Envelope::sign(invocation, signer)?.bytes().to_vec())
}

/// Writes a result that is a file's content.
fn write(path: &Path, value: &Ipld) -> Result<(), CliError> {
    let bytes = match value {
        Ipld::Bytes(bytes) => bytes.as_slice(),
        Ipld::String(text) => text.as_bytes(),
        _ => return Err(CliError::NotContent { path: path.to_owned() }),
    };
    fs::write(path, bytes).map_err(CliError::file(path))
}
