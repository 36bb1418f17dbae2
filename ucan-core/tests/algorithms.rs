//! Tokens by every algorithm that UCAN requires, by wallets, and by none of these
//! (rulings T2, T10 and O17).

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::collections::BTreeSet;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{
    Chain, ChainError, Check, Claim, DecodeError, Delegation, Did, DidKeyResolver, Envelope, Nonce,
    Payload, Proofs, Timestamp, Verified, VerifyError,
};
use varsig::{
    Block, Ed25519Signer, Header, InnerEncoding, P256Signer, P384Signer, P521Signer,
    PayloadEncoding, Secp256k1Signer, SignatureAlgorithm, Signer, VerifierSet, dag_cbor, s_twins,
    verifiers,
};

const NOW: i64 = 1_767_225_600;

fn alice() -> P256Signer {
    P256Signer::from_scalar(&[1; 32]).unwrap()
}

fn wallet() -> Secp256k1Signer {
    Secp256k1Signer::from_scalar(&[3; 32]).unwrap().keccak()
}

fn bob() -> Did {
    Did::from_signer(&Ed25519Signer::from_seed(&[2; 32]))
}

fn delegation(issuer: &dyn Signer) -> Delegation {
    let issuer = Did::from_signer(issuer);
    Delegation::new(issuer.clone(), bob(), issuer, "/msg".parse().unwrap(), Nonce::new([7; 12]))
}

fn verify(bytes: &[u8], verifiers: &VerifierSet<'_>) -> Result<Verified<Delegation>, VerifyError> {
    Envelope::<Delegation>::decode(bytes).unwrap().verify(&DidKeyResolver, verifiers)
}

