//! The same calls through the engine's dynamic interface alone.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use ::wasmtime::AsContextMut;
use ::wasmtime::component::{Func, Val};
use cid::Cid;
use ipld_core::ipld::Ipld;

use super::call::limits;
use super::error::{ArgumentsError, CallError};
use super::lift::EncodedOutput;
use super::reader::major;
use super::writer::{Head, Write};
use crate::budget::Budget;
use crate::contents::Contents;
use crate::error::DecodeError;
use crate::function::{FunctionType, Output};
use crate::kind::Kind;
use crate::path::Here;
use crate::value::Value;
use crate::wasmtime::{from_val, to_val};

/// The values of encoded arguments.
pub(super) fn decode(
    ty: &FunctionType,
    params: &[u8],
    contents: &dyn Contents,
    budget: &Budget,
) -> Result<Vec<Value>, ArgumentsError> {
    Ok(ty.decode_params(&list(params)?, contents, budget)?)
}

/// The content handles among encoded arguments.
pub(super) fn content_links(ty: &FunctionType, params: &[u8]) -> Result<Vec<Cid>, ArgumentsError> {
    Ok(ty.content_links(&list(params)?)?)
}

fn list(params: &[u8]) -> Result<Vec<Ipld>, ArgumentsError> {
    match varsig::dag_cbor::decode(params, &limits())? {
        Ipld::List(params) => Ok(params),
        other => {
            let (path, expected) = (Here::PARAMS.path(), "a list of arguments".into());
            Err(DecodeError::Kind { path, expected, found: Kind::from(&other) }.into())
        }
    }
}

/// Calls `callee`, a function of this type.
pub(super) fn call(
    ty: &FunctionType,
    mut store: impl AsContextMut,
    callee: Func,
    values: Vec<Value>,
    budget: &Budget,
) -> Result<EncodedOutput, CallError> {
    let typed = ty.params().iter().zip(values);
    let vals = typed.map(|(parameter, value)| to_val(&parameter.ty, value));
    let vals = vals.collect::<Result<Vec<Val>, _>>()?;
    let mut results = vec![Val::Bool(false); usize::from(ty.result().is_some())];
    callee.call(store.as_context_mut(), &vals, &mut results).map_err(CallError::Engine)?;
    let value = match (ty.result(), results.pop()) {
        (Some(ty), Some(val)) => Some(from_val(ty, val)?),
        _ => None,
    };
    Ok(match ty.encode_result(value, budget)? {
        Output::Ok(ipld) => EncodedOutput::Ok(encoded(&ipld)),
        Output::Error(ipld) => EncodedOutput::Error(encoded(&ipld)),
    })
}

/// The canonical DAG-CBOR of what was encoded from a value.
pub(super) fn encoded(ipld: &Ipld) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out, ipld);
    out
}

/// As deep as a type is, which is checked.
fn write(out: &mut Vec<u8>, ipld: &Ipld) {
    match ipld {
        Ipld::Null => out.null(),
        Ipld::Bool(bool) => out.raw(&[0xf4 + u8::from(*bool)]),
        Ipld::Integer(integer) => {
            // A value has no others than those of 64 bits.
            match (u64::try_from(*integer), i64::try_from(*integer)) {
                (Ok(integer), _) => out.head_of(Head::new(major::UNSIGNED, integer)),
                (_, Ok(integer)) => out.head_of(Head::signed(integer)),
                _ => out.null(),
            }
        }
        Ipld::Float(float) => out.float(*float),
        Ipld::String(text) => out.text(text),
        Ipld::Bytes(bytes) => out.bytes(bytes),
        Ipld::Link(cid) => out.link(&cid.to_bytes()),
        Ipld::List(items) => {
            out.list(items.len());
            items.iter().for_each(|item| write(out, item));
        }
        Ipld::Map(map) => write_map(out, map),
    }
}

fn write_map(out: &mut Vec<u8>, map: &BTreeMap<String, Ipld>) {
    let mut entries: Vec<(&String, &Ipld)> = map.iter().collect();
    entries.sort_by_key(|(key, _)| (key.len(), *key));
    out.map(entries.len());
    for (key, value) in entries {
        out.text(key);
        write(out, value);
    }
}
