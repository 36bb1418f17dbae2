//! Delegations: authority handed from one principal to the next.

use alloc::{collections::BTreeMap, string::String};

use ipld_core::ipld::Ipld;

use crate::{
    Meta,
    command::Command,
    did::Did,
    envelope::Payload,
    fields::{FieldError, FieldRule, Fields},
    nonce::Nonce,
    policy::Policy,
    time::{Timestamp, Validity},
};

/// The payload of a delegation (UCAN Delegation, Delegation Payload).
///
/// ```
/// use ucan_core::{Delegation, Did, Envelope, Nonce, Policy, Timestamp};
/// use varsig::Ed25519Signer;
///
/// let signer = Ed25519Signer::from_seed(&[1; 32]);
/// let alice = Did::from_signer(&signer);
/// let bob: Did = "did:web:bob.example".parse()?;
/// let now = Timestamp::from_seconds(1_767_225_600)?;
///
/// let delegation = Delegation::new(
///     alice.clone(),
///     bob,
///     alice, // `None` for a powerline
///     "/blog/post".parse()?,
///     Nonce::from_random([7; 12]), // drawn anew for each
/// )
/// .with_policy(Policy::parse_dag_json(r#"[["==", ".status", "draft"]]"#)?)
/// .with_not_before(now)
/// .with_expiration(now.saturating_add(3_600));
/// let token = Envelope::sign(delegation, &signer)?;
/// assert!(token.bytes().len() < 500);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Delegation {
    issuer: Did,
    audience: Did,
    subject: Option<Did>,
    command: Command,
    policy: Policy,
    nonce: Nonce,
    meta: Option<Meta>,
    not_before: Option<Timestamp>,
    expiration: Option<Timestamp>,
}

impl Delegation {
    /// Hands `audience` the authority for `command` on `subject`, for every
    /// argument and for ever; narrow it with the `with_…` functions.
    ///
    /// Pass `None` as the subject for a powerline, which hands on whatever
    /// reaches `issuer` (UCAN Delegation, Powerline).
    #[must_use]
    pub fn new(
        issuer: Did,
        audience: Did,
        subject: impl Into<Option<Did>>,
        command: Command,
        nonce: Nonce,
    ) -> Self {
        Self {
            issuer,
            audience,
            subject: subject.into(),
            command,
            policy: Policy::empty(),
            nonce,
            meta: None,
            not_before: None,
            expiration: None,
        }
    }

    /// Binds the arguments of every use to `policy`.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets the last second of validity.
    #[must_use]
    pub const fn with_expiration(mut self, expiration: Timestamp) -> Self {
        self.expiration = Some(expiration);
        self
    }

    /// Sets the first second of validity.
    #[must_use]
    pub const fn with_not_before(mut self, not_before: Timestamp) -> Self {
        self.not_before = Some(not_before);
        self
    }

    /// Adds signed data beside the claim.
    #[must_use]
    pub fn with_meta(mut self, meta: Meta) -> Self {
        self.meta = Some(meta);
        self
    }

    /// Who hands on.
    #[must_use]
    pub const fn issuer(&self) -> &Did {
        &self.issuer
    }

    /// Who receives.
    #[must_use]
    pub const fn audience(&self) -> &Did {
        &self.audience
    }

    /// Whose authority it is; `None` for a powerline.
    #[must_use]
    pub const fn subject(&self) -> Option<&Did> {
        self.subject.as_ref()
    }

    /// The command that is handed on, with all below it.
    #[must_use]
    pub const fn command(&self) -> &Command {
        &self.command
    }

    /// What the arguments must satisfy.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// What makes the token unique.
    #[must_use]
    pub const fn nonce(&self) -> &Nonce {
        &self.nonce
    }

    /// The signed data beside the claim, if there is any.
    #[must_use]
    pub const fn meta(&self) -> Option<&Meta> {
        self.meta.as_ref()
    }

    /// From when and until when it holds.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        Validity::new(self.not_before, self.expiration)
    }
}

impl Payload for Delegation {
    const KIND: &'static str = "dlg";

    fn issuer(&self) -> &Did {
        &self.issuer
    }

    fn read(mut fields: Fields) -> Result<Self, FieldError> {
        let delegation = Self {
            issuer: fields.did("iss")?,
            audience: fields.did("aud")?,
            subject: fields.nullable_did("sub")?,
            command: fields.command("cmd")?,
            policy: Policy::parse(&fields.required("pol")?)
                .map_err(|error| FieldError::new("pol", FieldRule::Policy(error)))?,
            nonce: Nonce::new(fields.bytes("nonce")?),
            meta: fields.optional_map("meta")?,
            not_before: fields.optional_timestamp("nbf")?,
            expiration: fields.nullable_timestamp("exp")?,
        };
        fields.finish()?;
        Ok(delegation)
    }

    fn write(&self) -> BTreeMap<String, Ipld> {
        let text = |did: &Did| Ipld::String(did.as_str().into());
        let seconds = |time: Timestamp| Ipld::Integer(time.seconds().into());
        let mut map = BTreeMap::from([
            ("iss".into(), text(&self.issuer)),
            ("aud".into(), text(&self.audience)),
            ("sub".into(), self.subject.as_ref().map_or(Ipld::Null, text)),
            ("cmd".into(), Ipld::String(self.command.as_str().into())),
            ("pol".into(), self.policy.to_ipld()),
            ("nonce".into(), Ipld::Bytes(self.nonce.as_bytes().into())),
            ("exp".into(), self.expiration.map_or(Ipld::Null, seconds)),
        ]);
        if let Some(meta) = &self.meta {
            map.insert("meta".into(), Ipld::Map(meta.clone()));
        }
        if let Some(not_before) = self.not_before {
            map.insert("nbf".into(), seconds(not_before));
        }
        map
    }
}
