//! Pages.

use std::collections::BTreeMap;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, FieldRule, Fields};
use varsig::{
    Block,
    dag_cbor::{self, EncodeError, Encoder, Items, Limits},
    multicodec,
};

use super::{
    BegunRow, BlockRow, FormError, Kind, ReceiptRow, ResultRow, Row,
    row::{count, read_pin},
};

/// The version of the form.
const VERSION: &str = "0.1.0";

/// How many rows a page has at the most.
pub(crate) const MOST_ROWS: usize = 1_024;

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// The page before.
    pub(crate) previous: Option<Cid>,
    pub(crate) body: Body,
}

/// What a page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Blocks(Vec<BlockRow>),
    Receipts(Vec<ReceiptRow>),
    Begun(Vec<BegunRow>),
    Results(Vec<ResultRow>),
    Pins(Vec<Cid>),
    End(Counts),
}

/// How many rows there were of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) blocks: u64,
    pub(crate) receipts: u64,
    pub(crate) begun: u64,
    pub(crate) results: u64,
    pub(crate) pins: u64,
}

impl Counts {
    fn named(&self) -> [(&'static str, u64); 5] {
        [
            (Kind::Blocks.name(), self.blocks),
            (Kind::Receipts.name(), self.receipts),
            (Kind::Begun.name(), self.begun),
            (Kind::Results.name(), self.results),
            (Kind::Pins.name(), self.pins),
        ]
    }

    pub(crate) fn of(&mut self, kind: Kind) -> Option<&mut u64> {
        match kind {
            Kind::Blocks => Some(&mut self.blocks),
            Kind::Receipts => Some(&mut self.receipts),
            Kind::Begun => Some(&mut self.begun),
            Kind::Results => Some(&mut self.results),
            Kind::Pins => Some(&mut self.pins),
            Kind::End => None,
        }
    }

    /// Whether the same was counted: what differs first.
    pub(crate) fn check(&self, found: &Self) -> Result<(), FormError> {
        for ((of, expected), (_, found)) in self.named().into_iter().zip(found.named()) {
            if expected != found {
                return Err(FormError::Count { of, expected, found });
            }
        }
        Ok(())
    }

    fn read(fields: BTreeMap<String, Ipld>) -> Result<Self, FieldError> {
        let mut fields = Fields::new(fields);
        let mut count = |kind: Kind| match fields.required(kind.name())? {
            Ipld::Integer(count) => u64::try_from(count).map_err(|_| not_a_count(kind)),
            _ => Err(not_a_count(kind)),
        };
        let counts = Self {
            blocks: count(Kind::Blocks)?,
            receipts: count(Kind::Receipts)?,
            begun: count(Kind::Begun)?,
            results: count(Kind::Results)?,
            pins: count(Kind::Pins)?,
        };
        fields.finish()?;
        Ok(counts)
    }
}

fn not_a_count(kind: Kind) -> FieldError {
    FieldError::new(kind.name(), FieldRule::Value { expected: "a count" })
}

impl Body {
    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::Blocks(_) => Kind::Blocks,
            Self::Receipts(_) => Kind::Receipts,
            Self::Begun(_) => Kind::Begun,
            Self::Results(_) => Kind::Results,
            Self::Pins(_) => Kind::Pins,
            Self::End(_) => Kind::End,
        }
    }
}

/// Rows, written one behind the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    written: Encoder,
    count: usize,
}

impl Rows {
    pub(crate) fn push(&mut self, row: &impl Row) -> Result<(), EncodeError> {
        self.count += 1;
        row.write(&mut self.written)
    }

    pub(crate) const fn count(&self) -> usize {
        self.count
    }
}

impl Page {
    /// The page of these rows after another one, as a block.
    pub(crate) fn of_rows(
        kind: Kind,
        previous: Option<Cid>,
        rows: Rows,
    ) -> Result<Block, EncodeError> {
        let mut page = Encoder::new();
        page.map(4);
        begin(kind, previous.as_ref(), &mut page)?;
        page.text("rows");
        page.list(count(rows.count));
        let mut page = page.finish();
        page.extend(rows.written.finish());
        let mut end = Encoder::new();
        version(&mut end);
        page.extend(end.finish());
        Ok(Block::new(multicodec::DAG_CBOR, page))
    }

    /// The last page.
    pub(crate) fn of_end(previous: Option<Cid>, counts: &Counts) -> Result<Block, EncodeError> {
        let counts =
            counts.named().map(|(name, count)| (name.to_owned(), Ipld::Integer(count.into())));
        let counts = Ipld::Map(counts.into());
        let mut page = Encoder::new();
        page.map(4);
        begin(Kind::End, previous.as_ref(), &mut page)?;
        page.text("counts");
        page.value(&counts, 1)?;
        version(&mut page);
        Ok(Block::new(multicodec::DAG_CBOR, page.finish()))
    }

