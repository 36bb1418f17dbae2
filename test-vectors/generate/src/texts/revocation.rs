//! UCAN Revocation 1.0.0-rc.1.

use super::row::{Text, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "ucan-revocation.md",
    name: "UCAN Revocation 1.0.0-rc.1",
    standing: "In force, with rulings P10 and T10.",
    sections: &[
        section(
            "Semantics",
            &[
                row(
                    "e40f504b",
                    "A revocation does not change and is not taken back.",
                    by(&["revocation.irreversible"]),
                ),
                row(
                    "7cfb6158",
                    "Who revoked by mistake delegates anew; the revocation stays.",
                    by(&["revocation.irreversible"])
                        .cases(&["ucan-core/chain-revocations/issued-again"]),
                ),
            ],
        ),
        section(
            "Store",
            &[
                row(
                    "ff62fbaf",
                    "Who controls a resource keeps the revocations of what they gave.",
                    by(&["revocations.bounded"]),
                ),
                row(
                    "0945f5fe",
                    "Every delegation of a chain is looked for among the revocations.",
                    by(&["chain.revoked", "chain.revoked-twin"]),
                ),
                row(
                    "ed365c88",
                    "A delegation that is found there proves nothing.",
                    by(&["chain.revoked", "chain.revoker", "revocation.reach"]),
                ),
            ],
        ),
        section(
            "Monotonicity",
            &[row("11a05f98", "Nothing undoes a revocation.", by(&["revocation.irreversible"]))],
        ),
        section(
            "Invoking Revocation",
            &[row(
                "40ff5806",
                "A revocation is an invocation of one form.",
                by(&["revocation.command", "revocation.arguments"]),
            )],
        ),
        section(
            "Arguments",
            &[row(
                "f8d139f6",
                "The command `/ucan/revoke` has arguments of its own.",
                by(&["revocation.arguments", "revocation.command"]),
            )],
        ),
        section(
            "Path Witness",
            &[row(
                "811f7057",
                "Every chain begins with a delegation by its subject.",
                by(&["path.root", "chain.root", "path.revoker"]),
            )],
        ),
    ],
};
