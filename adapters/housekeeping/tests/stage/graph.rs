//! Random stores, and what is reached in them by a reckoning of their own.

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipvm_housekeeping::Keep;
use ipvm_runtime::store::{Address, Inventory, Receipts, Visibility};
use proptest::prelude::*;
use ucan_invocation::ReceiptMeta;
use varsig::Block;

use super::{about, at, begin, did, mutate, node, raw, receipt_until, record, task};

/// How something came into the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Leaf,
    Node,
    /// A receipt whose task nobody remembers.
    Receipt,
    /// A receipt of a remembered pure task.
    Pure,
    /// A receipt of a mutation.
    Mutation,
    /// A receipt that answers a mutation of which nobody knows what became.
    Indeterminate,
}

#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) kind: Kind,
    /// Earlier ones that it links to; of a receipt, what came of the task.
    pub(crate) links: Vec<usize>,
    /// Of a receipt, what the task took.
    pub(crate) inputs: Vec<usize>,
    pub(crate) subject: u8,
    pub(crate) expires: Option<i64>,
    pub(crate) is_public: bool,
    pub(crate) is_pinned: bool,
    /// It is linked to, and nobody has it.
    pub(crate) is_absent: bool,
}

pub(crate) fn items() -> impl Strategy<Value = Vec<Item>> {
    so_many_items(1..24)
}

pub(crate) fn so_many_items(many: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Item>> {
    let kind = prop_oneof![
        3 => Just(Kind::Leaf),
        4 => Just(Kind::Node),
        2 => Just(Kind::Receipt),
        2 => Just(Kind::Pure),
        1 => Just(Kind::Mutation),
        1 => Just(Kind::Indeterminate),
    ];
    let links = || prop::collection::vec(any::<prop::sample::Index>(), 0..4);
    let rare = || prop::bool::weighted(0.1);
    let item = (
        (kind, links(), links()),
        (0_u8..3, prop::option::of(90_i64..110)),
        (rare(), rare(), rare()),
    );
    prop::collection::vec(item, many).prop_map(|items| {
        let items = items.into_iter().enumerate();
        items
            .map(|(number, ((kind, links, inputs), (subject, expires), flags))| {
                let earlier = |links: Vec<prop::sample::Index>| {
                    let links = links.iter().filter(|_| number > 0);
                    links.map(|link| link.index(number.max(1))).collect()
                };
                let (is_public, is_pinned, is_absent) = flags;
                let (links, inputs) = (earlier(links), earlier(inputs));
                Item { kind, links, inputs, subject, expires, is_public, is_pinned, is_absent }
            })
            .collect()
    })
}

pub(crate) fn keep() -> impl Strategy<Value = Keep> {
    prop_oneof![
        Just(Keep::All),
        Just(Keep::None),
        Just(Keep::Current(at(100))),
        Just(Keep::Subjects([did(1)].into())),
    ]
}

/// What was put into a store.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) items: Vec<Item>,
    pub(crate) cids: Vec<Cid>,
    pub(crate) names: BTreeMap<Cid, usize>,
}

/// Long enough for a few of them to be a pack.
pub(crate) fn leaf(number: usize) -> Block {
    raw(&format!("{number:0300}"))
}

impl Graph {
    pub(crate) fn put(items: Vec<Item>, store: &dyn Inventory) -> Self {
        let mut graph = Self { items: items.clone(), ..Self::default() };
        // Together, so that a store on the disk packs them.
        let mut blocks = Vec::new();
        for (number, item) in items.into_iter().enumerate() {
            let cid = graph.put_one(number, &item, store, &mut blocks);
            if item.is_pinned {
                store.pin(&cid).unwrap();
            }
            graph.names.insert(cid, number);
            graph.cids.push(cid);
        }
        store.put_all(&blocks).unwrap();
        graph
    }

    fn put_one(
        &self,
        number: usize,
        item: &Item,
        store: &dyn Inventory,
        blocks: &mut Vec<(Block, Visibility)>,
    ) -> Cid {
        let name = format!("{number}");
        let links: Vec<Cid> = item.links.iter().map(|link| self.cids[*link]).collect();
        let block: Block = match item.kind {
            Kind::Leaf => leaf(number),
            Kind::Node => node(&name, &links),
            _ => {
                let ran = task(&name);
                let expires = item.expires.map(at);
                let receipt = receipt_until(ran, &links, ReceiptMeta::default(), expires);
                if item.is_absent {
                    return *receipt.cid();
                }
                let inputs = item.inputs.iter().map(|link| self.cids[*link]);
                let record =
                    record(&receipt).with_inputs(inputs).with_about(about(&did(item.subject)));
                Receipts::put(store, &record).unwrap();
                match item.kind {
                    Kind::Pure => {
                        let _ = store.remember(&[Address::Task(ran)], receipt.cid()).unwrap();
                    }
                    Kind::Mutation => mutate(store, &ran, receipt.cid()),
                    Kind::Indeterminate => begin(store, &ran),
                    _ => {}
                }
                return *receipt.cid();
            }
        };
        if !item.is_absent {
            let visibility =
                if item.is_public { Visibility::Public } else { Visibility::Restricted };
            blocks.push((block.clone(), visibility));
        }
        *block.cid()
    }

    fn is_receipt(item: &Item) -> bool {
        !matches!(item.kind, Kind::Leaf | Kind::Node)
    }

    /// What the roots reach and is here.
    pub(crate) fn reached(&self, keep: &Keep) -> BTreeSet<usize> {
        let is_root = |item: &Item| {
            let by_rule = match keep {
                Keep::All => true,
                Keep::Subjects(_) => item.subject == 1,
                Keep::Current(_) => item.expires.is_none_or(|expires| expires >= 100),
                _ => false,
            };
            let is_mutation = matches!(item.kind, Kind::Mutation | Kind::Indeterminate);
            item.is_pinned
                || (Self::is_receipt(item) && (by_rule || is_mutation))
                || (!Self::is_receipt(item) && item.is_public)
        };
        // Links lead to earlier ones: from the last to the first, each is decided when it
        // is come to.
        let mut reached = vec![false; self.items.len()];
        for (number, item) in self.items.iter().enumerate().rev() {
            reached[number] |= is_root(item);
            if reached[number] && !item.is_absent {
                let inputs = item.inputs.iter().filter(|_| Self::is_receipt(item));
                let links = item.links.iter().filter(|_| item.kind != Kind::Leaf);
                links.chain(inputs).for_each(|link| reached[*link] = true);
            }
        }
        (0..self.items.len()).filter(|it| reached[*it] && !self.items[*it].is_absent).collect()
    }

    /// What is in the store.
    pub(crate) fn kept(&self, store: &dyn Inventory) -> BTreeSet<usize> {
        let blocks = super::all_blocks(store);
        let receipts = Receipts::page(store, None, usize::MAX).unwrap();
        let names = blocks.iter().chain(&receipts).filter_map(|cid| self.names.get(cid));
        names.copied().collect()
    }
}
