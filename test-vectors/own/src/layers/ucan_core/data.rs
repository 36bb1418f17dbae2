//! From the data of a case to that of the crate, and back.

use cid::Cid;
use ipvm_conformance::{Case, Fault, Value};
use ucan_core::MapResolver;
use varsig::PublicKey;

pub(crate) use crate::layers::ucan_pipeline::data::{cid, ipld};

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
