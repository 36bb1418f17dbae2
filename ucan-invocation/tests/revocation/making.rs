//! What a revocation looks like that is made here.

use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{Meta, Payload};
use ucan_invocation::revocation::Revoke;

use crate::stage::{NOW, at, cast, unseen};

#[test]
fn has_the_shape_of_the_text() {
    let cast = cast();
    let (token, path) = (unseen("token"), vec![unseen("root"), unseen("token")]);
    let signed = Revoke::new(token).with_path(path.clone()).sign(&cast.bob.key).unwrap();
    let did = cast.bob.did.as_str();
    assert_eq!(
        Ipld::Map(signed.unverified_payload().write()),
        ipld!({
            "iss": did,
            "sub": did,
            "cmd": "/ucan/revoke",
            "args": { "revoke": token, "path": [path[0], path[1]] },
            "nonce": Ipld::Bytes(vec![]),
            "prf": [],
            "exp": null,
        })
    );
}

#[test]
fn says_no_more_than_it_was_told() {
    let cast = cast();
    let token = unseen("token");
    let signed = Revoke::new(token).sign(&cast.bob.key).unwrap();
    let args = Ipld::Map(signed.unverified_payload().task().args().clone());
    assert_eq!(args, ipld!({ "revoke": token }));

    let meta = Meta::from([("comment".to_owned(), ipld!("bad behaviour"))]);
    let signed = Revoke::new(token)
        .in_the_name_of(cast.alice.did.clone(), vec![unseen("proof")])
        .with_audience(cast.dan.did.clone())
        .with_meta(meta.clone())
        .with_issued_at(at(NOW))
        .with_expiration(at(NOW + 60))
        .sign(&cast.zelda.key)
        .unwrap();
    let invocation = signed.unverified_payload();
    assert_eq!(invocation.issuer(), &cast.zelda.did);
    assert_eq!(invocation.task().subject(), &cast.alice.did);
    assert_eq!(invocation.proofs(), [unseen("proof")]);
    assert_eq!(invocation.audience(), Some(&cast.dan.did));
    assert_eq!(invocation.meta(), Some(&meta));
    assert_eq!(invocation.issued_at(), Some(at(NOW)));
    assert_eq!(invocation.validity().expiration(), Some(at(NOW + 60)));
}

#[test]
fn to_revoke_twice_is_one_task() {
    let cast = cast();
    let once = Revoke::new(unseen("token")).sign(&cast.bob.key).unwrap();
    let again = Revoke::new(unseen("token")).with_issued_at(at(NOW)).sign(&cast.bob.key).unwrap();
    assert_ne!(once.cid(), again.cid());
    assert_eq!(once.unverified_payload().task().id(), again.unverified_payload().task().id());
}
