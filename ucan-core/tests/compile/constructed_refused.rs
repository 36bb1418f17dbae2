//! A verified token cannot be made by naming its constructor.

use ucan_core::{Delegation, Envelope, Verified};

fn believe(envelope: Envelope<Delegation>) -> Verified<Delegation> {
    Verified(envelope)
}

fn main() {
    let _ = believe;
}
