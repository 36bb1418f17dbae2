//! Which invocations are revocations.

use std::collections::BTreeSet;

use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{ChainError, FieldError, FieldRule, Nonce, Proofs, WitnessError};
use ucan_invocation::revocation::{Revocation, RevocationError, Revoke};

use crate::stage::{NOW, accepted, at, at_hand, cast, exactly, unseen};

#[track_caller]
fn refused(judged: Result<Revocation, RevocationError>, expected: RevocationError) {
    assert_eq!(judged.map(|it| *it.cid()), Err(expected));
}

#[test]
fn counts_in_the_name_of_whoever_signed_before_the_token_was_seen() {
    let cast = cast();
    let token = cast.bob.revokes(Revoke::new(unseen("token")));
    let revocation = accepted(&token, []);
    assert_eq!(revocation.revoked(), &unseen("token"));
    assert_eq!(revocation.revokers().collect::<Vec<_>>(), [&cast.bob.did]);
    assert_eq!((revocation.subject(), revocation.issuer()), (&cast.bob.did, &cast.bob.did));
    assert_eq!(revocation.cid(), token.cid());
    assert_eq!(revocation.block().bytes(), token.envelope().bytes());
    assert!(revocation.witness().is_none());
}

#[test]
fn another_command_is_no_revocation() {
    let cast = cast();
    let args = || match ipld!({ "revoke": unseen("token") }) {
        Ipld::Map(args) => args,
        _ => panic!("a map"),
    };
    for command in ["/ucan", "/ucan/revoke/all", "/ucan/revoked", "/"] {
        let token = cast.bob.invokes(command, args(), Nonce::empty());
        refused(
            Revocation::accept(&token, &Proofs::new(), &exactly(NOW)),
            RevocationError::Command { found: command.parse().unwrap() },
        );
    }
}

#[test]
fn the_arguments_are_a_link_and_links_and_nothing_else() {
    let cast = cast();
    let token = unseen("token");
    let kind = |expected, found| FieldRule::Kind { expected, found };
    for (args, field, rule) in [
        (ipld!({}), "revoke", FieldRule::Missing),
        (ipld!({ "path": [token] }), "revoke", FieldRule::Missing),
        (ipld!({ "revoke": token.to_string() }), "revoke", kind("link", "string")),
        (ipld!({ "revoke": [token] }), "revoke", kind("link", "list")),
        (ipld!({ "revoke": { "await/ok": token } }), "revoke", kind("link", "map")),
        (ipld!({ "revoke": token, "path": token }), "path", kind("list of links", "link")),
        (ipld!({ "revoke": token, "path": null }), "path", kind("list of links", "null")),
        (ipld!({ "revoke": token, "path": [token, "x"] }), "path", kind("link", "string")),
        (ipld!({ "revoke": token, "rev": token }), "rev", FieldRule::Unknown),
    ] {
        refused(
            Revocation::accept(&cast.bob.asks(args), &Proofs::new(), &exactly(NOW)),
            RevocationError::Arguments(FieldError::new(field, rule)),
        );
    }
}

#[test]
fn a_nonce_and_an_audience_do_not_matter() {
    let cast = cast();
    let Ipld::Map(args) = ipld!({ "revoke": unseen("token") }) else { panic!("a map") };
    accepted(&cast.bob.invokes("/ucan/revoke", args, Nonce::new([1, 2, 3])), []);
    let revoke = Revoke::new(unseen("token")).with_audience(cast.dan.did.clone());
    accepted(&cast.bob.revokes(revoke), []);
}

#[test]
fn a_path_is_judged_and_may_be_demanded() {
    let cast = cast();
    let hops = [
        cast.alice.hop(&cast.bob, &cast.alice, "/crud"),
        cast.bob.hop(&cast.carol, &cast.alice, "/crud"),
    ];
    let named = hops.each_ref().map(|hop| *hop.cid()).to_vec();
    let proofs = at_hand(&hops);
    let check = exactly(NOW);

    let with_path = cast.bob.revokes(Revoke::new(named[1]).with_path(named.clone()));
    for judged in [
        Revocation::accept(&with_path, &proofs, &check),
        Revocation::accept_witnessed(&with_path, &proofs, &check),
    ] {
        let revocation = judged.unwrap();
        let witness = revocation.witness().unwrap();
        assert_eq!((witness.place(), witness.revoker()), (1, &cast.bob.did));
    }
    let without = cast.bob.revokes(Revoke::new(named[1]));
    assert!(Revocation::accept(&without, &proofs, &check).unwrap().witness().is_none());
    refused(Revocation::accept_witnessed(&without, &proofs, &check), RevocationError::NoPath);

    // One that is there is judged, wanted or not.
    let stranger = cast.mallory.revokes(Revoke::new(named[1]).with_path(named.clone()));
    let none =
        RevocationError::Path(WitnessError::RevokerNotOnPath { revoker: cast.mallory.did.clone() });
    refused(Revocation::accept(&stranger, &proofs, &check), none);
    refused(
        Revocation::accept(&with_path, &at_hand(&hops[1..]), &check),
        RevocationError::Path(WitnessError::UnavailableProof { index: 0, cid: named[0] }),
    );
    let empty = cast.bob.revokes(Revoke::new(named[1]).with_path(vec![]));
    refused(
        Revocation::accept(&empty, &proofs, &check),
        RevocationError::Path(WitnessError::Empty),
    );
    let short = cast.alice.revokes(Revoke::new(named[1]).with_path(vec![named[0]]));
    refused(
        Revocation::accept(&short, &proofs, &check),
        RevocationError::Path(WitnessError::NotTheRevoked {
            index: 0,
            cid: named[0],
            revoked: named[1],
        }),
    );
}

#[test]
fn its_own_time_is_that_of_acceptance() {
    let cast = cast();
    let token = cast.bob.revokes(Revoke::new(unseen("token")).with_expiration(at(NOW)));
    Revocation::accept(&token, &Proofs::new(), &exactly(NOW)).unwrap();
    refused(
        Revocation::accept(&token, &Proofs::new(), &exactly(NOW + 1)),
        RevocationError::Chain(ChainError::Expired { expiration: at(NOW), now: at(NOW + 1) }),
    );
}

#[test]
fn it_cannot_be_revoked() {
    let cast = cast();
    let token = cast.bob.revokes(Revoke::new(unseen("token")));
    let set = BTreeSet::from([(*token.cid(), cast.bob.did.clone())]);
    let check = exactly(NOW).with_revocations(&set);
    Revocation::accept(&token, &Proofs::new(), &check).unwrap();
}

#[test]
fn the_first_broken_rule_is_reported() {
    let cast = cast();
    // Malformed arguments come before an issuer without authority, and that before a path.
    let check = exactly(NOW);
    let no_path = Revoke::new(unseen("token"))
        .in_the_name_of(cast.alice.did.clone(), vec![])
        .with_path(vec![]);
    let token = cast.mallory.revokes(no_path);
    refused(
        Revocation::accept(&token, &Proofs::new(), &check),
        RevocationError::Chain(ChainError::NoProofs),
    );
    let no_path = Revoke::new(unseen("token")).in_the_name_of(cast.alice.did.clone(), vec![]);
    refused(
        Revocation::accept_witnessed(&cast.mallory.revokes(no_path), &Proofs::new(), &check),
        RevocationError::NoPath,
    );
}
