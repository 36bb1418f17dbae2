//! Promises, as they stand in arguments.

use alloc::collections::BTreeMap;

use cid::Cid;
use ipld_core::ipld::Ipld;

use crate::{outcome::Branch, task::Arguments};

/// The keys of a promise (UCAN Promise, Promise Format).
const OK: &str = "await/ok";
const ERROR: &str = "await/error";
const ANY: &str = "await/*";

/// The place of a value that a task will give.
///
/// On the wire it is a map with exactly one key, `await/ok`, `await/error` or
/// `await/*`, whose value is a link to a task. Anything else is data (ruling I4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Promise {
    branch: Option<Branch>,
    task: Cid,
}

impl Promise {
    /// Awaits the value on the `ok` branch of `task`.
    #[must_use]
    pub const fn ok(task: Cid) -> Self {
        Self { branch: Some(Branch::Ok), task }
    }

    /// Awaits the value on the `error` branch of `task`.
    #[must_use]
    pub const fn error(task: Cid) -> Self {
        Self { branch: Some(Branch::Error), task }
    }

    /// Awaits the whole result of `task`, whichever branch it is on.
    #[must_use]
    pub const fn any(task: Cid) -> Self {
        Self { branch: None, task }
    }

    /// The branch that is awaited; `None` for either.
    #[must_use]
    pub const fn branch(&self) -> Option<Branch> {
        self.branch
    }

    /// The ID of the task that is awaited.
    #[must_use]
    pub const fn task(&self) -> &Cid {
        &self.task
    }

    /// Reads a value that has the form of a promise.
    #[must_use]
    pub fn of(value: &Ipld) -> Option<Self> {
        let (branch, value) = Self::form_of(value)?;
        match value {
            Ipld::Link(task) => Some(Self { branch, task: *task }),
            _ => None,
        }
    }

    /// Reads the outer form of a promise, whatever it awaits: the branch and what
    /// stands where the link must. People write labels there before a workflow
    /// is sealed.
    #[must_use]
    pub fn form_of(value: &Ipld) -> Option<(Option<Branch>, &Ipld)> {
        match value {
            Ipld::Map(map) => Self::form_of_map(map),
            _ => None,
        }
    }

    /// Whether arguments as a whole have the form of a promise.
    #[must_use]
    pub fn is_whole(args: &Arguments) -> bool {
        matches!(Self::form_of_map(args), Some((_, Ipld::Link(_))))
    }

    fn form_of_map(map: &Arguments) -> Option<(Option<Branch>, &Ipld)> {
        let (key, value) = map.first_key_value()?;
        if map.len() != 1 {
            return None;
        }
        let branch = match key.as_str() {
            OK => Some(Branch::Ok),
            ERROR => Some(Branch::Error),
            ANY => None,
            _ => return None,
        };
        Some((branch, value))
    }

    /// The promise as it stands in arguments.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        let key = match self.branch {
            Some(Branch::Ok) => OK,
            Some(Branch::Error) => ERROR,
            None => ANY,
        };
        Ipld::Map(BTreeMap::from([(key.into(), Ipld::Link(self.task))]))
    }

    /// Whether a promise stands in `value`, at any depth.
    #[must_use]
    pub fn stands_in(value: &Ipld) -> bool {
        Self::of(value).is_some()
            || match value {
                Ipld::List(items) => items.iter().any(Self::stands_in),
                Ipld::Map(map) => map.values().any(Self::stands_in),
                _ => false,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{string::ToString, vec};
    use varsig::Block;

    fn map(entries: &[(&str, Ipld)]) -> Ipld {
        Ipld::Map(entries.iter().map(|(k, v)| (k.to_string(), v.clone())).collect())
    }

    #[test]
    fn reads_the_three_forms_and_writes_them_back() {
        let cid = *Block::raw(*b"task").cid();
        for (key, promise) in [
            ("await/ok", Promise::ok(cid)),
            ("await/error", Promise::error(cid)),
            ("await/*", Promise::any(cid)),
        ] {
            let value = map(&[(key, Ipld::Link(cid))]);
            assert_eq!(Promise::of(&value), Some(promise));
            assert_eq!(promise.to_ipld(), value);
        }
    }

    #[test]
    fn takes_everything_else_for_data() {
        let link = Ipld::Link(*Block::raw(*b"task").cid());
        for value in [
            link.clone(),
            map(&[]),
            map(&[("image", link.clone())]),
            map(&[("await/OK", link.clone())]),
            map(&[("await/ok", Ipld::String("crop".into()))]),
            map(&[("await/ok", link.clone()), ("x", Ipld::Null)]),
        ] {
            assert_eq!(Promise::of(&value), None, "{value:?}");
        }
        let deep = Ipld::List(vec![map(&[("a", map(&[("await/ok", link)]))])]);
        assert!(Promise::stands_in(&deep));
    }
}
