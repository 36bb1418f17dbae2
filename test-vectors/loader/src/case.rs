//! One case.

use std::collections::BTreeMap;

use crate::{
    error::LoadErrorKind as Kind,
    record::{Record, wrong},
    tables::{Outcome, Tables},
    value::{Kind as ValueKind, Value},
};

/// A case as it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Case {
    /// Layer, topic and slug, such as `varsig/header/es256-over-dag-cbor`. It never changes.
    pub id: String,
    /// The text that the case is about.
    pub spec: Citation,
    /// What happens, in a sentence.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// The name of the operation.
    pub operation: String,
    /// The input; [`Case::bytes`] and the others read it.
    pub input: BTreeMap<String, Value>,
    /// What must come out.
    pub expected: Expected,
    /// Where that is from.
    pub provenance: Provenance,
    /// Words to filter by.
    pub tags: Vec<String>,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Citation {
    /// The name of the text.
    pub text: String,
    /// The section.
    pub section: Option<String>,
    /// The ruling of the project that decides it.
    pub ruling: Option<String>,
}

/// What must come out of the operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A CID, as text.
    Cid(String),
    /// The operation fails.
    Error {
        /// The neutral name of the error.
        name: String,
        /// The offset in bytes that must be reported, where one is stated.
        offset: Option<u64>,
        /// Which entry of the list in the input is at fault, from 0; none if it is none of them.
        index: Option<u64>,
    },
    /// A value.
    Value(Value),
}

/// Where the expected result is from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Provenance {
    /// How it was got.
    pub kind: ProvenanceKind,
    /// From what or by what.
    pub source: String,
}

/// How an expected result was got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProvenanceKind {
    /// By means that share no code with the crates under test.
    Computed,
    /// Somebody else published it.
    Published,
    /// It follows from the cited text by reading.
    Stated,
}

/// An input that a case does not have in the form asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("case {case}: the input {input} is not {expected}")]
#[non_exhaustive]
pub struct InputError {
    /// The id of the case.
    pub case: String,
    /// The name of the input.
    pub input: String,
    /// What was asked for.
    pub expected: ValueKind,
}

impl Case {
    /// A request for an operation, of which it is not said what must come out: `expected` is
    /// null. `id` is a name for logs.
    #[must_use]
    pub fn asked(id: String, operation: String, input: BTreeMap<String, Value>) -> Self {
        let nothing = String::new;
        Self {
            id,
            spec: Citation { text: nothing(), section: None, ruling: None },
            title: nothing(),
            why: nothing(),
            operation,
            input,
            expected: Expected::Value(Value::Null),
            provenance: Provenance { kind: ProvenanceKind::Stated, source: nothing() },
            tags: Vec::new(),
        }
    }

    /// The name of the case within its topic.
    #[must_use]
    pub fn slug(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or_default()
    }

    /// The layer, the first part of the id.
    #[must_use]
    pub fn layer(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// Whether the case has this tag.
    #[must_use]
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.iter().any(|found| found == tag)
    }

    /// The bytes of an input.
    ///
    /// # Errors
    ///
    /// [`InputError`] if there is no such input or it is not bytes.
    pub fn bytes(&self, input: &str) -> Result<&[u8], InputError> {
        match self.input.get(input) {
            Some(Value::Bytes(bytes)) => Ok(bytes),
            _ => Err(self.input_error(input, ValueKind::Bytes)),
        }
    }

    /// The text of an input.
    ///
    /// # Errors
    ///
    /// [`InputError`] if there is no such input or it is not text.
    pub fn text(&self, input: &str) -> Result<&str, InputError> {
        match self.input.get(input) {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(self.input_error(input, ValueKind::Text)),
        }
    }

    /// The text of the CID of an input.
    ///
    /// # Errors
    ///
    /// [`InputError`] if there is no such input or it is not a link.
    pub fn link(&self, input: &str) -> Result<&str, InputError> {
        match self.input.get(input) {
            Some(Value::Link(cid)) => Ok(cid),
            _ => Err(self.input_error(input, ValueKind::Link)),
        }
    }

    /// Whether the case has this input, which an operation may leave optional.
    #[must_use]
    pub fn has_input(&self, input: &str) -> bool {
        self.input.contains_key(input)
    }

    fn input_error(&self, input: &str, expected: ValueKind) -> InputError {
        InputError { case: self.id.clone(), input: input.into(), expected }
    }

