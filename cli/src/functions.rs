//! `ipvm functions`: what a component offers.

mod document;

use ipld_wit::FunctionType;

use crate::{
    arguments::{FunctionsOptions, Language},
    error::CliError,
    program::{Host, Imports},
    terminal::{Output, say},
};

pub(crate) fn run(options: &FunctionsOptions) -> Result<bool, CliError> {
    let host = Host::open(options.store.as_deref(), Imports::Wasi)?;
    let (_, component) = host.program(&options.program)?;
    let names = match &options.fun {
        Some(name) => vec![name.clone()],
        None => component.functions(),
    };
    let (mut shown, mut all) = (Vec::new(), true);
    for name in names {
        match component.function(&name) {
            Ok(function) => {
                let text = show(&name, function.ty(), options.language);
                shown.push((name, text.trim_end().to_owned()));
            }
            Err(error) => {
                say!("{error}");
                all = false;
            }
        }
    }
    let text = match (options.language, shown.as_slice()) {
        (_, []) => return Ok(all),
        (_, [(_, text)]) => text.clone(),
        (Language::Signature, _) => {
            shown.into_iter().map(|(_, line)| line).collect::<Vec<_>>().join("\n")
        }
        (Language::Wit, functions) => document::wit(functions),
        (Language::IpldSchema, functions) => document::ipld(functions),
        (Language::JsonSchema, functions) => document::json(functions),
    };
    Output::open().line(text.trim_end())?;
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
