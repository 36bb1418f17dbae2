//! `encode [--wit DIR] SOURCE COMPONENT.wasm`: turns what a compiler, or a person, made into a
//! component that the executor runs.
//!
//! The source is a core module that carries its world, as `wit-bindgen` leaves it; a core module
//! without one, and `--wit` names the folder with its WIT; or a component that was written as text.
//! The result is validated, refused if it imports a function or a resource, and its world is
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
/// [`EncodeError::Usage`], those of reading and writing files, and those of
/// [`component::component_of`]. Nothing is written unless the component passed every check.
fn run(arguments: Vec<OsString>) -> Result<String, EncodeError> {
    let (wit, source, target) = match <[OsString; 4]>::try_from(arguments) {
        Ok([option, wit, source, target]) if option == "--wit" => (Some(wit), source, target),
        Ok(_) => return Err(EncodeError::Usage),
        Err(arguments) => match <[OsString; 2]>::try_from(arguments) {
            Ok([source, target]) => (None, source, target),
            Err(_) => return Err(EncodeError::Usage),
        },
    };
    let (source, target) = (PathBuf::from(source), PathBuf::from(target));
    let component = component::component_of(&read(&source)?, wit.as_deref().map(Path::new))?;
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
