//! Sets of tokens: by CID, into proofs, into archives and back.

use cid::Cid;
use ucan_core::{
    Chain, ChainError, Check, Claim, Command, Delegation, DidKeyResolver, Proofs, Timestamp,
    TokenSet, Validity,
};
use varsig::{
    Block, VerifierSet,
    car::{CarErrorKind, CarLimits},
};

use crate::stage::{delegation, did};

fn set() -> TokenSet {
    [1, 2].into_iter().map(|nonce| delegation(nonce).block().clone()).collect()
}

#[test]
fn keeps_every_block_once_in_the_order_of_arrival() {
    let mut set = set();
    let (first, task) = (delegation(1).block().clone(), Block::raw(*b"task"));
    assert!(!set.insert(first.clone()));
    assert!(set.insert(task.clone()));
    assert_eq!(set.blocks(), [first, delegation(2).block().clone(), task.clone()]);
    assert_eq!(set.get(task.cid()), Some(&task));
    assert_eq!(set.get(delegation(3).cid()), None);
    assert!((&set).into_iter().eq(set.blocks()));
}

#[test]
fn an_archive_holds_the_same_blocks_and_its_roots() {
    let mut set = set();
    set.insert(Block::raw(*b"module"));
    let roots = [*delegation(2).cid()];
    let archive = set.to_car(&roots);
    let limits = CarLimits::default();
    assert_eq!(TokenSet::from_car(&archive, &limits), Ok((roots.to_vec(), set)));

    let mut broken = archive;
    *broken.last_mut().unwrap() ^= 1;
    let error = TokenSet::from_car(&broken, &limits).unwrap_err();
    assert!(matches!(error.kind, CarErrorKind::Block(_)), "{error}");
}

/// Judges 2's claim to "/msg/send" of 1 on these proofs.
fn prove(proofs: &Proofs, named: &[Cid]) -> Result<Chain, ChainError> {
    let command = "/msg/send".parse::<Command>().unwrap();
    let token = *Block::raw(*b"the claim").cid();
    let claim = Claim {
        token: &token,
        twins: &[],
        issuer: &did(2),
        subject: &did(1),
        command: &command,
        validity: Validity::new(None, None),
        proofs: named,
    };
    Chain::prove(&claim, proofs, &Check::at(Timestamp::from_seconds(0).unwrap()))
}

#[test]
fn proofs_come_from_a_set_by_name_or_all_of_them() {
    let (set, resolver, verifiers) = (set(), DidKeyResolver, VerifierSet::default());
    let (one, two) = ([*delegation(1).cid()], [*delegation(2).cid()]);
    let mut proofs = Proofs::new();
    assert!(prove(&proofs, &one).is_err());
    let absent = *delegation(3).cid();
    set.add_named_to(&mut proofs, &[one[0], absent], &resolver, &verifiers);
    assert!(prove(&proofs, &one).is_ok());
    assert!(prove(&proofs, &two).is_err(), "it was not named");
    set.add_all_to(&mut proofs, &resolver, &verifiers);
    assert!(prove(&proofs, &two).is_ok());
    assert!(prove(&proofs, &[absent]).is_err());
    assert_eq!(set.of::<Delegation>().count(), 2);
}
