//! Evidence in the hands of somebody who would twist it.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{
    Evidence, EvidenceError, EvidenceFormError, EvidenceKind, Finding, HandlerDeclarations, Module,
    OutcomeId, WasmCall, wasm_run,
};
use proptest::prelude::*;
use ucan_core::{Check, Did, DidKeyResolver, Nonce, Timestamp, VerifyError};
use ucan_invocation::{Attestation, Outcome, Receipt, ReceiptMeta, Task};
use varsig::{Block, Ed25519Signer, VerifierSet};

const NOW: i64 = 1_767_225_600;

fn key(seed: u8) -> Ed25519Signer {
    Ed25519Signer::from_seed(&[seed; 32])
}

fn did(seed: u8) -> Did {
    Did::from_signer(&key(seed))
}

fn task() -> Task {
    let module = *Block::raw(*b"program").cid();
    let call = WasmCall::new(Module::Link(module), "add-one", vec![41.into()]);
    Task::new(did(1), wasm_run(), call.to_args(), Nonce::empty()).unwrap()
}

fn says(seed: u8, number: i128) -> Receipt {
    let now = Timestamp::from_seconds(NOW).unwrap();
    Attestation::new(*task().id(), Outcome::Ok(Ipld::Integer(number)), now)
        .sign(&key(seed))
        .unwrap()
}

fn between(a: &Receipt, b: &Receipt) -> Result<Evidence, EvidenceError> {
    Evidence::between(&task(), [a, b], &[], &HandlerDeclarations::built_in())
}

fn check(evidence: &Evidence) -> Result<Finding, EvidenceError> {
    let now = Check::at(Timestamp::from_seconds(NOW).unwrap());
    let handlers = HandlerDeclarations::built_in();
    evidence.check(&handlers, &now, &DidKeyResolver, &VerifierSet::default())
}

#[test]
fn the_same_receipts_make_the_same_evidence_in_any_order() {
    let (a, b) = (says(2, 42), says(3, 13));
    let evidence = between(&a, &b).unwrap();
    assert_eq!(between(&b, &a).unwrap(), evidence);
    assert_eq!(Evidence::decode(evidence.block().bytes()).unwrap(), evidence);
    assert_eq!(evidence.kind(), EvidenceKind::Contradiction);
    assert_eq!(evidence.tokens().len(), 2);
    assert!(evidence.tokens()[0].cid() < evidence.tokens()[1].cid());
}

#[test]
fn the_kind_follows_from_who_said_it() {
    assert_eq!(between(&says(2, 42), &says(2, 13)).unwrap().kind(), EvidenceKind::Equivocation);
    assert_eq!(between(&says(2, 42), &says(2, 42)), Err(EvidenceError::SameOutcome));
    assert_eq!(between(&says(2, 42), &says(3, 42)), Err(EvidenceError::SameOutcome));
}

#[test]
fn who_is_wrong_is_said_for_each_outcome() {
    let evidence = between(&says(2, 42), &says(3, 13)).unwrap();
    let finding = check(&evidence).unwrap();
    assert_eq!(finding.against(), None);
    let refuted = |number| -> Vec<Did> {
        let outcome = OutcomeId::of(&says(9, number)).unwrap();
        finding.refuted_by(outcome).map(|it| it.executor.clone()).collect()
    };
    assert_eq!(refuted(42), [did(3)]);
    assert_eq!(refuted(13), [did(2)]);
    assert_eq!(refuted(7).len(), 2);
}

#[test]
fn a_receipt_cannot_be_exchanged_for_a_forged_one() {
    let evidence = between(&says(2, 42), &says(2, 13)).unwrap();
    let bytes = evidence.block().bytes();
    // The number in one of the receipts, under a signature that is over another one.
    let place = bytes.windows(4).position(|it| it == b"\x62ok\x0d").unwrap() + 3;
    let mut forged = bytes.to_vec();
    forged[place] = 0x0e;
    match Evidence::decode(&forged) {
        // Its CID is another one, so that the order may not be right any more.
        Err(error) => assert_eq!(error, EvidenceFormError::Order),
        Ok(evidence) => {
            let error = VerifyError::InvalidSignature;
            assert!(matches!(
                check(&evidence),
                Err(EvidenceError::Signature { error: found, .. }) if found == error
            ));
        }
    }
}

#[test]
fn an_error_of_an_executor_cannot_be_made_from_one_of_a_task() {
    let now = Timestamp::from_seconds(NOW).unwrap();
    let error = || Outcome::Error(ipld!({ "name": "Trap", "message": "…" }));
    let own = Attestation::new(*task().id(), error(), now).sign(&key(2)).unwrap();
    let meta = ReceiptMeta::default().with_fault();
    let fault = Attestation::new(*task().id(), error(), now).with_meta(meta).sign(&key(2)).unwrap();
    let evidence = between(&own, &fault).unwrap();
    assert_eq!(check(&evidence).unwrap().against(), Some(&did(2)));
}

#[test]
fn a_token_of_any_size_is_kept_or_refused() {
    let much = vec![0; 64 << 20];
    assert_eq!(Evidence::of_token(&much), Err(EvidenceFormError::TooLarge));
    let evidence = Evidence::of_token(b"").unwrap();
    assert_eq!(Evidence::decode(evidence.block().bytes()).unwrap(), evidence);
    assert!(matches!(check(&evidence), Err(EvidenceError::Token { index: 0, .. })));
}

#[test]
fn too_many_proofs_are_refused_when_it_is_made() {
    let proofs: Vec<Block> = (0..=Evidence::MAX_PROOFS)
        .map(|number| Block::raw(number.to_string().into_bytes()))
        .collect();
    let handlers = HandlerDeclarations::built_in();
    let made = Evidence::between(&task(), [&says(2, 1), &says(2, 2)], &proofs, &handlers);
    let error = EvidenceFormError::Proofs { found: proofs.len() };
    assert_eq!(made, Err(EvidenceError::Form(error)));
}

#[test]
fn what_is_cut_off_is_refused() {
    let evidence = between(&says(2, 42), &says(2, 13)).unwrap();
    let bytes = evidence.block().bytes();
    for end in 0..bytes.len() {
        assert!(matches!(Evidence::decode(&bytes[..end]), Err(EvidenceFormError::Encoding(_))));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// One byte that is changed never makes evidence that accuses somebody.
    #[test]
    fn a_changed_byte_accuses_nobody(place in any::<prop::sample::Index>(), change in 1_u8..) {
        let evidence = between(&says(2, 42), &says(2, 13)).unwrap();
        let mut bytes = evidence.block().bytes().to_vec();
        let place = place.index(bytes.len());
        bytes[place] ^= change;
        let finding = Evidence::decode(&bytes).ok().and_then(|it| check(&it).ok());
        prop_assert!(finding.is_none(), "{finding:?}");
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Evidence::decode(&bytes).map(|evidence| check(&evidence));
    }
}
