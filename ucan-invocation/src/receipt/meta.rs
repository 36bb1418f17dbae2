//! What a receipt says beside the result.

use alloc::vec::Vec;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, FieldRule, Fields, Meta};
use varsig::dag_cbor::{EncodeError, Encoder};

/// Our keys in `meta`.
const KEYS: [&str; 8] = [
    "ipvm/fault",
    "ipvm/resolved",
    "ipvm/computation",
    "ipvm/from",
    "ipvm/fuel",
    "ipvm/secret",
    "ipvm/settles",
    KNOWN,
];

const KNOWN: &str = "ipvm/known";

/// What a receipt says beside the result, under keys of our own in `meta`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ReceiptMeta {
    /// `ipvm/fault`: the error is the executor's, not the task's own (ruling I3).
    pub fault: bool,
    /// `ipvm/resolved`: the ID of the task with its promises replaced (ruling I6 b).
    pub resolved: Option<Cid>,
    /// `ipvm/computation`: the computation key (ruling I6 c).
    pub computation: Option<Cid>,
    /// `ipvm/from`: the receipt from which a known result was taken (ruling I6).
    pub from: Option<Cid>,
    /// `ipvm/fuel`: the fuel that the computation used.
    pub fuel: Option<u64>,
    /// `ipvm/secret`: the result is secret, and so is what is made from it.
    pub secret: bool,
    /// `ipvm/settles`: the receipt that said of this task that nobody knows what became
    /// of it (ruling I10).
    pub settles: Option<Cid>,
    /// `ipvm/known`: of the tasks that it asks for, those that were named by their
    /// addresses alone, in the order of the bytes of their CIDs. Who asked for them need
    /// not know what they are (ruling O67).
    pub known: Vec<Cid>,
}

impl ReceiptMeta {
    /// The computation key set.
    #[must_use]
    pub const fn with_computation(mut self, key: Option<Cid>) -> Self {
        self.computation = key;
        self
    }

    /// The resolved task set.
    #[must_use]
    pub const fn with_resolved(mut self, task: Option<Cid>) -> Self {
        self.resolved = task;
        self
    }

    /// The source of a known result set.
    #[must_use]
    pub const fn with_from(mut self, receipt: Cid) -> Self {
        self.from = Some(receipt);
        self
    }

    /// Marked as an error of the executor.
    #[must_use]
    pub const fn with_fault(mut self) -> Self {
        self.fault = true;
        self
    }

    /// The fuel set.
    #[must_use]
    pub const fn with_fuel(mut self, fuel: Option<u64>) -> Self {
        self.fuel = fuel;
        self
    }

    /// Marked as secret, or not.
    #[must_use]
    pub const fn with_secret(mut self, secret: bool) -> Self {
        self.secret = secret;
        self
    }

    /// The receipt of the indeterminate task set, which this one settles.
    #[must_use]
    pub const fn with_settles(mut self, receipt: Cid) -> Self {
        self.settles = Some(receipt);
        self
    }

    /// The tasks set that are asked for by their addresses alone.
    #[must_use]
    pub fn with_known(mut self, tasks: impl IntoIterator<Item = Cid>) -> Self {
        self.known = tasks.into_iter().collect();
        self.known.sort_by_cached_key(Cid::to_bytes);
        self.known.dedup();
        self
    }

    pub(super) fn write(&self) -> Option<Meta> {
        let mut meta = Meta::new();
        for (key, flag) in [("ipvm/fault", self.fault), ("ipvm/secret", self.secret)] {
            if flag {
                meta.insert(key.into(), Ipld::Bool(true));
            }
        }
        for (key, link) in [
            ("ipvm/resolved", self.resolved),
            ("ipvm/computation", self.computation),
            ("ipvm/from", self.from),
            ("ipvm/settles", self.settles),
        ] {
            if let Some(link) = link {
                meta.insert(key.into(), Ipld::Link(link));
            }
        }
        if let Some(fuel) = self.fuel {
            meta.insert("ipvm/fuel".into(), Ipld::Integer(fuel.into()));
        }
        if !self.known.is_empty() {
            let known = self.known.iter().copied().map(Ipld::Link).collect();
            meta.insert(KNOWN.into(), Ipld::List(known));
        }
        (!meta.is_empty()).then_some(meta)
    }

