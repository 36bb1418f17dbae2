//! Rows of pages.

use std::str::FromStr;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::store::{About, Address, EffectClass};
use ucan_core::{Command, Did, FieldError, FieldRule, Fields};
use varsig::dag_cbor::{EncodeError, Encoder, Items};

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

/// What a page is made of: an item of DAG-CBOR, the keys of its maps shortest first.
pub(crate) trait Row: Sized {
    /// Writes it behind what is written.
    fn write(&self, page: &mut Encoder) -> Result<(), EncodeError>;

    /// Takes it off a page as [`write`](Self::write) writes it, after the one that stood before;
    /// `None` if it is anything else, which may be a row all the same.
    fn pick(items: &mut Items<'_>, before: Option<&Self>) -> Option<Self>;
}

/// The next item is this key.
fn key(items: &mut Items<'_>, key: &str) -> Option<()> {
    (items.text()? == key).then_some(())
}

fn pick_links(items: &mut Items<'_>) -> Option<Vec<Cid>> {
    (0..items.list()?).map(|_| items.link()).collect()
}

/// The same text mostly comes again, and need not be read anew.
fn pick_text<T: Clone + FromStr>(
    items: &mut Items<'_>,
    before: Option<&T>,
    text_of: impl Fn(&T) -> &str,
) -> Option<T> {
    let text = items.text()?;
    match before.filter(|before| text_of(before) == text) {
        Some(before) => Some(before.clone()),
        None => text.parse().ok(),
    }
}

fn links(cids: &[Cid], page: &mut Encoder) -> Result<(), EncodeError> {
    page.list(count(cids.len()));
    cids.iter().try_for_each(|cid| page.link(cid))
}

pub(super) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn fields(row: Ipld) -> Result<Fields, RowError> {
    match row {
        Ipld::Map(map) => Ok(Fields::new(map)),
        _ => Err(RowError::NotA { expected: "map" }),
    }
}

impl Row for BlockRow {
    fn write(&self, page: &mut Encoder) -> Result<(), EncodeError> {
        page.map(3);
        page.text("cid");
        page.link(&self.cid)?;
        page.text("owners");
        page.list(count(self.owners.len()));
        self.owners.iter().for_each(|owner| page.text(owner.as_str()));
        page.text("public");
        page.boolean(self.is_public);
        Ok(())
    }

    fn pick(items: &mut Items<'_>, before: Option<&Self>) -> Option<Self> {
        (items.map()? == 3).then_some(())?;
        key(items, "cid")?;
        let cid = items.link()?;
        key(items, "owners")?;
        let before = before.and_then(|before| before.owners.first());
        let owners = (0..items.list()?).map(|_| pick_text(items, before, Did::as_str));
        let owners = owners.collect::<Option<_>>()?;
        key(items, "public")?;
        let Ipld::Bool(is_public) = items.value()? else { return None };
        Some(Self { cid, is_public, owners })
    }
}

impl BlockRow {
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

impl Row for ReceiptRow {
    fn write(&self, page: &mut Encoder) -> Result<(), EncodeError> {
        page.map(if self.about.is_some() { 4 } else { 3 });
        page.text("in");
        links(&self.inputs, page)?;
        page.text("cid");
        page.link(&self.cid)?;
        page.text("out");
        links(&self.outputs, page)?;
        let Some(about) = &self.about else { return Ok(()) };
        page.text("about");
        page.map(if about.call.is_some() { 4 } else { 2 });
        page.text("cmd");
        page.text(about.command.as_str());
        if let Some(call) = &about.call {
            page.text("fun");
            page.text(&call.function);
            page.text("mod");
            page.link(&call.module)?;
        }
        page.text("sub");
        page.text(about.subject.as_str());
        Ok(())
    }

