//! Neither a verified token nor a proven chain has a field that others can fill in.

use ucan_core::{Chain, Delegation, Did, Envelope, Verified};

fn exchange(mut verified: Verified<Delegation>, envelope: Envelope<Delegation>) {
    verified.0 = envelope;
}

fn extend(mut chain: Chain, mallory: Did) {
    chain.issuer = mallory;
}

fn main() {
    let _ = (exchange, extend);
}
