//! Who reads, and what they may read (ruling I11).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::AtomicU32,
    time::Instant,
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::content_read;
use ucan_core::{Delegation, Did, Envelope, Finder, InMemoryProofStore, Preference, Wanted};
use varsig::{Block, VerifierSet, multicodec::RAW};

use super::{ContentError, Unavailable};
use crate::{
    cancellation::Cancellation,
    executor::{Core, job::Job},
    store::{Blocks, Lookup, StoreError, Visibility},
};

/// How many receipts are gone through for the bytes of one output: all of one subject hold
/// the same bytes, so that the first one that is sound will do.
const RECEIPTS: usize = 8;

/// How many owners are asked whether they lend content, for each that is read.
const LENDERS: usize = 64;

/// Bytes of an outcome that are shorter are no content, and have no address.
pub(in crate::executor) const LEAST_CONTENT: usize = 32;

/// On whose behalf content is read.
#[derive(Clone, Copy)]
pub(in crate::executor) struct Reader<'a> {
    pub(in crate::executor) job: &'a Job,
    /// The subject of the task: what was made for it, it may read.
    pub(in crate::executor) subject: Option<&'a Did>,
    /// What it makes is secret, so that it may be made from secrets.
    pub(in crate::executor) secret: bool,
    /// What it may take to look elsewhere; without, nothing is looked for elsewhere.
    pub(in crate::executor) effort: Option<Effort<'a>>,
}

/// What may be spent on looking for content elsewhere.
#[derive(Clone, Copy)]
pub(in crate::executor) struct Effort<'a> {
    /// How many effects the job has started.
    pub(in crate::executor) effects: &'a AtomicU32,
    pub(in crate::executor) until: Option<Instant>,
    pub(in crate::executor) cancellation: &'a Cancellation,
}

impl<'a> Reader<'a> {
    /// A task of `job` on `subject`, for which nothing is looked for elsewhere.
    pub(in crate::executor) const fn new(job: &'a Job, subject: Option<&'a Did>) -> Self {
        Self { job, subject, secret: false, effort: None }
    }

    pub(in crate::executor) const fn in_secret(mut self, secret: bool) -> Self {
        self.secret = secret;
        self
    }

    pub(in crate::executor) const fn with_effort(mut self, effort: Effort<'a>) -> Self {
        self.effort = Some(effort);
        self
    }
}

/// The delegations of `/content/read` that came with a job, and who gave them.
#[derive(Debug, Default)]
pub(in crate::executor) struct Lent {
    store: InMemoryProofStore,
    owners: BTreeSet<Did>,
}

impl Lent {
    /// Those among these blocks. What is none, or not signed, lends nothing.
    pub(in crate::executor) fn of(
        blocks: &BTreeMap<Cid, Block>,
        resolver: &dyn ucan_core::Resolver,
    ) -> Self {
        let mut lent = Self::default();
        for block in blocks.values() {
            let Ok(envelope) = Envelope::<Delegation>::decode_block(block.clone()) else {
                continue;
            };
            let Ok(delegation) = envelope.verify(resolver, &VerifierSet::default()) else {
                continue;
            };
            let payload = delegation.payload();
            if payload.subject() == Some(payload.issuer()) && lent.owners.len() < LENDERS {
                lent.owners.insert(payload.issuer().clone());
            }
            // Where there are too many, one that came too late lends nothing.
            let _ = lent.store.insert(delegation);
        }
        lent
    }

    /// Those who gave one of their own, of whatever.
    fn owners(&self) -> impl Iterator<Item = &Did> {
        self.owners.iter()
    }
}

/// What is found of content in the stores.
enum Kept {
    Here(Block),
    Not(Unavailable),
}

impl Core {
    /// A block that `reader` may read: it came with the job, the embedder published it, it
    /// was made for the same subject, or a delegation of `/content/read` covers it; or it is
    /// found elsewhere.
    ///
    /// What may not be read is told apart from what is not here: whoever knows the
    /// CID learns that it exists, which is what a missing permission must say if
    /// anybody is to mend it.
    pub(in crate::executor) fn content(
        &self,
        cid: &Cid,
        reader: &Reader<'_>,
    ) -> Result<Block, ContentError> {
        if let Some(block) = reader.job.0.content.get(cid) {
            return Ok(block.clone());
        }
        let reason = match self.kept(cid, reader).map_err(ContentError::Store)? {
            Kept::Here(block) => return Ok(block),
            Kept::Not(reason) => reason,
        };
        match (&self.outside, reader.effort) {
            (Some(outside), Some(effort)) => {
                self.fetch_outside(outside, cid, reader, &effort, reason)
            }
            _ => Err(ContentError::Unavailable { cid: *cid, reason }),
        }
    }

