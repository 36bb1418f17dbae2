//! What an evaluation may cost.

/// The steps that evaluations may still take (ruling Q10).
///
/// One step pays for one statement, one selector segment, one element that is
/// visited, one node of a deep comparison, one byte of a pattern or of a text that is
/// matched with it, or 64 bytes of strings, keys or byte strings that are compared.
/// Pass the same budget to several policies to bound their sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    limit: u64,
    remaining: u64,
}

/// An evaluation wanted more steps than were left; the token is to be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("evaluating the policy takes more than {limit} steps")]
#[non_exhaustive]
pub struct BudgetExceeded {
    /// The steps that there were at first.
    pub limit: u64,
}

impl Budget {
    /// The steps of [`Budget::default`]: about a million, some milliseconds of work.
    pub const DEFAULT_STEPS: u64 = 1 << 20;

    /// A budget of so many steps.
    #[must_use]
    pub const fn new(steps: u64) -> Self {
        Self { limit: steps, remaining: steps }
    }

    /// The steps that are left.
    #[must_use]
    pub const fn remaining(&self) -> u64 {
        self.remaining
    }

    /// Pays for `steps`, before the work is done.
    ///
    /// # Errors
    ///
    /// [`BudgetExceeded`] if fewer are left. Then the budget is used up, so that
    /// every later evaluation with it fails too.
    pub const fn spend(&mut self, steps: u64) -> Result<(), BudgetExceeded> {
        match self.remaining.checked_sub(steps) {
            Some(remaining) => {
                self.remaining = remaining;
                Ok(())
            }
            None => {
                self.remaining = 0;
                Err(BudgetExceeded { limit: self.limit })
            }
        }
    }

    /// Pays one step for each of `count` things.
    pub(super) fn spend_each(&mut self, count: usize) -> Result<(), BudgetExceeded> {
        self.spend(u64::try_from(count).unwrap_or(u64::MAX))
    }

    /// Pays for comparing `length` bytes at once, which a machine does many at a time.
    pub(super) fn spend_bytes(&mut self, length: usize) -> Result<(), BudgetExceeded> {
        self.spend_each(length / 64 + 1)
    }
}

impl Default for Budget {
    /// [`Budget::DEFAULT_STEPS`].
    fn default() -> Self {
        Self::new(Self::DEFAULT_STEPS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_used_up_once_exceeded() {
        let mut budget = Budget::new(3);
        assert_eq!(budget.spend(2), Ok(()));
        assert_eq!(budget.remaining(), 1);
        assert_eq!(budget.spend(2), Err(BudgetExceeded { limit: 3 }));
        assert_eq!(budget.remaining(), 0);
        assert_eq!(budget.spend(1), Err(BudgetExceeded { limit: 3 }));
    }

    #[test]
    fn charges_long_strings_by_the_64_bytes() {
        let mut budget = Budget::new(10);
        assert_eq!(budget.spend_bytes(63), Ok(()));
        assert_eq!(budget.remaining(), 9);
        assert_eq!(budget.spend_bytes(128), Ok(()));
        assert_eq!(budget.remaining(), 6);
        assert_eq!(budget.spend_bytes(usize::MAX), Err(BudgetExceeded { limit: 10 }));
    }
}
