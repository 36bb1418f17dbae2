//! Tasks and executors find each other.

mod mismatch;

use alloc::{collections::BTreeMap, string::String, vec::Vec};
use core::fmt;

use cid::Cid;
use ucan_core::{Check, Did};

pub use self::mismatch::{LimitKind, Mismatch};
use crate::{
    gas::Gas,
    needs::{Locality, Needs},
    offer::Offer,
    verification::{Verification, VerificationKind},
};

/// What it means for an executor to take a task. Smaller is better: first what has to be
/// moved, content of unknown size before any that is known, then the price.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Fit {
    /// How many modules and contents of unknown size have to be moved to it.
    pub unknown_moved: u64,
    /// How many bytes have to be moved to it beside those.
    pub bytes_moved: u128,
    /// The unit of money, empty if it is free. Prices in different units cannot be
    /// compared, and stand in the order of their units.
    pub price_unit: String,
    /// What all the gas of the task would cost, in trillionths of the unit.
    pub price: u128,
}

/// An offer that a task may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The executor.
    pub executor: Did,
    /// The CID of the offer.
    pub offer: Cid,
    /// What it means for the executor to take the task.
    pub fit: Fit,
}

/// An offer that a task may not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// The executor.
    pub executor: Did,
    /// The CID of the offer.
    pub offer: Cid,
    /// Every reason, at least one.
    pub reasons: Vec<Mismatch>,
}

/// Every offer that was made, on one side or the other.
///
/// Whoever posts a task ranks the offers and pushes it to the best; whoever accepts
/// tasks judges its own offer by the needs that are posted, with [`Offer::fit`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Matching {
    /// What may be taken, the best first. Of two that fit equally well, the one of the
    /// executor whose DID comes first.
    pub matches: Vec<Match>,
    /// What may not, by executor.
    pub unfit: Vec<Unfit>,
}

impl Matching {
    /// Judges offers by the needs of a task, at the time of `check`. Neither the order of
    /// the offers matters nor how often one is shown.
    #[must_use]
    pub fn rank(needs: &Needs, offers: &[Offer], check: &Check<'_>) -> Self {
        let offers: BTreeMap<&Cid, &Offer> =
            offers.iter().map(|offer| (offer.cid(), offer)).collect();
        let mut matching = Self::default();
        for (cid, offer) in offers {
            let (executor, offer_cid) = (offer.executor().clone(), *cid);
            match offer.fit(needs, check) {
                Ok(fit) => matching.matches.push(Match { executor, offer: offer_cid, fit }),
                Err(reasons) => {
                    matching.unfit.push(Unfit { executor, offer: offer_cid, reasons });
                }
            }
        }
        matching
            .matches
            .sort_by(|a, b| (&a.fit, &a.executor, &a.offer).cmp(&(&b.fit, &b.executor, &b.offer)));
        matching.unfit.sort_by(|a, b| (&a.executor, &a.offer).cmp(&(&b.executor, &b.offer)));
        matching
    }

    /// The best offer, if there is one that may be taken.
    #[must_use]
    pub fn best(&self) -> Option<&Match> {
        self.matches.first()
    }
}

