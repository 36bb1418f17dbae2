//! The interfaces, one file for each package of WASI.

mod cli;
mod clocks;
mod filesystem;
mod io;
mod random;
mod sockets;

use wasmtime::Result;

use crate::definitions::Definitions;

/// Defines all of them.
pub(crate) fn define(definitions: &mut Definitions<'_>) -> Result<()> {
    io::define(definitions)?;
    cli::define(definitions)?;
    clocks::define(definitions)?;
    random::define(definitions)?;
    filesystem::define(definitions)?;
    sockets::define(definitions)
}
