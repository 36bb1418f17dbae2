//! A topic is one file of cases; all topics and tables together are the output.

use std::collections::BTreeSet;

use crate::{
    Case,
    case::{CaseBuilder, Expected},
    cid::cid_v1,
    coverage, errors, map, names, operations, print, rules, sources, texts,
    value::Value,
};

/// The version of the file format, which is not that of the cases.
const FORMAT: &str = "1.0";

/// The text that a topic is taken from.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// Its name.
    pub name: &'static str,
    /// Its version, as it calls itself.
    pub version: &'static str,
    /// The commit of its repository, where it has one.
    pub commit: Option<&'static str>,
}

/// One file of cases.
#[derive(Clone, Debug)]
#[must_use]
pub struct Topic {
    layer: &'static str,
    name: &'static str,
    description: &'static str,
    spec: Spec,
    blocks: Vec<(u64, Vec<u8>)>,
    cases: Vec<CaseBuilder>,
}

impl Topic {
    /// The file `<layer>/<name>.json`.
    pub const fn new(
        layer: &'static str,
        name: &'static str,
        description: &'static str,
        spec: Spec,
        cases: Vec<CaseBuilder>,
    ) -> Self {
        Self { layer, name, description, spec, blocks: Vec::new(), cases }
    }

    /// With the block of these bytes under `codec`, to which inputs may link by
    /// [`cid_v1`]: content that is too large to stand in every case.
    pub fn block(mut self, codec: u64, bytes: impl Into<Vec<u8>>) -> Self {
        self.blocks.push((codec, bytes.into()));
        self
    }

    /// The cases, each of them checked.
    ///
    /// # Errors
    ///
    /// [`SourceError`] for the first case that is incomplete or names something
    /// that is in none of the tables.
    pub fn cases(&self) -> Result<Vec<Case>, SourceError> {
        let mut slugs = BTreeSet::new();
        self.cases
            .iter()
            .map(|builder| {
                let refuse = |kind| SourceError {
                    case: format!("{}/{}/{}", self.layer, self.name, builder.slug),
                    kind,
                };
                if !slugs.insert(builder.slug.as_str()) {
                    return Err(refuse(SourceErrorKind::DuplicateSlug));
                }
                let case = builder.clone().finish().map_err(refuse)?;
                check(&case).map_err(refuse)?;
                Ok(case)
            })
            .collect()
    }

    fn output(&self) -> Result<Output, SourceError> {
        let mut spec = vec![
            ("name".to_owned(), self.spec.name.into()),
            ("version".to_owned(), self.spec.version.into()),
        ];
        spec.extend(self.spec.commit.map(|commit| ("commit".to_owned(), commit.into())));
        let cases = self
            .cases()?
            .iter()
            .map(|case| case.to_value(self.layer, self.name, self.spec.name))
            .collect::<Vec<Value>>();
        let value = map! {
            "format" => FORMAT,
            "layer" => self.layer,
            "topic" => self.name,
            "description" => self.description,
            "spec" => Value::Map(spec),
            "blocks" => self.blocks.iter().map(block).collect::<Vec<Value>>(),
            "cases" => cases,
        };
        Ok(Output { path: self.path(), text: print(&value) })
    }

    /// The path of the file within the folder of the vectors.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}.json", self.layer, self.name)
    }

    /// The id of one of its cases.
    pub(crate) fn id(&self, case: &Case) -> String {
        format!("{}/{}/{}", self.layer, self.name, case.slug)
    }

    pub(crate) const fn spec(&self) -> Spec {
        self.spec
    }
}

fn block((codec, bytes): &(u64, Vec<u8>)) -> Value {
    map! { "cid" => Value::link(cid_v1(*codec, bytes)), "bytes" => bytes.clone() }
}

