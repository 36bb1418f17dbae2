//! What a piece of work is recognised by.

use alloc::vec::Vec;

use cid::Cid;
use ucan_core::Timestamp;

use crate::authorized::Authorized;

/// What an authorised task is recognised by when it comes again: the task as resolved,
/// and the token that asks for it, under all of its CIDs (rulings P11 and T10).
///
/// Only [`Authorized::replay_key`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayKey {
    addresses: Vec<ReplayAddress>,
    until: Option<Timestamp>,
    nonce_is_empty: bool,
}

/// One of the things that must not be seen twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReplayAddress {
    /// The ID of a task as resolved, whichever token asks for it.
    Task(Cid),
    /// A token, by one of its CIDs, and the ID of the task as it is written there. One
    /// token may ask for many tasks, each of them once.
    Token {
        /// The CID of the token, or of a twin.
        token: Cid,
        /// The ID of the task as written.
        task: Cid,
    },
}

impl Authorized {
    /// What this work is recognised by when it comes again.
    ///
    /// For commands that do something each time. Pure and idempotent tasks are answered
    /// from their receipt instead, and may come as often as they like.
    #[must_use]
    pub fn replay_key(&self) -> ReplayKey {
        let task = *self.task().id();
        let mut addresses = Vec::with_capacity(2 + self.twins().len());
        addresses.push(ReplayAddress::Task(*self.resolved().id()));
        addresses.extend(
            [self.token()]
                .into_iter()
                .chain(self.twins())
                .map(|token| ReplayAddress::Token { token: *token, task }),
        );
        let leeway = i64::from(self.leeway().seconds());
        ReplayKey {
            addresses,
            until: self.own_validity().expiration().map(|end| end.saturating_add(leeway)),
            nonce_is_empty: self.task().nonce().is_empty(),
        }
    }
}

impl ReplayKey {
    /// Everything that must not be seen twice; the task as resolved comes first.
    #[must_use]
    pub fn addresses(&self) -> &[ReplayAddress] {
        &self.addresses
    }

    /// The last second in which the token could be used again: its own expiration and
    /// the leeway with which it was judged; `None` if it never ends.
    ///
    /// Whoever judges with more leeway later has to remember for as much longer.
    #[must_use]
    pub const fn until(&self) -> Option<Timestamp> {
        self.until
    }

    /// Whether nothing tells this task from another one with the same arguments.
    #[must_use]
    pub const fn nonce_is_empty(&self) -> bool {
        self.nonce_is_empty
    }
}
