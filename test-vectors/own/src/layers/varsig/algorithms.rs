//! Algorithms and encodings as values, under their neutral names.

use ipvm_conformance::{Fault, Value, map, text};
use varsig::{Header, InnerEncoding, PayloadEncoding, SignatureAlgorithm};

/// The value of a header. Its segments are read from `bytes` by a reader of our own,
/// so that what the crate keeps is compared with what was there.
pub(crate) fn header(header: &Header, bytes: &[u8]) -> Result<Value, Fault> {
    let segments = segments(bytes).ok_or(Fault::Invariant("an accepted header has no segments"))?;
    let body = segments.get(2..).unwrap_or_default();
    let split = match header.algorithm() {
        SignatureAlgorithm::Unknown(kept) => kept.as_slice().len(),
        _ => 3,
    };
    let (algorithm_segments, encoding_segments) = body
        .split_at_checked(split)
        .ok_or(Fault::Invariant("an algorithm has too few segments"))?;
    Ok(map([
        ("algorithm", algorithm(header.algorithm(), algorithm_segments)?),
        ("encoding", encoding(header.encoding(), encoding_segments)?),
    ]))
}

fn algorithm(algorithm: SignatureAlgorithm, segments: &[u64]) -> Result<Value, Fault> {
    let codes = codes(segments);
    Ok(match algorithm {
        SignatureAlgorithm::Ed25519 => map([("name", text("Ed25519")), ("segments", codes)]),
        SignatureAlgorithm::Ed448 => map([("name", text("Ed448")), ("segments", codes)]),
        SignatureAlgorithm::Ecdsa { curve, hash } => map([
            ("name", text("ECDSA")),
            ("curve", text(curve.to_string())),
            ("hash", text(hash.to_string())),
            ("segments", codes),
        ]),
        SignatureAlgorithm::Rsa { hash, key_length } => map([
            ("name", text("RSASSA-PKCS1-v1_5")),
            ("hash", text(hash.to_string())),
            ("key-length", Value::Integer(key_length.into())),
            ("segments", codes),
        ]),
        SignatureAlgorithm::Bls { key_group, hash } => map([
            ("name", text("BLS12-381")),
            ("key-group", text(key_group.to_string())),
            ("hash", text(hash.to_string())),
            ("segments", codes),
        ]),
        SignatureAlgorithm::Unknown(kept) if kept.as_slice() == segments => {
            map([("name", text("unknown")), ("segments", codes)])
        }
        _ => return Err(Fault::Invariant("the algorithm does not keep its segments")),
    })
}

fn encoding(encoding: PayloadEncoding, segments: &[u64]) -> Result<Value, Fault> {
    let name = match encoding {
        PayloadEncoding::ByteIdentical => "byte-identical",
        PayloadEncoding::DagCbor => "DAG-CBOR",
        PayloadEncoding::DagJson => "DAG-JSON",
        PayloadEncoding::Eip191(inner) => {
            let rest = segments.get(1..).unwrap_or_default();
            return Ok(map([
                ("name", text("EIP-191")),
                ("inner", self::encoding(without_wallet(inner), rest)?),
                ("segments", codes(segments)),
            ]));
        }
        PayloadEncoding::Unknown(kept) if kept.as_slice() == segments => "unknown",
        _ => return Err(Fault::Invariant("the encoding does not keep its segments")),
    };
    Ok(map([("name", text(name)), ("segments", codes(segments))]))
}

fn without_wallet(inner: InnerEncoding) -> PayloadEncoding {
    inner.into()
}

fn codes(segments: &[u64]) -> Value {
    Value::List(segments.iter().map(|code| text(format!("{code:#x}"))).collect())
}

/// The varints of `bytes`, which are known to be in order.
fn segments(bytes: &[u8]) -> Option<Vec<u64>> {
    let mut segments = Vec::new();
    let (mut value, mut shift) = (0_u64, 0_u32);
    for byte in bytes {
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        shift += 7;
        if byte & 0x80 == 0 {
            segments.push(value);
            (value, shift) = (0, 0);
        }
    }
    (shift == 0).then_some(segments)
}
