//! What is too much.

use ipvm_registry::{
    Assertion, Index, ReleaseStatement, ResolveError, StatementError, YankStatement,
};
use proptest::prelude::*;
use ucan_core::{Check, DidKeyResolver};
use varsig::{Block, VerifierSet};

use crate::stage::{accept, did, person, release, sign, verified, wanted};

fn many(count: usize, first: usize) -> Vec<Assertion> {
    let alice = person(1);
    let token = |patch: usize| release(&alice, "image-ops", &format!("1.0.{patch}"), "one");
    (first..first + count).map(|patch| accept(&token(patch)).unwrap()).collect()
}

#[test]
fn a_name_with_too_many_assertions_is_full_for_good_and_harms_no_other() {
    let alice = person(1);
    let all = many(Index::MAX_ASSERTIONS + 1, 0);
    let wanted = |text: &str| wanted(&alice, text);
    let full = || {
        let package = wanted("image-ops").package().clone();
        Err(ResolveError::Full { package })
    };

    let mut found: Index = all[1..].iter().cloned().collect();
    assert_eq!(found.resolve(&wanted("image-ops")).unwrap().version().to_string(), "1.0.4096");
    // What is there already adds nothing.
    found.insert(all[7].clone());
    assert!(found.resolve(&wanted("image-ops")).is_ok());
    found.insert(accept(&release(&alice, "numbers", "1.0.0", "one")).unwrap());
    found.insert(all[0].clone());
    assert_eq!(found.resolve(&wanted("image-ops")), full());
    assert_eq!(found.releases(wanted("image-ops").package()).count(), 0);
    assert!(found.resolve(&wanted("numbers")).is_ok());
    found.insert(all[0].clone());
    assert_eq!(found.resolve(&wanted("image-ops")), full());

    // The same comes out of merging, from either side and of parts that are not too much.
    let (one, other): (Index, Index) =
        (all[..2000].iter().cloned().collect(), all[1000..].iter().cloned().collect());
    let [mut there, mut back] = [one.clone(), other.clone()];
    there.merge(other);
    back.merge(one.clone());
    assert_eq!(there, back);
    assert_eq!(there.resolve(&wanted("image-ops")), full());
    let mut again = one;
    again.merge(there.clone());
    assert_eq!(again, there);
}

#[test]
fn what_an_assertion_says_is_bounded() {
    let of = |wit: String| {
        let cid = *Block::raw(*b"one").cid();
        ReleaseStatement::new("a".parse().unwrap(), "1.0.0".parse().unwrap(), cid, wit)
    };
    let longest = of("x".repeat(ReleaseStatement::MAX_WIT_BYTES)).unwrap();
    assert_eq!(ReleaseStatement::read(longest.to_args()), Ok(longest));
    let found = ReleaseStatement::MAX_WIT_BYTES + 1;
    assert_eq!(of("x".repeat(found)), Err(StatementError::WitTooLong { found }));
    let yank = YankStatement::new("a".parse().unwrap(), "1.0.0".parse().unwrap());
    assert!(yank.clone().with_reason("x".repeat(1024)).is_ok());
    let error = yank.with_reason("x".repeat(1025));
    assert_eq!(error, Err(StatementError::ReasonTooLong { found: 1025 }));
}

proptest! {
    /// Whoever changes a byte of a token has a block that is left out.
    #[test]
    fn a_token_with_a_byte_changed_adds_nothing(at in any::<prop::sample::Index>(), bit in 0..8u8) {
        let token = release(&person(1), "image-ops", "1.0.0", "one");
        let mut bytes = token.bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let block = Block::new(varsig::multicodec::DAG_CBOR, bytes);
        let gathered = crate::stage::gather(&[block]);
        prop_assert_eq!(gathered.index, Index::new());
    }

    #[test]
    fn bytes_of_a_stranger_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let block = Block::new(varsig::multicodec::DAG_CBOR, bytes);
        prop_assert_eq!(crate::stage::index(&[block]), Index::new());
    }
}

#[test]
fn a_powerline_at_the_root_gives_no_names_away() {
    let (alice, mallory) = (person(1), person(3));
    let line = ucan_core::Delegation::new(
        did(&mallory),
        did(&mallory),
        None,
        ipvm_registry::release_command(),
        ucan_core::Nonce::new([1; 12]),
    );
    let line = ucan_core::Envelope::sign(line, &mallory).unwrap();
    let said = crate::stage::says("image-ops", "1.0.0", "evil");
    let said = said.to_invocation(did(&alice), did(&mallory)).unwrap();
    let token = sign(said.with_proofs(vec![*line.cid()]), &mallory);
    let mut proofs = ucan_core::Proofs::new();
    proofs.add(line.block(), &DidKeyResolver, &VerifierSet::default());
    let check = Check::at(crate::stage::now());
    let error = Assertion::accept(&verified(&token), &proofs, &check).unwrap_err();
    let ipvm_registry::AssertionError::Chain(ucan_core::ChainError::Proof(proof)) = error else {
        panic!("{error}")
    };
    assert_eq!(proof.rule, ucan_core::ProofRule::PowerlineRoot);
}
