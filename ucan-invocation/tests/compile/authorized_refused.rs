//! An authorisation is not copied or made from nothing, and nothing less stands in
//! for it.

use ucan_invocation::{Admitted, Authorized, Proven, Receipt, ReplayKey, SignedBatch};

fn run(_: Authorized) {}

fn copy<T: Clone>(value: &T) -> T {
    value.clone()
}

fn from_nothing<T: Default>() -> T {
    T::default()
}

fn twice(authorized: Authorized) {
    run(copy(&authorized));
    run(authorized);
}

fn less(proven: Proven) {
    run(proven);
}

fn nothing() {
    from_nothing::<Authorized>();
    from_nothing::<Proven>();
    from_nothing::<Receipt>();
    from_nothing::<ReplayKey>();
    from_nothing::<SignedBatch<'_>>();
    from_nothing::<Admitted>();
}

fn admitted_twice(admitted: Admitted) -> [Admitted; 2] {
    [copy(&admitted), admitted]
}

fn key_of_less(proven: Proven) -> ReplayKey {
    proven.replay_key()
}

fn main() {
    let _ = (twice, less, nothing, admitted_twice, key_of_less);
}