    pub(crate) fn read(block: &Block) -> Result<Self, FormError> {
        if block.cid().codec() != multicodec::DAG_CBOR {
            return Err(FormError::NotAPage { found: *block.cid() });
        }
        Self::pick(block.bytes()).map_or_else(|| Self::read_value(block.bytes()), Ok)
    }

    fn read_value(bytes: &[u8]) -> Result<Self, FormError> {
        let value = dag_cbor::decode(bytes, &Limits::default())
            .map_err(|error| FormError::Page(error.kind))?;
        let mut fields = Fields::of("page", value).map_err(FormError::Field)?;
        let version = fields.string("ipvm/store").map_err(FormError::Field)?;
        if version != VERSION {
            return Err(FormError::Version { found: version });
        }
        let name = fields.string("kind").map_err(FormError::Field)?;
        let kind = Kind::named(&name).ok_or(FormError::Kind { found: name })?;
        let previous = match fields.required("prev").map_err(FormError::Field)? {
            Ipld::Null => None,
            Ipld::Link(previous) => Some(previous),
            _ => {
                let rule = FieldRule::Value { expected: "a link, or null" };
                return Err(FormError::Field(FieldError::new("prev", rule)));
            }
        };
        let body = if kind == Kind::End {
            let counts = fields.map("counts").map_err(FormError::Field)?;
            Body::End(Counts::read(counts).map_err(FormError::Field)?)
        } else {
            let Ipld::List(rows) = fields.required("rows").map_err(FormError::Field)? else {
                let rule = FieldRule::Value { expected: "a list" };
                return Err(FormError::Field(FieldError::new("rows", rule)));
            };
            read_rows(kind, rows)?
        };
        fields.finish().map_err(FormError::Field)?;
        Ok(Self { previous, body })
    }

    /// Reads a page of rows that is as [`of_rows`](Self::of_rows) writes it, without a value
    /// made of all of it. What is anything else is read as a value, which says what is wrong.
    fn pick(bytes: &[u8]) -> Option<Self> {
        let mut items = Items::new(bytes, &Limits::default()).ok()?;
        (items.map()? == 4 && items.text()? == "kind").then_some(())?;
        let kind = Kind::named(items.text()?)?;
        (items.text()? == "prev").then_some(())?;
        let previous = match items.value()? {
            Ipld::Null => None,
            Ipld::Link(previous) => Some(previous),
            _ => return None,
        };
        (items.text()? == "rows").then_some(())?;
        let body = match kind {
            Kind::Blocks => Body::Blocks(pick_rows(&mut items)?),
            Kind::Receipts => Body::Receipts(pick_rows(&mut items)?),
            Kind::Begun => Body::Begun(pick_rows(&mut items)?),
            Kind::Results => Body::Results(pick_rows(&mut items)?),
            Kind::Pins => Body::Pins(pick_rows(&mut items)?),
            Kind::End => return None,
        };
        (items.text()? == "ipvm/store" && items.text()? == VERSION).then_some(())?;
        Some(Self { previous, body })
    }
}

fn pick_rows<T: Row>(items: &mut Items<'_>) -> Option<Vec<T>> {
    let count = usize::try_from(items.list()?).ok().filter(|count| *count <= MOST_ROWS)?;
    let mut rows = Vec::with_capacity(count);
    for _ in 0..count {
        let row = T::pick(items, rows.last())?;
        rows.push(row);
    }
    Some(rows)
}

fn read_rows(kind: Kind, rows: Vec<Ipld>) -> Result<Body, FormError> {
    if rows.len() > MOST_ROWS {
        return Err(FormError::Rows { found: rows.len(), limit: MOST_ROWS });
    }
    fn each<T>(
        rows: Vec<Ipld>,
        read: impl Fn(Ipld) -> Result<T, super::RowError>,
    ) -> Result<Vec<T>, FormError> {
        let rows = rows.into_iter().enumerate();
        rows.map(|(row, value)| read(value).map_err(|error| FormError::Row { row, error }))
            .collect()
    }
    Ok(match kind {
        Kind::Blocks => Body::Blocks(each(rows, BlockRow::read)?),
        Kind::Receipts => Body::Receipts(each(rows, ReceiptRow::read)?),
        Kind::Begun => Body::Begun(each(rows, BegunRow::read)?),
        Kind::Results => Body::Results(each(rows, ResultRow::read)?),
        Kind::Pins | Kind::End => Body::Pins(each(rows, read_pin)?),
    })
}

