//! `ipvm plan`: what would come of a workflow.

mod form;
mod knowledge;

use std::{
    fs,
    path::{Path, PathBuf},
};

use ipvm_runtime::{Clock as _, SystemClock};
use ipvm_task::{EffectClass, HandlerDeclaration, HandlerDeclarations};
use ipvm_workflow::{Plan, PlanWarning, Planner, Sealer};
use ucan_core::{
    Check, Delegation, Did, DidKeyResolver, Envelope, Nonce, Proofs, TokenSet,
    container::{Container, ContainerLimits},
};
use varsig::VerifierSet;

pub(crate) use self::form::FormError;
use crate::{
    arguments::{PlanFormat, PlanOptions},
    error::CliError,
    keys,
    plan::knowledge::Receipts,
    store_folder::StoreFolder,
    terminal::{Line, Output, say},
};

/// Prints the plan; says whether an executor would take the workflow.
pub(crate) fn run(options: &PlanOptions) -> Result<bool, CliError> {
    let path = &options.document;
    let text = fs::read(path).map_err(CliError::file(path))?;
    let (draft, losses) =
        form::read(&text).map_err(|error| CliError::Document { path: path.clone(), error })?;
    for loss in losses {
        say!("note: {}", Line(loss));
    }
    let handlers = handlers(options)?;
    let proofs = proofs(&options.proof)?;
    let folder = StoreFolder::named(options.store.as_deref())?;
    let issuer = match &options.issuer {
        Some(did) => did.clone(),
        None => Did::from_signer(&keys::signer(&folder.keys()?, "you")?),
    };

    let sealed = Sealer::new()
        .with_issuer(issuer.clone())
        .with_handlers(&handlers)
        // Without random numbers the nonce is empty, which is refused by name.
        .with_nonces(|| keys::nonce().map_or_else(|_| Nonce::empty(), Nonce::new))
        .seal(draft)
        .map_err(|error| CliError::Sealing { path: path.clone(), error })?;

    let now = SystemClock.now();
    let receipts = Receipts::open(&folder, now)?;
    let plan = Planner::new(&handlers, &proofs, Check::at(now))
        .with_knowledge(&receipts)
        .plan(sealed.document(), &issuer);
    receipts.failed()?;
    print(&plan, options.format)?;
    if matches!(options.format, PlanFormat::Dot | PlanFormat::Mermaid) {
        // A picture shows where something is wrong, and has no room for what.
        for warning in plan.warnings().iter().filter(|warning| warning.is_fatal()) {
            say!("! {}", Line(warning));
        }
    }
    Ok(!plan.warnings().iter().any(PlanWarning::is_fatal))
}

/// What is known of commands: `/wasm/run`, and what was declared.
fn handlers(options: &PlanOptions) -> Result<HandlerDeclarations, CliError> {
    let mut handlers = HandlerDeclarations::built_in();
    for (commands, class) in
        [(&options.query, EffectClass::Query), (&options.mutation, EffectClass::Mutation)]
    {
        for command in commands {
            handlers.declare(HandlerDeclaration::new(command.clone(), class))?;
        }
    }
    Ok(handlers)
}

/// The delegations in files, each a container or a token by itself.
fn proofs(paths: &[PathBuf]) -> Result<Proofs, CliError> {
    let mut proofs = Proofs::new();
    for path in paths {
        let tokens = tokens(path)?;
        tokens.add_all_to(&mut proofs, &DidKeyResolver, &VerifierSet::default());
    }
    Ok(proofs)
}

fn tokens(path: &Path) -> Result<TokenSet, CliError> {
    let bytes = fs::read(path).map_err(CliError::file(path))?;
    match Container::read(&bytes, &ContainerLimits::default()) {
        Ok(container) => Ok(container.into_tokens()),
        Err(error) => match Envelope::<Delegation>::decode(&bytes) {
            Ok(token) => Ok([token.block().clone()].into_iter().collect()),
            Err(_) => Err(CliError::Proofs { path: path.to_owned(), error }),
        },
    }
}

fn print(plan: &Plan, format: PlanFormat) -> Result<(), CliError> {
    let text = match format {
        PlanFormat::Text => plan.to_string(),
        PlanFormat::Json => String::from_utf8_lossy(&plan.to_dag_json()?).into_owned(),
        PlanFormat::Dot => plan.to_dot(),
        PlanFormat::Mermaid => plan.to_mermaid(),
    };
    Output::open().line(text.trim_end())
}
