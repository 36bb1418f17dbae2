//! One member of gzip, whole and alone.

use super::stage::{crc32, empty, holding, read, stored, trailer, with_fields};
use crate::{case::CaseBuilder, hex};

const FLAG_TEXT: u8 = 1;
const FLAG_HEADER_CHECKSUM: u8 = 1 << 1;
const FLAG_EXTRA: u8 = 1 << 2;
const FLAG_NAME: u8 = 1 << 3;
const FLAG_COMMENT: u8 = 1 << 4;

/// A token by `cryptography` in Python.
const TOKEN: [u8; 324] = hex!(
    "8258402657fab3e1252ea4c762dd8ab13f691e12c5f57400921474b26bf43f92b9ba28cf",
    "b5a8701d1a37c0d991e05d8b91c72d3f81068be05cd49664a9a044a6cba30ea261684834",
    "01ed01ed0113716e7563616e2f646c6740312e302e30a76361756478386469643a6b6579",
    "3a7a364d6b7455654648653534796e5969756b717a77474d6353726f504341525567334a",
    "457967434c7232744d535a4d4863636d64692f6d73672f73656e6463657870f663697373",
    "78386469643a6b65793a7a364d6b73484352316479586638797663636154673239315843",
    "4369474454725863654b38745a78527179383951503563706f6c80637375627838646964",
    "3a6b65793a7a364d6b734843523164795866387976636361546732393158434369474454",
    "725863654b38745a785271793839515035656e6f6e63654c7477656c7665206279746573"
);

/// The container of it and of noise (see the tests), by zlib in Python: a block with codes of
/// its own.
const MEMBER: [u8; 392] = hex!(
    "1f8b08000000000002039d4c3b4fc2501895c5d1419d4c342e1a174114b5b080290a5149",
    "103016a243b9bdd406288fb6409dd45127189c7dc5c7a8c6412717c3e0e0e2e260823fc0",
    "e4dedb5b0617bdb0b99a93ef75be73ce4906e8ea64c5bd9f7404f785c0f8c6f7dde798f3",
    "bc99fe38b8f12b23fdcfb6ded318d46fb3d4df78789c78bdbf2a0e0fcd3fbdd75b5b87f5",
    "e6a47faff7b0b5f976245d1f072f5ecefa4ec5edb0c7f1c53050520d20aa2e292707dcce",
    "29e7d425100da9c6498ae4cb42d3b73317c9eaeb70290c673da69a548c6c69a71a8a8078",
    "b910e51762ebf2ccf2a229f3abe5693d124f45c200e425c595d76497065509c05ab10d14",
    "4dfb1ba885f9985b32850c6756001013f2b4d72df0bc120a26ca02802b9c9eaac54a26e7",
    "5d8bce826221b70b3423fdff08a816540057f52acc55e068dad4a126983f941284092118",
    "5b0c6c504210b25861dcf920c43a42d4c6162236454c816c0ba38e83509ba9989260ca24",
    "ddb54ba08e9df930e3980fa136bbed36251662c06d62e15f6516b955cb010000"
);

pub(super) fn cases() -> Vec<CaseBuilder> {
    [read_members(), headers(), damaged(), more()].concat()
}

fn member(slug: &str, member: &[u8]) -> CaseBuilder {
    read(slug, [b"M", member].concat()).text("RFC 1952").section("2.3")
}

fn reads_nothing(slug: &str, bytes: &[u8]) -> CaseBuilder {
    member(slug, bytes).expect_value(holding("raw+gzip", &[], Vec::new(), true, 0))
}

fn refused(slug: &str, bytes: &[u8], error: &'static str) -> CaseBuilder {
    member(slug, bytes).expect_error(error).rules(["container.gzip"])
}

fn read_members() -> Vec<CaseBuilder> {
    let why = "RFC 1952 wants readers to pass over fields that say nothing of the content.";
    let head = |flags| [0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 0xff];
    let right = crc32(&head(FLAG_HEADER_CHECKSUM)).to_le_bytes();
    vec![
        member("compressed-by-zlib", &MEMBER)
            .title("A member whose block has codes of its own, by zlib at its best.")
            .why("Stored blocks alone are no compression.")
            .expect_value(holding("raw+gzip", &[&TOKEN], vec![1.into()], true, 0))
            .computed("zlib in Python")
            .rules(["container.gzip"]),
        reads_nothing(
            "fixed-codes",
            &[&head(0)[..], &hex!("5b98965c92a75b66d80000"), &trailer(&empty())].concat(),
        )
        .title("A member whose block has the fixed codes.")
        .why("Short content is compressed with them.")
        .computed("zlib in Python"),
        reads_nothing("extra-field", &with_fields(FLAG_EXTRA, b"\x03\x00abc", &empty()))
            .title("A member with an extra field.")
            .why(why),
        reads_nothing(
            "name-and-comment",
            &with_fields(FLAG_NAME | FLAG_COMMENT, b"a\0b\0", &empty()),
        )
        .title("A member with the name of a file and a comment.")
        .why(why),
        reads_nothing("said-to-be-text", &with_fields(FLAG_TEXT, b"", &empty()))
            .title("A member that is said to be text.")
            .why(why),
        reads_nothing("header-checksum", &with_fields(FLAG_HEADER_CHECKSUM, &right[..2], &empty()))
            .title("A member whose header has its own checksum.")
            .why("Where it is there it is checked."),
    ]
}

