//! Archives, receipts and blocks of the cases, byte by byte.

use crate::{
    cid::{DAG_CBOR, RAW, cid_bytes_v1, cid_v1, varint},
    dag_cbor, map,
    people::Person,
    token::{Invocation, Token},
    value::Value,
};

/// When the cases are judged.
pub(super) const NOW: i64 = 1_800_000_000;

/// A block: its codec and its bytes.
#[derive(Clone, Debug)]
pub(super) struct Block {
    codec: u64,
    pub(super) bytes: Vec<u8>,
}

impl Block {
    pub(super) fn raw(text: &str) -> Self {
        Self { codec: RAW, bytes: text.into() }
    }

    pub(super) fn cbor(value: &Value) -> Self {
        Self { codec: DAG_CBOR, bytes: dag_cbor::encode(value) }
    }

    pub(super) fn token(token: &Token) -> Self {
        Self { codec: DAG_CBOR, bytes: token.bytes() }
    }

    pub(super) fn link(&self) -> Value {
        Value::link(cid_v1(self.codec, &self.bytes))
    }

    pub(super) fn cid_bytes(&self) -> Vec<u8> {
        cid_bytes_v1(self.codec, &self.bytes)
    }
}

/// The ID of a task whose text is nowhere.
pub(super) fn task(name: &str) -> Value {
    Block::cbor(&name.into()).link()
}

/// The receipt of an executor that a task came to these links.
pub(super) fn receipt(executor: Person, ran: &str, links: &[&Block], meta: Value) -> Invocation {
    on_behalf(executor, executor, ran, links, meta)
}

/// The same, signed by somebody else.
pub(super) fn on_behalf(
    executor: Person,
    issuer: Person,
    ran: &str,
    links: &[&Block],
    meta: Value,
) -> Invocation {
    let links = Value::List(links.iter().map(|block| block.link()).collect());
    let draft = Invocation::new(issuer, executor)
        .with("cmd", "/ucan/assert/receipt")
        .with("args", map! { "ran" => task(ran), "out" => map! { "ok" => links } })
        .with("nonce", [])
        .with("iat", NOW - 100);
    if meta == Value::Map(Vec::new()) { draft } else { draft.with("meta", meta) }
}

pub(super) fn links(blocks: &[&Block]) -> Value {
    let mut blocks = blocks.to_vec();
    blocks.sort_by_key(|block| block.cid_bytes());
    Value::List(blocks.iter().map(|block| block.link()).collect())
}

/// An archive in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Archive {
    sections: Vec<Block>,
    previous: Option<Block>,
    counts: Vec<(&'static str, i64)>,
    root: Option<Value>,
}

const KINDS: [&str; 5] = ["blocks", "receipts", "begun", "results", "pins"];

impl Archive {
    /// Any section.
    pub(super) fn section(mut self, block: &Block) -> Self {
        self.sections.push(block.clone());
        self
    }

    /// Any page, after the one before it.
    pub(super) fn page(mut self, kind: &str, version: &str, content: (&str, Value)) -> Self {
        let previous = self.previous.as_ref().map_or(Value::Null, Block::link);
        let mut page = map! { "ipvm/store" => version, "kind" => kind, "prev" => previous };
        if let Value::Map(fields) = &mut page {
            fields.push((content.0.into(), content.1));
        }
        let page = Block::cbor(&page);
        self.previous = Some(page.clone());
        self.section(&page)
    }

    /// The next page names this one before it, or none.
    pub(super) fn after(mut self, previous: Option<&Block>) -> Self {
        self.previous = previous.cloned();
        self
    }

    /// A page of these rows.
    pub(super) fn rows(mut self, kind: &'static str, rows: Vec<Value>) -> Self {
        self.counts.push((kind, i64::try_from(rows.len()).unwrap_or(i64::MAX)));
        self.page(kind, "0.1.0", ("rows", Value::List(rows)))
    }

    /// One more is counted than there is.
    pub(super) fn counting(mut self, kind: &'static str) -> Self {
        self.counts.push((kind, 1));
        self
    }

    /// The last page, which is the root.
    pub(super) fn end(self) -> Self {
        let count = |kind: &str| {
            let counts = self.counts.iter().filter(|(counted, _)| *counted == kind);
            Value::Integer(counts.map(|(_, count)| count).sum())
        };
        let counts = Value::Map(KINDS.iter().map(|kind| ((*kind).into(), count(kind))).collect());
        let ended = self.page("end", "0.1.0", ("counts", counts));
        let root = ended.sections.last().map(Block::link);
        Self { root, ..ended }
    }

    /// Another root.
    pub(super) fn under(self, root: Value) -> Self {
        Self { root: Some(root), ..self }
    }

    pub(super) fn root(&self) -> Value {
        self.root.clone().unwrap_or(Value::Null)
    }

    /// The bytes, and where each section begins.
    pub(super) fn write(&self) -> (Vec<u8>, Vec<usize>) {
        let header = map! { "roots" => Value::List(vec![self.root()]), "version" => 1 };
        let mut out = prefixed(&dag_cbor::encode(&header));
        let mut offsets = Vec::new();
        for block in &self.sections {
            offsets.push(out.len());
            out.extend(prefixed(&[block.cid_bytes(), block.bytes.clone()].concat()));
        }
        (out, offsets)
    }
}

fn prefixed(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    varint(u64::try_from(bytes.len()).unwrap_or(u64::MAX), &mut out);
    out.extend(bytes);
    out
}
