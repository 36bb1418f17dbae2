//! What stands inside: one key, a list, byte strings, in order.

use super::stage::{OPAQUE, content, empty, holding, read, tokens};
use crate::{Value, case::CaseBuilder, dag_cbor, hex, list, map, people, token};

const SECTION: &str = "Inner structure";
const SHAPE: &str = "The shape is fixed, so that what else is sent is not passed over in silence.";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [shapes(), encodings(), order(), opaque()].concat()
}

fn at(content: impl AsRef<[u8]>) -> Vec<u8> {
    [b"@", content.as_ref()].concat()
}

fn shapes() -> Vec<CaseBuilder> {
    let [a, ..] = tokens();
    let key = |slug, value: &Value, error| {
        read(slug, at(dag_cbor::encode(value)))
            .section(SECTION)
            .why(SHAPE)
            .expect_error(error)
            .rules(["container.key"])
    };
    let entry = |slug, value: &Value, error| {
        read(slug, at(dag_cbor::encode(value)))
            .section(SECTION)
            .why(SHAPE)
            .expect_error(error)
            .rules(["container.entries"])
    };
    vec![
        read("empty", at(empty()))
            .section(SECTION)
            .title("A container of no tokens.")
            .why("An empty list is a list.")
            .expect_value(holding("raw", &[], Vec::new(), true, 0))
            .rules(["container.key"]),
        read("one-token", at(content(&[&a])))
            .section(SECTION)
            .title("A container of one token.")
            .why("The common case.")
            .expect_value(holding("raw", &[&a], Vec::new(), true, 0))
            .rules(["container.entries"]),
        key("list", &list![a.clone()], "ContainerNotAMap").title("A list is no container."),
        key("token", &Value::from(a.clone()), "ContainerNotAMap")
            .title("A byte string is no container."),
        key("empty-map", &map! {}, "ContainerNotOneKey").title("A map without keys is none."),
        key(
            "two-keys",
            &map! { "ctn-v1" => list![a.clone()], "ctn-v2" => list![] },
            "ContainerNotOneKey",
        )
        .title("A second key is refused."),
        key("other-version", &map! { "ctn-v2" => list![a.clone()] }, "ContainerWrongKey")
            .title("The key of another version is refused."),
        key("capital-key", &map! { "CTN-V1" => list![a.clone()] }, "ContainerWrongKey")
            .title("The key in capitals is refused."),
        entry(
            "map-of-tokens",
            &map! { "ctn-v1" => map! { "bafy" => a.clone() } },
            "ContainerNotAList",
        )
        .title("A map of CIDs and tokens is refused.")
        .why("A CID that comes with a token is one that nobody has checked."),
        entry("one-token-without-a-list", &map! { "ctn-v1" => a.clone() }, "ContainerNotAList")
            .title("A token in place of the list is refused."),
        entry("null", &map! { "ctn-v1" => Value::Null }, "ContainerNotAList")
            .title("Null in place of the list is refused."),
        entry("text-entry", &map! { "ctn-v1" => list!["token"] }, "ContainerEntryNotBytes")
            .title("A text in the list is refused."),
        entry(
            "token-that-is-not-wrapped",
            &map! { "ctn-v1" => list![a.clone(), list![hex!("00"), map! {}]] },
            "ContainerEntryNotBytes",
        )
        .title("A token that stands in the list as a value is refused.")
        .why("Written again, its bytes and so its CID might be others."),
    ]
}

fn encodings() -> Vec<CaseBuilder> {
    let case = |slug, content: &[u8], error| {
        read(slug, at(content))
            .section("Serialization")
            .ruling("T3")
            .why("The text wants the encoding to be deterministic; a second spelling is not that.")
            .expect_error(error)
    };
    vec![
        case("open-list", &hex!("a1 66 63746e2d7631 9f ff"), "CborIndefiniteLength")
            .title("A list whose length is left open is refused."),
        case("length-not-shortest", &hex!("a1 66 63746e2d7631 9800"), "CborNotShortest")
            .title("A list whose length is in one byte too many is refused."),
        case("bytes-behind", &hex!("a1 66 63746e2d7631 80 00"), "CborTrailingBytes")
            .title("A byte behind the map is refused."),
        case("cut-short", &hex!("a1 66 63746e2d7631 81 42 00"), "CborUnexpectedEnd")
            .title("A container that ends inside of a token is refused."),
        case("key-twice", &hex!("a2 66 63746e2d7631 80 66 63746e2d7631 80"), "CborDuplicateKey")
            .title("The key twice is refused."),
        case("nothing-behind-the-first-byte", &hex!(""), "CborUnexpectedEnd")
            .title("A first byte with nothing behind it is refused."),
    ]
}

