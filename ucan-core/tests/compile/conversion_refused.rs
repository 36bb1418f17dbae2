//! What was read is not what was verified, and there is no shortcut.

use ucan_core::{Chain, Delegation, Envelope, Verified};

fn use_verified(_: Verified<Delegation>) {}

fn from_nothing<T: Default>() -> T {
    T::default()
}

fn main() {
    let envelope: Envelope<Delegation> = Envelope::decode(&[]).unwrap();
    use_verified(envelope.clone());
    use_verified(envelope.into());
    from_nothing::<Verified<Delegation>>();
    from_nothing::<Chain>();
}
