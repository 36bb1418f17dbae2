//! The `ipvm` command.
//!
//! Prints results to standard output and everything else to standard error, so
//! that output can be piped. Exit status: 0 if all went well, 1 if something was
//! refused or a task failed, 2 for a mistake in the call: its words stand for nothing, or
//! do not go together.

#![forbid(unsafe_code)]
// Both panic where they cannot be written to; see `terminal`.
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
mod conformance;
mod demo;
mod error;
mod functions;
mod keys;
mod plan;
mod program;
mod progress;
mod run;
mod store;
mod store_folder;
mod terminal;

use std::process::ExitCode;

use clap::Parser as _;

use crate::{
    arguments::{Arguments, Command, Demo},
    error::CliError,
    terminal::say,
};

fn main() -> ExitCode {
    // They are told as errors.
    ipvm_redb::hush_engine_panics();
    match dispatch(Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say!("error: {error}");
            if error.is_mistake_in_call() { MISTAKE_IN_CALL.into() } else { ExitCode::FAILURE }
        }
    }
}

/// The exit status for what cannot be understood; the parser of the arguments has the same.
const MISTAKE_IN_CALL: u8 = 2;

/// Whether everything that was asked for came about.
fn dispatch(arguments: Arguments) -> Result<bool, CliError> {
    match arguments.command {
        Command::Run(options) => run::run(&options),
        Command::Functions(options) => functions::run(&options),
        Command::Plan(options) => plan::run(&options),
        Command::Store(command) => store::run(&command),
        Command::Conformance(command) => conformance::run(&command),
        Command::Demo(Demo::Image(options)) => demo::image(&options),
    }
}
