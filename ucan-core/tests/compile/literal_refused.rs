//! A verified token cannot be written as a literal.

use ucan_core::{Delegation, Envelope, Verified};

fn believe(envelope: Envelope<Delegation>) -> Verified<Delegation> {
    Verified { envelope, twins: Vec::new() }
}

fn main() {
    let _ = believe;
}
