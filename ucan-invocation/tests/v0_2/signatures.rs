//! Who signed what.

use ucan_core::{Did, DidKeyResolver};
use ucan_invocation::v0_2::{
    Authorization, Dialect, Encoded, Output, ReadError, Receipt, Reference, SignError, Signature,
    SignatureError, SignatureFormError, Task, Wire,
};
use varsig::{
    Ed25519Signer, P256Signer, P384Signer, P521Signer, Secp256k1Signer, SignatureAlgorithm, Signer,
    VerifierSet, dag_cbor, varint,
};

use crate::stage::{add_one, alice, bob, cid, did, read};

const INSTRUCTION: &str = "bafyreigmmdzix2vxboojvv6j6h7sgvxnrecdxtglwtqpxw7hybebzlsax4";

fn task() -> Encoded<Task> {
    Encoded::new(Task::new(Reference::Link(cid(INSTRUCTION))), Dialect::Text).unwrap()
}

fn verify(
    authorization: Authorization,
    invoker: &Did,
) -> Result<ucan_invocation::v0_2::VerifiedAuthorization, SignatureError> {
    authorization.verify(invoker, &DidKeyResolver, &VerifierSet::default())
}

#[test]
fn a_scope_is_signed_as_a_list_of_links_in_dag_cbor() {
    let task = task();
    let other = cid(INSTRUCTION);
    let made = Authorization::sign([task.address_of_bytes(), other, other], &alice()).unwrap();
    // Sorted by their text, each once.
    assert_eq!(made.scope(), [other, task.address_of_bytes()]);
    let mut message = vec![0x82];
    for link in made.scope() {
        message.extend([0xd8, 0x2a, 0x58, 0x25, 0x00]);
        message.extend(link.to_bytes());
    }
    assert_eq!(made.signature().as_bytes(), alice().try_sign(&message).unwrap());
    assert_eq!(made.signature().encode()[..4], [0xed, 0xa1, 0x03, 0x40]);

    let bytes = Encoded::new(made, Dialect::Text).unwrap().bytes().to_vec();
    let read = Encoded::<Authorization>::decode(&bytes).unwrap().into_value();
    let verified = verify(read.clone(), &did(&alice())).unwrap();
    assert_eq!(verified.invoker(), &did(&alice()));
    let signed = verified.of_task(&task).unwrap();
    assert_eq!((signed.invoker(), signed.task()), (&did(&alice()), &task));
    assert_eq!(verify(read, &did(&bob())).unwrap_err(), SignatureError::Invalid);
}

#[test]
fn a_task_is_in_scope_under_either_hash_and_by_its_own_bytes_only() {
    let task = task();
    let sha2 = *varsig::Block::dag_cbor(task.bytes()).unwrap().cid();
    let verified = |cid| verify(Authorization::sign([cid], &alice()).unwrap(), &did(&alice()));
    assert!(verified(sha2).unwrap().of_task(&task).is_ok());
    assert!(verified(task.address_of_bytes()).unwrap().of_task(&task).is_ok());

    // The instruction is not the task, nor is the same content under another codec.
    let raw = cid::Cid::new_v1(0x55, *sha2.hash());
    for cid in [cid(INSTRUCTION), raw] {
        let verified = verified(cid).unwrap();
        assert_eq!(verified.of_task(&task).unwrap_err().task, task.address_of_bytes());
    }
    // Nor the same task with something beside it.
    let mut other = task.value().clone();
    other.cause = Some(sha2);
    let other = Encoded::new(other, Dialect::Text).unwrap();
    assert!(verified(task.address_of_bytes()).unwrap().of_task(&other).is_err());
}

