//! `wasi:cli`: nothing to read, two streams to write to, and no way out.

use ipvm_runtime::engine::host::{self, Resource};
use wasmtime::Result;

use super::io::{InputStream, OutputStream};
use crate::{definitions::Definitions, state::Stream};

struct TerminalInput;
struct TerminalOutput;

pub(super) fn define(definitions: &mut Definitions<'_>) -> Result<()> {
    definitions
        .interface("wasi:cli/environment")?
        .function("get-environment", |_, ()| Ok((Vec::<(String, String)>::new(),)))?
        .function("get-arguments", |_, ()| Ok((Vec::<String>::new(),)))?
        .function("initial-cwd", |_, ()| Ok((None::<String>,)))?;
    definitions
        .interface("wasi:cli/exit")?
        .function("exit", |_, (status,): (Result<(), ()>,)| -> Result<()> {
            Err(exit(if status.is_ok() { "success" } else { "failure" }))
        })?
        .function("exit-with-code", |_, (code,): (u8,)| -> Result<()> {
            Err(exit(&format!("code {code}")))
        })?;
    definitions
        .interface("wasi:cli/stdin")?
        .function("get-stdin", |_, ()| Ok((Resource::<InputStream>::new_own(0),)))?;
    for (interface, name, stream) in [
        ("wasi:cli/stdout", "get-stdout", Stream::Stdout),
        ("wasi:cli/stderr", "get-stderr", Stream::Stderr),
    ] {
        definitions
            .interface(interface)?
            .function(name, move |_, ()| -> Result<(Resource<OutputStream>,)> {
                Ok((stream.handle(),))
            })?;
    }
    definitions
        .interface("wasi:cli/terminal-input")?
        .resource::<TerminalInput>("terminal-input")?;
    definitions
        .interface("wasi:cli/terminal-output")?
        .resource::<TerminalOutput>("terminal-output")?;
    definitions
        .interface("wasi:cli/terminal-stdin")?
        .function("get-terminal-stdin", |_, ()| Ok((None::<Resource<TerminalInput>>,)))?;
    for (interface, name) in [
        ("wasi:cli/terminal-stdout", "get-terminal-stdout"),
        ("wasi:cli/terminal-stderr", "get-terminal-stderr"),
    ] {
        definitions
            .interface(interface)?
            .function(name, |_, ()| Ok((None::<Resource<TerminalOutput>>,)))?;
    }
    Ok(())
}

/// A function was asked for a result; who ends the program gives none.
fn exit(how: &str) -> wasmtime::Error {
    host::trap(format!("the guest exited with {how}, before the function returned"))
}
