//! The address of a computation, whoever asks for it.

use alloc::{collections::BTreeMap, vec::Vec};

use cid::Cid;
use ipld_core::ipld::Ipld;
use varsig::{Block, dag_cbor::EncodeError};

/// What determines the result of a pure call, and nothing else (ruling I6 c): no
/// subject and no nonce, so that strangers share results.
#[derive(Clone, Debug, PartialEq)]
pub struct ComputationKey<'a> {
    /// The component.
    pub module: &'a Cid,
    /// The export.
    pub function: &'a str,
    /// The parameters in canonical form by type: an integer for a float is the
    /// float, a link for bytes is the bytes.
    pub params: Vec<Ipld>,
    /// The identifier of the deterministic profile that the engine runs.
    pub profile: &'a str,
}

/// The CID of the map `{mod, fun, params, profile}`.
///
/// # Errors
///
/// [`EncodeError`] if the parameters have no DAG-CBOR form.
pub fn computation_key(key: ComputationKey<'_>) -> Result<Cid, EncodeError> {
    let map = BTreeMap::from([
        ("mod".into(), Ipld::Link(*key.module)),
        ("fun".into(), Ipld::String(key.function.into())),
        ("params".into(), Ipld::List(key.params)),
        ("profile".into(), Ipld::String(key.profile.into())),
    ]);
    Ok(*Block::encode(&Ipld::Map(map))?.cid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn every_part_tells_and_no_other() {
        let (a, b) = (*Block::raw(*b"a").cid(), *Block::raw(*b"b").cid());
        let key = |module, function, param, profile| {
            let params = vec![Ipld::Integer(param)];
            computation_key(ComputationKey { module, function, params, profile }).unwrap()
        };
        let base = key(&a, "f", 1, "p");
        assert_eq!(base, key(&a, "f", 1, "p"));
        for other in
            [key(&b, "f", 1, "p"), key(&a, "g", 1, "p"), key(&a, "f", 2, "p"), key(&a, "f", 1, "q")]
        {
            assert_ne!(base, other);
        }
    }
}
