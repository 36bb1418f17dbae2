//! Invocations in the making.

use super::{COMMAND, NONCE, Token, draft::Draft};
use crate::{
    cid::{DAG_CBOR, cid_v1},
    dag_cbor,
    people::Person,
    value::Value,
};

/// An invocation in the making.
pub(crate) type Invocation = Draft<Kind>;

/// What the fields of a draft make an invocation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind;

/// The fields of a task.
const TASK: [&str; 4] = ["sub", "cmd", "args", "nonce"];

impl Invocation {
    /// Of `/msg/send` on `subject`, without arguments, proofs or end.
    pub(crate) fn new(issuer: Person, subject: Person) -> Self {
        Self::of(
            issuer,
            "ucan/inv@1.0.0",
            [
                ("iss", Value::from(issuer.did())),
                ("sub", subject.did().into()),
                ("cmd", COMMAND.into()),
                ("args", Value::Map(Vec::new())),
                ("prf", Value::List(Vec::new())),
                ("nonce", NONCE.into()),
                ("exp", Value::Null),
            ],
        )
    }

    /// With these proofs, root first.
    pub(crate) fn proofs(self, proofs: &[Token]) -> Self {
        self.with("prf", proofs.iter().map(Token::link).collect::<Vec<_>>())
    }

    /// The ID of the task: the CID of the map of its four fields.
    pub(crate) fn task(&self) -> String {
        let mut fields = self.encoded_fields();
        fields.retain(|(name, _)| TASK.contains(&name.as_str()));
        cid_v1(DAG_CBOR, &dag_cbor::encode_map(fields))
    }
}
