//! Which branches of a task are awaited.

use ucan_invocation::Branch;

/// The branches of one task that another awaits, all of its promises taken together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Branches {
    ok: bool,
    error: bool,
    any: bool,
}

impl Branches {
    /// No promise at all.
    pub const NONE: Self = Self { ok: false, error: false, any: false };

    /// Adds a promise of this branch; `None` awaits either.
    pub const fn insert(&mut self, branch: Option<Branch>) {
        match branch {
            Some(Branch::Ok) => self.ok = true,
            Some(Branch::Error) => self.error = true,
            None => self.any = true,
        }
    }

    /// These, and a promise of this branch.
    #[must_use]
    pub const fn with(mut self, branch: Option<Branch>) -> Self {
        self.insert(branch);
        self
    }

    /// Whether all of the promises are kept if the task ends on `branch`.
    #[must_use]
    pub const fn accept(self, branch: Branch) -> bool {
        match branch {
            Branch::Ok => !self.error,
            Branch::Error => !self.ok,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_of_both_branches_are_never_all_kept() {
        let (ok, error) = (Some(Branch::Ok), Some(Branch::Error));
        let rows: [(&[Option<Branch>], bool, bool); 5] = [
            (&[], true, true),
            (&[None], true, true),
            (&[ok, None], true, false),
            (&[error], false, true),
            (&[ok, error], false, false),
        ];
        for (branches, on_ok, on_error) in rows {
            let branches = branches.iter().fold(Branches::NONE, |all, branch| all.with(*branch));
            assert_eq!(branches.accept(Branch::Ok), on_ok, "{branches:?}");
            assert_eq!(branches.accept(Branch::Error), on_error, "{branches:?}");
        }
    }
}
