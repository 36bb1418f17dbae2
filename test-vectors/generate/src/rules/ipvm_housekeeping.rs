//! Keeping a store.

use super::{Rule, rule};

pub(super) const ALL: &[Rule] = &[
    rule("store.roots", "Pins, public blocks, and receipts by a rule are kept.", "ruling O79"),
    rule("store.reach", "What is kept keeps what it links to, and took.", "ruling O79"),
    rule("store.mutation", "What a mutation needs is kept by every rule.", "ruling O79"),
    rule("archive.form", "Pages, and after them the blocks of their rows.", "ruling O80"),
    rule("archive.chain", "Each page names the one before, and the root the last.", "ruling O80"),
    rule("archive.whole", "What is not whole is refused.", "ruling O80"),
    rule("archive.receipt", "Receipts are verified, and results theirs.", "ruling O80"),
];
