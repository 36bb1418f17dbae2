//! Neither a verified token nor a proven chain has a field that others can fill in.

use ucan_core::{Chain, Delegation, Envelope, Verified};

fn exchange(mut verified: Verified<Delegation>, envelope: Envelope<Delegation>) {
    verified.envelope = envelope;
}

fn shorten(mut chain: Chain) {
    chain.hops.clear();
}

fn main() {
    let _ = (exchange, shorten);
}