#[test]
fn a_task_that_was_not_written_here_keeps_its_address() {
    // `meta` is there and empty, which is not how the text's dialect writes it.
    let text = format!(r#"{{"meta":{{}},"prf":[],"run":{{"/":"{INSTRUCTION}"}}}}"#);
    let task = read::<Task>(&text).unwrap();
    let rewritten = Encoded::new(task.value().clone(), Dialect::Text).unwrap();
    assert_ne!(rewritten.address_of_bytes(), task.address_of_bytes());
    let authorization = Authorization::sign([task.address_of_bytes()], &alice()).unwrap();
    let verified = verify(authorization, &did(&alice())).unwrap();
    assert!(verified.of_task(&task).is_ok());
    assert!(verified.of_task(&rewritten).is_err());
}

#[test]
fn an_empty_scope_authorises_nothing() {
    let signature = alice().try_sign(&[0x80]).unwrap();
    let bytes = [vec![0xed, 0xa1, 0x03, 0x40], signature].concat();
    let map = ipld_core::ipld::Ipld::Map([("s".into(), bytes.into())].into());
    let read = Encoded::<Authorization>::decode(&dag_cbor::encode(&map).unwrap()).unwrap();
    let verified = verify(read.into_value(), &did(&alice())).unwrap();
    assert_eq!(verified.scope(), []);
    assert!(verified.of_task(&task()).is_err());
}

#[test]
fn the_order_of_the_scope_is_signed() {
    let made = Authorization::sign([cid(INSTRUCTION), task().address_of_bytes()], &alice());
    let ipld_core::ipld::Ipld::Map(mut map) = made.unwrap().write(Dialect::Text).unwrap() else {
        unreachable!()
    };
    let Some(ipld_core::ipld::Ipld::List(scope)) = map.get_mut("scope") else { unreachable!() };
    scope.reverse();
    let turned = Authorization::read(ipld_core::ipld::Ipld::Map(map)).unwrap();
    assert_eq!(verify(turned, &did(&alice())).unwrap_err(), SignatureError::Invalid);
}

fn receipt() -> Receipt {
    let mut receipt = Receipt::new(cid(INSTRUCTION), Output::Ok(42.into()));
    receipt.meta = [("retries".into(), 2.into())].into();
    receipt
}

fn check(receipt: Encoded<Receipt>, executor: &Ed25519Signer) -> Result<Did, SignatureError> {
    receipt
        .verify(&did(executor), &DidKeyResolver, &VerifierSet::default())
        .map(|verified| verified.executor().clone())
}

#[test]
fn a_receipt_is_signed_over_everything_but_its_signature() {
    let unsigned = Encoded::new(receipt(), Dialect::Text).unwrap();
    let signed = receipt().sign(&bob()).unwrap();
    assert_eq!(signed.signed_bytes(), unsigned.bytes());
    let signature = signed.value().signature.as_ref().unwrap();
    assert_eq!(signature.as_bytes(), bob().try_sign(unsigned.bytes()).unwrap());
    let received = Encoded::<Receipt>::decode(signed.bytes()).unwrap();
    assert_eq!(received, signed);
    assert_eq!(check(received.clone(), &bob()), Ok(did(&bob())));
    assert_eq!(check(received, &alice()), Err(SignatureError::Invalid));
    assert_eq!(check(unsigned, &bob()), Err(SignatureError::Unsigned));
}

#[test]
fn a_receipt_that_is_changed_does_not_verify() {
    let signed = receipt().sign(&bob()).unwrap();
    let text = signed.to_dag_json().unwrap();
    for (from, to) in [
        (r#""ok":42"#, r#""ok":43"#),
        (r#""ok":42"#, r#""error":42"#),
        (r#""out":{"ok":42}"#, r#""out":["ok",42]"#),
        (r#""retries":2"#, r#""retries":3"#),
        (r#""ran":"#, r#""prf":[],"ran":"#),
        (r#""ran":"#, r#""iss":null,"ran":"#),
    ] {
        let changed = read::<Receipt>(&text.replacen(from, to, 1)).unwrap();
        assert_ne!(changed.bytes(), signed.bytes());
        assert_eq!(check(changed, &bob()), Err(SignatureError::Invalid), "{to}");
    }
}

#[test]
fn the_signature_may_stand_under_the_name_of_the_examples_and_not_under_both() {
    let signed = receipt().sign(&bob()).unwrap();
    let text = signed.to_dag_json().unwrap().replacen(r#""sig""#, r#""s""#, 1);
    assert_eq!(check(read(&text).unwrap(), &bob()), Ok(did(&bob())));
    let twice = text.replacen('{', r#"{"sig":{"/":{"bytes":"7aEDAA"}},"#, 1);
    assert_eq!(read::<Receipt>(&twice), Err(ReadError::TwoSignatures));
}

#[test]
fn a_delegate_of_the_executor_is_not_judged() {
    let mut by_delegate = receipt();
    by_delegate.issuer = Some(did(&alice()));
    by_delegate.proofs = vec![cid(INSTRUCTION)];
    let signed = by_delegate.sign(&alice()).unwrap();
    assert_eq!(
        check(signed.clone(), &bob()),
        Err(SignatureError::Delegate { issuer: did(&alice()) })
    );
    // Taken for the executor, the issuer speaks for itself.
    assert_eq!(check(signed, &alice()), Ok(did(&alice())));
}

#[test]
fn codes_that_the_texts_leave_open_are_refused_by_name() {
    let signed = receipt().sign(&bob()).unwrap();
    for code in [0x34_u64, 0xd000, 0xd0ea, 0xd0eb, 0xd191, 0xd206, 0xed, 0] {
        let mut bytes = Vec::new();
        varint::encode(code, &mut bytes);
        bytes.push(0x40);
        bytes.extend(signed.value().signature.as_ref().unwrap().as_bytes());
        let mut receipt = receipt();
        let signature = Signature::decode(&bytes).unwrap();
        assert_eq!((signature.algorithm(), signature.encode()), (None, bytes));
        receipt.signature = Some(signature);
        let receipt = Encoded::new(receipt, Dialect::Text).unwrap();
        assert_eq!(check(receipt, &bob()), Err(SignatureError::Open { code }));
    }
}

#[test]
fn the_algorithm_is_that_of_the_key_and_allowed() {
    let paula = P256Signer::from_scalar(&[9; 32]).unwrap();
    let did = Did::from_signer(&paula);
    let signed = receipt().sign(&paula).unwrap();
    assert_eq!(signed.value().signature.as_ref().map(Signature::code), Some(0xd0_1200));
    let verify = |receipt: Encoded<Receipt>, did: &Did, verifiers: &VerifierSet<'_>| {
        receipt.verify(did, &DidKeyResolver, verifiers).map(|_| ())
    };
    assert_eq!(verify(signed.clone(), &did, &VerifierSet::default()), Ok(()));
    let algorithm = SignatureAlgorithm::ES256;
    let only = VerifierSet::new([varsig::verifiers::ED25519]);
    assert_eq!(verify(signed.clone(), &did, &only), Err(SignatureError::NotAllowed { algorithm }));
    assert_eq!(
        verify(signed, &Did::from_signer(&bob()), &VerifierSet::default()),
        Err(SignatureError::AlgorithmMismatch { algorithm })
    );
}

#[test]
fn every_algorithm_has_the_code_of_its_row_and_verifies_under_it() {
    let signers: [(&dyn Signer, u64); 5] = [
        (&bob(), 0xd0ed),
        (&P256Signer::from_scalar(&[9; 32]).unwrap(), 0xd0_1200),
        (&P384Signer::from_scalar(&[9; 48]).unwrap(), 0xd0_1201),
        (&P521Signer::from_scalar(&[[0; 2].as_slice(), &[9; 64]].concat()).unwrap(), 0xd0_1202),
        (&Secp256k1Signer::from_scalar(&[9; 32]).unwrap(), 0xd0e7),
    ];
    for (signer, code) in signers {
        let signed = receipt().sign(signer).unwrap();
        assert_eq!(signed.value().signature.as_ref().map(Signature::code), Some(code));
        let did = Did::from_signer(signer);
        let verified = signed.verify(&did, &DidKeyResolver, &VerifierSet::everything());
        assert_eq!(verified.unwrap().executor(), &did);
    }
    // The hash of wallets has no code.
    let keccak = Secp256k1Signer::from_scalar(&[9; 32]).unwrap().keccak();
    let algorithm = SignatureAlgorithm::ES256K_KECCAK;
    assert_eq!(receipt().sign(&keccak), Err(SignError::NoCode { algorithm }));
}

#[test]
fn a_signature_of_another_length_is_malformed_or_wrong() {
    let with = |bytes: &[u8]| {
        let mut receipt = Encoded::new(receipt(), Dialect::Text).unwrap().to_dag_json().unwrap();
        let text = varsig::dag_json::encode(&ipld_core::ipld::Ipld::Bytes(bytes.into())).unwrap();
        receipt.pop();
        read::<Receipt>(&format!(r#"{receipt},"sig":{}}}"#, String::from_utf8(text).unwrap()))
    };
    let error = SignatureFormError::Length { stated: 64, found: 2 };
    assert_eq!(
        with(&[0xed, 0xa1, 0x03, 0x40, 1, 2]),
        Err(ReadError::Signature { field: "sig", error })
    );
    let short = with(&[0xed, 0xa1, 0x03, 0x02, 1, 2]).unwrap();
    assert_eq!(check(short, &bob()), Err(SignatureError::Invalid));
}

#[test]
fn an_instruction_in_the_scope_asks_for_no_task_around_it() {
    let instruction = add_one(1.into(), ucan_invocation::v0_2::Nonce::empty());
    let address = *instruction.address();
    let task = Encoded::new(Task::new(Reference::Inline(instruction)), Dialect::Field).unwrap();
    let authorization = Authorization::sign([address], &alice()).unwrap();
    assert!(verify(authorization, &did(&alice())).unwrap().of_task(&task).is_err());
}
