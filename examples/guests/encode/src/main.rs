//! `encode core.wasm component.wasm`: turns a core module built with `wit-bindgen` into a component.
//!
//! The component is validated, refused if it imports a function or a resource, and its world is
//! printed as WIT, so that what was built can be read in the build's output.

mod component;
mod error;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use error::EncodeError;

fn main() -> ExitCode {
    match run(std::env::args_os().skip(1).collect()) {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("encode: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Encodes the file the arguments name, and says what was written.
///
/// # Errors
///
/// [`EncodeError::Usage`], those of reading and writing files, and those of [`component::encode`].
/// Nothing is written unless the component passed every check.
fn run(arguments: Vec<OsString>) -> Result<String, EncodeError> {
    let Ok([core, target]) = <[OsString; 2]>::try_from(arguments) else {
        return Err(EncodeError::Usage);
    };
    let (core, target) = (PathBuf::from(core), PathBuf::from(target));
    let module = read(&core)?;
    let component = component::encode(&module)?;
    let world = component::world_without_authority(&component)?;
    std::fs::write(&target, &component)
        .map_err(|source| EncodeError::Write { path: target.clone(), source })?;
    Ok(format!("{}: {} bytes\n{world}", target.display(), component.len()))
}

/// The bytes of a file.
///
/// # Errors
///
/// [`EncodeError::Read`].
fn read(path: &Path) -> Result<Vec<u8>, EncodeError> {
    std::fs::read(path).map_err(|source| EncodeError::Read { path: path.to_path_buf(), source })
}
