//! The address of a computation, whoever asks for it.

use alloc::vec::Vec;

use cid::Cid;
use ipld_core::ipld::Ipld;
use varsig::{
    Block,
    dag_cbor::{DagCborError, EncodeError, Encoder, Limits, check},
    multicodec::DAG_CBOR,
};

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
    let ComputationKey { module, function, params, profile } = key;
    let params = Ipld::List(params);
    write(module, function, profile, |encoder| encoder.value(&params, 1))
}

/// The same address as [`computation_key`], for parameters that are encoded already.
/// `params` is the DAG-CBOR of the list of them, in canonical form by type.
///
/// # Errors
///
/// [`ComputationKeyError::Params`] if `params` is not canonical DAG-CBOR,
/// [`ComputationKeyError::NotAList`] if it is that of something else than a list,
/// [`ComputationKeyError::Encode`] if the module's CID has no DAG-CBOR form.
pub fn computation_key_of_encoded(
    module: &Cid,
    function: &str,
    params: &[u8],
    profile: &str,
) -> Result<Cid, ComputationKeyError> {
    // As much as an executor takes decides, and not what a token may have.
    let limits = Limits::default().with_bytes(usize::MAX).with_items(usize::MAX);
    if params.first().is_none_or(|head| head >> 5 != 4) {
        check(params, &limits).map_err(ComputationKeyError::Params)?;
        return Err(ComputationKeyError::NotAList);
    }
    write(module, function, profile, |encoder| {
        encoder.encoded(params, &limits).map_err(ComputationKeyError::Params)
    })
}

/// Why a call has no computation key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ComputationKeyError {
    /// The module's CID has no DAG-CBOR form.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The parameters are no list.
    #[error("the parameters are not encoded as a list")]
    NotAList,
    /// The parameters are not canonical DAG-CBOR.
    #[error("the parameters are not canonical: {0}")]
    Params(DagCborError),
}

/// Writes the map, shorter keys first.
fn write<E: From<EncodeError>>(
    module: &Cid,
    function: &str,
    profile: &str,
    params: impl FnOnce(&mut Encoder) -> Result<(), E>,
) -> Result<Cid, E> {
    let mut encoder = Encoder::new();
    encoder.map(4);
    encoder.text("fun");
    encoder.text(function);
    encoder.text("mod");
    encoder.link(module)?;
    encoder.text("params");
    params(&mut encoder)?;
    encoder.text("profile");
    encoder.text(profile);
    Ok(*Block::new(DAG_CBOR, encoder.finish()).cid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{collections::BTreeMap, vec};
    use varsig::dag_cbor;

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

    #[test]
    fn what_is_encoded_has_the_same_key_and_what_is_no_list_has_none() {
        let module = *Block::raw(*b"a").cid();
        for params in [vec![], vec![Ipld::Integer(1), Ipld::Bytes(vec![7; 300])]] {
            let encoded = dag_cbor::encode(&Ipld::List(params.clone())).unwrap();
            let map = Ipld::Map(BTreeMap::from([
                ("mod".into(), Ipld::Link(module)),
                ("fun".into(), Ipld::String("f".into())),
                ("params".into(), Ipld::List(params.clone())),
                ("profile".into(), Ipld::String("p".into())),
            ]));
            let expected = *Block::encode(&map).unwrap().cid();
            assert_eq!(computation_key_of_encoded(&module, "f", &encoded, "p"), Ok(expected));
            let key = ComputationKey { module: &module, function: "f", params, profile: "p" };
            assert_eq!(computation_key(key), Ok(expected));
        }
        let key = |params: &[u8]| computation_key_of_encoded(&module, "f", params, "p");
        assert_eq!(key(&[0xa0]), Err(ComputationKeyError::NotAList));
        assert_eq!(key(&[0x01]), Err(ComputationKeyError::NotAList));
        // Two lists would make a map with more in it than it says.
        for params in [&[][..], &[0x80, 0x80], &[0x81], &[0x98, 0x00], &[0x9f, 0xff]] {
            assert!(matches!(key(params), Err(ComputationKeyError::Params(_))), "{params:?}");
        }
    }
}
