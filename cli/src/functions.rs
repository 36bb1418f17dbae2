//! `ipvm functions`: what a component offers.

use std::io::{self, Write};

use ipld_wit::FunctionType;

use crate::{
    arguments::{FunctionsOptions, Language},
    error::CliError,
    program::{Host, Imports},
};

pub(crate) fn run(options: &FunctionsOptions) -> Result<bool, CliError> {
    let host = Host::open(options.store.as_deref(), Imports::Wasi)?;
    let (_, component) = host.program(&options.program)?;
    let names = match &options.fun {
        Some(name) => vec![name.clone()],
        None => component.functions(),
    };
    let mut all = true;
    let mut out = io::stdout().lock();
    for name in names {
        match component.function(&name) {
            Ok(function) => {
                writeln!(out, "{}", show(&name, function.ty(), options.language).trim_end())
                    .map_err(CliError::Output)?;
            }
            Err(error) => {
                eprintln!("{error}");
                all = false;
            }
        }
    }
    Ok(all)
}

fn show(name: &str, ty: &FunctionType, language: Language) -> String {
    match language {
        Language::Signature => format!("{name}: {ty}"),
        Language::Wit => ty.to_wit(name),
        Language::IpldSchema => ty.to_ipld_schema(),
        Language::JsonSchema => ty.to_json_schema(),
    }
}
