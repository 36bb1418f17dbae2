//! The mapping from outside: its table row by row, its laws, its bounds, and what other mappings
//! got wrong.

#[cfg(all(feature = "wit", feature = "wasmtime"))]
mod agreement;
mod arguments;
mod bounds;
mod field_mistakes;
mod functions;
mod generate;
mod homestar;
mod laws;
mod maps;
mod schema;
mod table;
mod types;
#[cfg(feature = "wasmtime")]
mod wasmtime;
#[cfg(feature = "wit")]
mod wit;

use ipld_core::cid::{Cid, multihash::Multihash};
use ipld_core::ipld::Ipld;
use ipld_wit::{Budget, Contents, DecodeError, NoContents, Type, Value};

/// A raw block's CID whose digest is this byte throughout.
fn cid(byte: u8) -> Cid {
    Cid::new_v1(0x55, Multihash::wrap(0x12, &[byte; 32]).expect("32 bytes fit"))
}

/// Every CID names these bytes.
struct Everything;

impl Contents for Everything {
    fn content(&self, _: &Cid) -> Option<&[u8]> {
        Some(&[42])
    }
}

fn decode(ty: &Type, ipld: &Ipld) -> Result<Value, DecodeError> {
    ipld_wit::decode(ty, ipld, &NoContents, &Budget::default())
}

fn encode(ty: &Type, value: &Value) -> Ipld {
    ipld_wit::encode(ty, value, &Budget::default()).expect("encoding is total")
}

/// What decoding says is wrong.
fn refusal(ty: &Type, ipld: &Ipld) -> String {
    match decode(ty, ipld) {
        Ok(value) => panic!("{ty} accepted a value: {value:?}"),
        Err(error) => error.to_string(),
    }
}

/// That value and data are each other's image.
#[track_caller]
fn corresponds(ty: &Type, value: Value, ipld: Ipld) {
    assert_eq!(encode(ty, &value), ipld);
    assert_eq!(decode(ty, &ipld), Ok(value));
}

fn labels(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn some(value: Value) -> Value {
    Value::Option(Some(Box::new(value)))
}

fn text(text: &str) -> Value {
    Value::String(text.into())
}
