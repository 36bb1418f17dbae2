//! Public keys behind their multicodec prefixes.

mod bls;
mod edwards;
mod prefix;
mod rsa;
mod weierstrass;

use crate::{Topic, case::CaseBuilder, map, sources::VARSIG};

pub(super) fn topic() -> Topic {
    Topic::new(
        "varsig",
        "public-key",
        "Public keys as a did:key carries them: a key of every type, and what is no key.",
        VARSIG,
        [edwards::cases(), weierstrass::cases(), rsa::cases(), bls::cases(), prefix::cases()]
            .into_iter()
            .flatten()
            .collect(),
    )
}

/// A case that reads a key; `text` and `section` say what makes it one, or none.
fn decode(slug: &str, text: &'static str, section: &'static str) -> CaseBuilder {
    crate::case(slug).operation("varsig.public-key.decode").text(text).section(section)
}

/// `bytes` are a key of this type behind a prefix of two bytes, as all prefixes are.
fn valid(case: CaseBuilder, key_type: &str, bytes: &[u8]) -> CaseBuilder {
    let key = bytes.get(2..).unwrap_or_default();
    case.input("bytes", bytes).expect_value(map! { "type" => key_type, "key" => key })
}
