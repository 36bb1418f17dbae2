//! Neither what a replay is recognised by nor an admission is written down as it is
//! wanted.

use ucan_invocation::{Admitted, ReplayKey};

fn key() -> ReplayKey {
    ReplayKey { addresses: Vec::new(), until: None, nonce_is_empty: false }
}

fn admit() -> Admitted {
    Admitted { number: None }
}

fn main() {
    let _ = (key, admit);
}
