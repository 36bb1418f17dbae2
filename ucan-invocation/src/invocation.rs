//! Invocations: the request to do a task, by somebody with authority.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Command, Did, FieldError, Fields, Meta, Payload, Timestamp, Validity};
use varsig::dag_cbor::{EncodeError, Encoder};

use crate::task::{Arguments, Task};

/// The payload of an invocation (UCAN Invocation, Invocation Payload).
///
/// | Field | Here |
/// |---|---|
/// | `iss` | [`Invocation::issuer`], whose key signs |
/// | `sub`, `cmd`, `args`, `nonce` | [`Invocation::task`], which is what the work is known by |
/// | `aud` | [`Invocation::executor`]: the audience, or the subject if there is none |
/// | `prf` | [`Invocation::proofs`]; none where the issuer is the subject |
/// | `nbf`, `exp` | [`Invocation::validity`]: when the task may start |
/// | `iat`, `cause`, `meta` | claims that decide nothing |
///
/// ```
/// use ucan_core::{Did, Envelope, Timestamp};
/// use ucan_invocation::{Arguments, Invocation, Task};
/// use varsig::{Block, Ed25519Signer};
///
/// let signer = Ed25519Signer::from_seed(&[1; 32]);
/// let alice = Did::from_signer(&signer);
/// let blog: Did = "did:web:blog.example".parse()?;
/// let broker: Did = "did:web:broker.example".parse()?;
/// let delegation = *Block::raw(*b"how Alice came to it").cid();
/// let now = Timestamp::from_seconds(1_767_225_600)?;
///
/// let drawn = [7; 12]; // from the system, in earnest
/// let task = Task::unique(blog, "/blog/post".parse()?, Arguments::new(), drawn)?;
/// let invocation = Invocation::new(alice, task)
///     .with_proofs(vec![delegation])
///     .with_audience(broker.clone()) // who runs it, since the blog itself does not
///     .with_not_before(now)
///     .with_expiration(now.saturating_add(300))
///     .with_issued_at(now);
/// assert_eq!(invocation.executor(), &broker);
/// let token = Envelope::sign(invocation, &signer)?;
/// assert!(token.bytes().len() < 600);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    /// Asks for `task`, with no proofs and for ever; narrow it with the `with_…`
    /// functions.
    ///
    /// An expiration within minutes is recommended. What is not idempotent needs one
    /// wherever nothing but a [replay window](crate::ReplayTable) keeps it from being
    /// done twice.
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

    /// States something: an invocation to the issuer itself, without an audience, that
    /// never expires (UCAN Invocation, Attestation).
    ///
    /// It asks nobody for anything. Said twice it is the same statement, so its nonce is
    /// empty. The statement that a task was run is a receipt, which has a form of its own
    /// ([`Attestation`](crate::Attestation)).
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if `args` have no DAG-CBOR form.
    ///
    /// ```
    /// use ipld_core::ipld::Ipld;
    /// use ucan_core::Did;
    /// use ucan_invocation::{Arguments, Invocation};
    ///
    /// let reviewer: Did = "did:web:reviewer.example".parse()?;
    /// let args = Arguments::from([("package".into(), Ipld::String("left-pad".into()))]);
    /// let statement = Invocation::stating(reviewer, "/review/approve".parse()?, args)?;
    /// assert!(statement.is_statement());
    /// assert_eq!(statement.executor(), statement.issuer());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn stating(issuer: Did, command: Command, args: Arguments) -> Result<Self, EncodeError> {
        let task = Task::idempotent(issuer.clone(), command, args)?;
        Ok(Self::new(issuer, task))
    }

    /// Whether this has the form of a statement: on the issuer itself, without an
    /// audience, and without an end.
    ///
    /// The form does not tell it from a task that somebody asks of themselves for ever;
    /// the command does.
    #[must_use]
    pub fn is_statement(&self) -> bool {
        self.audience.is_none() && self.expiration.is_none() && &self.issuer == self.task.subject()
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

    /// Sets the first second in which the task may start.
    #[must_use]
    pub const fn with_not_before(mut self, not_before: Timestamp) -> Self {
        self.not_before = Some(not_before);
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
        let mut map = self.task.to_fields();
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

    fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
        let Self { audience, meta, not_before, expiration, issued_at, cause, .. } = self;
        let present = [
            audience.is_some(),
            meta.is_some(),
            not_before.is_some(),
            issued_at.is_some(),
            cause.is_some(),
        ];
        encoder.map(present.into_iter().fold(7, |count, it| count + u64::from(it)));
        if let Some(audience) = audience {
            encoder.text("aud");
            encoder.text(audience.as_str());
        }
        encoder.text("cmd");
        encoder.text(self.task.command().as_str());
        encoder.text("exp");
        match expiration {
            Some(time) => encoder.integer(time.seconds()),
            None => encoder.null(),
        }
        if let Some(time) = issued_at {
            encoder.text("iat");
            encoder.integer(time.seconds());
        }
        encoder.text("iss");
        encoder.text(self.issuer.as_str());
        if let Some(time) = not_before {
            encoder.text("nbf");
            encoder.integer(time.seconds());
        }
        encoder.text("prf");
        encoder.list(u64::try_from(self.proofs.len()).unwrap_or(u64::MAX));
        for proof in &self.proofs {
            encoder.link(proof)?;
        }
        encoder.text("sub");
        encoder.text(self.task.subject().as_str());
        encoder.text("args");
        encoder.value(self.task.args_as_value(), 2)?;
        if let Some(meta) = meta {
            encoder.text("meta");
            encoder.value(&Ipld::Map(meta.clone()), 2)?;
        }
        if let Some(cause) = cause {
            encoder.text("cause");
            encoder.link(cause)?;
        }
        encoder.text("nonce");
        encoder.bytes(self.task.nonce().as_bytes());
        Ok(())
    }
}
