//! Rows of pages.

use std::collections::BTreeMap;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::store::{About, Address, EffectClass};
use ucan_core::{Did, FieldError, FieldRule, Fields};

use super::RowError;

/// A block, and who may read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BlockRow {
    pub(crate) cid: Cid,
    pub(crate) is_public: bool,
    pub(crate) owners: Vec<Did>,
}

/// A receipt, and what is known of it besides its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReceiptRow {
    pub(crate) cid: Cid,
    pub(crate) inputs: Vec<Cid>,
    pub(crate) outputs: Vec<Cid>,
    pub(crate) about: Option<About>,
}

/// A mutation that was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BegunRow {
    pub(crate) task: Cid,
    pub(crate) receipt: Option<Cid>,
}

/// A remembered result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ResultRow {
    pub(crate) address: Address,
    pub(crate) receipt: Cid,
    pub(crate) effect: EffectClass,
}

type Map = BTreeMap<String, Ipld>;

fn map<const N: usize>(fields: [(&str, Ipld); N]) -> Map {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn links(cids: &[Cid]) -> Ipld {
    Ipld::List(cids.iter().copied().map(Ipld::Link).collect())
}

fn text(text: &str) -> Ipld {
    Ipld::String(text.to_owned())
}

fn fields(row: Ipld) -> Result<Fields, RowError> {
    match row {
        Ipld::Map(map) => Ok(Fields::new(map)),
        _ => Err(RowError::NotA { expected: "map" }),
    }
}

impl BlockRow {
    pub(crate) fn write(&self) -> Ipld {
        let owners = self.owners.iter().map(|owner| text(owner.as_str())).collect();
        Ipld::Map(map([
            ("cid", Ipld::Link(self.cid)),
            ("public", Ipld::Bool(self.is_public)),
            ("owners", Ipld::List(owners)),
        ]))
    }

    pub(crate) fn read(row: Ipld) -> Result<Self, RowError> {
        let mut fields = fields(row)?;
        let cid = fields.link("cid")?;
        let Ipld::Bool(is_public) = fields.required("public")? else {
            return Err(value("public", "a boolean").into());
        };
        let Ipld::List(owners) = fields.required("owners")? else {
            return Err(value("owners", "a list of DIDs").into());
        };
        let owners = owners.into_iter().map(|owner| match owner {
            Ipld::String(owner) => owner.parse().map_err(RowError::Owner),
            _ => Err(value("owners", "a list of DIDs").into()),
        });
        let owners = owners.collect::<Result<_, _>>()?;
        fields.finish()?;
        Ok(Self { cid, is_public, owners })
    }
}

impl ReceiptRow {
    pub(crate) fn write(&self) -> Ipld {
        let mut row = map([
            ("cid", Ipld::Link(self.cid)),
            ("in", links(&self.inputs)),
            ("out", links(&self.outputs)),
        ]);
        if let Some(about) = &self.about {
            let mut said =
                map([("sub", text(about.subject.as_str())), ("cmd", text(about.command.as_str()))]);
            if let Some(call) = &about.call {
                said.extend(map([("mod", Ipld::Link(call.module)), ("fun", text(&call.function))]));
            }
            row.insert("about".to_owned(), Ipld::Map(said));
        }
        Ipld::Map(row)
    }

    pub(crate) fn read(row: Ipld) -> Result<Self, RowError> {
        let mut fields = fields(row)?;
        let cid = fields.link("cid")?;
        let (inputs, outputs) = (fields.links("in")?, fields.links("out")?);
        let about = fields.optional("about").map(read_about).transpose()?;
        fields.finish()?;
        Ok(Self { cid, inputs, outputs, about })
    }
}

fn read_about(about: Ipld) -> Result<About, RowError> {
    let mut fields = Fields::of("about", about)?;
    let subject = fields.did("sub")?;
    let command = fields.string("cmd")?.parse().map_err(RowError::Command)?;
    let about = About::new(subject, command);
    let about = match fields.optional_link("mod")? {
        Some(module) => about.with_call(module, fields.string("fun")?),
        None => about,
    };
    fields.finish()?;
    Ok(about)
}

impl BegunRow {
    pub(crate) fn write(&self) -> Ipld {
        let mut row = map([("task", Ipld::Link(self.task))]);
        if let Some(receipt) = self.receipt {
            row.extend(map([("receipt", Ipld::Link(receipt))]));
        }
        Ipld::Map(row)
    }

    pub(crate) fn read(row: Ipld) -> Result<Self, RowError> {
        let mut fields = fields(row)?;
        let (task, receipt) = (fields.link("task")?, fields.optional_link("receipt")?);
        fields.finish()?;
        Ok(Self { task, receipt })
    }
}

impl ResultRow {
    pub(crate) fn write(&self) -> Ipld {
        let address = match self.address {
            Address::Task(task) => ("task", Ipld::Link(task)),
            Address::Computation(key) => ("computation", Ipld::Link(key)),
        };
        let class = match self.effect {
            EffectClass::Pure => "pure",
            EffectClass::Query => "query",
            // Classes to come count as mutations.
            _ => "mutation",
        };
        Ipld::Map(map([address, ("receipt", Ipld::Link(self.receipt)), ("class", text(class))]))
    }

    pub(crate) fn read(row: Ipld) -> Result<Self, RowError> {
        let mut fields = fields(row)?;
        let task = fields.optional_link("task")?;
        let computation = fields.optional_link("computation")?;
        let address = match (task, computation) {
            (Some(task), None) => Address::Task(task),
            (None, Some(key)) => Address::Computation(key),
            _ => return Err(RowError::Address),
        };
        let receipt = fields.link("receipt")?;
        let class = fields.string("class")?;
        let effect = match class.as_str() {
            "pure" => EffectClass::Pure,
            "query" => EffectClass::Query,
            "mutation" => EffectClass::Mutation,
            _ => return Err(RowError::Class { found: class }),
        };
        fields.finish()?;
        Ok(Self { address, receipt, effect })
    }
}

pub(crate) fn read_pin(row: Ipld) -> Result<Cid, RowError> {
    match row {
        Ipld::Link(cid) => Ok(cid),
        _ => Err(RowError::NotA { expected: "link" }),
    }
}

fn value(name: &'static str, expected: &'static str) -> FieldError {
    FieldError::new(name, FieldRule::Value { expected })
}
