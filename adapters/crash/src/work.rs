//! What there is to do.

use ipld_core::ipld::Ipld;
use ipvm_runtime::store::EffectClass;
use ucan_core::{Command, Did, Nonce};
use ucan_invocation::{Arguments, Task};
use varsig::Ed25519Signer;

/// A task of a round, the same in every process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Work {
    /// In which round it is asked for first.
    pub round: u64,
    /// Its number in that round.
    pub number: u64,
}

/// How many works are new in a round: all but the last are mutations.
const NEW: u64 = 3;

/// The works that are new in a round.
pub fn works_of(round: u64) -> impl Iterator<Item = Work> {
    (0..NEW).map(move |number| Work { round, number })
}

/// The key of the executor, whose tasks they are as well.
#[must_use]
pub fn executor_key() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[9; 32])
}

impl Work {
    /// The command of the mutations.
    pub const MUTATING: &str = "/crash/append";
    /// The command of the pure tasks.
    pub const PURE: &str = "/crash/compute";

    /// One of the two commands.
    ///
    /// # Panics
    ///
    /// If it is no command.
    #[must_use]
    pub fn command(command: &str) -> Command {
        command.parse().expect("it is a command")
    }

    /// How far a command reaches.
    #[must_use]
    pub fn effect_of(command: &str) -> EffectClass {
        if command == Self::PURE { EffectClass::Pure } else { EffectClass::Mutation }
    }

    /// Whether it changes the world.
    #[must_use]
    pub const fn is_mutation(self) -> bool {
        self.number + 1 < NEW
    }

    /// The task.
    ///
    /// # Panics
    ///
    /// If what is written here makes no task.
    #[must_use]
    pub fn task(self) -> Task {
        let name = format!("{} of round {}", self.number, self.round);
        let (command, nonce) = if self.is_mutation() {
            (Self::MUTATING, Nonce::new(name.as_bytes()))
        } else {
            (Self::PURE, Nonce::empty())
        };
        let args = Arguments::from([("name".to_owned(), Ipld::String(name))]);
        let subject = Did::from_signer(&executor_key());
        Task::new(subject, Self::command(command), args, nonce).expect("it is data")
    }
}
