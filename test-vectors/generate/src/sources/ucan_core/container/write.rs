//! Writing.

use super::stage::{COMPUTED, container, content, empty, raw, standard, tokens, url};
use crate::{Value, case, case::CaseBuilder, list, map};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [plain(), compressed()].concat()
}

fn plain() -> Vec<CaseBuilder> {
    let [a, b, c] = tokens();
    let write = |slug: &str, tokens: Value, encoding: &str, bytes: Vec<u8>| {
        case(slug)
            .section("Inner structure")
            .operation("ucan.container.write")
            .input("tokens", tokens)
            .input("encoding", encoding)
            .expect_value(bytes)
            .computed(COMPUTED)
    };
    let all = || list![a.clone(), b.clone(), c.clone()];
    let sorted = "Writers must sort, so that the same tokens are the same bytes.";
    let at = |content: Vec<u8>| [b"@", content.as_slice()].concat();
    vec![
        write("write-raw", all(), "raw", container(b'@', raw))
            .title("Three tokens as they are.")
            .why("The default, and the shortest but for compression."),
        write("write-base64", all(), "base64", container(b'B', standard))
            .section("Serialization")
            .title("Three tokens in base64 with padding.")
            .why("The bytes of the text are written, with the padding that it names."),
        write("write-base64url", all(), "base64url", container(b'C', url))
            .section("Serialization")
            .title("Three tokens in base64 of URLs.")
            .why("The bytes of the text are written, without padding."),
        write("write-nothing", list![], "raw", at(empty()))
            .title("No tokens.")
            .why("The key and the list are there all the same."),
        write(
            "write-out-of-order",
            list![c.clone(), a.clone(), b.clone()],
            "raw",
            container(b'@', raw),
        )
        .title("Three tokens out of order are written in order.")
        .why(sorted),
        write("write-twice", list![b.clone(), a.clone(), b.clone()], "raw", at(content(&[&a, &b])))
            .title("A token that is given twice is written once.")
            .why(sorted)
            .ruling("T12"),
        write(
            "write-bytewise",
            list![[2_u8], [1_u8, 0], [1_u8]],
            "raw",
            at(content(&[&[1], &[1, 0], &[2]])),
        )
        .title("Order is that of the bytes, and not of the lengths first.")
        .why("The writer takes any bytes, and these show the difference."),
    ]
}

fn compressed() -> Vec<CaseBuilder> {
    let [a, b, c] = tokens();
    let held = content(&[&a, &b, &c]);
    let write = |slug: &str, encoding: &str, profile: Option<&str>, first: u8| {
        let builder = case(slug)
            .section("Serialization")
            .operation("ucan.container.write-compressed")
            .input("tokens", list![b.clone(), a.clone(), c.clone()])
            .input("encoding", encoding);
        let builder = match profile {
            Some(profile) => builder.input("profile", profile),
            None => builder,
        };
        builder
            .expect_value(map! { "first" => [first], "content" => held.clone() })
            .computed(COMPUTED)
    };
    let standard = "The first byte is that of the text, which every reader must know.";
    let peer = "That peer reads no other byte; it has to be asked for.";
    vec![
        write("compress-raw", "raw", None, b'M').title("Compressed, under 0x4d.").why(standard),
        write("compress-base64", "base64", None, b'O')
            .title("Compressed, in base64 with padding, under 0x4f.")
            .why(standard),
        write("compress-base64url", "base64url", Some("standard"), b'P')
            .title("Compressed, in base64 of URLs, under 0x50.")
            .why(standard),
        write("compress-raw-for-a-peer", "raw", Some("ucantone"), b'D')
            .ruling("T12")
            .title("Compressed for a peer, under 0x44.")
            .why(peer),
        write("compress-base64-for-a-peer", "base64", Some("ucantone"), b'E')
            .ruling("T12")
            .title("Compressed for a peer, in base64 with padding, under 0x45.")
            .why(peer),
        write("compress-base64url-for-a-peer", "base64url", Some("ucantone"), b'F')
            .ruling("T12")
            .title("Compressed for a peer, in base64 of URLs, under 0x46.")
            .why(peer),
    ]
}
