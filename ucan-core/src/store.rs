//! Where delegations are kept, and how the proofs for a wanted capability are found.

mod candidates;
mod find;
mod index;
mod lookup;
mod memory;
mod search;

use alloc::{sync::Arc, vec::Vec};
use core::ops::ControlFlow;

use cid::Cid;

pub use self::{
    find::{FindError, Finder, FoundProofs, PassedOver, Preference, Wanted},
    lookup::Lookup,
    memory::{InMemoryProofStore, ProofStoreFull},
};
use crate::{delegation::Delegation, envelope::Verified};

/// What a visit of a store hands over, one delegation at a time, until told to stop.
pub type Visitor<'v> = dyn FnMut(&Arc<Verified<Delegation>>) -> ControlFlow<()> + 'v;

/// A store of delegations that were verified.
///
/// Nothing else can be in it: only [`Envelope::verify`](crate::Envelope::verify) makes
/// a [`Verified`]. Whether what is in it is in time or revoked is judged when it is
/// used. What a store cannot read, it does not have: at worst a proof is not found.
pub trait ProofStore {
    /// The delegation that `cid` names.
    ///
    /// A token is one token under all of its CIDs (ruling T10): a store gives out the
    /// twin that it has for the one that is named. [`Verified::cid`] says which that is.
    fn get(&self, cid: &Cid) -> Option<Arc<Verified<Delegation>>>;

    /// Shows `visit` what `lookup` selects, until it breaks off.
    ///
    /// The order depends on what is in the store, and not on when it came.
    fn visit(&self, lookup: &Lookup<'_>, visit: &mut Visitor<'_>);

    /// What `lookup` selects, but no more than `at_most`.
    fn select(&self, lookup: &Lookup<'_>, at_most: usize) -> Vec<Arc<Verified<Delegation>>> {
        let mut all = Vec::new();
        self.visit(lookup, &mut |delegation| {
            if all.len() == at_most {
                return ControlFlow::Break(());
            }
            all.push(Arc::clone(delegation));
            ControlFlow::Continue(())
        });
        all
    }
}
