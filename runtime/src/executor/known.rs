//! What is known already.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use cid::Cid;
use ipvm_task::{EffectClass, Fault};
use ucan_invocation::{Receipt, Vouched};
use varsig::Block;

use super::{Core, Executor};
use crate::store::{Address, AddressKey, CidKey, StoreError};

/// Receipts that were used lately, found without the store.
///
/// An entry of the memo is written once, so that what was read of it stays true; when it
/// is dropped there, it is dropped here before. The oldest go first.
///
/// A dispute ends the use of receipts at whatever address, and so does a collection of garbage
/// that was told. Whoever read one before it, and would put it here after it, is told by the
/// number of disputes.
pub(super) struct Warm {
    disputes: AtomicU64,
    shards: Box<[Mutex<Shard>]>,
    /// How many bytes one shard may hold.
    limit: usize,
    /// What was believed before, so that its signature need not be verified again.
    vouched: Mutex<Generations>,
}

/// The latest of what was put in: between one and two times so many.
#[derive(Default)]
struct Generations {
    young: HashSet<Vouched>,
    old: HashSet<Vouched>,
}

/// How many receipts one generation holds; each takes some 100 bytes.
const GENERATION: usize = 1 << 16;

#[derive(Default)]
struct Shard {
    receipts: HashMap<AddressKey, Arc<Receipt>>,
    order: VecDeque<AddressKey>,
    bytes: usize,
}

const SHARDS: usize = 16;

/// What an entry takes beside the receipt's own bytes, about; the decoded value is counted
/// as three times the encoded one.
const ENTRY_BYTES: usize = 512;

impl Warm {
    pub(super) fn new(bytes: usize) -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self {
            disputes: AtomicU64::new(0),
            shards,
            limit: bytes / SHARDS,
            vouched: Mutex::default(),
        }
    }

    fn shard(&self, address: &AddressKey) -> std::sync::MutexGuard<'_, Shard> {
        self.shards[shard_of(address)].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, address: &Address) -> Option<Arc<Receipt>> {
        let address = AddressKey::from(address);
        self.shard(&address).receipts.get(&address).map(Arc::clone)
    }

    /// How many disputes there were so far.
    pub(super) fn disputes(&self) -> u64 {
        self.disputes.load(Ordering::SeqCst)
    }

    /// Keeps a receipt that was read, or remembered, when there had been so many
    /// `disputes`; not if there was another one since.
    pub(super) fn put(&self, address: Address, receipt: Arc<Receipt>, disputes: u64) {
        let bytes = size(&receipt);
        if bytes > self.limit {
            return;
        }
        let address = AddressKey::from(&address);
        let mut shard = self.shard(&address);
        if self.disputes() != disputes {
            return;
        }
        if let Some(old) = shard.receipts.insert(address.clone(), receipt) {
            shard.bytes = shard.bytes.saturating_sub(size(&old));
        } else {
            shard.order.push_back(address);
        }
        shard.bytes = shard.bytes.saturating_add(bytes);
        while shard.bytes > self.limit
            && let Some(oldest) = shard.order.pop_front()
        {
            if let Some(old) = shard.receipts.remove(&oldest) {
                shard.bytes = shard.bytes.saturating_sub(size(&old));
            }
        }
    }

    /// Forgets all that is kept, and what is on its way here.
    fn clear(&self) {
        // What was read before this is not put after it.
        self.disputes.fetch_add(1, Ordering::SeqCst);
        for shard in &self.shards {
            *shard.lock().unwrap_or_else(PoisonError::into_inner) = Shard::default();
        }
    }

    /// Remembers that a receipt is believed.
    pub(super) fn believe(&self, receipt: &Receipt) {
        let mut vouched = self.vouched.lock().unwrap_or_else(PoisonError::into_inner);
        if vouched.young.len() >= GENERATION {
            vouched.old = std::mem::take(&mut vouched.young);
        }
        vouched.young.insert(receipt.vouch());
    }

    /// Reads a receipt that was believed before.
    pub(super) fn recall(&self, block: &Block) -> Option<Receipt> {
        let found = {
            let vouched = self.vouched.lock().unwrap_or_else(PoisonError::into_inner);
            let digest = block.cid().hash().digest();
            [&vouched.young, &vouched.old].into_iter().find_map(|set| set.get(digest).copied())
        }?;
        Receipt::recall(block.clone(), &found).ok()
    }

    /// Drops every receipt of a computation about which receipts differ. It has to be
    /// marked in the memo before.
    pub(super) fn dispute(&self, key: &Cid) {
        self.disputes.fetch_add(1, Ordering::SeqCst);
        for shard in &self.shards {
            let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let Shard { receipts, order, bytes } = &mut *shard;
            receipts.retain(|_, receipt| {
                let stays = receipt.meta().computation != Some(*key);
                if !stays {
                    *bytes = bytes.saturating_sub(size(receipt));
                }
                stays
            });
            order.retain(|address| receipts.contains_key(address));
        }
    }

    pub(super) fn forget(&self, address: &Address) {
        let address = AddressKey::from(address);
        let mut shard = self.shard(&address);
        if let Some(old) = shard.receipts.remove(&address) {
            shard.bytes = shard.bytes.saturating_sub(size(&old));
            shard.order.retain(|other| *other != address);
        }
    }
}

/// The place of an address among the shards: by its last byte, so that nothing is hashed twice.
/// Whoever makes many that end alike fills one shard and empties it of others, as he would all.
fn shard_of(address: &AddressKey) -> usize {
    match address {
        AddressKey::Task(CidKey::Sha256 { digest, .. })
        | AddressKey::Computation(CidKey::Sha256 { digest, .. }) => {
            usize::from(digest[31]) % SHARDS
        }
        AddressKey::Task(CidKey::Other(_)) | AddressKey::Computation(CidKey::Other(_)) => 0,
    }
}

