//! The tables of names: `errors.json`, `operations.json`, `rules.json`.

use std::collections::{BTreeMap, btree_map::Entry};

use crate::{
    corpus::check_format,
    error::LoadErrorKind as Kind,
    record::{Record, wrong},
    value::{Kind as ValueKind, Value},
};

/// All names that a case may use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tables {
    /// Error names.
    pub errors: BTreeMap<String, ErrorName>,
    /// Operations by name.
    pub operations: BTreeMap<String, Operation>,
    /// Rules by id.
    pub rules: BTreeMap<String, Rule>,
}

/// What an error name means.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorName {
    /// When it is given.
    pub meaning: String,
    /// What makes it an error.
    pub basis: String,
}

/// What an operation takes and gives.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// What it does.
    pub summary: String,
    /// The fields of its input, by name.
    pub inputs: BTreeMap<String, Field>,
    /// What it gives where it succeeds.
    pub gives: Outcome,
    /// The shape of that.
    pub result: String,
}

/// Where a success stands in `expected`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Under `cid`.
    Cid,
    /// Under `value`.
    Value,
}

/// One field of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its kind.
    pub kind: ValueKind,
    /// Whether it may be left out.
    pub optional: bool,
    /// What it means.
    pub meaning: String,
}

/// A rule that cases show kept and broken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// The rule in a sentence.
    pub statement: String,
    /// Where it is from.
    pub basis: String,
}

pub(crate) fn errors(value: Value) -> Result<BTreeMap<String, ErrorName>, Kind> {
    table(value, "errors", "name", |row| {
        Ok(ErrorName { meaning: row.text("meaning")?, basis: row.text("basis")? })
    })
}

pub(crate) fn rules(value: Value) -> Result<BTreeMap<String, Rule>, Kind> {
    table(value, "rules", "id", |row| {
        Ok(Rule { statement: row.text("statement")?, basis: row.text("basis")? })
    })
}

pub(crate) fn operations(value: Value) -> Result<BTreeMap<String, Operation>, Kind> {
    table(value, "operations", "name", |row| {
        Ok(Operation {
            summary: row.text("summary")?,
            inputs: rows(row.list("inputs")?, "inputs", "name", |row| {
                let name = row.text("kind")?;
                let kind =
                    ValueKind::from_name(&name).ok_or(Kind::Unknown { table: "kind", name })?;
                Ok(Field {
                    kind,
                    optional: row.boolean("optional")?,
                    meaning: row.text("meaning")?,
                })
            })?,
            gives: match row.text("gives")?.as_str() {
                "cid" => Outcome::Cid,
                "value" => Outcome::Value,
                other => return Err(Kind::Unknown { table: "outcome", name: other.into() }),
            },
            result: row.text("result")?,
        })
    })
}

/// A file with a format and one list of rows.
fn table<T>(
    value: Value,
    list: &str,
    key: &str,
    read: impl Fn(&mut Record) -> Result<T, Kind>,
) -> Result<BTreeMap<String, T>, Kind> {
    let mut file = Record::new("file", value)?;
    check_format(&mut file)?;
    let table = rows(file.list(list)?, list, key, read)?;
    file.finish()?;
    Ok(table)
}

fn rows<T>(
    rows: Vec<Value>,
    list: &str,
    key: &str,
    read: impl Fn(&mut Record) -> Result<T, Kind>,
) -> Result<BTreeMap<String, T>, Kind> {
    let mut table = BTreeMap::new();
    for row in rows {
        let mut row = Record::new(list, row).map_err(|_| wrong(list, ValueKind::Map))?;
        match table.entry(row.text(key)?) {
            Entry::Occupied(entry) => return Err(Kind::Duplicate { name: entry.key().clone() }),
            Entry::Vacant(entry) => entry.insert(read(&mut row)?),
        };
        row.finish()?;
    }
    Ok(table)
}
