//! What an embedder registers.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use ipvm_task::{EffectClass, HandlerDeclaration};
use serde::{Serialize, de::DeserializeOwned};
use ucan_core::{Command, Did};

use super::{Call, Handler, HandlerError, typed::Typed};

/// How long the result of a query may be used, unless something else is said.
const LIFETIME: Duration = Duration::from_secs(60);

/// Whose tasks a handler runs (ruling P9).
///
/// Everybody holds full authority over their own DID. What that is authority over is
/// said here: the resources that a handler touches belong to the subjects that it is
/// registered for, and to nobody else.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subjects {
    /// Anybody's, since it touches nothing but its arguments. Of mutations that cannot
    /// be said.
    Any,
    /// Those on the executor's own DID: what belongs to the executor, who delegates it.
    Own,
    /// Those on one of these DIDs.
    Only(BTreeSet<Did>),
}

impl Subjects {
    /// Those on this DID.
    #[must_use]
    pub fn only(subject: Did) -> Self {
        Self::Only(BTreeSet::from([subject]))
    }
}

/// A handler with all that the executor has to know of it.
///
/// A closure that is made where it is registered needs no types but that of its
/// arguments. One that is bound to a name first has to spell the other as well, or the
/// compiler takes it to work for one lifetime only:
///
/// ```
/// use ipvm_runtime::{Call, HandlerError, Registration, Subjects};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Nothing {}
///
/// let always = |_: Nothing, _: &Call<'_>| Ok::<_, HandlerError>(42);
/// let registration = Registration::query("/answer".parse()?, Subjects::Any, always);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Registration {
    pub(super) declaration: HandlerDeclaration,
    pub(super) subjects: Subjects,
    pub(super) handler: Arc<dyn Handler>,
    pub(super) lifetime: Duration,
    pub(super) secret: bool,
}

impl Registration {
    /// A handler as its author declares it, for tasks on these subjects.
    #[must_use]
    pub fn new(
        declaration: HandlerDeclaration,
        subjects: Subjects,
        handler: Arc<dyn Handler>,
    ) -> Self {
        let any = matches!(subjects, Subjects::Any);
        let declaration = if any { declaration.any_subject() } else { declaration };
        Self { declaration, subjects, handler, lifetime: LIFETIME, secret: false }
    }

    /// A function that depends on its arguments alone: run once, and remembered for
    /// ever. The arguments are read into `A`; what it gives is written from `R`.
    #[must_use]
    pub fn pure<A, R, F>(command: Command, subjects: Subjects, function: F) -> Self
    where
        A: DeserializeOwned + 'static,
        R: Serialize + 'static,
        F: Fn(A, &Call<'_>) -> Result<R, HandlerError> + Send + Sync + 'static,
    {
        Self::typed(command, EffectClass::Pure, subjects, function)
    }

    /// A function that reads the world: it may be repeated, and its result goes stale
    /// after [a while](Self::with_lifetime).
    #[must_use]
    pub fn query<A, R, F>(command: Command, subjects: Subjects, function: F) -> Self
    where
        A: DeserializeOwned + 'static,
        R: Serialize + 'static,
        F: Fn(A, &Call<'_>) -> Result<R, HandlerError> + Send + Sync + 'static,
    {
        Self::typed(command, EffectClass::Query, subjects, function)
    }

    /// A function that changes the world: it is called at most once for a task.
    #[must_use]
    pub fn mutation<A, R, F>(command: Command, subjects: Subjects, function: F) -> Self
    where
        A: DeserializeOwned + 'static,
        R: Serialize + 'static,
        F: Fn(A, &Call<'_>) -> Result<R, HandlerError> + Send + Sync + 'static,
    {
        Self::typed(command, EffectClass::Mutation, subjects, function)
    }

    fn typed<A, R, F>(command: Command, class: EffectClass, subjects: Subjects, function: F) -> Self
    where
        A: DeserializeOwned + 'static,
        R: Serialize + 'static,
        F: Fn(A, &Call<'_>) -> Result<R, HandlerError> + Send + Sync + 'static,
    {
        let handler = Arc::new(Typed::<A, R, F>::new(function));
        Self::new(HandlerDeclaration::new(command, class), subjects, handler)
    }

    /// To run a task again, by its ID, does no more than to run it once. Then a mutation
    /// that was begun and not finished is run again, and is never indeterminate.
    ///
    /// Such a task may have an empty nonce, and a sealed workflow gives it one: then to ask
    /// for the same on another day is to ask for what was done already. Where it is to be done
    /// once more, give the task a nonce of its own.
    #[must_use]
    pub fn idempotent(mut self) -> Self {
        self.declaration = self.declaration.idempotent();
        self
    }

    /// How long the result of a query may be used by other tasks; a minute unless set.
    /// It is the time to live of the receipt (ruling I2), to the second.
    #[must_use]
    pub const fn with_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// Its outputs are secret, unless the task itself says otherwise.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// The command.
    #[must_use]
    pub const fn command(&self) -> &Command {
        self.declaration.command()
    }

    /// What is declared of it.
    #[must_use]
    pub const fn declaration(&self) -> &HandlerDeclaration {
        &self.declaration
    }
}

impl std::fmt::Debug for Registration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registration")
            .field("declaration", &self.declaration)
            .field("subjects", &self.subjects)
            .field("secret", &self.secret)
            .finish_non_exhaustive()
    }
}
