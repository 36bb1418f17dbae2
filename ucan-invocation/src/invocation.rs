//! Invocations: the request to do a task, by somebody with authority.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Did, FieldError, Fields, Meta, Payload, Timestamp, Validity};

use crate::task::Task;

/// The payload of an invocation (UCAN Invocation, Invocation Payload).
#[derive(Clone, Debug, PartialEq)]
pub struct Invocation {
    issuer: Did,
    task: Task,
    audience: Option<Did>,
    proofs: Vec<Cid>,
    meta: Option<Meta>,
    not_before: Option<Timestamp>,
    expiration: Option<Timestamp>,
    issued_at: Option<Timestamp>,
    cause: Option<Cid>,
}

impl Invocation {
    /// Asks for `task`, with no proofs, for as long as it takes; narrow it with
    /// the `with_…` functions. An expiration within minutes is recommended.
    #[must_use]
    pub const fn new(issuer: Did, task: Task) -> Self {
        Self {
            issuer,
            task,
            audience: None,
            proofs: Vec::new(),
            meta: None,
            not_before: None,
            expiration: None,
            issued_at: None,
            cause: None,
        }
    }

    /// Names the executor, if it is not the subject.
    #[must_use]
    pub fn with_audience(mut self, audience: Did) -> Self {
        self.audience = Some(audience);
        self
    }

    /// Names the delegations that prove the authority, root first (ruling P1).
    #[must_use]
    pub fn with_proofs(mut self, proofs: Vec<Cid>) -> Self {
        self.proofs = proofs;
        self
    }

    /// Adds data beside the task.
    #[must_use]
    pub fn with_meta(mut self, meta: Meta) -> Self {
        self.meta = Some(meta);
        self
    }

    /// Sets the last second in which the task may start.
    #[must_use]
    pub const fn with_expiration(mut self, expiration: Timestamp) -> Self {
        self.expiration = Some(expiration);
        self
    }

    /// Claims when this was issued.
    #[must_use]
    pub const fn with_issued_at(mut self, issued_at: Timestamp) -> Self {
        self.issued_at = Some(issued_at);
        self
    }

    /// Names the receipt that asked for this; provenance only (ruling I9).
    #[must_use]
    pub const fn with_cause(mut self, cause: Cid) -> Self {
        self.cause = Some(cause);
        self
    }

    /// Who asks.
    #[must_use]
    pub const fn issuer(&self) -> &Did {
        &self.issuer
    }

    /// What is asked for.
    #[must_use]
    pub const fn task(&self) -> &Task {
        &self.task
    }

    /// The executor as written; absent means the subject.
    #[must_use]
    pub const fn audience(&self) -> Option<&Did> {
        self.audience.as_ref()
    }

    /// The executor that is meant: the audience, or else the subject (ruling P3).
    #[must_use]
    pub fn executor(&self) -> &Did {
        self.audience.as_ref().unwrap_or_else(|| self.task.subject())
    }

    /// The delegations named, root first.
    #[must_use]
    pub fn proofs(&self) -> &[Cid] {
        &self.proofs
    }

    /// The data beside the task, if there is any.
    #[must_use]
    pub const fn meta(&self) -> Option<&Meta> {
        self.meta.as_ref()
    }

    /// From when and until when the task may start.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        Validity::new(self.not_before, self.expiration)
    }

    /// When the issuer says this was issued.
    #[must_use]
    pub const fn issued_at(&self) -> Option<Timestamp> {
        self.issued_at
    }

    /// The receipt that is said to have asked for this.
    #[must_use]
    pub const fn cause(&self) -> Option<&Cid> {
        self.cause.as_ref()
    }
}

impl Payload for Invocation {
    const KIND: &'static str = "inv";

    fn issuer(&self) -> &Did {
        &self.issuer
    }

    fn read(mut fields: Fields) -> Result<Self, FieldError> {
        let issuer = fields.did("iss")?;
        let task = Task::read(&mut fields)?;
        let invocation = Self {
            issuer,
            task,
            audience: fields.optional_did("aud")?,
            proofs: fields.links("prf")?,
            meta: fields.optional_map("meta")?,
            not_before: fields.optional_timestamp("nbf")?,
            expiration: fields.nullable_timestamp("exp")?,
            issued_at: fields.optional_timestamp("iat")?,
            cause: fields.optional_link("cause")?,
        };
        fields.finish()?;
        Ok(invocation)
    }

    fn write(&self) -> BTreeMap<String, Ipld> {
        let seconds = |time: Timestamp| Ipld::Integer(time.seconds().into());
        let mut map = match self.task.to_ipld() {
            Ipld::Map(map) => map,
            _ => BTreeMap::new(),
        };
        map.insert("iss".into(), Ipld::String(self.issuer.as_str().into()));
        map.insert(
            "prf".into(),
            Ipld::List(self.proofs.iter().map(|cid| Ipld::Link(*cid)).collect()),
        );
        map.insert("exp".into(), self.expiration.map_or(Ipld::Null, seconds));
        let mut optional = |name: &str, value: Option<Ipld>| {
            if let Some(value) = value {
                map.insert(name.into(), value);
            }
        };
        optional("aud", self.audience.as_ref().map(|did| Ipld::String(did.as_str().into())));
        optional("meta", self.meta.clone().map(Ipld::Map));
        optional("nbf", self.not_before.map(seconds));
        optional("iat", self.issued_at.map(seconds));
        optional("cause", self.cause.map(Ipld::Link));
        map
    }
}
