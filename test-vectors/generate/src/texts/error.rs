//! What can be wrong with the rows.

/// A row that does not hold what it says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CoverageError {
    /// There is no such rule.
    #[error("{place}: there is no rule {rule}")]
    UnknownRule {
        /// The row.
        place: String,
        /// What it names.
        rule: String,
    },
    /// There is no such case.
    #[error("{place}: there is no case {id}")]
    UnknownCase {
        /// The row.
        place: String,
        /// What it names.
        id: String,
    },
    /// There is no such ruling.
    #[error("there is a row for the ruling {id}, which docs/rulings.md does not have")]
    UnknownRuling {
        /// What the row names.
        id: String,
    },
    /// A sentence or a ruling is not shown from both sides, and nobody says why.
    #[error(
        "{place}: {valid} valid and {invalid} invalid cases; write the missing one, or a reason in \
         generate/src/texts"
    )]
    Bare {
        /// The row.
        place: String,
        /// How many valid cases there are.
        valid: usize,
        /// How many invalid ones.
        invalid: usize,
    },
    /// The report of the seeded faults is not in its form.
    #[error("faults/report.json: {reason}")]
    Faults {
        /// What is wrong with it.
        reason: String,
    },
}