/// What stands before the content of a page; its keys come shortest first.
fn begin(kind: Kind, previous: Option<&Cid>, page: &mut Encoder) -> Result<(), EncodeError> {
    page.text("kind");
    page.text(kind.name());
    page.text("prev");
    match previous {
        Some(previous) => page.link(previous)?,
        None => page.null(),
    }
    Ok(())
}

/// What stands behind it.
fn version(page: &mut Encoder) {
    page.text("ipvm/store");
    page.text(VERSION);
}

#[cfg(test)]
mod tests {
    use ipvm_runtime::store::{About, Address, EffectClass};
    use proptest::{collection::vec, option, prelude::*, sample::Index};
    use ucan_core::Did;

    use super::*;

    fn cid() -> impl Strategy<Value = Cid> {
        any::<u8>().prop_map(|number| *Block::raw([number]).cid())
    }

    fn did() -> impl Strategy<Value = Did> {
        "[a-c]{1,2}".prop_map(|name| format!("did:web:{name}.example").parse().unwrap())
    }

    fn about() -> impl Strategy<Value = About> {
        (did(), "/[a-c]{1,2}", option::of((cid(), ".{0,4}"))).prop_map(|(did, command, call)| {
            let about = About::new(did, command.parse().unwrap());
            match call {
                Some((module, function)) => about.with_call(module, function),
                None => about,
            }
        })
    }

    fn body() -> impl Strategy<Value = Body> {
        let block = (cid(), any::<bool>(), vec(did(), 0..3))
            .prop_map(|(cid, is_public, owners)| BlockRow { cid, is_public, owners });
        let receipt = (cid(), vec(cid(), 0..3), vec(cid(), 0..3), option::of(about()))
            .prop_map(|(cid, inputs, outputs, about)| ReceiptRow { cid, inputs, outputs, about });
        let begun =
            (cid(), option::of(cid())).prop_map(|(task, receipt)| BegunRow { task, receipt });
        let class = prop_oneof![
            Just(EffectClass::Pure),
            Just(EffectClass::Query),
            Just(EffectClass::Mutation)
        ];
        let address = (any::<bool>(), cid()).prop_map(|(is_task, cid)| {
            if is_task { Address::Task(cid) } else { Address::Computation(cid) }
        });
        let result = (address, cid(), class).prop_map(|(address, receipt, effect)| ResultRow {
            address,
            receipt,
            effect,
        });
        prop_oneof![
            vec(block, 0..9).prop_map(Body::Blocks),
            vec(receipt, 0..9).prop_map(Body::Receipts),
            vec(begun, 0..9).prop_map(Body::Begun),
            vec(result, 0..9).prop_map(Body::Results),
            vec(cid(), 0..9).prop_map(Body::Pins),
        ]
    }

    fn written(previous: Option<Cid>, body: &Body) -> Block {
        fn all(rows: &[impl Row]) -> Rows {
            let mut written = Rows::default();
            rows.iter().for_each(|row| written.push(row).unwrap());
            written
        }
        let rows = match body {
            Body::Blocks(rows) => all(rows),
            Body::Receipts(rows) => all(rows),
            Body::Begun(rows) => all(rows),
            Body::Results(rows) => all(rows),
            Body::Pins(rows) => all(rows),
            Body::End(_) => panic!("it has no rows"),
        };
        Page::of_rows(body.kind(), previous, rows).unwrap()
    }

    proptest! {
        #[test]
        fn a_page_comes_back_as_it_was_whichever_way_it_is_read(
            previous in option::of(cid()),
            body in body(),
        ) {
            let block = written(previous, &body);
            let page = Page { previous, body };
            prop_assert_eq!(Page::pick(block.bytes()), Some(page.clone()));
            prop_assert_eq!(Page::read_value(block.bytes()), Ok(page));
        }

        /// What is read without a value made of it is what the value says, and no more.
        #[test]
        fn nothing_is_read_that_is_no_page(
            body in body(),
            changes in vec((any::<Index>(), any::<u8>()), 1..3),
        ) {
            let mut bytes = written(None, &body).bytes().to_vec();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Some(page) = Page::pick(&bytes) {
                prop_assert_eq!(Page::read_value(&bytes), Ok(page));
            }
        }
    }

    #[test]
    fn a_page_of_too_many_rows_is_read_neither_way() {
        let pins = vec![*Block::raw(*b"pin").cid(); MOST_ROWS + 1];
        let block = written(None, &Body::Pins(pins));
        assert_eq!(Page::pick(block.bytes()), None);
        let error = FormError::Rows { found: MOST_ROWS + 1, limit: MOST_ROWS };
        assert_eq!(Page::read(&block), Err(error));
    }
}
