//! What every algorithm must show.

use super::{MESSAGE, OTHER_MESSAGE, flipped, verify, without_last};
use crate::case::CaseBuilder;

/// An algorithm with a key, a signature over [`MESSAGE`] and what must not hold.
pub(super) struct Scheme {
    /// The start of the slugs.
    pub(super) slug: &'static str,
    /// The name for titles.
    pub(super) name: &'static str,
    /// The section of the text.
    pub(super) section: &'static str,
    /// The rule that the cases show.
    pub(super) rule: &'static str,
    /// Tags of all the cases.
    pub(super) tags: &'static [&'static str],
    /// The header, over DAG-CBOR.
    pub(super) header: &'static [u8],
    /// The key behind its prefix.
    pub(super) public_key: &'static [u8],
    /// The signature.
    pub(super) signature: &'static [u8],
    /// A signature over the same message by another key of the same kind.
    pub(super) by_another_key: &'static [u8],
    /// A signature by the same key with another hash.
    pub(super) with_another_hash: &'static [u8],
    /// The header of an algorithm that this key does not have.
    pub(super) another_header: &'static [u8],
    /// What computed the signatures.
    pub(super) computed: &'static str,
}

impl Scheme {
    /// A case of this algorithm; message and signature are the caller's.
    pub(super) fn case(&self, what: &str) -> CaseBuilder {
        verify(format!("{}-{what}", self.slug))
            .section(self.section)
            .input("header", self.header)
            .input("public-key", self.public_key)
            .computed(self.computed)
            .rules([self.rule])
            .tags(self.tags.iter().copied())
    }

    /// As [`Scheme::case`] over [`MESSAGE`], with the title `<name>: <title>`.
    pub(super) fn signature(
        &self,
        what: &str,
        title: &str,
        signature: impl Into<crate::Value>,
    ) -> CaseBuilder {
        self.case(what)
            .title(format!("{}: {title}", self.name))
            .input("message", MESSAGE)
            .input("signature", signature)
    }

    /// The cases that every algorithm has.
    pub(super) fn cases(&self) -> Vec<CaseBuilder> {
        let last = self.signature.len() - 1;
        vec![
            self.signature("valid", "a signature over canonical DAG-CBOR holds.", self.signature)
                .why("The plain case: an implementation that fails it has the wrong curve or hash.")
                .expect_valid(),
            self.case("other-message")
                .title(format!("{}: the signature does not hold for another message.", self.name))
                .why("One bit of the payload decides who may do what.")
                .input("message", OTHER_MESSAGE)
                .input("signature", self.signature)
                .expect_error("InvalidSignature"),
            self.signature(
                "flipped-bit",
                "a signature with its last bit flipped does not hold.",
                flipped(self.signature, last),
            )
            .why("Every byte of a signature counts, the last one too.")
            .expect_error("InvalidSignature"),
            self.signature(
                "one-byte-short",
                "a signature without its last byte does not hold.",
                without_last(self.signature),
            )
            .why("A length that is not checked reads beyond the signature, or pads it.")
            .expect_error("InvalidSignature"),
            self.signature("empty", "no signature at all does not hold.", [])
                .why("A check that loops over the bytes it has would pass.")
                .expect_error("InvalidSignature"),
            self.signature(
                "another-key",
                "the signature of another key does not hold.",
                self.by_another_key,
            )
            .why("This is what a signature is for.")
            .expect_error("InvalidSignature"),
            self.signature(
                "another-hash",
                "a signature over another hash of the message does not hold.",
                self.with_another_hash,
            )
            .why("The header says which hash it is; to try several is to accept too much.")
            .expect_error("InvalidSignature"),
            verify(format!("{}-another-algorithm", self.slug))
                .section(self.section)
                .title(format!(
                    "{}: the signature does not hold under the header of another algorithm.",
                    self.name
                ))
                .why(
                    "The algorithm is that of the header; one that is taken from the key, or from \
                      the length of the signature, is chosen by an attacker.",
                )
                .input("header", self.another_header)
                .input("public-key", self.public_key)
                .input("message", MESSAGE)
                .input("signature", self.signature)
                .expect_error("InvalidSignature")
                .stated("the key is not one of the algorithm that the header names")
                .rules([self.rule, "signature.key-type"])
                .tags(self.tags.iter().copied()),
        ]
    }
}