    fn pick(items: &mut Items<'_>, before: Option<&Self>) -> Option<Self> {
        let fields = items.map()?;
        key(items, "in")?;
        let inputs = pick_links(items)?;
        key(items, "cid")?;
        let cid = items.link()?;
        key(items, "out")?;
        let outputs = pick_links(items)?;
        let about = match fields {
            3 => None,
            4 => {
                key(items, "about")?;
                Some(pick_about(items, before.and_then(|before| before.about.as_ref()))?)
            }
            _ => return None,
        };
        Some(Self { cid, inputs, outputs, about })
    }
}

fn pick_about(items: &mut Items<'_>, before: Option<&About>) -> Option<About> {
    let fields = items.map()?;
    key(items, "cmd")?;
    let command = pick_text(items, before.map(|before| &before.command), Command::as_str)?;
    let call = match fields {
        2 => None,
        4 => {
            key(items, "fun")?;
            let function = items.text()?;
            key(items, "mod")?;
            Some((items.link()?, function))
        }
        _ => return None,
    };
    key(items, "sub")?;
    let subject = pick_text(items, before.map(|before| &before.subject), Did::as_str)?;
    let about = About::new(subject, command);
    Some(match call {
        None => about,
        Some((module, function)) => about.with_call(module, function),
    })
}

impl ReceiptRow {
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

impl Row for BegunRow {
    fn write(&self, page: &mut Encoder) -> Result<(), EncodeError> {
        page.map(if self.receipt.is_some() { 2 } else { 1 });
        page.text("task");
        page.link(&self.task)?;
        let Some(receipt) = &self.receipt else { return Ok(()) };
        page.text("receipt");
        page.link(receipt)
    }

    fn pick(items: &mut Items<'_>, _: Option<&Self>) -> Option<Self> {
        let fields = items.map()?;
        key(items, "task")?;
        let task = items.link()?;
        let receipt = match fields {
            1 => None,
            2 => {
                key(items, "receipt")?;
                Some(items.link()?)
            }
            _ => return None,
        };
        Some(Self { task, receipt })
    }
}

impl BegunRow {
    pub(crate) fn read(row: Ipld) -> Result<Self, RowError> {
        let mut fields = fields(row)?;
        let (task, receipt) = (fields.link("task")?, fields.optional_link("receipt")?);
        fields.finish()?;
        Ok(Self { task, receipt })
    }
}

impl Row for ResultRow {
    fn write(&self, page: &mut Encoder) -> Result<(), EncodeError> {
        page.map(3);
        if let Address::Task(task) = &self.address {
            page.text("task");
            page.link(task)?;
        }
        page.text("class");
        page.text(match self.effect {
            EffectClass::Pure => "pure",
            EffectClass::Query => "query",
            // Classes to come count as mutations.
            _ => "mutation",
        });
        page.text("receipt");
        page.link(&self.receipt)?;
        if let Address::Computation(key) = &self.address {
            page.text("computation");
            page.link(key)?;
        }
        Ok(())
    }

    fn pick(items: &mut Items<'_>, _: Option<&Self>) -> Option<Self> {
        (items.map()? == 3).then_some(())?;
        let mut name = items.text()?;
        let mut task = None;
        if name == "task" {
            task = Some(Address::Task(items.link()?));
            name = items.text()?;
        }
        (name == "class").then_some(())?;
        let effect = effect_class(items.text()?)?;
        key(items, "receipt")?;
        let receipt = items.link()?;
        let address = match task {
            Some(task) => task,
            None => {
                key(items, "computation")?;
                Address::Computation(items.link()?)
            }
        };
        Some(Self { address, receipt, effect })
    }
}

fn effect_class(name: &str) -> Option<EffectClass> {
    match name {
        "pure" => Some(EffectClass::Pure),
        "query" => Some(EffectClass::Query),
        "mutation" => Some(EffectClass::Mutation),
        _ => None,
    }
}

impl ResultRow {
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
        let effect = effect_class(&class).ok_or(RowError::Class { found: class })?;
        fields.finish()?;
        Ok(Self { address, receipt, effect })
    }
}

/// A pin.
impl Row for Cid {
    fn write(&self, page: &mut Encoder) -> Result<(), EncodeError> {
        page.link(self)
    }

    fn pick(items: &mut Items<'_>, _: Option<&Self>) -> Option<Self> {
        items.link()
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
