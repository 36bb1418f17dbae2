//! Several resolvers, one after the other.

use std::cell::Cell;

use ucan_core::{Did, DidKeyResolver, MapResolver, ResolveError, Resolver};
use varsig::{Ed25519Signer, PublicKey, Signer};

fn key(seed: u8) -> PublicKey {
    Ed25519Signer::from_seed(&[seed; 32]).public_key()
}

fn web() -> Did {
    "did:web:a.test".parse().expect("a DID")
}

/// Always answers the same and counts how often.
struct Answer(Result<Vec<PublicKey>, ResolveError>, Cell<u32>);

impl Resolver for Answer {
    fn resolve(&self, _: &Did) -> Result<Vec<PublicKey>, ResolveError> {
        self.1.set(self.1.get() + 1);
        self.0.clone()
    }
}

#[test]
fn the_next_is_asked_for_what_the_first_does_not_know() {
    for unknown in [ResolveError::UnknownDid, ResolveError::UnsupportedMethod] {
        let first = Answer(Err(unknown), Cell::new(0));
        let next = Answer(Ok(vec![key(1)]), Cell::new(0));
        assert_eq!((&first).or(&next).resolve(&web()), Ok(vec![key(1)]));
        assert_eq!((first.1.get(), next.1.get()), (1, 1));
        let last = Answer(Err(ResolveError::UnsupportedMethod), Cell::new(0));
        assert_eq!((&first).or(&last).resolve(&web()), Err(ResolveError::UnsupportedMethod));
    }
}

#[test]
fn any_other_answer_stands() {
    for answer in [
        Ok(vec![key(2)]),
        Err(ResolveError::NoSuchKey),
        Err(ResolveError::Unavailable),
        Err(ResolveError::NotBase58),
    ] {
        let first = Answer(answer.clone(), Cell::new(0));
        let next = Answer(Ok(vec![key(1)]), Cell::new(0));
        assert_eq!((&first).or(&next).resolve(&web()), answer);
        assert_eq!((first.1.get(), next.1.get()), (1, 0));
    }
}

#[test]
fn resolvers_are_put_together_in_a_box_and_in_a_row() {
    let map = MapResolver::new().with(web(), key(1));
    let boxed: Box<dyn Resolver> = Box::new(DidKeyResolver.or(map.clone()));
    let row = DidKeyResolver.or(MapResolver::new()).or(boxed);
    assert_eq!(row.resolve(&web()), Ok(vec![key(1)]));
    assert_eq!(row.resolve(&Did::from_public_key(&key(2))), Ok(vec![key(2)]));
    let other: Did = "did:plc:abc".parse().expect("a DID");
    assert_eq!(row.resolve(&other), Err(ResolveError::UnknownDid));
    let dynamic: &dyn Resolver = &map;
    assert_eq!(dynamic.or(DidKeyResolver).resolve(&web()), Ok(vec![key(1)]));
}
