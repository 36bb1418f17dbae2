//! Which trees of [`Type`] are types.

use alloc::collections::BTreeSet;
use alloc::string::String;

use crate::display::brief;
use crate::path::{Here, Path, Step};
use crate::types::{Type, is_link};

/// Why something is no type of the mapping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TypeError {
    /// More levels than [`Type::MAX_DEPTH`].
    #[error("{path}: the type is nested deeper than {maximum} levels")]
    TooDeep {
        /// Where the first level too many stands.
        path: Path,
        /// The greatest number of levels.
        maximum: usize,
    },
    /// More types, fields, cases and labels than [`Type::MAX_NODES`].
    #[error("{path}: the signature has more than {maximum} types, fields, cases and labels in all")]
    TooLarge {
        /// What was reached when the number ran out.
        path: Path,
        /// The greatest number.
        maximum: usize,
    },
    /// A tuple, record, variant, enum or flags of nothing, which WIT does not have.
    #[error("{path}: the type has no element, field, case or label")]
    Empty {
        /// Where it stands.
        path: Path,
    },
    /// More flags than [`Type::MAX_FLAGS`].
    #[error("{path}: {found} flags, where the component model allows {maximum}")]
    TooManyFlags {
        /// Where they stand.
        path: Path,
        /// How many there are.
        found: usize,
        /// The greatest number.
        maximum: usize,
    },
    /// A name that is not in kebab case or is too long: words joined by single hyphens, each all
    /// lower or all upper case, of letters and digits, the first beginning with a letter.
    ///
    /// It could otherwise pass for something else, as a field `await/ok` would for a promise.
    #[error("{path}: `{name}` is no name in WIT")]
    Name {
        /// What it is a name in.
        path: Path,
        /// The name, cut if it is long.
        name: String,
    },
    /// Two fields, cases, labels or parameters of one name; case makes no difference.
    #[error("{path}: the name `{name}` stands twice")]
    DuplicateName {
        /// What it stands in.
        path: Path,
        /// The name.
        name: String,
    },
    /// A map with keys of another type than a bool, an integer, a `char` or a `string`.
    #[error("{path}: the keys of a map cannot be {found}")]
    MapKey {
        /// Where the map stands.
        path: Path,
        /// The type of the keys, as text.
        found: String,
    },
    /// A record of the shape of a link that is not [`Type::Link`].
    #[error("{path}: this record is a link; build records with `Type::record`")]
    LinkAsRecord {
        /// Where it stands.
        path: Path,
    },
}

impl Type {
    /// Whether this tree is a type of the mapping, so that every value of it can be encoded.
    ///
    /// # Errors
    ///
    /// Any [`TypeError`], with a path that starts at `type`.
    pub fn check(&self) -> Result<(), TypeError> {
        Checker::default().ty(self, &Here::start("type"))
    }
}

/// Walks types and counts what it has seen.
#[derive(Default)]
pub(crate) struct Checker {
    nodes: usize,
}

