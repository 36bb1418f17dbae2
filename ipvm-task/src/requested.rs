//! What a guest asks for beside its result.

mod error;
mod read;

use alloc::{collections::BTreeMap, vec::Vec};

use cid::Cid;
use ucan_invocation::{Effects, Task};
use varsig::{Block, dag_cbor::EncodeError};

pub use self::error::{RequestError, RequestPlace};

/// The tasks that a guest asks for beside its result: a request, and never authority
/// (ruling O66).
///
/// Whether a function asks for anything is told by its type alone
/// (`FunctionType::asks_for_effects` of `ipld-wit`); only then its result is
/// [split](Requested::split).
///
/// ```
/// use ipld_core::{ipld, ipld::Ipld};
/// use ipvm_task::Requested;
///
/// let arguments = Ipld::Bytes(b"\xa1\x62to\x63bob".to_vec()); // {"to": "bob"}
/// let nonce = Ipld::Bytes(vec![1, 2, 3]);
/// let send = ipld!({
///     "subject": "did:web:mail.example", "command": "/msg/send",
///     "arguments": arguments, "nonce": nonce,
/// });
/// let result = ipld!([42, { "fork": [{ "task": send }], "join": null }]);
///
/// let (value, requested) = Requested::split(result)?;
/// assert_eq!(value, 42.into());
/// let task = requested.tasks().next().unwrap();
/// assert_eq!(task.args().get("to"), Some(&"bob".into()));
/// assert_eq!(requested.effects().fork(), [*task.id()]); // `fx` of the receipt
/// # Ok::<(), ipvm_task::RequestError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Requested {
    effects: Effects,
    tasks: BTreeMap<Cid, Task>,
}

impl Requested {
    /// What stands behind the profile in the computation key of a function that asks for
    /// effects: under the profile alone, its result is the pair of value and effects.
    pub const PROFILE: &str = "+ipvm-effects-1";

    /// How many tasks one result may ask for, the one to join included.
    pub const MAX_TASKS: usize = 256;

    /// How many bytes the nonce of a task may have that a guest asks for.
    pub const MAX_NONCE_BYTES: usize = 64;

    /// How many bytes the arguments of a task may have that a guest asks for.
    pub const MAX_ARGUMENT_BYTES: usize = 1 << 20;

    /// How deep these arguments may be nested: in an invocation there are levels around
    /// them, and all together stay below the 64 of ruling O8.
    pub const MAX_ARGUMENT_DEPTH: usize = 56;

    /// The links, as a receipt has them.
    #[must_use]
    pub const fn effects(&self) -> &Effects {
        &self.effects
    }

    /// The tasks that are spelled out, in the order of their IDs.
    pub fn tasks(&self) -> impl ExactSizeIterator<Item = &Task> {
        self.tasks.values()
    }

    /// The tasks that are named by their addresses alone.
    pub fn known(&self) -> impl Iterator<Item = &Cid> {
        self.effects.tasks().filter(|task| !self.tasks.contains_key(task))
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.effects.is_empty()
    }

    /// The tasks that are spelled out as blocks: what the links of the receipt lead to.
    ///
    /// # Errors
    ///
    /// [`EncodeError`], which nothing has that was read.
    pub fn blocks(&self) -> Result<Vec<Block>, EncodeError> {
        self.tasks().map(|task| Block::encode(&task.to_ipld())).collect()
    }
}
