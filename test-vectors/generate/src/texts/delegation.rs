//! UCAN Delegation 1.0.0-rc.1.

use super::row::{Kind, Text, because, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "ucan-delegation.md",
    name: "UCAN Delegation 1.0.0-rc.1",
    standing: "In force.",
    sections: &[
        section(
            "Type Tag",
            &[row(
                "10be4ed3",
                "The tag of a delegation is `ucan/dlg@1.0.0-rc.1`; 1.0.0 is read \
                 too (T1).",
                by(&["token.tag", "token.version"]),
            )],
        ),
        section(
            "Delegation Payload",
            &[row(
                "5e406439",
                "A delegation says what is authorised, who takes part, and for how long.",
                by(&["field.required", "field.kind", "field.unknown"]),
            )],
        ),
        section(
            "Capability",
            &[row(
                "b92719df",
                "A capability is a subject, a command and a policy.",
                by(&["field.required", "field.policy"]),
            )],
        ),
        section(
            "Subject",
            &[row(
                "b9e29ff4",
                "The subject is the DID that the chain begins with, or null.",
                by(&["chain.root", "chain.subject", "field.null"]),
            )],
        ),
        section(
            "Resource",
            &[
                row(
                    "d9b0a0ef",
                    "Who delegates what is outside of UCAN owns the relation to it.",
                    because(
                        Kind::Tests,
                        "as for the ownership of external resources: \
                         `runtime/tests/executor/effects.rs`",
                    ),
                ),
                row(
                    "dafeb756",
                    "How a resource is named in the arguments is said by the subject \
                     and understood by the executor.",
                    because(Kind::Others, "the authors of commands and handlers"),
                ),
            ],
        ),
        section(
            "Powerline",
            &[
                row(
                    "58bee97f",
                    "A powerline takes over the subject before it.",
                    by(&["chain.powerline", "chain.powerline-root"]),
                ),
                row(
                    "58872d43",
                    "A powerline is judged like any other proof in everything else.",
                    by(&["chain.powerline", "chain.powerline-command"]),
                ),
                row("ef92f09c", "A powerline is not the root.", by(&["chain.powerline-root"])),
            ],
        ),
        section(
            "Command",
            &[row(
                "bff3122b",
                "A command is a path with slashes between its segments.",
                by(&["field.command", "command.leading-slash", "command.segments"]),
            )],
        ),
        section(
            "Policy",
            &[
                row(
                    "9ef68c2a",
                    "Policies are about the arguments of an invocation.",
                    by(&["chain.policies", "authorize.policies"]),
                ),
                row("994b565e", "Every statement of a policy holds.", by(&["policy.conjunction"])),
                row(
                    "f649743c",
                    "Every leaf is true, but below `any`, `or` and `not`.",
                    by(&[
                        "policy.conjunction",
                        "policy.and",
                        "policy.all",
                        "policy.any",
                        "policy.or",
                        "policy.not",
                    ]),
                ),
                row(
                    "1538e55b",
                    "A statement is operator, selector and argument; a connective is \
                     operator and argument.",
                    by(&["policy.arity", "policy.operator", "policy.shape"]),
                ),
            ],
        ),
        section(
            "Comparisons",
            &[
                row(
                    "8915a1cc",
                    "Equality is of the whole value that is selected.",
                    by(&["policy.equality"]),
                ),
                row(
                    "5ce9d953",
                    "Numbers are compared whatever their types.",
                    by(&["policy.numbers"]),
                ),
                row(
                    "2a247954",
                    "What is no number is neither less nor greater, and that is no error.",
                    by(&["policy.number-kind"]),
                ),
            ],
        ),
        section(
            "Glob Matching",
            &[
                row(
                    "409918b4",
                    "A pattern has one special character, the star.",
                    by(&["pattern.wildcard", "pattern.literal"]),
                ),
                row(
                    "ac0a9555",
                    "A star that stands for itself has a backslash before it.",
                    by(&["pattern.escape"]),
                ),
                row(
                    "f190b416",
                    "What is no string is like no pattern, and that is no error.",
                    by(&["policy.like"]),
                ),
                row(
                    "5cfd3b0c",
                    "These strings are like the pattern of the example.",
                    by(&[])
                        .cases(&[
                            "ucan-core/pattern/text-nothing",
                            "ucan-core/pattern/text-two-names",
                            "ucan-core/pattern/text-spaces",
                            "ucan-core/pattern/text-star",
                        ])
                        .because(
                            Kind::OneSided,
                            "these are the valid ones; the next row has the others",
                        ),
                ),
                row(
                    "693df396",
                    "These are not.",
                    by(&[])
                        .cases(&[
                            "ucan-core/pattern/text-no-full-stop",
                            "ucan-core/pattern/text-exclamation",
                            "ucan-core/pattern/text-no-star",
                            "ucan-core/pattern/text-other-name",
                            "ucan-core/pattern/text-space-around",
                        ])
                        .because(
                            Kind::OneSided,
                            "these are the invalid ones; the row before has the others",
                        ),
                ),
                row(
                    "271fa606",
                    "A full stop in a pattern is a full stop.",
                    by(&[]).cases(&[
                        "ucan-core/pattern/text-nothing",
                        "ucan-core/pattern/text-exclamation",
                    ]),
                ),
            ],
        ),
        section(
            "And",
            &[
                row(
                    "e2c095f9",
                    "Of an `and` of any length every statement is true.",
                    by(&["policy.and"]),
                ),
                row(
                    "d39cecc9",
                    "An empty `and` is true.",
                    by(&[]).cases(&[
                        "ucan-core/policy/and-of-nothing",
                        "ucan-core/policy/not-and-of-nothing",
                    ]),
                ),
            ],
        ),
        section(
            "Or",
            &[
                row(
                    "ea7e9651",
                    "Of an `or` of any length one statement is true.",
                    by(&["policy.or"]),
                ),
                row(
                    "d39cecc9",
                    "An empty `or` is true.",
                    by(&[]).cases(&[
                        "ucan-core/policy/or-of-nothing",
                        "ucan-core/policy/not-or-of-nothing",
                    ]),
                ),
            ],
        ),
        section(
            "Not",
            &[row(
                "1facfb32",
                "A `not` turns the truth of its statement round.",
                by(&["policy.not"]),
            )],
        ),
        section(
            "Quantification",
            &[
                row(
                    "644d8660",
                    "Over what is no collection a quantifier is false, and that is no error.",
                    by(&["policy.collection"]),
                ),
                row(
                    "bccb9fd7",
                    "A quantifier over a list goes through its items.",
                    by(&["policy.all", "policy.any"]),
                ),
                row(
                    "8eac0bb5",
                    "A quantifier over a map goes through its values.",
                    by(&[]).cases(&[
                        "ucan-core/policy/all-of-a-map",
                        "ucan-core/policy/not-all-of-a-map",
                        "ucan-core/policy/any-of-a-map",
                        "ucan-core/policy/no-key-of-a-map",
                    ]),
                ),
            ],
        ),
        section(
            "Selectors",
            &[
                row(
                    "8676454c",
                    "A selector has these features and no others.",
                    by(&[
                        "selector.features",
                        "selector.slice",
                        "selector.quoted",
                        "selector.optional",
                    ]),
                ),
                row("a6489d4c", "A selector begins with a dot.", by(&["selector.dot"])),
                row("4e1ee992", "Dots do not repeat.", by(&["selector.dots"])),
                row(
                    "932410eb",
                    "Several question marks in a row are one.",
                    by(&["resolve.optional"]).cases(&[
                        "ucan-core/selection/repeated-optional",
                        "ucan-core/selector/repeated-optional",
                    ]),
                ),
                row(
                    "8895d4af",
                    "A selection ends at the first segment that cannot be resolved, \
                     unless that one is optional.",
                    by(&["resolve.optional", "resolve.key"]),
                ),
            ],
        ),
        section(
            "Selecting on Bytes",
            &[row(
                "1843d059",
                "Bytes are a list of numbers and no text.",
                by(&[]).cases(&[
                    "ucan-core/selection/byte",
                    "ucan-core/selection/slice-of-bytes",
                    "ucan-core/selection/byte-of-a-slice",
                    "ucan-core/selection/byte-beyond-the-end",
                    "ucan-core/selection/key-of-bytes",
                    "ucan-core/selection/values-of-bytes",
                ]),
            )],
        ),
        section(
            "Differences from jq",
            &[
                row("494528eb", "What else jq has is not there.", by(&["selector.features"])),
                row(
                    "60bee722",
                    "The question mark gives null where nothing is.",
                    by(&["resolve.optional"]),
                ),
            ],
        ),
        section(
            "Validation",
            &[
                row(
                    "f4b59bb6",
                    "A statement about what cannot be selected is false, and that is \
                     no error.",
                    by(&["policy.unresolvable"]),
                ),
                row(
                    "218f0177",
                    "A key that a map does not have is null; what is selected from \
                     that needs a question mark.",
                    by(&["resolve.key", "policy.unresolvable"]),
                ),
                row("7a0041ec", "Arguments are taken as they are.", by(&["policy.verbatim"])),
            ],
        ),
        section(
            "Semantic Conditions",
            &[row(
                "817f2ea0",
                "What a policy cannot say is judged when the invocation is executed.",
                because(Kind::Others, "the authors of handlers"),
            )],
        ),
        section(
            "Token Validation",
            &[
                row(
                    "74474c24",
                    "A chain is validated before anything is executed.",
                    by(&["execution.authority", "execution.token", "authorize.again"]),
                ),
                row(
                    "8be8c62d",
                    "Who delegates on keeps the chain to what is delegated.",
                    because(
                        Kind::Tests,
                        "a store of delegations is no operation: `ucan-core/tests/store/main.rs`",
                    ),
                ),
                row(
                    "28f99fca",
                    "What is not about the claim and is not understood does not spoil \
                     the rest.",
                    by(&[])
                        .cases(&[
                            "ucan-invocation/inbox/not-a-token",
                            "ucan-invocation/inbox/not-an-invocation",
                            "ucan-core/container/nothing-but-opaque",
                        ])
                        .because(
                            Kind::OneSided,
                            "what is not relevant is passed over, which can only be seen \
                             accepted; of what a claim names nothing is passed over \
                             (`chain.delegations`)",
                        ),
                ),
                row(
                    "4febf5ca",
                    "A condition that fails and is not about the invocation plays no part.",
                    because(
                        Kind::Ruled,
                        "every policy of every proof that is named is about the invocation \
                         (P5, P7): who names a proof has it judged",
                    ),
                ),
                row(
                    "695c3b72",
                    "A delegation that breaks any of the rules of validation is invalid.",
                    by(&[
                        "chain.alignment",
                        "chain.signatures",
                        "chain.expiration",
                        "chain.not-before",
                    ]),
                ),
            ],
        ),
        section(
            "Time Bounds",
            &[
                row(
                    "a8c36a76",
                    "A token is not used before `nbf` or after `exp`.",
                    by(&[
                        "chain.expiration",
                        "chain.not-before",
                        "time.expiration",
                        "time.not-before",
                    ]),
                ),
                row(
                    "bea86150",
                    "Every proof is in time when it is used.",
                    by(&[
                        "chain.expiration",
                        "chain.not-before",
                        "chain.validity",
                        "chain.recheck",
                    ]),
                ),
            ],
        ),
        section(
            "Principal Alignment",
            &[
                row(
                    "ef28c4ef",
                    "The audience of a proof is the issuer of the next.",
                    by(&["chain.alignment", "chain.final-audience"]),
                ),
                row(
                    "7de39c3b",
                    "The chain goes back to the subject.",
                    by(&["chain.root", "chain.subject"]),
                ),
                row(
                    "2a94bd08",
                    "Fragments of DIDs play no part in that.",
                    by(&["chain.fragment", "did.fragment"]),
                ),
            ],
        ),
        section(
            "Signature Validation",
            &[row(
                "86ade28f",
                "The signature is by the DID in `iss`.",
                by(&["token.issuer", "chain.signatures"]),
            )],
        ),
    ],
};
