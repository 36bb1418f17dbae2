//! A verified token cannot be written as a literal.

use ucan_core::{Delegation, Envelope, Verified};

fn believe(envelope: Envelope<Delegation>) -> Verified<Delegation> {
    Verified { 0: envelope }
}

fn main() {
    let _ = believe;
}