fn headers() -> Vec<CaseBuilder> {
    let why = "What is no member of gzip that is known is not guessed at.";
    let good = stored(&empty());
    let with = |place: usize, byte: u8| {
        let mut member = good.clone();
        member[place] = byte;
        member
    };
    let head = [0x1f, 0x8b, 8, FLAG_HEADER_CHECKSUM, 0, 0, 0, 0, 0, 0xff];
    let [low, high, ..] = crc32(&head).to_le_bytes();
    vec![
        refused("not-compressed", &empty(), "GzipNotGzip")
            .title("CBOR that is not compressed, under 0x4d.")
            .why(why),
        refused("zlib-header", &hex!("789c 0300 00000001"), "GzipNotGzip")
            .title("A stream with the header of zlib.")
            .why(why),
        refused("other-method", &with(2, 7), "GzipMethod")
            .title("A method that is reserved.")
            .why(why),
        refused("reserved-flag", &with(3, 1 << 5), "GzipReservedFlags")
            .title("A flag that is reserved.")
            .why("It may announce a field that nobody here would skip."),
        refused(
            "wrong-header-checksum",
            &with_fields(FLAG_HEADER_CHECKSUM, &[low ^ 1, high], &empty()),
            "GzipHeaderChecksum",
        )
        .title("A checksum of the header that does not match.")
        .why("Where it is there it is checked."),
    ]
}

fn damaged() -> Vec<CaseBuilder> {
    let why = "Damage on the way is found here, or taken for a token that nobody signed.";
    let good = stored(&empty());
    let end = good.len();
    let flipped = |place: usize| {
        let mut member = good.clone();
        member[place] ^= 1;
        member
    };
    let head = &good[..10];
    vec![
        refused("wrong-checksum", &flipped(end - 8), "GzipChecksum")
            .title("A checksum that does not match.")
            .why(why),
        refused("wrong-length", &flipped(end - 4), "GzipLength")
            .title("A length that does not match.")
            .why(why),
        refused("changed-content", &flipped(end - 9), "GzipChecksum")
            .title("Content that was changed.")
            .why(why),
        refused("cut-in-the-header", &good[..9], "GzipUnexpectedEnd")
            .title("A member that ends inside of its header.")
            .why(why),
        refused("cut-in-the-data", &good[..end - 10], "GzipUnexpectedEnd")
            .title("A member that ends inside of its data.")
            .why(why),
        refused("cut-in-the-trailer", &good[..end - 1], "GzipUnexpectedEnd")
            .title("A member that ends inside of its trailer.")
            .why(why),
        refused("reserved-block", &[head, &[0b111], &trailer(b"")].concat(), "GzipDeflate")
            .title("A block of the kind that is reserved.")
            .why(why),
        refused(
            "stored-length-and-complement",
            &[head, &hex!("01 0100 0000 00"), &trailer(b"\0")].concat(),
            "GzipDeflate",
        )
        .title("A stored block whose length does not match its complement.")
        .why(why),
        // A block of fixed codes: a match of length 3 at distance 1 (0000001, 00000) and its end.
        refused(
            "distance-before-the-start",
            &[head, &hex!("03 02 00"), &trailer(b"\0\0\0")].concat(),
            "GzipDeflate",
        )
        .title("A copy from before the start of the content.")
        .why("A window that is not cleared gives away what was unpacked before."),
    ]
}

fn more() -> Vec<CaseBuilder> {
    let why = "A container is one value: what stands behind it is not passed over in silence.";
    let good = stored(&empty());
    let refused = |slug, more: &[u8]| {
        refused(slug, &[&good[..], more].concat(), "GzipTrailingBytes").ruling("T12").why(why)
    };
    vec![
        refused("byte-behind", &[0]).title("A zero byte behind the member."),
        refused("second-member", &stored(b"")).title("A second member, of nothing."),
        refused("second-container", &good).title("A second member, of another container."),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::ucan_core::container::stage::content;

    /// An entry that is no token and has few letters, so that codes of its own pay.
    fn noise() -> Vec<u8> {
        let mut state = 7_u32;
        let letters = (0..120).map(|_| {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12345) & 0x7fff_ffff;
            let [.., low, high] = state.to_le_bytes();
            0xf0 | (low & 7).min(low >> 4 & 7).min(high & 7)
        });
        std::iter::once(0xff).chain(letters).collect()
    }

    #[test]
    fn the_member_by_zlib_holds_the_token_and_the_noise() {
        assert!(MEMBER.ends_with(&trailer(&content(&[&TOKEN, &noise()]))));
    }
}
