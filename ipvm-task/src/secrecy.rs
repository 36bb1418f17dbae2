//! Whether a result may be published.

use core::fmt;

/// What the `secret` flag of a task comes to, given what it reads (IPVM Workflow,
/// Secret Flag).
///
/// The flag has three values. What is set counts as it is set; what is not, or is
/// null, is a soft `false`, which turns into `true` when the task reads something
/// secret.
///
/// ```
/// use ipvm_task::Secrecy;
///
/// let crop = Secrecy::of(Some(true), false);
/// let blur = Secrecy::of(None, crop.is_secret());
/// assert_eq!(blur, Secrecy::Tainted);
/// assert!(blur.is_secret());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Secrecy {
    /// Nothing is said, and nothing secret is read: it may be published.
    Open,
    /// It is said not to be secret, and reads nothing that is.
    Public,
    /// It is said not to be secret although it reads something that is. Whoever signed
    /// the task has taken that on themselves.
    Declassified,
    /// Nothing is said, and something secret is read: it must not be published.
    Tainted,
    /// It is said to be secret: it must not be published.
    Secret,
}

impl Secrecy {
    /// The secrecy of a task with this flag, which reads something secret or not.
    #[must_use]
    pub const fn of(flag: Option<bool>, reads_secret: bool) -> Self {
        match (flag, reads_secret) {
            (Some(true), _) => Self::Secret,
            (Some(false), true) => Self::Declassified,
            (Some(false), false) => Self::Public,
            (None, true) => Self::Tainted,
            (None, false) => Self::Open,
        }
    }

    /// Whether the result must not be published, nor shared with strangers.
    #[must_use]
    pub const fn is_secret(self) -> bool {
        matches!(self, Self::Secret | Self::Tainted)
    }
}

impl fmt::Display for Secrecy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::Public => "public",
            Self::Declassified => "public, although it reads what is secret",
            Self::Tainted => "secret, since it reads what is secret",
            Self::Secret => "secret",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_counts_and_what_is_not_is_tainted() {
        let cases = [
            (Some(true), false, true),
            (Some(true), true, true),
            (Some(false), false, false),
            (Some(false), true, false),
            (None, false, false),
            (None, true, true),
        ];
        for (flag, reads_secret, secret) in cases {
            assert_eq!(Secrecy::of(flag, reads_secret).is_secret(), secret, "{flag:?}");
        }
    }
}
