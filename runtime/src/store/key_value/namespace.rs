//! Whose names they are.

use std::fmt;

use ucan_core::Did;

/// The names of one subject, which are nobody else's; those of secret values apart from
/// the others.
///
/// What a secret task keeps stands among the secret names, and is found by secret tasks
/// only. So whatever goes through a store stays secret, its name and its CID too,
/// without anybody having to remember it.
///
/// Subjects are told apart as DIDs are: up to the fragment (ruling T14).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Namespace {
    subject: Did,
    secret: bool,
}

impl Namespace {
    /// The names of this subject for what is not secret.
    #[must_use]
    pub const fn open(subject: Did) -> Self {
        Self { subject, secret: false }
    }

    /// The names of this subject for what is secret. A store that strangers may read is
    /// no place for it.
    #[must_use]
    pub const fn secret(subject: Did) -> Self {
        Self { subject, secret: true }
    }

    /// Whose names they are.
    #[must_use]
    pub const fn subject(&self) -> &Did {
        &self.subject
    }

    /// Whether they are those of secret values.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        self.secret
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.secret { "secret names" } else { "names" };
        write!(f, "the {kind} of {}", self.subject)
    }
}
