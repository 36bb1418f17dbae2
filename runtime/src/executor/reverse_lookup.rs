//! From a CID to what was computed from it, and to what it came from.

use cid::Cid;
use ucan_core::Did;

use super::{Attested, Executor};
use crate::store::{About, Lookup, Role, StoreError};

/// How many receipts one question of the store takes.
const PAGE: usize = 256;

/// What is looked for: the receipts that stand in some way to a CID.
///
/// ```
/// # use std::sync::Arc;
/// # use ipvm_runtime::{Executor, ReverseLookup, store::MemoryStore};
/// # use varsig::{Block, Ed25519Signer};
/// # let signer = Arc::new(Ed25519Signer::from_seed(&[9; 32]));
/// # let executor = Executor::builder(signer, Arc::new(MemoryStore::new())).build()?;
/// # let (photo, classifier) = (*Block::raw(*b"photo").cid(), *Block::raw(*b"wasm").cid());
/// // What did that program's `classify` say about this photograph?
/// let question = ReverseLookup::of(photo).used().called(classifier, "classify");
/// for found in executor.reverse_lookup(&question)? {
///     println!("task {} has the receipt {}", found.task, found.receipt);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ReverseLookup {
    cid: Cid,
    roles: Vec<Role>,
    subject: Option<Did>,
    call: Option<(Cid, Option<String>)>,
    after: Option<Cid>,
    limit: usize,
}

impl ReverseLookup {
    /// How many receipts are found unless another number is set.
    pub const LIMIT: usize = 1_000;

    /// Everything about this CID: of content, a program, a token, or a task.
    #[must_use]
    pub const fn of(cid: Cid) -> Self {
        let limit = Self::LIMIT;
        Self { cid, roles: Vec::new(), subject: None, call: None, after: None, limit }
    }

    /// Tasks that took it: as an argument, inside of one, as their program, or as a token
    /// that asked for them.
    #[must_use]
    pub fn used(mut self) -> Self {
        self.roles.push(Role::Input);
        self
    }

    /// Tasks that came to it: as their result, inside of it, or as what they ask for.
    #[must_use]
    pub fn produced(mut self) -> Self {
        self.roles.push(Role::Output);
        self
    }

    /// The receipts of the task that it names, as written or as resolved.
    #[must_use]
    pub fn answered(mut self) -> Self {
        self.roles.push(Role::Task);
        self
    }

    /// Those of tasks on this subject only.
    #[must_use]
    pub fn on(mut self, subject: Did) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Those of calls of this function only.
    #[must_use]
    pub fn called(mut self, module: Cid, function: impl Into<String>) -> Self {
        self.call = Some((module, Some(function.into())));
        self
    }

    /// Those of calls of this program only.
    #[must_use]
    pub fn of_program(mut self, module: Cid) -> Self {
        self.call = Some((module, None));
        self
    }

    /// So many receipts at the most, of each role.
    #[must_use]
    pub const fn with_limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Goes on after this receipt, the last that was found of one role.
    #[must_use]
    pub const fn after(mut self, receipt: Cid) -> Self {
        self.after = Some(receipt);
        self
    }

    fn fits(&self, about: Option<&About>) -> bool {
        let Some((module, function)) = &self.call else { return true };
        about.and_then(|about| about.call.as_ref()).is_some_and(|call| {
            call.module == *module && function.as_ref().is_none_or(|it| *it == call.function)
        })
    }
}

/// A receipt that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FoundReceipt {
    /// The receipt, which [`Executor::receipt`] reads.
    pub receipt: Cid,
    /// How the CID stands to it.
    pub role: Role,
    /// The task that it answers, as written.
    pub task: Cid,
    /// On what what was called, if that is known.
    pub about: Option<About>,
}

impl Executor {
    /// Finds receipts by a CID that they have to do with. Nothing is run, and nothing is
    /// read but an index and a row for each that is found.
    ///
    /// This is for the embedder, who sees whatever there is, but for the receipts of secret
    /// tasks that are kept apart. What somebody else may see are the receipts of their own
    /// subject (ruling I11): [`ReverseLookup::on`], or the effect
    /// [`lookup`](crate::effects::lookup), which proves whose subject it is.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails. A damaged row is passed over.
    pub fn reverse_lookup(&self, lookup: &ReverseLookup) -> Result<Vec<FoundReceipt>, StoreError> {
        let receipts = self.0.stores.receipts();
        let every = [Role::Input, Role::Output, Role::Task];
        let roles = if lookup.roles.is_empty() { &every[..] } else { &lookup.roles[..] };
        let mut found = Vec::new();
        for role in roles {
            let mut one = Lookup::new(*role, &lookup.cid);
            if let Some(subject) = &lookup.subject {
                one = one.of(subject);
            }
            let (mut after, end) = (lookup.after, found.len().saturating_add(lookup.limit));
            while found.len() < end {
                let page = (end - found.len()).min(PAGE);
                let page = receipts.find(&one, after.as_ref(), page)?;
                let Some(last) = page.last() else { break };
                after = Some(*last);
                for receipt in page {
                    let record = match receipts.record(&receipt) {
                        Ok(Some(record)) => record,
                        Ok(None) | Err(StoreError::Damaged { .. }) => continue,
                        Err(error) => return Err(error),
                    };
                    if lookup.fits(record.about.as_ref()) {
                        let (role, task, about) = (*role, record.task, record.about);
                        found.push(FoundReceipt { receipt, role, task, about });
                    }
                }
            }
        }
        Ok(found)
    }

    /// A receipt by its CID, verified; `None` if it is not here, damaged, or none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    pub fn receipt(&self, receipt: &Cid) -> Result<Option<Attested>, StoreError> {
        Ok(self.0.receipt(receipt)?.map(|receipt| {
            let secret = receipt.meta().secret;
            Attested::new(receipt, secret)
        }))
    }
}
