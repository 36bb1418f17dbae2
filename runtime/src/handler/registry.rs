//! The handlers of one executor.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use ipvm_task::{DeclarationError, HandlerDeclaration, HandlerDeclarations, WASM_RUN};
use ucan_core::{Command, Did};
use ucan_invocation::Arguments;

use super::{Handler, HandlerError, Registration, Subjects};

/// The handlers of one executor, found by command and subject.
pub(crate) struct Registry {
    declarations: HandlerDeclarations,
    handlers: BTreeMap<Command, Vec<Registered>>,
}

/// One of them.
#[derive(Clone)]
pub(crate) struct Registered {
    subjects: Subjects,
    pub(crate) handler: Arc<dyn Handler>,
    pub(crate) lifetime: Duration,
    pub(crate) secret: bool,
}

/// Why there is no handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unhandled {
    /// Nobody runs this command.
    Command,
    /// Nobody runs it on this subject.
    Subject,
}

impl Registered {
    /// Asks the handler about the arguments. One that panics over them does not take them.
    pub(crate) fn accepts(&self, args: &Arguments) -> Result<(), HandlerError> {
        catch_unwind(AssertUnwindSafe(|| self.handler.accepts(args))).unwrap_or_else(|_| {
            Err(HandlerError::not_done("Panicked", "the handler panicked over the arguments"))
        })
    }
}

impl Registry {
    /// The handlers of an executor that is called `own`.
    pub(crate) fn new(
        registrations: Vec<Registration>,
        own: &Did,
    ) -> Result<Self, RegistrationError> {
        let mut registry =
            Self { declarations: HandlerDeclarations::built_in(), handlers: BTreeMap::new() };
        for registration in registrations {
            registry.register(registration, own)?;
        }
        Ok(registry)
    }

    fn register(&mut self, added: Registration, own: &Did) -> Result<(), RegistrationError> {
        let command = added.command().clone();
        if command.as_str() == WASM_RUN {
            return Err(RegistrationError::BuiltIn);
        }
        let subjects = match added.subjects {
            Subjects::Own => Subjects::only(own.clone()),
            other => other,
        };
        match self.declarations.of(&command) {
            None => self
                .declarations
                .declare(added.declaration)
                .map_err(RegistrationError::Declaration)?,
            Some(declared) if *declared == added.declaration => {}
            Some(_) => return Err(RegistrationError::DeclaredOtherwise { command }),
        }
        let others = self.handlers.entry(command.clone()).or_default();
        if others.iter().any(|other| overlap(&other.subjects, &subjects)) {
            return Err(RegistrationError::Repeated { command });
        }
        others.push(Registered {
            subjects,
            handler: added.handler,
            lifetime: added.lifetime,
            secret: added.secret,
        });
        Ok(())
    }

    /// What is declared of the commands.
    pub(crate) const fn declarations(&self) -> &HandlerDeclarations {
        &self.declarations
    }

    /// Who runs this command on this subject.
    pub(crate) fn find(
        &self,
        command: &Command,
        subject: &Did,
    ) -> Result<(&HandlerDeclaration, &Registered), Unhandled> {
        let declaration = self.declarations.of(command).ok_or(Unhandled::Command)?;
        self.handlers
            .get(command)
            .ok_or(Unhandled::Command)?
            .iter()
            .find(|handler| match &handler.subjects {
                Subjects::Only(subjects) => subjects.contains(subject),
                _ => true,
            })
            .map(|handler| (declaration, handler))
            .ok_or(Unhandled::Subject)
    }
}

/// Whether a subject may be meant by both.
fn overlap(one: &Subjects, other: &Subjects) -> bool {
    match (one, other) {
        (Subjects::Only(one), Subjects::Only(other)) => !one.is_disjoint(other),
        _ => true,
    }
}

/// Why a handler is not registered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegistrationError {
    /// The executor runs this command itself.
    #[error("{WASM_RUN} is built in and cannot be registered")]
    BuiltIn,
    /// What it declares of itself cannot be.
    #[error(transparent)]
    Declaration(DeclarationError),
    /// Another handler for the same command declares something else of it: a command
    /// reaches as far whoever's subject it is.
    #[error("{command} is registered twice, with different classes or promises")]
    DeclaredOtherwise {
        /// The command.
        command: Command,
    },
    /// Two handlers would run the same command on the same subject.
    #[error("{command} is registered twice for the same subject")]
    Repeated {
        /// The command.
        command: Command,
    },
}
