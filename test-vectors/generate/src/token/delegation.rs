//! Delegations in the making.

use super::{COMMAND, NONCE, draft::Draft};
use crate::{people::Person, value::Value};

/// A delegation in the making.
pub(crate) type Delegation = Draft<Kind>;

/// What the fields of a draft make a delegation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind;

impl Delegation {
    /// Of `/msg/send` on `subject`, or as a powerline, without policy or end.
    pub(crate) fn new(
        issuer: Person,
        audience: Person,
        subject: impl Into<Option<Person>>,
    ) -> Self {
        let subject = subject.into();
        Self::of(
            issuer,
            "ucan/dlg@1.0.0",
            [
                ("iss", Value::from(issuer.did())),
                ("aud", audience.did().into()),
                ("sub", subject.map_or(Value::Null, |subject| subject.did().into())),
                ("cmd", COMMAND.into()),
                ("pol", Value::List(Vec::new())),
                ("nonce", NONCE.into()),
                ("exp", Value::Null),
            ],
        )
    }
}
