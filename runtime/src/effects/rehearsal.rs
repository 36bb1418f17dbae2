//! Running one handler without an executor, for tests.

use ipld_core::ipld::Ipld;
use ucan_core::{Did, Nonce, Timestamp};
use ucan_invocation::Task;

use crate::{
    Call, Cancellation, ContentError, HandlerError, Registration,
    executor::Unavailable,
    handler::{CallContext, Registry, Unhandled},
};

/// The time of every rehearsal.
pub(super) const NOW: i64 = 1_767_225_600;

/// The DID of the executor, and of whoever asks.
pub(super) fn own() -> Did {
    "did:web:executor.example".parse().expect("a DID")
}

/// Registered handlers, and how they are called.
pub(super) struct Rehearsal {
    registry: Registry,
    pub(super) subject: Did,
    pub(super) secret: bool,
}

impl Rehearsal {
    pub(super) fn new(handlers: impl IntoIterator<Item = Registration>) -> Self {
        let registry = Registry::new(handlers.into_iter().collect(), &own())
            .expect("the handlers go together");
        Self { registry, subject: own(), secret: false }
    }

    /// Whether what the command gives is secret unless the task says otherwise.
    pub(super) fn is_secret(&self, command: &str) -> bool {
        let command = command.parse().expect("a command");
        self.registry.find(&command, &self.subject).is_ok_and(|(_, handler)| handler.secret)
    }

    /// Runs the command under this nonce, as an executor does: the arguments are judged
    /// first.
    pub(super) fn run(&self, command: &str, args: Ipld, nonce: &str) -> Result<Ipld, HandlerError> {
        let Ipld::Map(args) = args else { panic!("arguments are a map") };
        let command = command.parse().expect("a command");
        let (_, registered) = match self.registry.find(&command, &self.subject) {
            Ok(found) => found,
            Err(Unhandled::Command) => panic!("nobody handles {command}"),
            Err(Unhandled::Subject) => panic!("nobody handles {command} on {}", self.subject),
        };
        let task =
            Task::new(self.subject.clone(), command, args, Nonce::new(nonce.as_bytes().to_vec()))
                .expect("a task");
        registered.handler.accepts(task.args())?;
        let context = CallContext {
            custody: None,
            task: &task,
            issuer: &own(),
            now: Timestamp::from_seconds(NOW).expect("a time"),
            deadline: None,
            cancellation: &Cancellation::new(),
            secret: self.secret,
            content: &|cid| {
                Err(ContentError::Unavailable { cid: *cid, reason: Unavailable::Missing })
            },
        };
        registered.handler.run(&Call(&context)).map(|output| output.value().clone())
    }

    /// The name of the error with which the executor refuses to do it.
    #[track_caller]
    pub(super) fn refused(&self, command: &str, args: Ipld, nonce: &str) -> String {
        match self.run(command, args, nonce) {
            Err(HandlerError::NotDone(failure)) => failure.to_string(),
            other => panic!("it should not have been done: {other:?}"),
        }
    }
}