fn check(case: &Case) -> Result<(), SourceErrorKind> {
    let slug_is_plain = case.slug.split('-').all(|word| {
        !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    });
    if !slug_is_plain {
        return Err(SourceErrorKind::Slug);
    }
    let operation = operations::find(case.operation)
        .ok_or(SourceErrorKind::UnknownOperation { name: case.operation })?;
    if let Expected::Error { name, .. } = case.expected
        && errors::find(name).is_none()
    {
        return Err(SourceErrorKind::UnknownError { name });
    }
    if let Some(rule) = case.rules.iter().find(|rule| rules::find(rule).is_none()) {
        return Err(SourceErrorKind::UnknownRule { id: rule });
    }
    let expected = match &case.expected {
        Expected::Value(value) => Some(value),
        Expected::Cid(_) | Expected::Error { .. } => None,
    };
    if !case.input.iter().map(|(_, value)| value).chain(expected).all(Value::is_portable) {
        return Err(SourceErrorKind::NotPortable);
    }
    let gives = match case.expected {
        Expected::Value(_) => "value",
        Expected::Cid(_) => "cid",
        Expected::Error { .. } => operation.gives,
    };
    if gives != operation.gives {
        return Err(SourceErrorKind::Gives { gives: operation.gives });
    }
    operation.check_input(&case.input)
}

/// One file, relative to the folder of the vectors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its path, with forward slashes.
    pub path: String,
    /// All of its text.
    pub text: String,
}

/// Every file that this package writes.
///
/// # Errors
///
/// [`OutputError`] for the first case, or the first row of the coverage, that is not in order.
pub fn outputs() -> Result<Vec<Output>, OutputError> {
    let topics = sources::topics();
    let mut outputs = topics.iter().map(Topic::output).collect::<Result<Vec<_>, _>>()?;
    for (path, table) in [
        ("errors.json", errors::table()),
        ("operations.json", operations::table()),
        ("rules.json", rules::table()),
    ] {
        outputs.push(Output { path: path.to_owned(), text: print(&table) });
    }
    outputs.push(Output { path: "names.md".to_owned(), text: names::markdown() });
    outputs.push(Output { path: "coverage.md".to_owned(), text: coverage::markdown(&topics)? });
    outputs
        .push(Output { path: "../docs/coverage.md".to_owned(), text: texts::markdown(&topics)? });
    Ok(outputs)
}

/// Why no files are written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
    /// A case is not in order.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The coverage is not.
    #[error(transparent)]
    Coverage(#[from] texts::CoverageError),
}

/// A case that is not in order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("case {case}: {kind}")]
#[non_exhaustive]
pub struct SourceError {
    /// The id of the case.
    pub case: String,
    /// What is wrong with it.
    pub kind: SourceErrorKind,
}

/// What can be wrong with a case in the source.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SourceErrorKind {
    /// Two cases of one topic share a slug.
    #[error("another case of the topic has the same slug")]
    DuplicateSlug,
    /// The operation has no such input.
    #[error("the operation has no input named {name}")]
    ExtraInput {
        /// The name of the input.
        name: String,
    },
    /// The operation gives a CID where a value is expected, or the other way round.
    #[error("the operation gives a {gives}")]
    Gives {
        /// What it gives.
        gives: &'static str,
    },
    /// An input is of another kind than the operation says.
    #[error("the input {name} is not of the kind that the operation names")]
    InputKind {
        /// The name of the input.
        name: String,
    },
    /// A part of the case was not stated.
    #[error("it has no {field}")]
    Missing {
        /// Which part.
        field: &'static str,
    },
    /// The operation needs an input that is not there.
    #[error("the operation needs the input {name}")]
    MissingInput {
        /// The name of the input.
        name: &'static str,
    },
    /// An integer has more than 53 bits, or a map has the key `/` or one key twice.
    #[error("an integer has more than 53 bits, or a map has the key \"/\" or one key twice")]
    NotPortable,
    /// A slug is made of lower-case letters, digits and single hyphens.
    #[error("the slug is not made of lower-case words with hyphens between")]
    Slug,
    /// The error name is not in the table.
    #[error("there is no error named {name}")]
    UnknownError {
        /// The name.
        name: &'static str,
    },
    /// The operation is not in the table.
    #[error("there is no operation named {name}")]
    UnknownOperation {
        /// The name.
        name: &'static str,
    },
    /// The rule is not in the table.
    #[error("there is no rule {id}")]
    UnknownRule {
        /// The id.
        id: &'static str,
    },
}
