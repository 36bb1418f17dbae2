//! Values of the shapes and sizes that the stack works on.

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use varsig::Block;

fn map<const N: usize>(entries: [(&str, Ipld); N]) -> Ipld {
    Ipld::Map(entries.map(|(key, value)| (key.to_owned(), value)).into())
}

fn text(text: &str) -> Ipld {
    Ipld::String(text.to_owned())
}

fn encode(value: &Ipld) -> Vec<u8> {
    serde_ipld_dagcbor::to_vec(value).expect("a value of IPLD")
}

const HEADER: [u8; 8] = [0x34, 0x01, 0xed, 0x01, 0xed, 0x01, 0x13, 0x71];
const ALICE: &str = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
const BOB: &str = "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH";

fn envelope(tag: &str, payload: Ipld) -> Vec<u8> {
    encode(&Ipld::List(vec![
        Ipld::Bytes(vec![0x5a; 64]),
        map([("h", Ipld::Bytes(HEADER.to_vec())), (tag, payload)]),
    ]))
}

/// A delegation with a policy of three statements.
pub(crate) fn token() -> Vec<u8> {
    let statement = |operator: &str, selector: &str, value: Ipld| {
        Ipld::List(vec![text(operator), text(selector), value])
    };
    envelope(
        "ucan/dlg@1.0.0-rc.1",
        map([
            ("aud", text(BOB)),
            ("cmd", text("/blog/post/create")),
            ("exp", Ipld::Integer(1_767_225_600)),
            ("iss", text(ALICE)),
            ("nonce", Ipld::Bytes(vec![0xa5; 12])),
            (
                "pol",
                Ipld::List(vec![
                    statement("==", ".status", text("draft")),
                    statement("<=", ".size", Ipld::Integer(100_000)),
                    statement("like", ".title", text("Notes on *")),
                ]),
            ),
            ("sub", text(ALICE)),
            ("meta", map([("note", text("for the team blog"))])),
        ]),
    )
}

/// A receipt of a call with one small output.
pub(crate) fn receipt() -> Vec<u8> {
    let task = Ipld::Link(*Block::raw(*b"a task").cid());
    envelope(
        "ucan/rcpt@1.0.0",
        map([
            ("iss", text(ALICE)),
            ("iat", Ipld::Integer(1_767_225_600)),
            ("nonce", Ipld::Bytes(vec![0xa5; 12])),
            ("out", map([("ok", Ipld::Integer(42))])),
            ("ran", task),
        ]),
    )
}

/// Ten thousand integers below 1000.
pub(crate) fn integers() -> Vec<u8> {
    encode(&Ipld::List((0..10_000_i128).map(|n| Ipld::Integer(n * 7919 % 1000)).collect()))
}

/// About 100 KB of maps in maps, with three kinds of leaves.
pub(crate) fn nested_maps() -> Vec<u8> {
    fn level(depth: usize, seed: i128) -> Ipld {
        let entries = (0..4).map(|branch| {
            let seed = seed * 4 + branch;
            let value = match (depth, branch % 3) {
                (1.., _) => level(depth - 1, seed),
                (0, 0) => Ipld::Integer(seed),
                (0, 1) => Ipld::String(format!("this is leaf number {seed} of the tree")),
                (0, _) => Ipld::Bool(seed % 2 == 0),
            };
            (format!("entry-{branch}"), value)
        });
        Ipld::Map(entries.collect::<BTreeMap<_, _>>())
    }
    encode(&level(5, 1))
}
