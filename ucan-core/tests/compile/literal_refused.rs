//! A verified token cannot be written as a literal.

use ucan_core::{Delegation, Envelope, Verified};
use varsig::PublicKey;

fn believe(envelope: Envelope<Delegation>, key: PublicKey) -> Verified<Delegation> {
    Verified { envelope, key, twins: Vec::new() }
}

fn main() {
    let _ = believe;
}
