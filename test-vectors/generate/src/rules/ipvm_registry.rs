//! Names, versions, and who says what they are.

use super::{Rule, rule};

pub(super) const ALL: &[Rule] = &[
    rule(
        "registry.name",
        "A name is words of lower-case letters and digits with single hyphens between, each \
         beginning with a letter, of 64 bytes at most.",
        "ruling O83",
    ),
    rule("registry.package", "A name is written behind its owner and a slash.", "ruling O83"),
    rule(
        "registry.version",
        "A version is written in full, without build metadata.",
        "Semantic Versioning; ruling O83",
    ),
    rule("registry.range", "Every part of a range begins with its operator.", "ruling O83"),
    rule(
        "registry.prerelease",
        "A pre-release is in a range that names one of the same numbers.",
        "ruling O84",
    ),
    rule("registry.command", "A release and a yank have a command each.", "ruling O83"),
    rule("registry.audience", "An assertion names no audience but its owner.", "ruling O83"),
    rule("registry.owner", "The owner signs, or who has a chain from the owner.", "ruling O83"),
    rule("registry.policy", "Every policy holds on what is said.", "ruling O83"),
    rule(
        "registry.time",
        "An assertion does not expire; a delegation does, and it can be revoked.",
        "ruling O83",
    ),
    rule("registry.arguments", "An assertion says exactly what it has to.", "ruling O83"),
    rule("registry.component", "A component is a block of plain bytes.", "ruling O83"),
    rule("registry.sizes", "What an assertion says is bounded.", "ruling O83"),
    rule("registry.highest", "The highest version that is allowed is chosen.", "ruling O84"),
    rule("registry.yank", "A yanked version is left out of ranges, for good.", "ruling O84"),
    rule("registry.conflict", "A version that is two things is none.", "ruling O84"),
    rule("registry.owners", "Two owners of one name have two names.", "ruling O84"),
    rule("registry.interface", "A component has the types that are said of it.", "ruling O84"),
];
