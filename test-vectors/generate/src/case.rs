//! One case, and the words to state it with.

use crate::{map, topic::SourceErrorKind, value::Value};

/// A case that has everything a case must have.
#[derive(Clone, Debug)]
pub struct Case {
    pub(crate) slug: String,
    pub(crate) text: Option<&'static str>,
    pub(crate) section: Option<&'static str>,
    pub(crate) ruling: Option<&'static str>,
    pub(crate) title: String,
    pub(crate) why: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) input: Vec<(String, Value)>,
    pub(crate) expected: Expected,
    pub(crate) provenance: Provenance,
    pub(crate) tags: Vec<&'static str>,
    pub(crate) rules: Vec<&'static str>,
}

/// What must come out.
#[derive(Clone, Debug)]
pub(crate) enum Expected {
    Value(Value),
    Cid(String),
    Error { name: &'static str, offset: Option<u32>, index: Option<u32> },
}

/// Where the expected result comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Provenance {
    pub(crate) kind: &'static str,
    pub(crate) source: &'static str,
}

/// Starts a case. The slug names it within its topic and never changes.
pub fn case(slug: impl Into<String>) -> CaseBuilder {
    CaseBuilder {
        slug: slug.into(),
        text: None,
        section: None,
        ruling: None,
        title: None,
        why: None,
        operation: None,
        input: Vec::new(),
        expected: None,
        provenance: Provenance { kind: "stated", source: "read off the cited text" },
        tags: Vec::new(),
        rules: Vec::new(),
    }
}

/// A case in the making; see [`case`].
#[derive(Clone, Debug)]
#[must_use]
pub struct CaseBuilder {
    pub(crate) slug: String,
    text: Option<&'static str>,
    section: Option<&'static str>,
    ruling: Option<&'static str>,
    title: Option<String>,
    why: Option<&'static str>,
    operation: Option<&'static str>,
    input: Vec<(String, Value)>,
    expected: Option<Expected>,
    provenance: Provenance,
    tags: Vec<&'static str>,
    rules: Vec<&'static str>,
}

impl CaseBuilder {
    /// The text that the case is about, where it is not the topic's.
    pub const fn text(mut self, text: &'static str) -> Self {
        self.text = Some(text);
        self
    }

    /// The section of the text that the case is about.
    pub const fn section(mut self, section: &'static str) -> Self {
        self.section = Some(section);
        self
    }

    /// The ruling that decides the case, such as `T8`.
    pub const fn ruling(mut self, ruling: &'static str) -> Self {
        self.ruling = Some(ruling);
        self
    }

    /// What happens, in one sentence with a full stop.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Why it matters: what goes wrong for an implementation that fails the case.
    pub const fn why(mut self, why: &'static str) -> Self {
        self.why = Some(why);
        self
    }

    /// The operation, one of [`operations`](crate::operations).
    pub const fn operation(mut self, operation: &'static str) -> Self {
        self.operation = Some(operation);
        self
    }

    /// One field of the input, as the operation names it.
    pub fn input(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.input.push((name.into(), value.into()));
        self
    }

    /// The operation must succeed and give `value`.
    pub fn expect_value(mut self, value: impl Into<Value>) -> Self {
        self.expected = Some(Expected::Value(value.into()));
        self
    }

    /// The check must pass: the value `{"valid": true}`.
    pub fn expect_valid(self) -> Self {
        self.expect_value(map! { "valid" => true })
    }

    /// The operation must give this CID (its text form).
    pub fn expect_cid(mut self, cid: impl Into<String>) -> Self {
        self.expected = Some(Expected::Cid(cid.into()));
        self
    }

    /// The operation must fail with this error, one of [`errors`](crate::errors).
    pub fn expect_error(mut self, name: &'static str) -> Self {
        self.expected = Some(Expected::Error { name, offset: None, index: None });
        self
    }

    /// As [`expect_error`](Self::expect_error), at this offset in bytes.
    pub fn expect_error_at(mut self, name: &'static str, offset: u32) -> Self {
        self.expected = Some(Expected::Error { name, offset: Some(offset), index: None });
        self
    }

    /// As [`expect_error`](Self::expect_error), and this entry of the list in the input is at
    /// fault, from 0.
    pub fn expect_error_of(mut self, name: &'static str, index: u32) -> Self {
        self.expected = Some(Expected::Error { name, offset: None, index: Some(index) });
        self
    }

    /// As [`expect_error_of`](Self::expect_error_of), at this offset in that entry.
    pub fn expect_error_in(mut self, name: &'static str, index: u32, offset: u32) -> Self {
        self.expected = Some(Expected::Error { name, offset: Some(offset), index: Some(index) });
        self
    }

