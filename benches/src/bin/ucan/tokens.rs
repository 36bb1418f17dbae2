//! Tokens, and chains of them.

use std::io::{self, Write};

use ipvm_benches::{Bar, Measured, Table, beside};
use ucan_core::{
    Check, Delegation, DidKeyResolver, Envelope, Proofs, Timestamp, TokenSet, ValidatedProofs,
};
use ucan_invocation::{Invocation, Proven};
use varsig::{Block, VerifierSet};

use crate::people::{NOW, Raw, delegations, invocation, person};

/// The most that a cold chain of ten may cost.
const COLD: f64 = if cfg!(feature = "aws-lc") { 10.0 } else { 13.0 };

pub(crate) fn measure(table: &mut Table<impl Write>) -> io::Result<()> {
    table.part("tokens and chains: ratio", "raw verification")?;
    let tokens = delegations(10);
    let verifiers = VerifierSet::default();

    let token = tokens[0].bytes();
    let raw = Raw::of(token, &person(0));
    assert!(raw.holds());
    assert!(read(token, &verifiers));
    row(
        table,
        "delegation: decode, verify",
        beside(|| read(token, &verifiers), || raw.holds()),
        1.25,
    )?;

    let received = invocation(10, &tokens);
    let raw = Raw::of(&received, &person(10));
    assert!(raw.holds());
    assert!(cold(&received, &tokens, &verifiers));
    let measured = beside(|| cold(&received, &tokens, &verifiers), || raw.holds());
    row(table, "cold chain of ten proofs", measured, COLD)?;

    let mut validated = ValidatedProofs::default();
    let known: TokenSet = tokens.iter().cloned().collect();
    let named: Vec<_> = tokens.iter().map(|token| *token.cid()).collect();
    let mut warm = || {
        let mut proofs = Proofs::new();
        validated.add_named_to(&mut proofs, &named, &known);
        prove(&received, &proofs, &verifiers)
    };
    assert!(warm());
    let measured = beside(warm, || raw.holds());
    row(table, "warm chain of ten proofs", measured, 1.5)
}

fn row(table: &mut Table<impl Write>, name: &str, measured: Measured, most: f64) -> io::Result<()> {
    let bar = Bar { figure: measured.ratio, most, decimals: 2, unit: "x" };
    table.row(name, measured.nanoseconds, measured.other, bar)
}

fn read(token: &[u8], verifiers: &VerifierSet<'_>) -> bool {
    Envelope::<Delegation>::decode(token)
        .is_ok_and(|envelope| envelope.verify(&DidKeyResolver, verifiers).is_ok())
}

/// From bytes to the evidence that the chain carries the authority; each proof is
/// hashed, decoded and verified.
fn cold(received: &[u8], tokens: &[Block], verifiers: &VerifierSet<'_>) -> bool {
    let mut proofs = Proofs::new();
    for token in tokens {
        let block = Block::dag_cbor(token.bytes()).expect("canonical");
        proofs.add(&block, &DidKeyResolver, verifiers);
    }
    prove(received, &proofs, verifiers)
}

/// From the bytes of an invocation, with proofs that are known.
fn prove(received: &[u8], proofs: &Proofs, verifiers: &VerifierSet<'_>) -> bool {
    let check = Check::at(Timestamp::from_seconds(NOW).expect("53 bits"));
    let envelope = Envelope::<Invocation>::decode(received).expect("an invocation");
    let verified = envelope.verify(&DidKeyResolver, verifiers).expect("a good signature");
    Proven::prove(&verified, proofs, &check, None).is_ok()
}
