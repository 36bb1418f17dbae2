//! Headers that break a rule, with the offset of the segment at fault.

use super::decode;
use crate::{case::CaseBuilder, hex};

const SECOND_SPELLING: &str =
    "One header must have one spelling, or one token has two addresses and dodges revocation.";
const CUT: &str = "A header that was cut short must not be completed by a guess.";

/// What is refused.
pub(super) fn cases() -> Vec<CaseBuilder> {
    [foreign(), truncated(), overlong(), trailing()].into_iter().flatten().collect()
}

fn foreign() -> Vec<CaseBuilder> {
    vec![
        decode("another-prefix")
            .section("Prefix")
            .title("A header that starts with another code than 0x34 is refused.")
            .why("Bytes that are no varsig must not be read as one.")
            .input("bytes", hex!("35 01 ed01 ed01 13 71"))
            .expect_error_at("HeaderNotVarsig", 0)
            .rules(["varsig.prefix"]),
        decode("no-prefix")
            .section("Prefix")
            .title("A header without prefix and version is refused.")
            .why("The appendix of the text prints headers without them; on the wire they must stand.")
            .input("bytes", hex!("ed01 ed01 13 71"))
            .expect_error_at("HeaderNotVarsig", 0),
        decode("version-0")
            .section("Version")
            .title("Version 0 is refused.")
            .why("Nothing is known of the segments of another version.")
            .input("bytes", hex!("34 00 ed01 ed01 13 71"))
            .expect_error_at("HeaderUnsupportedVersion", 1)
            .rules(["varsig.version"]),
        decode("version-2")
            .section("Version")
            .title("Version 2 is refused.")
            .why("Nothing is known of the segments of another version.")
            .input("bytes", hex!("34 02 ed01 ed01 13 71"))
            .expect_error_at("HeaderUnsupportedVersion", 1),
        decode("draft-without-a-version")
            .section("Version")
            .title("A header of the drafts before 1.0.0, which had no version, is refused.")
            .why("Old tokens carry such headers; their algorithm segment stands where the version is.")
            .input("bytes", hex!("34 ed01 13 71"))
            .expect_error_at("HeaderUnsupportedVersion", 1),
    ]
}

fn truncated() -> Vec<CaseBuilder> {
    vec![
        decode("empty")
            .section("Format")
            .title("No bytes are no header.")
            .why(CUT)
            .input("bytes", hex!(""))
            .expect_error_at("HeaderUnexpectedEnd", 0),
        decode("prefix-only")
            .section("Format")
            .title("The prefix alone is refused.")
            .why(CUT)
            .input("bytes", hex!("34"))
            .expect_error_at("HeaderUnexpectedEnd", 1),
        decode("no-algorithm")
            .section("Format")
            .title("Prefix and version alone are refused.")
            .why(CUT)
            .input("bytes", hex!("34 01"))
            .expect_error_at("HeaderUnexpectedEnd", 2),
        decode("cut-inside-a-segment")
            .section("Format")
            .title("A header that ends inside of a varint is refused, at the start of the varint.")
            .why(CUT)
            .input("bytes", hex!("34 01 ed"))
            .expect_error_at("HeaderUnexpectedEnd", 2),
        decode("no-hash")
            .section("Signature Algorithm")
            .title("EdDSA without its hash segment is refused.")
            .why(CUT)
            .input("bytes", hex!("34 01 ed01 ed01"))
            .expect_error_at("HeaderUnexpectedEnd", 6)
            .rules(["varsig.segment-count"]),
        decode("no-hash-but-an-encoding")
            .section("Signature Algorithm")
            .title("EdDSA without its hash segment, but with an encoding, is refused.")
            .why("The encoding is read as the hash, and then there is no encoding.")
            .input("bytes", hex!("34 01 ed01 ed01 71"))
            .expect_error_at("HeaderUnexpectedEnd", 7),
        decode("no-encoding")
            .section("Payload Encoding")
            .title("A header without a payload encoding is refused.")
            .why("There is no default: who signed decides the encoding, and the header says it.")
            .input("bytes", hex!("34 01 ed01 ed01 13"))
            .expect_error_at("HeaderUnexpectedEnd", 7)
            .rules(["varsig.segment-count"]),
        decode("unknown-algorithm-without-an-encoding")
            .section("Payload Encoding")
            .title("An unknown algorithm with nothing behind it is refused.")
            .why("Whatever the algorithm is, an encoding must follow.")
            .input("bytes", hex!("34 01 3a"))
            .expect_error_at("HeaderUnexpectedEnd", 3),
        decode("eip-191-without-an-inner-encoding")
            .section("Payload Encoding")
            .title("EIP-191 without the encoding inside of it is refused.")
            .why("Without it nobody can say in which form the payload is canonical.")
            .input("bytes", hex!("34 01 ec01 e701 1b 91c303"))
            .expect_error_at("HeaderUnexpectedEnd", 10)
            .rules(["varsig.eip-191-inner"]),
        decode("cut-inside-the-encoding")
            .section("Payload Encoding")
            .title("A header that ends inside of the code of EIP-191 is refused.")
            .why(CUT)
            .input("bytes", hex!("34 01 ec01 e701 1b 91c3"))
            .expect_error_at("HeaderUnexpectedEnd", 7),
        decode("rsa-without-a-length")
            .section("Common Varsig Headers, RSA")
            .ruling("T7")
            .title("RSA with a hash and no length is refused.")
            .why("The encoding is read as the length, and then there is no encoding.")
            .input("bytes", hex!("34 01 8524 12 71"))
            .expect_error_at("HeaderUnexpectedEnd", 6)
            .rules(["varsig.rsa-order"]),
    ]
}

