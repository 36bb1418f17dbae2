//! An index is a set: how it was put together does not matter.

use std::{collections::BTreeMap, sync::LazyLock};

use ipvm_registry::{Assertion, Index, ResolveError};
use proptest::{prelude::*, proptest, sample::subsequence};
use varsig::Block;

use crate::stage::{accept, index, person, release, wanted, yank};

/// Two owners, two names, three versions, two components of each, and yanks.
static TOKENS: LazyLock<Vec<Block>> = LazyLock::new(|| {
    let mut tokens = Vec::new();
    for owner in [1, 2].map(person) {
        for name in ["image-ops", "numbers"] {
            for version in ["1.0.0", "1.1.0", "2.0.0-rc.1"] {
                tokens.push(yank(&owner, name, version));
                for component in ["one", "other"] {
                    tokens.push(release(&owner, name, version, component));
                }
            }
        }
    }
    tokens
});

static ASSERTIONS: LazyLock<Vec<Assertion>> =
    LazyLock::new(|| TOKENS.iter().map(|token| accept(token).unwrap()).collect());

fn some() -> impl Strategy<Value = Vec<Assertion>> {
    subsequence(ASSERTIONS.clone(), 0..=ASSERTIONS.len())
}

fn of(assertions: &[Assertion]) -> Index {
    assertions.iter().cloned().collect()
}

fn merged(mut one: Index, other: Index) -> Index {
    one.merge(other);
    one
}

proptest! {
    #[test]
    fn order_and_repetition_do_not_matter(
        (some, shuffled) in some().prop_flat_map(|some| {
            let twice = [some.clone(), some.clone()].concat();
            (Just(some), Just(twice).prop_shuffle())
        })
    ) {
        prop_assert_eq!(of(&some), of(&shuffled));
    }

    #[test]
    fn merging_is_commutative_associative_and_idempotent(a in some(), b in some(), c in some()) {
        let (a, b, c) = (of(&a), of(&b), of(&c));
        let ab = merged(a.clone(), b.clone());
        prop_assert_eq!(&ab, &merged(b.clone(), a.clone()));
        let bc = merged(b, c.clone());
        prop_assert_eq!(merged(ab, c), merged(a.clone(), bc));
        prop_assert_eq!(&merged(a.clone(), a.clone()), &a);
        prop_assert_eq!(&merged(a.clone(), Index::new()), &a);
    }

    #[test]
    fn merging_is_the_union(a in some(), b in some()) {
        prop_assert_eq!(merged(of(&a), of(&b)), of(&[a, b].concat()));
    }

    /// Against a model that knows nothing of how an index is kept.
    #[test]
    fn a_range_gives_what_a_plain_search_gives(some in some()) {
        let owner = person(1);
        let found = of(&some);
        let mut said = BTreeMap::<String, Vec<_>>::new();
        let mut yanked = Vec::new();
        for assertion in &some {
            let package = assertion.package();
            if package.owner() != &crate::stage::did(&owner) || package.name().as_str() != "numbers" {
                continue;
            }
            match assertion {
                Assertion::Release(release) => {
                    let version = release.statement().version().to_string();
                    said.entry(version).or_default().push(*release.cid());
                }
                Assertion::Yank(yank) => yanked.push(yank.statement().version().to_string()),
            }
        }
        // Of these three the pre-release is in no range that does not name one.
        let in_range = ["1.1.0", "1.0.0"].into_iter().filter(|it| said.contains_key(*it));
        let first = in_range.clone().find(|it| !yanked.iter().any(|yanked| yanked == it));
        let resolved = found.resolve(&wanted(&owner, "numbers@>=1"));
        match (first, resolved) {
            (Some(version), Ok(resolved)) => {
                prop_assert_eq!(resolved.version().to_string(), version);
                prop_assert_eq!(&said[version], &[*resolved.release().cid()]);
                prop_assert_eq!(resolved.yank(), None);
            }
            (Some(version), Err(ResolveError::Conflict { version: of, mut tokens, .. })) => {
                let mut expected = said[version].clone();
                expected.sort();
                tokens.sort();
                prop_assert_eq!((of.to_string(), tokens), (version.to_owned(), expected.clone()));
                prop_assert_eq!(expected.len(), 2);
            }
            (None, Err(ResolveError::Yanked { newest, .. })) => {
                let newest = newest.to_string();
                prop_assert_eq!(Some(newest.as_str()), in_range.clone().next());
            }
            (None, Err(ResolveError::NoMatch { .. })) => {
                prop_assert_eq!(in_range.count(), 0);
                prop_assert!(!said.is_empty() || !yanked.is_empty());
            }
            (None, Err(ResolveError::Unknown { .. })) => {
                prop_assert!(said.is_empty() && yanked.is_empty());
            }
            (expected, found) => prop_assert!(false, "{:?}, {:?}", expected, found),
        }
    }
}

#[test]
fn what_is_gathered_does_not_depend_on_the_order_of_blocks() {
    let mut tokens = TOKENS.clone();
    let forward = index(&tokens);
    tokens.reverse();
    assert_eq!(forward, index(&tokens));
    assert_eq!(forward, of(&ASSERTIONS));
    assert_eq!(forward.packages().count(), 4);
}
