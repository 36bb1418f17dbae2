//! Operations on keys, signatures and payloads.

use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text, valid};
use varsig::{
    Header, PublicKey, Secp256k1Signer, SecretKeyError, SignatureAlgorithm, Signer, VerifierSet,
    equivalent_signatures, signer_from_multicodec,
};

use super::names::refuse;

pub(crate) fn decode_key(case: &Case) -> Run {
    let bytes = case.bytes("bytes")?;
    let key = match PublicKey::from_multicodec(bytes) {
        Ok(key) => key,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    if key.to_multicodec() != bytes {
        return Err(Fault::Invariant("the key is not written as it was read"));
    }
    Ok(Ok(Outcome::Value(map([
        ("type", text(key.key_type().to_string())),
        ("key", Value::Bytes(key.as_bytes().to_vec())),
    ]))))
}

/// The header and the key of a case, in this order.
fn header_and_key(case: &Case) -> Result<Result<(Header, PublicKey), Refusal>, Fault> {
    let header = match Header::decode(case.bytes("header")?) {
        Ok(header) => header,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    Ok(PublicKey::from_multicodec(case.bytes("public-key")?)
        .map(|key| (header, key))
        .map_err(|error| refuse(&error)))
}

fn verifiers(case: &Case) -> Result<VerifierSet<'static>, Fault> {
    if !case.has_input("allow") {
        return Ok(VerifierSet::everything());
    }
    match case.text("allow")? {
        "all" => Ok(VerifierSet::everything()),
        "required" => Ok(VerifierSet::default()),
        other => Err(Fault::Choice { input: "allow", found: other.into() }),
    }
}

pub(crate) fn verify(case: &Case) -> Run {
    let (header, key) = match header_and_key(case)? {
        Ok(both) => both,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (message, signature) = (case.bytes("message")?, case.bytes("signature")?);
    Ok(verifiers(case)?
        .verify(header.algorithm(), &key, message, signature)
        .map(|()| valid())
        .map_err(|error| refuse(&error)))
}

pub(crate) fn verify_payload(case: &Case) -> Run {
    let (header, key) = match header_and_key(case)? {
        Ok(both) => both,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (payload, signature) = (case.bytes("payload")?, case.bytes("signature")?);
    Ok(header
        .verify(&verifiers(case)?, &key, payload, signature)
        .map(|()| valid())
        .map_err(|error| refuse(&error)))
}

pub(crate) fn message(case: &Case) -> Run {
    let header = match Header::decode(case.bytes("header")?) {
        Ok(header) => header,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    Ok(header
        .encoding()
        .message(case.bytes("payload")?)
        .map(|message| Outcome::Value(Value::Bytes(message.into_owned())))
        .map_err(|error| refuse(&error)))
}

pub(crate) fn twins(case: &Case) -> Run {
    let header = match Header::decode(case.bytes("header")?) {
        Ok(header) => header,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let twins = equivalent_signatures(&header, case.bytes("signature")?);
    Ok(Ok(Outcome::Value(Value::List(twins.into_iter().map(Value::Bytes).collect()))))
}

pub(crate) fn sign(case: &Case) -> Run {
    let header = match Header::decode(case.bytes("header")?) {
        Ok(header) => header,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let signer = match signer(header.algorithm(), case.bytes("secret-key")?) {
        Ok(signer) => signer,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    if signer.algorithm() != header.algorithm() {
        return Ok(Err(refuse(&varsig::PayloadSigningError::AlgorithmMismatch)));
    }
    let signature = match signer.try_sign(case.bytes("message")?) {
        Ok(signature) => signature,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    Ok(Ok(Outcome::Value(map([
        ("public-key", Value::Bytes(signer.public_key().to_multicodec())),
        ("signature", Value::Bytes(signature)),
    ]))))
}

/// The key as a signer of `algorithm`, where one key may have several.
fn signer(algorithm: SignatureAlgorithm, key: &[u8]) -> Result<Box<dyn Signer>, SecretKeyError> {
    Ok(match algorithm {
        SignatureAlgorithm::ES256K_KECCAK => {
            Box::new(Secp256k1Signer::from_multicodec(key)?.keccak())
        }
        #[cfg(feature = "rsa")]
        SignatureAlgorithm::Rsa { hash: varsig::HashFunction::Sha2_512, .. } => {
            Box::new(varsig::RsaSigner::from_multicodec(key)?.with_sha2_512())
        }
        _ => signer_from_multicodec(key)?,
    })
}
