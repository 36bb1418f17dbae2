//! IPVM, goals of 2023.

use super::row::{Kind, Text, because, row, section};

pub(super) const TEXT: Text = Text {
    file: "ipvm-high-level.md",
    name: "IPVM, goals of 2023",
    standing: "Goals and no format.",
    sections: &[section(
        ":dollar: Payments",
        &[row(
            "f2790414",
            "Who wants to computes on their own, for nothing.",
            because(
                Kind::Others,
                "a goal: whoever runs an executor trusts it, and needs no offer (I7)",
            ),
        )],
    )],
};
