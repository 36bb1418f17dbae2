//! Values that several tests use.

use cid::Cid;
use ipld_core::ipld::Ipld;
use proptest::prelude::*;
use ucan_core::Did;
use ucan_invocation::{
    Arguments,
    v0_2::{
        Await, Deferrable, Effects, Encoded, Instruction, Nonce, Output, ReadError, Receipt,
        Reference, Task, Wire, address,
    },
};
use varsig::{Block, Ed25519Signer};

pub(crate) const MODULE: &str =
    "ipfs://bafybeibk42jwhq7w2zcpe6q3wgtleugp3ymfs3pa5gerjmnakqihhqx4zq";

pub(crate) fn read<T: Wire>(json: &str) -> Result<Encoded<T>, ReadError> {
    Encoded::decode_dag_json(json.as_bytes())
}

pub(crate) fn cid(text: &str) -> Cid {
    text.parse().unwrap()
}

pub(crate) fn alice() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[1; 32])
}

pub(crate) fn bob() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[2; 32])
}

pub(crate) fn did(signer: &Ed25519Signer) -> Did {
    Did::from_signer(signer)
}

/// `add_one` of `value`, as Homestar's workflows call it.
pub(crate) fn add_one(value: Ipld, nonce: Nonce) -> Instruction {
    let input = Arguments::from([
        ("args".into(), Ipld::List(vec![value])),
        ("func".into(), Ipld::String("add_one".into())),
    ]);
    Instruction::with(
        Deferrable::Value(MODULE.parse().unwrap()),
        "wasm/run".parse().unwrap(),
        Deferrable::Value(input),
        Deferrable::Value(nonce),
    )
    .unwrap()
}

pub(crate) fn links() -> impl Strategy<Value = Cid> {
    prop_oneof![
        any::<[u8; 4]>().prop_map(|bytes| address(&bytes)),
        any::<[u8; 4]>().prop_map(|bytes| *Block::raw(bytes).cid()),
    ]
}

fn leaves() -> impl Strategy<Value = Ipld> {
    prop_oneof![
        Just(Ipld::Null),
        any::<bool>().prop_map(Ipld::Bool),
        any::<i64>().prop_map(|number| Ipld::Integer(number.into())),
        (-1e9..1e9).prop_filter("zero has one sign", |it| *it != 0.0).prop_map(Ipld::Float),
        "[a-zé/\"]{0,6}".prop_map(Ipld::String),
        proptest::collection::vec(any::<u8>(), 0..6).prop_map(Ipld::Bytes),
        links().prop_map(Ipld::Link),
    ]
}

/// Data with promises in it, and with what others take for them.
pub(crate) fn data() -> impl Strategy<Value = Ipld> {
    leaves().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Ipld::List),
            proptest::collection::btree_map("[a-z]{1,5}", inner.clone(), 0..4).prop_map(Ipld::Map),
            promises().prop_map(|promise| promise.to_ipld()),
            ("image|await/OK|await", links())
                .prop_map(|(key, cid)| Ipld::Map([(key, Ipld::Link(cid))].into())),
            ("ok|error|just", inner)
                .prop_map(|(tag, value)| { Ipld::List(vec![Ipld::String(tag), value]) }),
        ]
    })
}

pub(crate) fn promises() -> impl Strategy<Value = Await> {
    prop_oneof![
        links().prop_map(Await::ok),
        links().prop_map(Await::error),
        links().prop_map(Await::any)
    ]
}

pub(crate) fn arguments() -> impl Strategy<Value = Arguments> {
    proptest::collection::btree_map("[a-z]{1,5}", data(), 0..4)
}

pub(crate) fn nonces() -> impl Strategy<Value = Nonce> {
    prop_oneof![
        Just(Nonce::empty()),
        "[ -~]{0,20}".prop_map(|text| Nonce::text(&text).unwrap()),
        any::<[u8; 12]>().prop_map(|bytes| Nonce::bytes(&bytes).unwrap()),
        any::<[u8; 16]>().prop_map(|bytes| Nonce::bytes(&bytes).unwrap()),
    ]
}

fn deferrable<T: core::fmt::Debug + Clone + 'static>(
    values: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Deferrable<T>> {
    prop_oneof![
        4 => values.prop_map(Deferrable::Value),
        1 => promises().prop_map(Deferrable::Await),
    ]
}

pub(crate) fn resources() -> impl Strategy<Value = ucan_invocation::v0_2::Uri> {
    prop_oneof![
        Just(MODULE.to_owned()),
        "[a-z][a-z0-9+.-]{0,5}:[a-z0-9@/?#=&%~]{0,9}",
        "did:web:[a-z]{1,8}",
    ]
    .prop_filter_map("no URI", |text| text.parse().ok())
}

pub(crate) fn instructions() -> impl Strategy<Value = Instruction> {
    let operation = "[a-zA-Z*]{1,4}(/[a-zA-Z*]{1,4}){0,2}";
    (deferrable(resources()), operation, deferrable(arguments()), deferrable(nonces())).prop_map(
        |(rsc, op, input, nnc)| Instruction::with(rsc, op.parse().unwrap(), input, nnc).unwrap(),
    )
}

pub(crate) fn tasks() -> impl Strategy<Value = Task> {
    let run =
        prop_oneof![instructions().prop_map(Reference::Inline), links().prop_map(Reference::Link)];
    let proofs = proptest::collection::vec(links(), 0..3);
    (run, arguments(), proofs, proptest::option::of(links())).prop_map(
        |(run, meta, proofs, cause)| {
            let mut task = Task::new(run);
            task.meta = meta;
            task.proofs = proofs;
            task.cause = cause;
            task
        },
    )
}

/// Receipts that both dialects can write.
pub(crate) fn receipts() -> impl Strategy<Value = Receipt> {
    let proofs = proptest::collection::vec(links(), 0..3);
    let issuer = proptest::option::of(Just(did(&bob())));
    (links(), any::<bool>(), data(), arguments(), proofs, issuer).prop_map(
        |(ran, is_ok, value, meta, proofs, issuer)| {
            let out = if is_ok { Output::Ok(value) } else { Output::Error(value) };
            let mut receipt = Receipt::new(ran, out);
            receipt.meta = meta;
            receipt.proofs = proofs;
            receipt.issuer = issuer;
            receipt
        },
    )
}

pub(crate) fn effects() -> impl Strategy<Value = Effects> {
    (proptest::collection::vec(links(), 0..4), proptest::option::of(links()))
        .prop_map(|(fork, join)| Effects::new(fork, join))
}