    fn kept(&self, cid: &Cid, reader: &Reader<'_>) -> Result<Kept, StoreError> {
        let mut reason = Unavailable::Missing;
        let apart = reader.secret && self.stores.has_secrets_apart();
        let apart = apart.then(|| self.stores.secret_blocks());
        for blocks in [Some(self.stores.blocks()), apart].into_iter().flatten() {
            let Some(visibility) = blocks.visibility(cid)? else { continue };
            if visibility != Visibility::Public && !self.may_read(blocks, cid, reader)? {
                if reason == Unavailable::Missing {
                    reason = Unavailable::NotPermitted;
                }
                continue;
            }
            match blocks.get(cid) {
                Ok(Some(block)) => return Ok(Kept::Here(block)),
                Ok(None) => {}
                Err(StoreError::Damaged { .. }) => reason = Unavailable::Damaged,
                Err(error) => return Err(error),
            }
        }
        // A result need not be a block of its own: its receipt carries it.
        if let Some(subject) = reader.subject
            && let Some(block) = self.carried(cid, subject, reader.secret)?
        {
            return Ok(Kept::Here(block));
        }
        for owner in self.lent(reader).owners() {
            if let Some(block) = self.carried(cid, owner, reader.secret)?
                && self.lends(owner, cid, reader)
            {
                return Ok(Kept::Here(block));
            }
        }
        Ok(Kept::Not(reason))
    }

    /// Whether `reader` may read a block that is not public.
    fn may_read(
        &self,
        blocks: &dyn Blocks,
        cid: &Cid,
        reader: &Reader<'_>,
    ) -> Result<bool, StoreError> {
        if let Some(subject) = reader.subject
            && blocks.belongs_to(cid, subject)?
        {
            return Ok(true);
        }
        for owner in self.lent(reader).owners() {
            if blocks.belongs_to(cid, owner)? && self.lends(owner, cid, reader) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn lent<'a>(&self, reader: &Reader<'a>) -> &'a Lent {
        let received = &reader.job.0;
        received.lent.get_or_init(|| Lent::of(&received.content, &self.keys))
    }

    /// Whether the owner of this content lets the issuer of the job read it: a chain of
    /// delegations of `/content/read` leads from one to the other, is in time, is not
    /// revoked, and its policies hold for `{"cid": …}`. It is asked last, since to look for a
    /// chain takes long where there are many delegations.
    pub(in crate::executor) fn lends(&self, owner: &Did, cid: &Cid, reader: &Reader<'_>) -> bool {
        // Whoever is their own issuer needs no chain, and reads what is theirs as the
        // subject of a task and not otherwise.
        if reader.job.issuer() == owner {
            return false;
        }
        let (lent, command) = (self.lent(reader), content_read());
        let args = Ipld::Map([("cid".to_owned(), Ipld::Link(*cid))].into());
        let wanted = Wanted::new(reader.job.issuer(), owner, &command).with_args(&args);
        Finder::new(&lent.store).find(&wanted, &self.check(), Preference::default()).is_ok()
    }

    /// Bytes that a receipt of this subject carries as a result, by their CID.
    fn carried(&self, cid: &Cid, subject: &Did, secret: bool) -> Result<Option<Block>, StoreError> {
        if cid.codec() != RAW {
            return Ok(None);
        }
        let apart = (secret && self.stores.has_secrets_apart()).then(|| self.stores.secrets());
        for receipts in [Some(self.stores.receipts()), apart].into_iter().flatten() {
            let lookup = Lookup::output(cid).of(subject);
            for receipt in receipts.find(&lookup, None, RECEIPTS)? {
                if let Some(receipt) = self.receipt(&receipt)?
                    && self.trust.counts(receipt.executor())
                    && (secret || !receipt.meta().secret)
                    && let Some(block) = bytes_of(receipt.outcome().value(), cid)
                {
                    return Ok(Some(block));
                }
            }
        }
        Ok(None)
    }
}

/// The bytes in a value that this CID names.
fn bytes_of(value: &Ipld, cid: &Cid) -> Option<Block> {
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        match value {
            Ipld::Bytes(bytes) if bytes.len() >= LEAST_CONTENT => {
                let block = Block::raw(bytes.as_slice());
                if block.cid() == cid {
                    return Some(block);
                }
            }
            Ipld::List(items) => left.extend(items),
            Ipld::Map(map) => left.extend(map.values()),
            _ => {}
        }
    }
    None
}
