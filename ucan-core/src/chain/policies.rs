//! The policies along a chain: to be read, judged and explained.

use alloc::vec::Vec;
use core::fmt;

use cid::Cid;
use ipld_core::ipld::Ipld;

use super::{
    Chain,
    error::{ChainError, ProofError, ProofRule},
};
use crate::{
    policy::{Budget, Explanation, Policy},
    token_cid::TokenCid,
};

/// The most hops whose refusal is explained in full; each explanation is bounded
/// by [`MAX_EXPLAINED`](crate::policy::MAX_EXPLAINED).
pub const MAX_EXPLAINED_HOPS: usize = 8;

/// The policy of one hop of a chain, still to be judged on the arguments (ruling P5).
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct HopPolicy<'a> {
    /// The place of the delegation in `prf`, from the root.
    pub index: usize,
    /// The CID under which it is named there.
    pub cid: &'a Cid,
    /// What it demands of the arguments.
    pub policy: &'a Policy,
}

/// Why the policies of a chain hold, or do not, for given arguments. Made by
/// [`Chain::explain`].
///
/// `Display` writes an indented text for people. Like [`Explanation`] it shows parts
/// of the arguments, and is for those who may see them.
#[derive(Clone, Debug)]
pub struct ChainExplanation<'e> {
    refusals: Vec<HopExplanation<'e>>,
    omitted: usize,
    hops: usize,
}

/// A hop whose policy does not hold, or is not known to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HopExplanation<'e> {
    /// The place of the delegation in `prf`, from the root.
    pub index: usize,
    /// The CID under which it is named there.
    pub cid: &'e Cid,
    /// Every statement of its policy, and what came of it.
    pub explanation: Explanation<'e>,
}

impl Chain {
    /// The policies that the arguments have yet to satisfy, root first, one for each
    /// delegation, also where it is empty.
    pub fn policies(&self) -> impl ExactSizeIterator<Item = HopPolicy<'_>> {
        self.hops.iter().enumerate().map(|(index, hop)| HopPolicy {
            index,
            cid: &hop.named,
            policy: hop.delegation.payload().policy(),
        })
    }

    /// Judges every policy of every proof on `args`, root first.
    ///
    /// The caller sees to it that no promise is left in `args`.
    ///
    /// # Errors
    ///
    /// [`ChainError::Proof`] with [`ProofRule::Policy`] for the first policy that
    /// does not hold or exceeds the budget.
    pub fn judge(&self, args: &Ipld, budget: &mut Budget) -> Result<(), ChainError> {
        for HopPolicy { index, cid, policy } in self.policies() {
            policy.judge(args, budget).map_err(|failure| {
                let rule = ProofRule::Policy(failure);
                ChainError::Proof(ProofError { index, cid: *cid, rule })
            })?;
        }
        Ok(())
    }

    /// Judges every policy of every proof on `args` and keeps what there is to say of
    /// those that do not hold.
    ///
    /// The verdict is that of [`Chain::judge`] for every chain, arguments and budget.
    /// Hops after the first refusal are judged too, as far as `budget` goes, and the
    /// first [`MAX_EXPLAINED_HOPS`] refusals are kept.
    #[must_use]
    pub fn explain<'e>(&'e self, args: &'e Ipld, budget: &mut Budget) -> ChainExplanation<'e> {
        let mut refusals = Vec::new();
        let mut omitted = 0;
        for HopPolicy { index, cid, policy } in self.policies() {
            if refusals.len() == MAX_EXPLAINED_HOPS {
                omitted += usize::from(policy.judge(args, budget).is_err());
                continue;
            }
            let explanation = policy.explain(args, budget);
            if explanation.verdict().is_err() {
                refusals.push(HopExplanation { index, cid, explanation });
            }
        }
        ChainExplanation { refusals, omitted, hops: self.hops.len() }
    }
}

impl<'e> ChainExplanation<'e> {
    /// What [`Chain::judge`] says.
    ///
    /// # Errors
    ///
    /// [`ChainError::Proof`] with [`ProofRule::Policy`], as there.
    pub fn verdict(&self) -> Result<(), ChainError> {
        self.refusals.iter().try_for_each(|hop| {
            hop.explanation.verdict().map_err(|failure| {
                let rule = ProofRule::Policy(failure.clone());
                ChainError::Proof(ProofError { index: hop.index, cid: *hop.cid, rule })
            })
        })
    }

    /// The hops whose policies do not hold, root first, as far as they were kept.
    #[must_use]
    pub fn refusals(&self) -> &[HopExplanation<'e>] {
        &self.refusals
    }

    /// How many hops refuse and were not kept.
    #[must_use]
    pub const fn omitted(&self) -> usize {
        self.omitted
    }
}

impl fmt::Display for ChainExplanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.refusals.is_empty() {
            return write!(f, "the arguments satisfy the policies of all {} proofs", self.hops);
        }
        for (place, hop) in self.refusals.iter().enumerate() {
            if place > 0 {
                f.write_str("\n")?;
            }
            write!(f, "proof {} ({}): {}", hop.index, TokenCid(hop.cid), hop.explanation)?;
        }
        if self.omitted > 0 {
            write!(f, "\nand {} more proofs whose policies do not hold", self.omitted)?;
        }
        Ok(())
    }
}
