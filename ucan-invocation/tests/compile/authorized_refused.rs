//! An authorisation is not copied or made from nothing, and nothing less stands in
//! for it.

use ucan_invocation::{Authorized, Proven, Receipt};

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
}

fn main() {
    let _ = (twice, less, nothing);
}
