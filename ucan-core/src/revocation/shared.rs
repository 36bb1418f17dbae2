//! Revocations that threads share: one adds what arrives, the others ask.

use std::sync::RwLock;

use cid::Cid;

use super::Revocations;
use crate::did::Did;

/// Asks what is inside of the lock.
///
/// If a thread panicked while it held the lock for writing, a revocation that had arrived
/// may be missing. Nobody can tell which, so from then on **every** token counts as
/// revoked, until somebody has looked after what is inside and called
/// [`RwLock::clear_poison`].
impl<R: Revocations> Revocations for RwLock<R> {
    fn is_revoked_by(&self, revoked: &Cid, revoker: &Did) -> bool {
        self.read().map_or(true, |revocations| revocations.is_revoked_by(revoked, revoker))
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;
    use std::{
        panic::{AssertUnwindSafe, catch_unwind},
        sync::Arc,
        thread,
    };

    use varsig::Block;

    use super::*;

    fn token(name: &str) -> Cid {
        *Block::raw(name.as_bytes()).cid()
    }

    fn alice() -> Did {
        "did:web:alice.example".parse().unwrap()
    }

    #[test]
    fn a_revocation_that_another_thread_adds_counts_at_once() {
        let shared = Arc::new(RwLock::new(BTreeSet::new()));
        let asked: Arc<dyn Revocations + Send + Sync> = shared.clone();
        assert!(!asked.is_revoked_by(&token("one"), &alice()));
        let adding = thread::spawn(move || shared.write().unwrap().insert((token("one"), alice())));
        assert!(adding.join().unwrap());
        assert!(asked.is_revoked_by(&token("one"), &alice()));
        assert!(!asked.is_revoked_by(&token("two"), &alice()));
    }

    #[test]
    fn after_a_panic_in_the_middle_of_a_change_everything_counts_as_revoked() {
        let shared = RwLock::new(BTreeSet::new());
        let broken = catch_unwind(AssertUnwindSafe(|| {
            let _held = shared.write().unwrap();
            panic!("in the middle of a change");
        }));
        assert!(broken.is_err());
        assert!(shared.is_revoked_by(&token("one"), &alice()));
        shared.clear_poison();
        assert!(!shared.is_revoked_by(&token("one"), &alice()));
    }
}