/// A token with any header and any signature over `{h, payload}`.
fn token(
    issuer: &dyn Signer,
    header: Header,
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> (Vec<u8>, Vec<u8>) {
    let payload = Ipld::Map(delegation(issuer).write());
    let signed = Ipld::Map(
        [("h".into(), Ipld::Bytes(header.encode())), ("ucan/dlg@1.0.0".into(), payload)].into(),
    );
    let signed = dag_cbor::encode(&signed).unwrap();
    let signature = sign(&signed);
    (seal(&signature, &signed), signed)
}

fn seal(signature: &[u8], signed: &[u8]) -> Vec<u8> {
    let signature = dag_cbor::encode(&Ipld::Bytes(signature.into())).unwrap();
    [&[0x82], signature.as_slice(), signed].concat()
}

fn cid(bytes: &[u8]) -> Cid {
    *Block::dag_cbor(bytes).unwrap().cid()
}

#[test]
fn a_token_by_p256_or_secp256k1_holds_by_default() {
    let secp256k1 = Secp256k1Signer::from_scalar(&[3; 32]).unwrap();
    let signers: [&dyn Signer; 2] = [&alice(), &secp256k1];
    for signer in signers {
        let token = Envelope::sign(delegation(signer), signer).unwrap();
        let verified = verify(token.bytes(), &VerifierSet::default()).unwrap();
        assert_eq!(verified.payload(), &delegation(signer));
        assert_eq!(verified.twins().len(), 1);
    }
}

#[test]
fn other_algorithms_hold_only_where_they_are_allowed() {
    let p384 = P384Signer::from_scalar(&[4; 48]).unwrap();
    let p521 = P521Signer::from_scalar(&[[0].as_slice(), &[5; 65]].concat()).unwrap();
    let wallet = wallet();
    let signers: [(&dyn Signer, &dyn varsig::Verifier); 3] =
        [(&p384, verifiers::ES384), (&p521, verifiers::ES512), (&wallet, verifiers::ES256K_KECCAK)];
    for (signer, verifier) in signers {
        let algorithm = signer.algorithm();
        let token = Envelope::sign(delegation(signer), signer).unwrap();
        assert_eq!(
            verify(token.bytes(), &VerifierSet::default()).unwrap_err(),
            VerifyError::AlgorithmNotAllowed { algorithm }
        );
        let allowed = VerifierSet::default().with(verifier);
        assert!(verify(token.bytes(), &allowed).is_ok(), "{algorithm}");
    }
}

#[test]
fn a_header_of_another_key_is_refused_before_the_signature_is_looked_at() {
    let header = Header::dag_cbor(SignatureAlgorithm::Ed25519);
    let (bytes, _) = token(&alice(), header, |message| alice().try_sign(message).unwrap());
    let refused = verify(&bytes, &VerifierSet::default()).unwrap_err();
    assert_eq!(refused, VerifyError::AlgorithmMismatch);
}

#[test]
fn a_header_with_another_hash_is_not_accepted_for_the_same_key() {
    // secp256k1 with Keccak-256 named, SHA2-256 signed, both allowed.
    let signer = Secp256k1Signer::from_scalar(&[3; 32]).unwrap();
    let header = Header::dag_cbor(SignatureAlgorithm::ES256K_KECCAK);
    let (bytes, _) = token(&signer, header, |message| signer.try_sign(message).unwrap());
    let refused = verify(&bytes, &VerifierSet::everything()).unwrap_err();
    assert_eq!(refused, VerifyError::InvalidSignature);
}

#[test]
fn tokens_are_signed_over_dag_cbor_and_nothing_else() {
    let ed25519 = Ed25519Signer::from_seed(&[9; 32]);
    for encoding in [
        PayloadEncoding::ByteIdentical,
        PayloadEncoding::DagJson,
        // Wallets sign with secp256k1 and Keccak-256 only.
        PayloadEncoding::Eip191(InnerEncoding::DagCbor),
    ] {
        let header = Header::new(SignatureAlgorithm::Ed25519, encoding);
        let (bytes, _) = token(&ed25519, header, |message| ed25519.try_sign(message).unwrap());
        assert_eq!(
            Envelope::<Delegation>::decode(&bytes).unwrap_err(),
            DecodeError::PayloadEncoding { header: Box::new(header) }
        );
    }
}

#[test]
fn an_unknown_algorithm_is_read_and_believed_by_nobody() {
    // P-256 with SHA3-384, as one implementation writes by mistake.
    let header = Header::decode(&[0x34, 1, 0xec, 1, 0x80, 0x24, 0x15, 0x71]).unwrap();
    let (bytes, _) = token(&alice(), header, |message| alice().try_sign(message).unwrap());
    let refused = verify(&bytes, &VerifierSet::everything()).unwrap_err();
    assert_eq!(refused, VerifyError::AlgorithmMismatch);
}

#[test]
fn a_message_of_a_wallet_holds_where_its_algorithm_is_allowed() {
    let encoding = PayloadEncoding::Eip191(InnerEncoding::DagCbor);
    let header = Header::new(SignatureAlgorithm::ES256K_KECCAK, encoding);
    let (bytes, signed) = token(&wallet(), header, |payload| {
        let signature = wallet().sign_personal(payload).unwrap();
        assert_eq!(signature.len(), 65);
        signature
    });
    assert_eq!(
        verify(&bytes, &VerifierSet::default()).unwrap_err(),
        VerifyError::AlgorithmNotAllowed { algorithm: SignatureAlgorithm::ES256K_KECCAK }
    );
    let allowed = VerifierSet::default().with(verifiers::ES256K_KECCAK);
    let verified = verify(&bytes, &allowed).unwrap();

    // Each spelling of the signature that holds is known to the others.
    let start = bytes.len() - signed.len() - 65;
    let signature = &bytes[start..start + 65];
    let spellings: BTreeSet<Cid> =
        [*verified.cid()].into_iter().chain(verified.twins().iter().copied()).collect();
    let short = seal(&signature[..64], &signed);
    let [low, high] = s_twins(SignatureAlgorithm::ES256K_KECCAK, &signature[..64]).unwrap();
    assert_eq!(low, signature[..64]);
    let high_short = seal(&high, &signed);
    let other = if signature[64] == 27 { 28 } else { 27 };
    let high_long = seal(&[high.as_slice(), &[other]].concat(), &signed);
    for spelling in [short, high_short, high_long] {
        assert!(verify(&spelling, &allowed).is_ok());
        assert!(spellings.contains(&cid(&spelling)));
    }
    let wrong = seal(&[&signature[..64], &[other]].concat(), &signed);
    assert_eq!(verify(&wrong, &allowed).unwrap_err(), VerifyError::InvalidSignature);
}

#[test]
fn a_revocation_reaches_both_twins_of_a_token_whichever_it_names() {
    let token = Envelope::sign(delegation(&alice()), &alice()).unwrap();
    let signature = &token.bytes()[3..67];
    let [low, high] = s_twins(SignatureAlgorithm::ES256, signature).unwrap();
    assert_eq!(low, signature, "signatures are made with low s");
    let tokens = [seal(&low, token.signed_bytes()), seal(&high, token.signed_bytes())];
    assert_eq!(tokens[0], token.bytes());

    let (issuer, subject, command) = (bob(), Did::from_signer(&alice()), "/msg".parse().unwrap());
    let claimed_in = cid(&dag_cbor::encode(&Ipld::Null).unwrap());
    for presented in &tokens {
        let verified = verify(presented, &VerifierSet::default()).unwrap();
        let mut proofs = Proofs::new();
        proofs.insert(verified);
        let presented = [cid(presented)];
        let claim = Claim {
            token: &claimed_in,
            twins: &[],
            issuer: &issuer,
            subject: &subject,
            command: &command,
            validity: delegation(&alice()).validity(),
            proofs: &presented,
        };
        let check = Check::at(Timestamp::from_seconds(NOW).unwrap());
        let chain = Chain::prove(&claim, &proofs, &check).unwrap();
        for revoked in &tokens {
            let revocations = BTreeSet::from([(cid(revoked), subject.clone())]);
            let check = check.with_revocations(&revocations);
            let expected =
                ChainError::Revoked { index: Some(0), cid: presented[0], revoker: subject.clone() };
            assert_eq!(Chain::prove(&claim, &proofs, &check).unwrap_err(), expected);
            assert_eq!(chain.recheck(&check).unwrap_err(), expected);
        }
    }

    // The claim's own token is looked up the same way.
    let verified = verify(&tokens[1], &VerifierSet::default()).unwrap();
    let claim = Claim {
        token: verified.cid(),
        twins: verified.twins(),
        issuer: &subject,
        subject: &subject,
        command: &command,
        validity: delegation(&alice()).validity(),
        proofs: &[],
    };
    let revocations = BTreeSet::from([(cid(&tokens[0]), subject.clone())]);
    let check = Check::at(Timestamp::from_seconds(NOW).unwrap()).with_revocations(&revocations);
    assert_eq!(
        Chain::prove(&claim, &Proofs::new(), &check).unwrap_err(),
        ChainError::Revoked { index: None, cid: cid(&tokens[1]), revoker: subject.clone() }
    );
}

#[test]
fn a_token_by_ed25519_has_no_twin() {
    let signer = Ed25519Signer::from_seed(&[2; 32]);
    let token = Envelope::sign(delegation(&signer), &signer).unwrap();
    assert!(verify(token.bytes(), &VerifierSet::default()).unwrap().twins().is_empty());
}