/// What an entry counts for, about. A receipt that says its computation is kept under the task
/// and under that, and counts for half under each.
fn size(receipt: &Receipt) -> usize {
    let bytes = receipt.block().bytes().len().saturating_mul(4);
    let bytes = if receipt.meta().computation.is_some() { bytes / 2 } else { bytes };
    bytes.saturating_add(ENTRY_BYTES)
}

/// What stands at an address of the memo.
pub(super) enum Known {
    /// A receipt that counts.
    Receipt(Arc<Receipt>),
    /// Nothing.
    Nothing,
    /// The receipt of a mutation that cannot be used: it is damaged, gone, or nobody's
    /// whose word counts. It was begun; more is not known.
    Lost,
}

impl Executor {
    /// Has what is known read from the store again.
    ///
    /// An executor keeps receipts in memory that it has read or made. Whoever takes receipts out
    /// of its store by other means than the executor, as garbage collection does, calls this
    /// afterwards: until then it may answer with a receipt that is in no store any more.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use ipvm_runtime::{Executor, Stores, store::MemoryStore};
    /// # use varsig::Ed25519Signer;
    /// # let key = Arc::new(Ed25519Signer::from_seed(&[1; 32]));
    /// # let executor = Executor::builder(key, Stores::from(Arc::new(MemoryStore::new()))).build()?;
    /// // After a collection:
    /// executor.forget_warm();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn forget_warm(&self) {
        self.0.warm.clear();
    }
}

impl Core {
    /// What is known at an address, for a task of this class.
    ///
    /// An entry of a pure task or a query that names a damaged receipt, one of an executor
    /// that is not trusted, one whose time to be used is over, or one of a computation
    /// about which receipts differ, is of no use: it goes, so that the task can be claimed
    /// and run. That of a mutation stays, and is never taken for nothing.
    pub(super) fn known(&self, address: &Address, class: EffectClass) -> Result<Known, StoreError> {
        if let Some(receipt) = self.warm.get(address)
            && self.is_usable(&receipt, class)
        {
            return Ok(Known::Receipt(receipt));
        }
        let is_mutation = class == EffectClass::Mutation;
        let disputes = self.warm.disputes();
        let cid = match self.stores.memo().lookup(address) {
            Ok(Some(cid)) => cid,
            Ok(None) => return Ok(Known::Nothing),
            Err(StoreError::DamagedEntry { .. }) if is_mutation => return Ok(Known::Lost),
            // Claiming turns a damaged entry into a miss.
            Err(StoreError::DamagedEntry { .. }) => return Ok(Known::Nothing),
            Err(error) => return Err(error),
        };
        let receipt = self.receipt(&cid)?.filter(|receipt| self.is_usable(receipt, class));
        match receipt {
            Some(receipt) if !self.is_disputed(address, &receipt)? => {
                self.warm.put(*address, Arc::clone(&receipt), disputes);
                Ok(Known::Receipt(receipt))
            }
            _ if is_mutation => Ok(Known::Lost),
            _ => {
                self.warm.forget(address);
                self.stores.memo().forget(address, &cid)?;
                Ok(Known::Nothing)
            }
        }
    }

    /// The receipt at an address, if there is one that counts.
    pub(super) fn known_receipt(
        &self,
        address: &Address,
        class: EffectClass,
    ) -> Result<Option<Arc<Receipt>>, StoreError> {
        Ok(match self.known(address, class)? {
            Known::Receipt(receipt) => Some(receipt),
            Known::Nothing | Known::Lost => None,
        })
    }

    fn is_usable(&self, receipt: &Receipt, class: EffectClass) -> bool {
        // The result of a pure task is the same at every time (ruling I2), and what a
        // mutation did stays done.
        self.trust.counts(receipt.executor())
            && (class != EffectClass::Query
                || receipt.expiration().is_none_or(|expiration| self.clock.now() <= expiration))
    }

    /// Whether receipts differ about the computation that this one is of.
    fn is_disputed(&self, address: &Address, receipt: &Receipt) -> Result<bool, StoreError> {
        let (Address::Task(_), Some(key)) = (address, receipt.meta().computation) else {
            return Ok(false);
        };
        let mark = Address::Computation(key);
        if self.warm.get(&mark).is_none() {
            // What stands there is mostly this receipt, or the one that it cites.
            let stands = match self.stores.memo().lookup(&mark) {
                Ok(stands) => stands,
                Err(StoreError::DamagedEntry { .. }) => None,
                Err(error) => return Err(error),
            };
            if stands.is_none_or(|cid| cid == *receipt.cid() || Some(cid) == receipt.meta().from) {
                return Ok(false);
            }
        }
        self.disputed(&key).map(|evidence| evidence.is_some())
    }

    /// The evidence that receipts differ about a computation, if they do.
    pub(super) fn disputed(&self, key: &Cid) -> Result<Option<Arc<Receipt>>, StoreError> {
        let address = Address::Computation(*key);
        let receipt = match self.warm.get(&address) {
            Some(receipt) => Some(receipt),
            None => match self.stores.memo().lookup(&address) {
                Ok(Some(cid)) => self.receipt(&cid)?,
                Ok(None) | Err(StoreError::DamagedEntry { .. }) => None,
                Err(error) => return Err(error),
            },
        };
        Ok(receipt.filter(|receipt| self.is_evidence(receipt)))
    }

    /// Whether a receipt says that receipts differ about its computation.
    pub(super) fn is_evidence(&self, receipt: &Receipt) -> bool {
        receipt.executor() == &self.did && Fault::of(receipt) == Some(Some(Fault::Nondeterministic))
    }
}
