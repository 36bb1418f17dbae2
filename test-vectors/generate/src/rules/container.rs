//! Containers.

use super::{Rule, rule};

pub(super) const ALL: &[Rule] = &[
    rule(
        "container.header",
        "The first byte names base and compression.",
        "UCAN Container, Serialization",
    ),
    rule(
        "container.base64",
        "Base64 has the alphabet and the padding that the first byte names.",
        "UCAN Container, Serialization",
    ),
    rule(
        "container.key",
        "The map has the key ctn-v1 and no other.",
        "UCAN Container, Inner structure",
    ),
    rule(
        "container.entries",
        "The value is a list of byte strings.",
        "UCAN Container, Inner structure",
    ),
    rule(
        "container.order",
        "A strict reader wants the entries in bytewise order.",
        "UCAN Container, Inner structure; ruling T12",
    ),
    rule(
        "container.duplicates",
        "A strict reader wants each entry once.",
        "UCAN Container, Inner structure; ruling T12",
    ),
    rule(
        "container.gzip",
        "What is compressed is one member of gzip, whole and undamaged.",
        "RFC 1952; ruling T12",
    ),
    rule("container.bounds", "Inflation and the number of tokens are bounded.", "ruling T12"),
    rule(
        "http-header.text",
        "A header takes containers in base64.",
        "HTTP Header UCAN Invocation, Container Encoding",
    ),
];