fn overlong() -> Vec<CaseBuilder> {
    let not_shortest =
        |slug| decode(slug).ruling("T8").why(SECOND_SPELLING).rules(["varsig.varint"]);
    vec![
        not_shortest("overlong-prefix")
            .title("The prefix in two bytes is refused.")
            .input("bytes", hex!("b400 01 ed01 ed01 13 71"))
            .expect_error_at("HeaderVarintNotShortest", 0),
        not_shortest("overlong-version")
            .title("The version in two bytes is refused.")
            .input("bytes", hex!("34 8100 ed01 ed01 13 71"))
            .expect_error_at("HeaderVarintNotShortest", 1),
        not_shortest("overlong-algorithm")
            .title("The algorithm in three bytes is refused.")
            .input("bytes", hex!("34 01 ed8100 ed01 13 71"))
            .expect_error_at("HeaderVarintNotShortest", 2),
        not_shortest("overlong-curve")
            .title("The curve in three bytes is refused.")
            .input("bytes", hex!("34 01 ec01 80a400 12 71"))
            .expect_error_at("HeaderVarintNotShortest", 4),
        not_shortest("overlong-hash")
            .title("The hash in two bytes is refused.")
            .input("bytes", hex!("34 01 ed01 ed01 9300 71"))
            .expect_error_at("HeaderVarintNotShortest", 6),
        not_shortest("overlong-encoding")
            .title("The encoding in two bytes is refused.")
            .input("bytes", hex!("34 01 ed01 ed01 13 f100"))
            .expect_error_at("HeaderVarintNotShortest", 7),
        not_shortest("overlong-inner-encoding")
            .title("The encoding inside of EIP-191 in two bytes is refused.")
            .input("bytes", hex!("34 01 ec01 e701 1b 91c303 f100"))
            .expect_error_at("HeaderVarintNotShortest", 10),
        not_shortest("overlong-unknown-segment")
            .title("A segment of an unknown encoding in two bytes is refused too.")
            .input("bytes", hex!("34 01 ed01 ed01 13 55 8100"))
            .expect_error_at("HeaderVarintNotShortest", 8),
        not_shortest("overlong-zero")
            .title("Zero in nine bytes is refused.")
            .input("bytes", hex!("34 01 ed01 ed01 13 808080808080808000"))
            .expect_error_at("HeaderVarintNotShortest", 7),
        decode("varint-of-ten-bytes")
            .ruling("T8")
            .title("A segment of ten bytes is refused, though it would fit 64 bits.")
            .why("The multiformats text ends varints at nine bytes; a reader must end somewhere.")
            .input("bytes", hex!("34 01 ed01 ed01 13 ffffffffffffffffff01"))
            .expect_error_at("HeaderVarintTooLong", 7)
            .rules(["varsig.varint"]),
    ]
}

fn trailing() -> Vec<CaseBuilder> {
    let trailing =
        |slug| decode(slug).ruling("T8").why(SECOND_SPELLING).rules(["varsig.trailing-bytes"]);
    vec![
        trailing("trailing-zero")
            .title("A zero byte behind the encoding is refused.")
            .input("bytes", hex!("34 01 ed01 ed01 13 71 00"))
            .expect_error_at("HeaderTrailingBytes", 8),
        trailing("trailing-encoding")
            .title("A second encoding behind the first is refused.")
            .input("bytes", hex!("34 01 ec01 8024 12 71 71"))
            .expect_error_at("HeaderTrailingBytes", 8),
        trailing("trailing-byte-behind-the-inner-encoding")
            .title("A byte behind the encoding inside of EIP-191 is refused.")
            .input("bytes", hex!("34 01 ec01 e701 1b 91c303 71 00"))
            .expect_error_at("HeaderTrailingBytes", 11),
        trailing("trailing-half-of-a-varint")
            .title("A byte that begins a varint and does not end it is refused as what it is: too much.")
            .input("bytes", hex!("34 01 ed01 ed01 13 71 ff"))
            .expect_error_at("HeaderTrailingBytes", 8),
        trailing("signature-behind-the-header")
            .title("A signature right behind the header is refused.")
            .input("bytes", hex!("34 01 ed01 ed01 13 5f e5564300c360ac729086e2cc806e828a"))
            .expect_error_at("HeaderTrailingBytes", 8),
    ]
}
