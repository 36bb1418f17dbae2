//! A set of revocations is a semilattice: neither order nor repetition matters.

use std::sync::LazyLock;

use proptest::{collection::vec, prelude::*, sample::Index};
use ucan_core::{Leeway, Revocations};
use ucan_invocation::revocation::{Revocation, RevocationSet, Revoke};

use crate::stage::{NOW, Party, accepted, at, cast, unseen};

/// Revocations of few tokens by few people: bare, with a path, delegated, and again.
static ALL: LazyLock<Vec<Revocation>> = LazyLock::new(|| {
    let cast = cast();
    let mut all = Vec::new();
    for by in [&cast.alice, &cast.bob, &cast.mallory] {
        for name in ["one", "two"] {
            let revoke = Revoke::new(unseen(name));
            all.push(accepted(&by.revokes(revoke.clone()), []));
            all.push(accepted(&by.revokes(revoke.with_issued_at(at(NOW))), []));
        }
    }
    for (seconds, subject) in [(10, &cast.alice), (20, &cast.dan), (30, &cast.mallory)] {
        let root = subject.hop(&cast.bob, subject, "/crud");
        let last = cast.bob.delegates(&cast.carol, subject, "/crud");
        let last = cast.bob.signs(last.with_expiration(at(NOW + seconds)));
        for by in [subject, &cast.bob] {
            let revoke = Revoke::new(*last.cid());
            all.push(accepted(&by.revokes(revoke.clone()), []));
            let path = vec![*root.cid(), *last.cid()];
            all.push(accepted(&by.revokes(revoke.with_path(path)), [&root, &last]));
        }
        let to_zelda = subject.hop(&cast.zelda, subject, "/ucan/revoke");
        let revoke =
            Revoke::new(*last.cid()).in_the_name_of(subject.did.clone(), vec![*to_zelda.cid()]);
        all.push(accepted(&cast.zelda.revokes(revoke), [&to_zelda]));
    }
    all
});

fn subjects() -> [Party; 2] {
    let cast = cast();
    [cast.alice, cast.dan]
}

fn empty() -> RevocationSet {
    RevocationSet::new(subjects().map(|it| it.did), 1000)
}

fn set(chosen: &[Index]) -> RevocationSet {
    let mut set = empty();
    for index in chosen {
        set.insert(index.get(&ALL)).unwrap();
    }
    set
}

fn joined(a: &RevocationSet, b: &RevocationSet) -> RevocationSet {
    let mut joined = a.clone();
    joined.merge(b).unwrap();
    joined
}

fn some() -> impl Strategy<Value = Vec<Index>> {
    vec(any::<Index>(), 0..12)
}

proptest! {
    #[test]
    fn order_and_repetition_do_not_matter(
        chosen in some(),
        order in vec(any::<Index>(), 0..24),
    ) {
        let once = set(&chosen);
        let mut otherwise = empty();
        for revocation in chosen.iter().rev().chain(&chosen) {
            otherwise.insert(revocation.get(&ALL)).unwrap();
        }
        if !chosen.is_empty() {
            for index in order {
                otherwise.insert(chosen[index.index(chosen.len())].get(&ALL)).unwrap();
            }
        }
        prop_assert_eq!(&once, &otherwise);
        let entries = once.iter().filter(|(cid, revoker)| once.cause(cid, revoker).is_some());
        prop_assert_eq!(entries.count(), once.len());
    }

    #[test]
    fn sets_join(a in some(), b in some(), c in some()) {
        let both = set(&[a.clone(), b.clone()].concat());
        let (a, b, c) = (set(&a), set(&b), set(&c));
        prop_assert_eq!(joined(&a, &a), a.clone());
        prop_assert_eq!(joined(&a, &empty()), a.clone());
        prop_assert_eq!(joined(&empty(), &a), a.clone());
        prop_assert_eq!(joined(&a, &b), both);
        prop_assert_eq!(joined(&a, &b), joined(&b, &a));
        prop_assert_eq!(joined(&joined(&a, &b), &c), joined(&a, &joined(&b, &c)));
    }

    #[test]
    fn nothing_that_is_revoked_comes_back(a in some(), b in some()) {
        let (a, b) = (set(&a), set(&b));
        let union = joined(&a, &b);
        for (cid, revoker) in a.iter().chain(b.iter()) {
            prop_assert!(union.is_revoked_by(cid, revoker));
        }
        for (cid, revoker) in union.iter() {
            prop_assert!(a.is_revoked_by(cid, revoker) || b.is_revoked_by(cid, revoker));
        }
        // Whether it says that something was new is whether something was.
        let mut again = a.clone();
        prop_assert_eq!(again.merge(&b), Ok(again != a));
    }

    #[test]
    fn to_evict_and_to_join_may_change_places(
        a in some(),
        b in some(),
        seconds in 0_i64..40,
    ) {
        let (a, b) = (set(&a), set(&b));
        let evict = |mut set: RevocationSet| {
            set.evict(at(NOW + seconds), Leeway::NONE);
            set
        };
        let late = evict(joined(&a, &b));
        let early = evict(joined(&evict(a), &evict(b)));
        // What one knew the end of, the other may not have: it is evicted at the latest
        // when both have met.
        for (cid, revoker) in late.iter() {
            prop_assert!(early.is_revoked_by(cid, revoker));
        }
    }

    #[test]
    fn the_quota_is_never_exceeded_and_a_refusal_changes_nothing(
        chosen in some(),
        quota in 0_usize..6,
    ) {
        let mut set = RevocationSet::new(subjects().map(|it| it.did), quota);
        for index in chosen {
            let before = set.clone();
            if set.insert(index.get(&ALL)).is_err() {
                prop_assert_eq!(&set, &before);
            }
            prop_assert!(set.unvouched() <= quota);
        }
    }
}