    /// Reads a case of the topic with this prefix of ids.
    pub(crate) fn read(mut record: Record, prefix: &str, tables: &Tables) -> Result<Self, Kind> {
        let case = Self {
            id: record.text("id")?,
            spec: citation(record.record("spec")?)?,
            title: record.text("title")?,
            why: record.text("why")?,
            operation: record.text("operation")?,
            input: record.record("input")?.into_map(),
            expected: expected(record.record("expected")?)?,
            provenance: provenance(record.record("provenance")?)?,
            tags: tags(record.list("tags")?)?,
        };
        record.finish()?;
        case.check(prefix, tables)?;
        Ok(case)
    }

    fn check(&self, prefix: &str, tables: &Tables) -> Result<(), Kind> {
        let slug = self.id.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('/'));
        if !slug.is_some_and(is_slug) {
            return Err(Kind::Id { expected: prefix.into() });
        }
        let unknown = |table, name: &str| Kind::Unknown { table, name: name.into() };
        let operation = tables
            .operations
            .get(&self.operation)
            .ok_or_else(|| unknown("operation", &self.operation))?;
        for (name, value) in &self.input {
            let field = operation
                .inputs
                .get(name)
                .ok_or_else(|| Kind::ExtraInput { name: name.clone() })?;
            if !field.kind.fits(value) {
                return Err(wrong(name, field.kind));
            }
        }
        for (name, field) in &operation.inputs {
            if !field.optional && !self.input.contains_key(name) {
                return Err(Kind::MissingInput { name: name.clone() });
            }
        }
        match (&self.expected, operation.gives) {
            (Expected::Error { name, .. }, _) if !tables.errors.contains_key(name) => {
                return Err(unknown("error", name));
            }
            (Expected::Cid(_), Outcome::Value) | (Expected::Value(_), Outcome::Cid) => {
                return Err(Kind::Gives);
            }
            _ => {}
        }
        let rules = self.tags.iter().filter_map(|tag| tag.strip_prefix("rule:"));
        match rules.into_iter().find(|rule| !tables.rules.contains_key(*rule)) {
            Some(rule) => Err(unknown("rule", rule)),
            None => Ok(()),
        }
    }
}

/// Lower-case words of letters and digits, with single hyphens between them.
pub(crate) fn is_slug(text: &str) -> bool {
    text.split('-').all(|word| {
        !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

fn citation(mut record: Record) -> Result<Citation, Kind> {
    let citation = Citation {
        text: record.text("text")?,
        section: record.optional_text("section")?,
        ruling: record.optional_text("ruling")?,
    };
    record.finish()?;
    if citation.section.is_none() && citation.ruling.is_none() {
        return Err(Kind::NothingCited);
    }
    Ok(citation)
}

fn expected(mut record: Record) -> Result<Expected, Kind> {
    let parts = (record.optional("value"), record.optional("cid"), record.optional_text("error")?);
    let expected = match parts {
        (Some(value), None, None) => Expected::Value(value),
        (None, Some(Value::Link(cid)), None) => Expected::Cid(cid),
        (None, Some(_), None) => return Err(wrong("cid", ValueKind::Link)),
        (None, None, Some(name)) => {
            let mut number = |field| match record.optional(field) {
                None => Ok(None),
                Some(Value::Integer(number)) => {
                    u64::try_from(number).map(Some).map_err(|_| wrong(field, ValueKind::Integer))
                }
                Some(_) => Err(wrong(field, ValueKind::Integer)),
            };
            Expected::Error { name, offset: number("offset")?, index: number("index")? }
        }
        _ => return Err(Kind::Expected),
    };
    record.finish()?;
    Ok(expected)
}

fn provenance(mut record: Record) -> Result<Provenance, Kind> {
    let kind = match record.text("kind")?.as_str() {
        "computed" => ProvenanceKind::Computed,
        "published" => ProvenanceKind::Published,
        "stated" => ProvenanceKind::Stated,
        other => return Err(Kind::Unknown { table: "provenance", name: other.into() }),
    };
    let source = record.text("source")?;
    record.finish()?;
    Ok(Provenance { kind, source })
}

fn tags(items: Vec<Value>) -> Result<Vec<String>, Kind> {
    let mut tags = Vec::new();
    for item in items {
        match item {
            Value::Text(tag) if tags.contains(&tag) => return Err(Kind::Duplicate { name: tag }),
            Value::Text(tag) if !tag.is_empty() => tags.push(tag),
            _ => return Err(wrong("tags", ValueKind::Text)),
        }
    }
    Ok(tags)
}
