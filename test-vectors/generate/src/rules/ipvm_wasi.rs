//! The deterministic WASI.

use super::{Rule, rule};

pub(super) const ALL: &[Rule] = &[
    rule(
        "wasi.profile",
        "The profile of what imports from the host has the host's name behind that of the engine; \
         the profile of anything else has not.",
        "ruling O62",
    ),
    rule("wasi.host", "Without a host nothing but types is imported.", "ruling O62"),
    rule("wasi.versions", "Every release 0.2.N is served, and nothing else.", "ruling O62"),
    rule("wasi.names", "What is not in the profile is not imported.", "ruling O62"),
    rule("wasi.types", "What is imported has the type that it has in WASI.", "ruling O62"),
    rule("wasi.clock", "Both clocks stand at the beginning of 1980.", "ruling O62"),
    rule(
        "wasi.waiting",
        "Waiting ends at once, and the clock has gone on by as much.",
        "ruling O62",
    ),
    rule(
        "wasi.surroundings",
        "There are no variables, arguments, folders, terminals, sockets or names.",
        "ruling O62",
    ),
    rule("wasi.randomness", "What is random is a sequence that the seed decides.", "ruling O63"),
    rule("wasi.drawing", "Who got a byte of a sequence has drawn, and nobody else.", "ruling O63"),
    rule("wasi.streams", "There is nothing to read, and room for what is written.", "ruling O64"),
    rule("wasi.exit", "An exit is a trap.", "ruling O65"),
];
