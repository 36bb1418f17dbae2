//! All assertions that are at hand, by name and version.

use alloc::collections::{BTreeMap, BTreeSet};

use cid::Cid;

use crate::{
    assertion::{Assertion, Release, Token, Yank},
    package::Package,
    version::Version,
};

/// What owners and their delegates say of names: a set of [`Assertion`]s.
///
/// Indexes are merged like sets: in which order, in which parts and how often assertions come
/// in does not matter, and neither does under which of its CIDs a token came (ruling T10).
///
/// No name has more than [`MAX_ASSERTIONS`](Self::MAX_ASSERTIONS); one that has more is *full*
/// for good, nothing of it is kept, and [`resolve`](Self::resolve) says so. That is the owner's
/// doing, and harms no other name (ruling O84).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    packages: BTreeMap<Package, Shelf>,
}

/// What is said of one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shelf {
    /// By version, and how many assertions these are.
    Open { versions: BTreeMap<Version, Entry>, count: usize },
    /// There was too much.
    Full,
}

/// What is said of one version, by the addresses of the tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) releases: BTreeMap<Cid, Release>,
    pub(crate) yanks: BTreeMap<Cid, Yank>,
}

impl Index {
    /// How many assertions one name may have.
    pub const MAX_ASSERTIONS: usize = 4096;

    /// An index of nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { packages: BTreeMap::new() }
    }

    /// Takes in an assertion.
    pub fn insert(&mut self, assertion: Assertion) {
        let package = assertion.package().clone();
        self.packages.entry(package).or_insert_with(Shelf::empty).insert(assertion);
    }

    /// Takes in all of another index.
    pub fn merge(&mut self, other: Self) {
        for (package, shelf) in other.packages {
            let ours = self.packages.entry(package).or_insert_with(Shelf::empty);
            match shelf {
                Shelf::Full => *ours = Shelf::Full,
                Shelf::Open { versions, .. } => {
                    for entry in versions.into_values() {
                        let releases = entry.releases.into_values().map(Assertion::Release);
                        releases.for_each(|release| ours.insert(release));
                        entry.yanks.into_values().for_each(|yank| ours.insert(yank.into()));
                    }
                }
            }
        }
    }

    /// Every name of which something is said, those of one owner together.
    pub fn packages(&self) -> impl Iterator<Item = &Package> {
        self.packages.keys()
    }

    /// Every release of a name, by version; several of one version where several tokens
    /// release it. None of a name that is full.
    pub fn releases(&self, package: &Package) -> impl Iterator<Item = &Release> {
        self.versions(package).flat_map(|(_, entry)| entry.releases.values())
    }

    /// Every yank of a name, by version; also of versions that were never released.
    pub fn yanks(&self, package: &Package) -> impl Iterator<Item = &Yank> {
        self.versions(package).flat_map(|(_, entry)| entry.yanks.values())
    }

    pub(crate) fn shelf(&self, package: &Package) -> Option<&Shelf> {
        self.packages.get(package)
    }

    fn versions(&self, package: &Package) -> impl Iterator<Item = (&Version, &Entry)> {
        let versions = match self.packages.get(package) {
            Some(Shelf::Open { versions, .. }) => Some(versions),
            Some(Shelf::Full) | None => None,
        };
        versions.into_iter().flatten()
    }
}

impl Extend<Assertion> for Index {
    fn extend<I: IntoIterator<Item = Assertion>>(&mut self, assertions: I) {
        assertions.into_iter().for_each(|assertion| self.insert(assertion));
    }
}

impl FromIterator<Assertion> for Index {
    fn from_iter<I: IntoIterator<Item = Assertion>>(assertions: I) -> Self {
        let mut index = Self::new();
        index.extend(assertions);
        index
    }
}

impl From<Yank> for Assertion {
    fn from(yank: Yank) -> Self {
        Self::Yank(yank)
    }
}

impl From<Release> for Assertion {
    fn from(release: Release) -> Self {
        Self::Release(release)
    }
}

impl Shelf {
    const fn empty() -> Self {
        Self::Open { versions: BTreeMap::new(), count: 0 }
    }

    fn insert(&mut self, assertion: Assertion) {
        let Self::Open { versions, count } = self else { return };
        let is_new = match assertion {
            Assertion::Release(release) => {
                let entry = versions.entry(release.statement().version().clone()).or_default();
                put(&mut entry.releases, release, |release| &release.token)
            }
            Assertion::Yank(yank) => {
                let entry = versions.entry(yank.statement().version().clone()).or_default();
                put(&mut entry.yanks, yank, |yank| &yank.token)
            }
        };
        *count += usize::from(is_new);
        if *count > Index::MAX_ASSERTIONS {
            *self = Self::Full;
        }
    }
}

/// Puts in what was said, and says whether it was not there under any of its CIDs.
fn put<T>(said: &mut BTreeMap<Cid, T>, new: T, token: impl Fn(&T) -> &Token) -> bool {
    let address = token(&new).address;
    match said.get_mut(&address) {
        None => {
            said.insert(address, new);
            true
        }
        Some(kept) => {
            // Whichever spelling came first, the same one is kept.
            if token(&new).precedes(token(kept)) {
                *kept = new;
            }
            false
        }
    }
}

impl Entry {
    /// The release, or one token for each thing that was said, if that is not one thing.
    pub(crate) fn release(&self) -> Result<Option<&Release>, BTreeSet<Cid>> {
        let mut said: BTreeMap<(&Cid, &str), &Release> = BTreeMap::new();
        for release in self.releases.values() {
            let statement = release.statement();
            // By address, so that the least token stands for what several say.
            said.entry((statement.component(), statement.wit())).or_insert(release);
        }
        if said.len() > 1 {
            return Err(said.into_values().map(|release| *release.cid()).collect());
        }
        Ok(said.into_values().next())
    }

    pub(crate) fn yank(&self) -> Option<&Yank> {
        self.yanks.values().next()
    }
}