    /// The expected result was published: where, such as `RFC 8032, section 7.1, test 2`.
    pub const fn published(mut self, source: &'static str) -> Self {
        self.provenance = Provenance { kind: "published", source };
        self
    }

    /// The expected result was computed by something that shares no code with
    /// the crates under test: by what.
    pub const fn computed(mut self, source: &'static str) -> Self {
        self.provenance = Provenance { kind: "computed", source };
        self
    }

    /// The expected result follows from a text by reading: from what. This is
    /// the default, with the cited section or ruling as the source.
    pub const fn stated(mut self, source: &'static str) -> Self {
        self.provenance = Provenance { kind: "stated", source };
        self
    }

    /// The [`rules`](crate::rules) that the case shows kept or broken.
    pub fn rules(mut self, rules: impl IntoIterator<Item = &'static str>) -> Self {
        self.rules.extend(rules);
        self
    }

    /// Words to filter by, such as `feature:rsa`.
    pub fn tags(mut self, tags: impl IntoIterator<Item = &'static str>) -> Self {
        self.tags.extend(tags);
        self
    }

    /// The finished case, or what it lacks.
    pub(crate) fn finish(self) -> Result<Case, SourceErrorKind> {
        if self.section.is_none() && self.ruling.is_none() {
            return Err(SourceErrorKind::Missing { field: "section or ruling" });
        }
        let missing = |field| SourceErrorKind::Missing { field };
        Ok(Case {
            slug: self.slug,
            text: self.text,
            section: self.section,
            ruling: self.ruling,
            title: self.title.ok_or_else(|| missing("title"))?,
            why: self.why.ok_or_else(|| missing("why"))?,
            operation: self.operation.ok_or_else(|| missing("operation"))?,
            input: self.input,
            expected: self.expected.ok_or_else(|| missing("expected"))?,
            provenance: self.provenance,
            tags: self.tags,
            rules: self.rules,
        })
    }
}

impl Case {
    /// Whether the operation must succeed and, where it answers yes or no, say yes.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        match &self.expected {
            Expected::Cid(_) => true,
            Expected::Error { .. } => false,
            Expected::Value(Value::Map(entries)) => {
                !matches!(entries.as_slice(), [(_, Value::Bool(false))])
            }
            Expected::Value(_) => true,
        }
    }

    /// What happens, in one sentence.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Why it matters.
    #[must_use]
    pub const fn why(&self) -> &'static str {
        self.why
    }

    /// The name of the operation.
    #[must_use]
    pub const fn operation(&self) -> &'static str {
        self.operation
    }

    /// The name of the error that is expected, if one is.
    #[must_use]
    pub const fn error(&self) -> Option<&'static str> {
        match self.expected {
            Expected::Error { name, .. } => Some(name),
            Expected::Value(_) | Expected::Cid(_) => None,
        }
    }

    /// The rules that the case shows kept or broken.
    #[must_use]
    pub fn rules(&self) -> &[&'static str] {
        &self.rules
    }

    /// The case as it stands in the file of `layer` and `topic`.
    pub(crate) fn to_value(&self, layer: &str, topic: &str, spec: &str) -> Value {
        let mut cited = vec![("text".to_owned(), self.text.unwrap_or(spec).into())];
        cited.extend(self.section.map(|section| ("section".to_owned(), section.into())));
        cited.extend(self.ruling.map(|ruling| ("ruling".to_owned(), ruling.into())));
        let tags = self
            .tags
            .iter()
            .map(|tag| (*tag).into())
            .chain(self.rules.iter().map(|rule| format!("rule:{rule}").into()))
            .collect::<Vec<Value>>();
        map! {
            "id" => format!("{layer}/{topic}/{}", self.slug),
            "spec" => Value::Map(cited),
            "title" => self.title.clone(),
            "why" => self.why,
            "operation" => self.operation,
            "input" => Value::Map(self.input.clone()),
            "expected" => self.expected.to_value(),
            "provenance" => map! {
                "kind" => self.provenance.kind,
                "source" => self.provenance.source,
            },
            "tags" => tags,
        }
    }
}

impl Expected {
    fn to_value(&self) -> Value {
        match self {
            Self::Value(value) => map! { "value" => value.clone() },
            Self::Cid(cid) => map! { "cid" => Value::link(cid.clone()) },
            Self::Error { name, offset, index } => {
                let mut error = vec![("error".to_owned(), Value::from(*name))];
                error.extend(offset.map(|offset| ("offset".to_owned(), offset.into())));
                error.extend(index.map(|index| ("index".to_owned(), index.into())));
                Value::Map(error)
            }
        }
    }
}