fn order() -> Vec<CaseBuilder> {
    let [a, b, c] = tokens();
    let three = [a.as_slice(), b.as_slice(), c.as_slice()];
    let case = |slug, entries: &[&[u8]], strict: bool| {
        let builder = read(slug, at(content(entries))).section(SECTION).ruling("T12");
        if strict { builder.input("strict", true) } else { builder }
    };
    let lenient = "No public container is in order, and none of them means another thing for it.";
    let strict = "Writers must sort, so that the same tokens are the same bytes.";
    let bytewise = "Bytewise, [1, 0] comes before [2]; as keys of CBOR it would not.";
    let two = || vec![Value::from(0), Value::from(1)];
    vec![
        case("in-order-strict", &three, true)
            .title("A strict reader reads entries that are in order.")
            .why(strict)
            .expect_value(holding("raw", &three, Vec::new(), true, 0))
            .rules(["container.order", "container.duplicates"]),
        case("out-of-order", &[&c, &a, &b], false)
            .title("Entries out of order are read, and told.")
            .why(lenient)
            .expect_value(holding("raw", &[&c, &a, &b], Vec::new(), false, 0)),
        case("out-of-order-strict", &[&a, &c, &b], true)
            .title("A strict reader refuses entries out of order.")
            .why(strict)
            .expect_error("ContainerUnsorted")
            .rules(["container.order"]),
        case("twice", &[&a, &b, &b], false)
            .title("An entry that stands there twice is read once, and told.")
            .why(lenient)
            .expect_value(holding("raw", &[&a, &b], Vec::new(), false, 1)),
        case("twice-apart", &[&b, &a, &b, &b], false)
            .title("Entries that repeat one further in front are counted.")
            .why(lenient)
            .expect_value(holding("raw", &[&b, &a], Vec::new(), false, 2)),
        case("twice-strict", &[&a, &a, &b], true)
            .title("A strict reader refuses an entry that stands there twice.")
            .why(strict)
            .expect_error("ContainerDuplicate")
            .rules(["container.duplicates"]),
        case("bytewise-strict", &[&[1, 0], &[2]], true)
            .title("Order is that of the bytes, and not of the lengths first.")
            .why(bytewise)
            .expect_value(holding("raw", &[], two(), true, 0))
            .rules(["container.order"]),
        case("shorter-first-strict", &[&[2], &[1, 0]], true)
            .title("A strict reader refuses the order by length.")
            .why(bytewise)
            .expect_error("ContainerUnsorted")
            .rules(["container.order"]),
        case("beginning-first-strict", &[&[1], &[1, 0]], true)
            .title("An entry that another begins with comes before it.")
            .why(bytewise)
            .expect_value(holding("raw", &[], two(), true, 0)),
    ]
}

fn opaque() -> Vec<CaseBuilder> {
    let [a, b, _] = tokens();
    let case = |slug, entries: &[&[u8]]| {
        read(slug, at(content(entries)))
            .section(SECTION)
            .ruling("T12")
            .why("What one party does not understand must not take the others' tokens with it.")
    };
    let older = token::Delegation::new(people::ALICE, people::BOB, people::ALICE)
        .tagged("ucan/dlg@1.0.0-rc.1")
        .sign()
        .bytes();
    let cut = &a[..a.len() - 1];
    vec![
        case("not-canonical", &[&OPAQUE, &a])
            .title("An entry that is not canonical is kept as opaque, and the other is read.")
            .expect_value(holding("raw", &[&a], vec![0.into()], true, 0)),
        case("empty-entry", &[&[], &a])
            .title("An entry without bytes is kept as opaque.")
            .expect_value(holding("raw", &[&a], vec![0.into()], true, 0)),
        case("cut-token", &[cut, &b])
            .title("A token that is cut short is kept as opaque.")
            .expect_value(holding("raw", &[&b], vec![0.into()], cut < b.as_slice(), 0)),
        case("value-that-is-no-token", &[&[0x01], &a])
            .title("A canonical value that is no token is kept as opaque.")
            .expect_value(holding("raw", &[&a], vec![0.into()], true, 0)),
        case("nothing-but-opaque", &[&OPAQUE])
            .title("A container of nothing but opaque entries is read.")
            .expect_value(holding("raw", &[], vec![0.into()], true, 0)),
        case("opaque-twice", &[&OPAQUE, &OPAQUE])
            .title("An opaque entry that stands there twice is kept once.")
            .expect_value(holding("raw", &[], vec![0.into()], false, 1)),
        case("older-version", &[&older])
            .title("A token of the release candidate is a token.")
            .why("Some peers write no other, and both are read.")
            .expect_value(holding("raw", &[&older], Vec::new(), true, 0)),
    ]
}