impl Checker {
    pub(crate) fn ty(&mut self, ty: &Type, here: &Here<'_>) -> Result<(), TypeError> {
        self.node(here)?;
        match ty {
            Type::List(element) => self.ty(element, &here.inside(Step::Element)),
            Type::FixedLengthList(element, length) => {
                if *length == 0 {
                    return Err(TypeError::Empty { path: here.path() });
                }
                self.ty(element, &here.inside(Step::Element))
            }
            Type::Map(key, value) => {
                if !key.is_map_key() {
                    return Err(TypeError::MapKey { path: here.path(), found: brief(key) });
                }
                let entry = here.inside(Step::Element);
                self.ty(key, &entry)?;
                // As data, other keys than strings take a list of pairs, which is one level more.
                let pair = if **key == Type::String { entry } else { entry.inside(Step::Through) };
                self.ty(value, &pair)
            }
            Type::Option(inner) => self.ty(inner, &here.inside(Step::Through)),
            Type::Tuple(types) => {
                not_empty(types, here)?;
                for (index, ty) in types.iter().enumerate() {
                    self.ty(ty, &here.inside(Step::Index(index)))?;
                }
                Ok(())
            }
            Type::Record(fields) => {
                if is_link(fields) {
                    return Err(TypeError::LinkAsRecord { path: here.path() });
                }
                not_empty(fields, here)?;
                self.names(fields.iter().map(|field| field.name.as_str()), here)?;
                for field in fields {
                    self.ty(&field.ty, &here.inside(Step::Name(&field.name)))?;
                }
                Ok(())
            }
            Type::Variant(cases) => {
                not_empty(cases, here)?;
                self.names(cases.iter().map(|case| case.name.as_str()), here)?;
                for case in cases {
                    if let Some(payload) = &case.payload {
                        self.ty(payload, &here.inside(Step::Name(&case.name)))?;
                    }
                }
                Ok(())
            }
            Type::Enum(labels) => {
                not_empty(labels, here)?;
                self.names(labels.iter().map(String::as_str), here)
            }
            Type::Flags(labels) => {
                not_empty(labels, here)?;
                let (found, maximum) = (labels.len(), Type::MAX_FLAGS);
                if found > maximum {
                    return Err(TypeError::TooManyFlags { path: here.path(), found, maximum });
                }
                self.names(labels.iter().map(String::as_str), here)
            }
            Type::Result { ok, error } => {
                if let Some(ok) = ok {
                    self.ty(ok, &here.inside(Step::Name("ok")))?;
                }
                if let Some(error) = error {
                    self.ty(error, &here.inside(Step::Name("error")))?;
                }
                Ok(())
            }
            Type::Bool
            | Type::U8
            | Type::S8
            | Type::U16
            | Type::S16
            | Type::U32
            | Type::S32
            | Type::U64
            | Type::S64
            | Type::F32
            | Type::F64
            | Type::Char
            | Type::String
            | Type::Link => Ok(()),
        }
    }

    /// Counts one type at its level.
    pub(crate) fn node(&mut self, here: &Here<'_>) -> Result<(), TypeError> {
        if here.depth() > Type::MAX_DEPTH {
            return Err(TypeError::TooDeep { path: here.path(), maximum: Type::MAX_DEPTH });
        }
        self.count(here)
    }

    /// Counts and checks one name.
    pub(crate) fn name(&mut self, name: &str, here: &Here<'_>) -> Result<(), TypeError> {
        self.count(here)?;
        if name.len() > Type::MAX_NAME_BYTES || !is_kebab_case(name) {
            return Err(TypeError::Name { path: here.path(), name: brief(name) });
        }
        Ok(())
    }

    /// Counts and checks names that must differ.
    pub(crate) fn names<'n>(
        &mut self,
        names: impl Iterator<Item = &'n str>,
        here: &Here<'_>,
    ) -> Result<(), TypeError> {
        let mut seen = BTreeSet::new();
        for name in names {
            self.name(name, here)?;
            // `a` and `A` are one name in the component model.
            if !seen.insert(name.to_ascii_lowercase()) {
                return Err(TypeError::DuplicateName { path: here.path(), name: brief(name) });
            }
        }
        Ok(())
    }

    fn count(&mut self, here: &Here<'_>) -> Result<(), TypeError> {
        if self.nodes == Type::MAX_NODES {
            return Err(TypeError::TooLarge { path: here.path(), maximum: Type::MAX_NODES });
        }
        self.nodes += 1;
        Ok(())
    }
}

fn not_empty<T>(parts: &[T], here: &Here<'_>) -> Result<(), TypeError> {
    if parts.is_empty() {
        return Err(TypeError::Empty { path: here.path() });
    }
    Ok(())
}

/// Whether a name is one of the component model.
pub(crate) fn is_kebab_case(name: &str) -> bool {
    let word = |word: &str| {
        let lower = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let upper = word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        !word.is_empty() && (lower || upper)
    };
    name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.split('-').all(word)
}