impl Offer {
    /// What it means for this executor to take a task with these needs.
    ///
    /// # Errors
    ///
    /// Every [`Mismatch`] there is, in the order of its variants.
    pub fn fit(&self, needs: &Needs, check: &Check<'_>) -> Result<Fit, Vec<Mismatch>> {
        let mut reasons = Vec::new();
        if !self.validity().contains(check.now(), check.leeway()) {
            reasons.push(Mismatch::NotValid { now: check.now() });
        }
        let terms = self.terms();
        if !terms.commands.contains(&needs.command) {
            reasons.push(Mismatch::Command { wanted: needs.command.clone() });
        }
        self.limits(needs, &mut reasons);
        self.verification(needs, &mut reasons);
        for (key, wanted) in &needs.labels {
            let found = terms.labels.get(key);
            if found != Some(wanted) {
                let (key, wanted) = (key.clone(), wanted.clone());
                reasons.push(Mismatch::Label { key, wanted, found: found.cloned() });
            }
        }
        if let (Some(most), Some(asked)) = (&needs.price, &terms.price) {
            if most.unit() != asked.unit() {
                let (wanted, found) = (most.unit().into(), asked.unit().into());
                reasons.push(Mismatch::PriceUnit { wanted, found });
            } else if asked.of(Gas::MAX) > most.of(Gas::MAX) {
                let (limit, found) = (most.clone(), asked.clone());
                reasons.push(Mismatch::Price { limit, found });
            }
        }
        let missing: Vec<Cid> =
            needs.data.iter().filter(|cid| !terms.data.contains(*cid)).copied().collect();
        if needs.locality == Locality::Required && !missing.is_empty() {
            reasons.push(Mismatch::DataElsewhere { missing });
            return Err(reasons);
        }
        if !reasons.is_empty() {
            return Err(reasons);
        }
        let module = needs.module.filter(|module| !terms.modules.contains(module));
        let (mut unknown_moved, mut bytes_moved) = (0_u64, 0_u128);
        for cid in missing.iter().chain(&module) {
            match needs.sizes.get(cid) {
                Some(bytes) => bytes_moved = bytes_moved.saturating_add((*bytes).into()),
                None => unknown_moved = unknown_moved.saturating_add(1),
            }
        }
        let gas = Gas::for_fuel(needs.config.work.fuel());
        let price = terms.price.as_ref();
        Ok(Fit {
            unknown_moved,
            bytes_moved,
            price_unit: price.map_or_else(String::new, |price| price.unit().into()),
            price: price.map_or(0, |price| price.of(gas)),
        })
    }

    fn limits(&self, needs: &Needs, reasons: &mut Vec<Mismatch>) {
        let (config, granted) = (&needs.config, self.terms().granted());
        for (limit, needed, offered) in [
            (LimitKind::Time, config.time.amount(), granted.time.amount()),
            (LimitKind::Memory, config.memory.amount(), granted.memory.amount()),
            (LimitKind::Disk, config.disk.amount(), granted.disk.amount()),
            (LimitKind::Fuel, config.work.fuel().into(), granted.work.fuel().into()),
        ] {
            if needed > offered {
                let unit = limit.per_unit();
                // Rounded so that what is needed never looks as if it were offered.
                let (needed, offered) = (needed.div_ceil(unit), offered / unit);
                reasons.push(Mismatch::Limit { limit, needed, offered });
            }
        }
    }

    fn verification(&self, needs: &Needs, reasons: &mut Vec<Mismatch>) {
        let check = needs.config.check.kind();
        if check == VerificationKind::ZeroKnowledge || !self.terms().takes_part_in(check) {
            reasons.push(Mismatch::Check { wanted: check });
        }
        let executor = self.executor();
        let has_part = match &needs.config.check {
            Verification::Consensus(consensus) => consensus.agents().contains(executor),
            Verification::Oracle(oracle) => oracle == executor,
            _ => true,
        };
        if !has_part {
            reasons.push(Mismatch::NoPart { check });
        }
        let secret = needs.config.secret == Some(true);
        let needs_trust = match &needs.config.check {
            Verification::Attestation => true,
            // What the referee says decides, whoever trusts it.
            Verification::Optimistic(optimistic) => optimistic.referee() != executor,
            _ => false,
        };
        if let Some(trust) = &needs.trust
            && (secret || needs_trust)
            && !trust.counts(executor)
        {
            reasons.push(Mismatch::NotTrusted { secret });
        }
    }
}

/// For people: a line for each offer, with the reasons for refusals below.
impl fmt::Display for Matching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, found) in (1_u64..).zip(&self.matches) {
            writeln!(f, "{place}. {}: {}", found.executor, found.fit)?;
        }
        for unfit in &self.unfit {
            writeln!(f, "-  {}: refused", unfit.executor)?;
            unfit.reasons.iter().try_for_each(|reason| writeln!(f, "     {reason}"))?;
        }
        Ok(())
    }
}

impl fmt::Display for Fit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.unknown_moved, self.bytes_moved) {
            (0, 0) => f.write_str("nothing to move")?,
            (0, bytes) => write!(f, "{bytes} bytes to move")?,
            (unknown, bytes) => {
                write!(f, "{bytes} bytes and {unknown} of unknown size to move")?;
            }
        }
        match self.price {
            0 => f.write_str(", free"),
            price => write!(f, ", {price} trillionths of {}", crate::kind::shown(&self.price_unit)),
        }
    }
}
