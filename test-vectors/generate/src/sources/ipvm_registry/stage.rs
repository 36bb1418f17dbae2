//! Releases and yanks, and the component that they are about.

use crate::{
    cid::{RAW, cid_v1},
    map,
    people::Person,
    token::{Delegation, Invocation, Token},
    value::Value,
};

/// The second in which everything happens.
pub(super) const NOW: i64 = 1_767_225_600;

/// The WIT of [`component`].
pub(super) const WIT: &str =
    "package demo:numbers; world numbers { export double: func(number: u32) -> u32; }";

/// A component with the function `double`, made by the crate `wat` 1.254 of
/// `(component (core module $m (func (export "f") (param i32) (result i32) local.get 0
/// i32.const 1 i32.shl)) (core instance $i (instantiate $m)) (func (export "double") (param
/// "number" u32) (result u32) (canon lift (core func $i "f"))))`.
pub(super) fn component() -> Vec<u8> {
    crate::hex!(
        "0061736d0d00010001310061736d0100000001060160017f017f030201000705",
        "01016600000a0901070020004101740b0009046e616d650002016d0204010000",
        "00070d014001066e756d62657279007906070100000100016608060100000000",
        "000b0c010006646f75626c65010000001f0e636f6d706f6e656e742d6e616d65",
        "010600110100016d0106001201000169",
    )
    .to_vec()
}

/// The address of content of this name; nobody looks into it.
pub(super) fn named(name: &str) -> Value {
    Value::link(cid_v1(RAW, name.as_bytes()))
}

/// What a release of `image-ops` says.
pub(super) fn says(version: &str) -> Value {
    about("image-ops", version, version)
}

/// What a release says, of a component of that name.
pub(super) fn about(name: &str, version: &str, component: &str) -> Value {
    map! { "name" => name, "version" => version, "component" => named(component), "wit" => WIT }
}

/// What a yank of `image-ops` says.
pub(super) fn yanks(version: &str) -> Value {
    map! { "name" => "image-ops", "version" => version }
}

/// A map with another value under a key, or one more.
pub(super) fn beside(map: Value, key: &str, value: impl Into<Value>) -> Value {
    let Value::Map(mut entries) = without(map, key) else { unreachable!("it is a map") };
    entries.push((key.to_owned(), value.into()));
    Value::Map(entries)
}

/// A map without a key.
pub(super) fn without(map: Value, key: &str) -> Value {
    let Value::Map(mut entries) = map else { unreachable!("it is a map") };
    entries.retain(|(found, _)| found != key);
    Value::Map(entries)
}

/// The owner releases something.
pub(super) fn release(owner: Person, says: Value) -> Invocation {
    Invocation::new(owner, owner)
        .with("cmd", "/ipvm/assert/release")
        .with("args", says)
        .with("nonce", Vec::<u8>::new())
}

/// The owner yanks something.
pub(super) fn yank(owner: Person, says: Value) -> Invocation {
    release(owner, says).with("cmd", "/ipvm/assert/yank")
}

/// Somebody says something for the owner, on this authority.
pub(super) fn by(issuer: Person, said: Invocation, proofs: &[Token]) -> Invocation {
    said.with("iss", issuer.did()).signed_by(issuer).proofs(proofs)
}

/// The owner lets somebody release.
pub(super) fn lets(owner: Person, delegate: Person) -> Delegation {
    Delegation::new(owner, delegate, owner).with("cmd", "/ipvm/assert/release")
}

/// The policy of one name.
pub(super) fn only(name: &str) -> Value {
    crate::list![crate::list!["==", ".name", name]]
}

/// Tokens as bytes.
pub(super) fn bytes(tokens: &[Token]) -> Value {
    Value::List(tokens.iter().map(|token| token.bytes().into()).collect())
}
