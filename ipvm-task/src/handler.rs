//! What a handler declares about its command.

use alloc::collections::BTreeMap;

use ucan_core::Command;

use crate::{
    effect::{Allowances, EffectClass},
    wasm_call::wasm_run,
};

/// What a handler declares about the command that it handles.
///
/// ```
/// use ipvm_task::{EffectClass, HandlerDeclaration, HandlerDeclarations};
///
/// let mut handlers = HandlerDeclarations::built_in();
/// let put = HandlerDeclaration::new("/crud/update".parse()?, EffectClass::Mutation);
/// handlers.declare(put.idempotent())?;
/// assert!(handlers.of(&"/crud/update".parse()?).unwrap().allows().retry);
/// assert!(handlers.of(&"/crud/update/all".parse()?).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandlerDeclaration {
    command: Command,
    class: EffectClass,
    idempotent: bool,
    any_subject: bool,
}

impl HandlerDeclaration {
    /// A handler of this command, whose effects are of this class, for subjects that
    /// are named to the executor (ruling P9).
    #[must_use]
    pub const fn new(command: Command, class: EffectClass) -> Self {
        Self { command, class, idempotent: false, any_subject: false }
    }

    /// To run a task again, by its ID, does no more than to run it once. Of a pure task
    /// and of a query that is so anyway.
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// It touches nothing but its arguments, and so may take any subject (ruling P9).
    #[must_use]
    pub const fn any_subject(mut self) -> Self {
        self.any_subject = true;
        self
    }

    /// The command, and no command below it.
    #[must_use]
    pub const fn command(&self) -> &Command {
        &self.command
    }

    /// How far its tasks reach.
    #[must_use]
    pub const fn class(&self) -> EffectClass {
        self.class
    }

    /// Whether it takes any subject.
    #[must_use]
    pub const fn takes_any_subject(&self) -> bool {
        self.any_subject
    }

    /// What may be done with its tasks.
    #[must_use]
    pub const fn allows(&self) -> Allowances {
        let mut allowances = self.class.allows();
        if self.idempotent {
            allowances.retry = true;
            allowances.take_over = true;
            allowances.empty_nonce = true;
        }
        allowances
    }
}

/// The handlers that an executor or a planner knows, by command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandlerDeclarations(BTreeMap<Command, HandlerDeclaration>);

impl HandlerDeclarations {
    /// Those of every executor: `/wasm/run` is pure and takes any subject.
    #[must_use]
    pub fn built_in() -> Self {
        let wasm = HandlerDeclaration::new(wasm_run(), EffectClass::Pure).any_subject();
        Self(BTreeMap::from([(wasm_run(), wasm)]))
    }

    /// Adds one.
    ///
    /// # Errors
    ///
    /// [`DeclarationError::Repeated`] if the command has a handler already,
    /// [`DeclarationError::MutationOfAnySubject`] for a mutation that would take any
    /// subject: it touches more than its arguments.
    pub fn declare(&mut self, handler: HandlerDeclaration) -> Result<(), DeclarationError> {
        let command = handler.command.clone();
        if handler.any_subject && handler.class == EffectClass::Mutation {
            return Err(DeclarationError::MutationOfAnySubject { command });
        }
        if self.0.contains_key(&command) {
            return Err(DeclarationError::Repeated { command });
        }
        self.0.insert(command, handler);
        Ok(())
    }

    /// What is declared about exactly this command: authority over a command is
    /// authority over those below it, but a handler for it handles none of them.
    #[must_use]
    pub fn of(&self, command: &Command) -> Option<&HandlerDeclaration> {
        self.0.get(command)
    }

    /// All of them, by command.
    pub fn iter(&self) -> impl Iterator<Item = &HandlerDeclaration> {
        self.0.values()
    }
}

/// Why a handler is not added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeclarationError {
    /// It changes the world, whoever's it is.
    #[error("{command} is a mutation and must name the subjects it is for")]
    MutationOfAnySubject {
        /// The command.
        command: Command,
    },
    /// The command has a handler already.
    #[error("{command} has a handler already")]
    Repeated {
        /// The command.
        command: Command,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::{Phase, Reuse};

    fn command(text: &str) -> Command {
        text.parse().expect("a command")
    }

    #[test]
    fn classes_allow_what_their_table_says() {
        let row = |allows: Allowances| {
            let Allowances { reuse, retry, race, take_over, empty_nonce, reproducible, phase } =
                allows;
            (reuse, [retry, race, take_over, empty_nonce, reproducible], phase)
        };
        let (yes, no) = (true, false);
        let mutation = HandlerDeclaration::new(command("/x"), EffectClass::Mutation);
        for (allows, expected) in [
            (EffectClass::Pure.allows(), (Reuse::Forever, [yes; 5], Phase::Computation)),
            (
                EffectClass::Query.allows(),
                (Reuse::WhileFresh, [yes, yes, yes, yes, no], Phase::Queries),
            ),
            (mutation.allows(), (Reuse::Never, [no; 5], Phase::Mutations)),
            (
                mutation.idempotent().allows(),
                (Reuse::Never, [yes, no, yes, yes, no], Phase::Mutations),
            ),
        ] {
            assert_eq!(row(allows), expected);
        }
        assert!(Phase::Queries < Phase::Computation && Phase::Computation < Phase::Mutations);
    }

    #[test]
    fn idempotence_adds_nothing_to_what_may_be_repeated_anyway() {
        for class in [EffectClass::Pure, EffectClass::Query] {
            let handler = HandlerDeclaration::new(command("/x"), class);
            assert_eq!(handler.clone().idempotent().allows(), handler.allows());
        }
    }

    #[test]
    fn wasm_is_pure_and_takes_any_subject() {
        let handlers = HandlerDeclarations::built_in();
        let wasm = handlers.of(&wasm_run()).expect("it is built in");
        assert_eq!((wasm.class(), wasm.takes_any_subject()), (EffectClass::Pure, true));
        assert_eq!(handlers.iter().count(), 1);
        assert_eq!(handlers.of(&command("/wasm")), None);
    }

    #[test]
    fn refuses_a_second_handler_and_a_mutation_of_anybody_s_things() {
        let mut handlers = HandlerDeclarations::built_in();
        let again = HandlerDeclaration::new(wasm_run(), EffectClass::Query);
        let repeated = DeclarationError::Repeated { command: wasm_run() };
        assert_eq!(handlers.declare(again), Err(repeated));
        let put = HandlerDeclaration::new(command("/crud/update"), EffectClass::Mutation);
        let refused = DeclarationError::MutationOfAnySubject { command: command("/crud/update") };
        assert_eq!(handlers.declare(put.clone().any_subject()), Err(refused));
        assert_eq!(handlers.declare(put), Ok(()));
        assert_eq!(
            handlers.of(&wasm_run()).map(HandlerDeclaration::class),
            Some(EffectClass::Pure)
        );
    }
}