    /// Writes the same as [`ReceiptMeta::write`], shorter keys first.
    pub(super) fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
        let Self { fault, resolved, computation, from, fuel, secret, settles, known } = self;
        let links = [resolved, computation, from, settles].into_iter().flatten().count();
        let links = u64::try_from(links).unwrap_or(u64::MAX);
        let flags = u64::from(*fault) + u64::from(*secret);
        let others = u64::from(fuel.is_some()) + u64::from(!known.is_empty());
        encoder.map(links + flags + others);
        let link = |encoder: &mut Encoder, key, link: &Option<Cid>| {
            link.map_or(Ok(()), |link| {
                encoder.text(key);
                encoder.link(&link)
            })
        };
        let flag = |encoder: &mut Encoder, key, is_set: bool| {
            if is_set {
                encoder.text(key);
                encoder.boolean(true);
            }
        };
        link(encoder, "ipvm/from", from)?;
        if let Some(fuel) = fuel {
            encoder.text("ipvm/fuel");
            encoder.value(&Ipld::Integer((*fuel).into()), 3)?;
        }
        flag(encoder, "ipvm/fault", *fault);
        if !known.is_empty() {
            encoder.text(KNOWN);
            encoder.list(u64::try_from(known.len()).unwrap_or(u64::MAX));
            known.iter().try_for_each(|task| encoder.link(task))?;
        }
        flag(encoder, "ipvm/secret", *secret);
        link(encoder, "ipvm/settles", settles)?;
        link(encoder, "ipvm/resolved", resolved)?;
        link(encoder, "ipvm/computation", computation)
    }

    pub(super) fn read(meta: Option<&Meta>) -> Result<Self, FieldError> {
        // Other keys of `meta` are other people's; only ours are read.
        let mut ours: Meta = Meta::new();
        for (key, value) in meta.into_iter().flatten() {
            if KEYS.contains(&key.as_str()) {
                ours.insert(key.clone(), value.clone());
            }
        }
        let mut fields = Fields::new(ours);
        let value_error = |key, expected| FieldError::new(key, FieldRule::Value { expected });
        let mut flag = |key| match fields.optional(key) {
            None => Ok(false),
            Some(Ipld::Bool(true)) => Ok(true),
            Some(_) => Err(value_error(key, "true")),
        };
        let fault = flag("ipvm/fault")?;
        let secret = flag("ipvm/secret")?;
        let known = fields.optional_links(KNOWN)?;
        let ascend = |pair: &[Cid]| matches!(pair, [a, b] if a.to_bytes() < b.to_bytes());
        if known.as_ref().is_some_and(|it| it.is_empty() || !it.windows(2).all(ascend)) {
            return Err(value_error(KNOWN, "tasks, each once, in the order of their bytes"));
        }
        Ok(Self {
            fault,
            secret,
            known: known.unwrap_or_default(),
            resolved: fields.optional_link("ipvm/resolved")?,
            computation: fields.optional_link("ipvm/computation")?,
            from: fields.optional_link("ipvm/from")?,
            settles: fields.optional_link("ipvm/settles")?,
            fuel: match fields.optional("ipvm/fuel") {
                None => None,
                Some(Ipld::Integer(fuel)) => Some(
                    u64::try_from(fuel)
                        .map_err(|_| value_error("ipvm/fuel", "an integer of 64 bits"))?,
                ),
                Some(_) => return Err(value_error("ipvm/fuel", "an integer of 64 bits")),
            },
        })
    }
}
