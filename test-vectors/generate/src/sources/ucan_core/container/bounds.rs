//! Bounds of what is read.

use super::stage::{container, content, holding, holding_all, raw, read, standard, stored, tokens};
use crate::{case::CaseBuilder, hex};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let [a, b, c] = tokens();
    let bytes = container(b'@', raw);
    let size = u32::try_from(bytes.len()).unwrap_or_default();
    let compressed = container(b'M', stored);
    let case = |slug, bytes: &[u8]| {
        read(slug, bytes)
            .ruling("T12")
            .why("Containers come from strangers; a few bytes can hold very many.")
            .rules(["container.bounds"])
            .tags(["bound"])
    };
    // A mebibyte of zeros, by zlib in Python.
    let bomb = [
        &hex!("4d 1f8b080000000000 0203 edc13101000000c2a0f54f6d085fa000")[..],
        &[0; 1015],
        &hex!("3e03 1cea38a7 00001000"),
    ]
    .concat();
    vec![
        case("size-at-the-limit", &bytes)
            .input("size-limit", size)
            .title("A container that is as long as is allowed.")
            .expect_value(holding_all("raw")),
        case("size-beyond-the-limit", &bytes)
            .input("size-limit", size - 1)
            .title("A container that is a byte longer than is allowed.")
            .expect_error("ContainerTooLarge"),
        case("content-at-the-limit", &compressed)
            .input("content-limit", size - 1)
            .title("A compressed container that holds as much as is allowed.")
            .expect_value(holding_all("raw+gzip")),
        case("content-beyond-the-limit", &compressed)
            .input("content-limit", size - 2)
            .title("A compressed container that holds a byte more than is allowed.")
            .expect_error("ContainerContentTooLarge"),
        case("text-beyond-the-limit", &container(b'B', standard))
            .input("content-limit", size - 2)
            .title("The limit of what it holds is for containers in base64 too.")
            .expect_error("ContainerContentTooLarge"),
        case("bomb", &bomb)
            .input("content-limit", 100_000)
            .title("A kilobyte that unpacks to a mebibyte of zeros.")
            .expect_error("ContainerContentTooLarge")
            .computed("zlib in Python"),
        case("tokens-at-the-limit", &bytes)
            .input("token-limit", 3)
            .title("As many tokens as are allowed.")
            .expect_value(holding_all("raw")),
        case("tokens-beyond-the-limit", &bytes)
            .input("token-limit", 2)
            .title("One token more than is allowed.")
            .expect_error("ContainerTooManyTokens"),
        case("repeated-tokens-count", &[b"@", content(&[&a, &a, &a]).as_slice()].concat())
            .input("token-limit", 2)
            .title("Entries that repeat another count.")
            .expect_error("ContainerTooManyTokens"),
        case("no-limit-named", &[b"@", content(&[&a, &b, &c, &c]).as_slice()].concat())
            .title("Without limits that are named, a small container is within them.")
            .expect_value(holding("raw", &[&a, &b, &c], Vec::new(), false, 1)),
    ]
}
