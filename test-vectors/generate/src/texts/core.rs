//! UCAN 1.0.0.

use super::row::{Kind, Text, because, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "ucan-core.md",
    name: "UCAN 1.0.0",
    standing: "In force.",
    sections: &[
        section(
            "Security Considerations",
            &[row(
                "2477f5a7",
                "Whoever executes checks, when it executes, who owns what is \
                 outside of UCAN.",
                because(
                    Kind::Tests,
                    "an embedder registers handlers for the subjects that own what \
                     they touch (P9): `runtime/tests/executor/effects.rs`",
                ),
            )],
        ),
        section(
            "Subject",
            &[row(
                "853a5ce7",
                "A subject is named by a DID.",
                by(&["did.syntax", "field.did", "invocation.did"]),
            )],
        ),
        section(
            "Resource",
            &[
                row(
                    "f75d5854",
                    "A resource is named by a URI.",
                    by(&["v0-2.resource", "task.module-form"]),
                ),
                row(
                    "5591d2aa",
                    "Where nothing else is said the resource is the subject.",
                    by(&["invocation.authority", "chain.subject"]),
                ),
            ],
        ),
        section(
            "Issuer & Audience",
            &[row(
                "29681e88",
                "A token is signed by the key of the DID in `iss`.",
                by(&["token.issuer", "token.signed-bytes", "invocation.signature"]),
            )],
        ),
        section(
            "Lifecycle",
            &[
                row(
                    "7c6e8231",
                    "Who claims to implement UCAN has delegations.",
                    by(&["token.tag", "chain.delegations"]),
                ),
                row(
                    "57f75412",
                    "Who claims to implement UCAN has invocations.",
                    by(&["invocation.tag", "invocation.envelope"]),
                ),
            ],
        ),
        section(
            "Execution-Time",
            &[row(
                "576530a3",
                "A chain is validated at the moment at which its authority is used.",
                by(&["chain.recheck", "authorize.again", "batch.later", "execution.authority"]),
            )],
        ),
        section(
            "Time Bounds",
            &[
                row(
                    "b818c61a",
                    "Times count seconds of UTC from the epoch.",
                    by(&["time.integer", "time.not-before", "time.expiration"]),
                ),
                row(
                    "a193d870",
                    "A time is an integer.",
                    by(&["time.integer", "field.time", "invocation.time"]),
                ),
                row(
                    "c34cab1b",
                    "A time beyond 53 bits is refused, on both sides of zero.",
                    by(&["time.range", "field.time", "invocation.time"]),
                ),
                row(
                    "1b6d4970",
                    "A token without `nbf` is valid from the epoch on.",
                    by(&["time.epoch", "chain.epoch"]),
                ),
                row(
                    "0e0cb502",
                    "A token with `nbf` in the future is not valid yet.",
                    by(&["time.not-before", "chain.not-before", "invocation.time-bounds"]),
                ),
                row(
                    "04a8b300",
                    "A token that never expires says so: `exp` is there, and null.",
                    by(&["field.null", "field.required", "invocation.null", "invocation.required"]),
                ),
                row(
                    "69d73ed0",
                    "A token of which the end has gone by is invalid.",
                    by(&["time.expiration", "chain.expiration", "invocation.time-bounds"]),
                ),
            ],
        ),
        section(
            "Capability",
            &[row(
                "8df26a5a",
                "A capability has a subject and a command.",
                by(&["field.required", "invocation.required"]),
            )],
        ),
        section(
            "Authority",
            &[
                row(
                    "b87e4d38",
                    "Authority that is put together is the union of its parts.",
                    because(
                        Kind::Ruled,
                        "an invocation is proven by the one chain that it names (P1, P2); \
                         chains are not merged, and so cannot add up to more",
                    ),
                ),
                row(
                    "3ea6f315",
                    "What is delegated is as much or less than what the delegator has.",
                    by(&["chain.attenuation", "chain.command", "chain.powerline-command"]),
                ),
            ],
        ),
        section(
            "Command",
            &[
                row(
                    "ccf097ac",
                    "The subject can tell what a command means.",
                    because(
                        Kind::Others,
                        "what a command means is said by whoever owns the subject; here a \
                         command without a handler is refused: \
                         `runtime/tests/executor/refusals.rs`",
                    ),
                ),
                row(
                    "6ac52a4d",
                    "An invocation has a command.",
                    by(&["invocation.required", "invocation.command"]),
                ),
                row(
                    "dc55bea6",
                    "A resource says what it does on a command.",
                    because(Kind::Others, "the authors of handlers say it"),
                ),
                row(
                    "5d2cefa7",
                    "What a command means fits its resource.",
                    because(Kind::Others, "the authors of commands"),
                ),
            ],
        ),
        section(
            "Segment Structure",
            &[
                row(
                    "39eaa393",
                    "A command is in lower case and begins with a slash.",
                    by(&["command.case", "command.leading-slash", "field.command"]),
                ),
                row(
                    "663846f4",
                    "Slashes stand between the segments of a command.",
                    by(&["command.segments", "command.proves"]),
                ),
                row(
                    "f33a03f8",
                    "A command does not end in a slash.",
                    by(&["command.trailing-slash"]),
                ),
                row(
                    "297bf15d",
                    "A command proves those that begin with all of its segments, and \
                     not those that begin with its letters.",
                    by(&["command.proves", "chain.command"]),
                ),
            ],
        ),
        section(
            "`/` AKA \"Top\"",
            &[row(
                "2e58247f",
                "The command above all others is the slash alone.",
                by(&["command.top"]),
            )],
        ),
        section(
            "`/ucan` Namespace",
            &[
                row(
                    "609430c2",
                    "Commands below `/ucan` are kept for the texts.",
                    by(&["command.reserved"]),
                ),
                row(
                    "ec1b9c8a",
                    "Everything that begins with the segment is kept so.",
                    by(&["command.reserved"]),
                ),
            ],
        ),
        section(
            "Attenuation",
            &[row(
                "a4249819",
                "A delegation repeats what it was given, or narrows it.",
                by(&["chain.attenuation"]),
            )],
        ),
        section(
            "Token Resolution",
            &[
                row(
                    "568d05bb",
                    "A text on the transport of tokens says how they are found.",
                    because(
                        Kind::Others,
                        "the authors of texts on transports; containers are held below",
                    ),
                ),
                row(
                    "5c2cd604",
                    "A proof that cannot be had fails the chain.",
                    by(&["chain.available", "invocation.proofs", "path.present"]),
                ),
            ],
        ),
        section(
            "Nonce",
            &[row(
                "44bb38f7",
                "There is a nonce, of any value.",
                by(&["field.required", "invocation.required", "field.kind"]),
            )],
        ),
        section(
            "Metadata",
            &[
                row(
                    "134da17d",
                    "What stands in `meta` can be verified by itself.",
                    because(
                        Kind::Others,
                        "who writes facts; what the project writes in the `meta` of \
                         receipts is held by the rule `receipt.meta`",
                    ),
                ),
                row(
                    "4e148ce6",
                    "What stands in `meta` has no meaning for the chain.",
                    by(&["chain.meta"]),
                ),
            ],
        ),
        section(
            "Cryptosuite",
            &[
                row(
                    "46df8f75",
                    "Three algorithms are verified by everybody.",
                    by(&[
                        "token.required-algorithms",
                        "signature.ed25519",
                        "signature.es256",
                        "signature.es256k",
                    ]),
                ),
                row(
                    "b3ecc491",
                    "They are Ed25519, P-256 and secp256k1, and did:key for DIDs.",
                    by(&[
                        "token.required-algorithms",
                        "key.ed25519",
                        "key.p-256",
                        "key.secp256k1",
                        "did.key-form",
                    ]),
                ),
            ],
        ),
        section(
            "Encoding",
            &[row(
                "fa50d353",
                "What is signed is canonical DAG-CBOR.",
                by(&["token.canonical", "token.payload-encoding"]),
            )],
        ),
        section(
            "Content Identifiers",
            &[
                row(
                    "4be79aa6",
                    "The CID of a token is made in one way.",
                    by(&["token.address", "block.content"]),
                ),
                row(
                    "41fa3c4f",
                    "It has version 1, DAG-CBOR and SHA2-256, and is printed in base58btc.",
                    by(&["token.address", "block.hash"])
                        .cases(&["ucan-core/chain-proofs/listed-in-base58"]),
                ),
            ],
        ),
        section(
            "Envelope",
            &[row(
                "42ad1d75",
                "A token is an envelope: a signature, and the signed map of header \
                 and payload.",
                by(&["token.envelope", "token.payload", "token.header"]),
            )],
        ),
        section(
            "Payload",
            &[
                row(
                    "300fd22f",
                    "A payload has at least the fields that the table names.",
                    by(&["field.required", "invocation.required"]),
                ),
                row(
                    "e31b096b",
                    "There are arguments in an invocation.",
                    by(&["invocation.required", "invocation.kind"]),
                ),
            ],
        ),
        section(
            "Memoized Validation",
            &[row(
                "b54cc6d4",
                "What was validated once and is revoked now is invalid in a cache too.",
                by(&["chain.recheck", "authorize.again"]),
            )],
        ),
        section(
            "Replay Attack Prevention",
            &[
                row(
                    "29cf2d3d",
                    "Replays are prevented.",
                    by(&["replay.once", "replay.room", "replay.bounded"]),
                ),
                row(
                    "f3194df1",
                    "A token has a CID of its own.",
                    by(&["replay.key", "token.address"]),
                ),
            ],
        ),
        section(
            "Beyond Single System Image",
            &[row(
                "a4357f9b",
                "Who pushes to a site has that site as the subject.",
                by(&["chain.subject", "invocation.executor"]),
            )],
        ),
        section(
            "What prevents replay attacks on the invocation use case?",
            &[
                row(
                    "6f12af50",
                    "An invocation has a CID of its own.",
                    by(&["replay.key", "replay.once"]),
                ),
                row(
                    "62aa40c8",
                    "Who executes looks for the CID among those that it has seen and \
                     that have not expired.",
                    by(&["replay.once", "replay.room"]),
                ),
            ],
        ),
        section(
            "Can my implementation support more cryptographic algorithms?",
            &[row(
                "e8918710",
                "Another algorithm is named in the varsig header.",
                by(&["token.algorithm-of-key", "signature.allowed", "varsig.unknown"]),
            )],
        ),
    ],
};
