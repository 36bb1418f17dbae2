//! From the data of a case to that of the crate, and back.

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_conformance::{Case, Fault, Value};
use ucan_core::MapResolver;
use varsig::PublicKey;

/// A value as IPLD data.
pub(crate) fn ipld(value: &Value) -> Result<Ipld, Fault> {
    Ok(match value {
        Value::Boolean(value) => Ipld::Bool(*value),
        Value::Bytes(bytes) => Ipld::Bytes(bytes.clone()),
        Value::Integer(number) => Ipld::Integer((*number).into()),
        Value::Link(_) => Ipld::Link(cid(value)?),
        Value::List(items) => Ipld::List(items.iter().map(ipld).collect::<Result<_, _>>()?),
        Value::Map(entries) => Ipld::Map(
            entries
                .iter()
                .map(|(key, value)| Ok((key.clone(), ipld(value)?)))
                .collect::<Result<_, Fault>>()?,
        ),
        Value::Null => Ipld::Null,
        Value::Text(text) => Ipld::String(text.clone()),
    })
}

/// A link as a CID, in whatever base it stands.
pub(crate) fn cid(value: &Value) -> Result<Cid, Fault> {
    match value {
        Value::Link(cid) => cid.parse().map_err(|_| Fault::Invariant("a link is no CID")),
        _ => Err(Fault::Invariant("a value is no link")),
    }
}

/// A CID as tokens print (ruling T6).
pub(crate) fn cid_text(cid: &Cid) -> Result<String, Fault> {
    cid.to_string_of_base(multibase::Base::Base58Btc)
        .map_err(|_| Fault::Invariant("a CID has no text"))
}

/// The keys of DIDs that are no did:key.
pub(crate) fn keys(case: &Case) -> Result<MapResolver, Fault> {
    let mut resolver = MapResolver::new();
    let Some(Value::Map(keys)) = case.input.get("keys") else {
        return Err(Fault::Invariant("the keys are no map"));
    };
    for (did, key) in keys {
        let did = did.parse().map_err(|_| Fault::Invariant("a DID of the keys is none"))?;
        let Value::Bytes(key) = key else { return Err(Fault::Invariant("a key is no bytes")) };
        let key = PublicKey::from_multicodec(key).map_err(|_| Fault::Invariant("a key is none"))?;
        resolver.insert(did, key);
    }
    Ok(resolver)
}
