//! The best way through the delegations that come into question.

use alloc::{
    collections::{BTreeSet, BinaryHeap},
    sync::Arc,
    vec,
    vec::Vec,
};
use core::cmp::Reverse;

use super::{
    candidates::{CandidateHop, Graph},
    find::Preference,
};
use crate::{
    chain::MAX_PROOFS, delegation::Delegation, envelope::Verified, revocation::Revocations,
};

/// The steps that a search may still take.
pub(super) struct Steps {
    limit: usize,
    left: usize,
}

/// There are no steps left.
#[derive(Debug)]
pub(super) struct Exhausted;

impl Steps {
    pub(super) const fn new(limit: usize) -> Self {
        Self { limit, left: limit }
    }

    /// So many of the steps that are left, to be paid for when they are spent.
    pub(super) fn portion(&self, at_most: usize) -> Self {
        Self::new(self.left.min(at_most))
    }

    pub(super) const fn spend(&mut self, steps: usize) -> Result<(), Exhausted> {
        match self.left.checked_sub(steps) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.left = 0;
                Err(Exhausted)
            }
        }
    }

    pub(super) const fn spent(&self) -> usize {
        self.limit - self.left
    }

    pub(super) const fn is_exhausted(&self) -> bool {
        self.left == 0
    }
}

/// A way from the subject to some principal.
struct Way {
    /// The way without its last hop, which is `hop`; none for the empty way.
    last: Option<(usize, usize)>,
    holder: usize,
    length: usize,
    /// How many segments the command in force has.
    depth: usize,
    /// The earliest expiration, in seconds.
    expiration: i64,
    /// Those of the issuers on the way whose revocations have been in a way.
    revokers: BTreeSet<usize>,
}

impl Way {
    /// Whether whatever can be done after `other` can be done after this, and no worse,
    /// given that this one is preferred. Its length counts even so: a way that expires
    /// later can be in vain, if what follows does not, and there is a longest chain.
    fn dominates(&self, other: &Self) -> bool {
        self.length <= other.length
            && self.depth <= other.depth
            && self.revokers.is_subset(&other.revokers)
    }
}

/// The preferred way from the subject to the issuer, if there is one.
///
/// A revocation takes effect only behind its revoker (ruling P10), so that of two ways
/// to a principal the better one may be the one that leads nowhere. Which principals
/// revoked something is not known beforehand: the search begins as if none had, and
/// begins anew with each one that it meets, minding from then on who is on a way.
pub(super) fn best(
    graph: &Graph,
    revocations: &dyn Revocations,
    preference: Preference,
    steps: &mut Steps,
) -> Result<Option<Vec<Arc<Verified<Delegation>>>>, Exhausted> {
    let mut revokers = BTreeSet::new();
    loop {
        let search = Search { graph, revocations, preference, revokers: &revokers };
        match search.run(steps)? {
            Outcome::Found(way) => return Ok(Some(way)),
            Outcome::None => return Ok(None),
            Outcome::Met(revoker) => revokers.insert(revoker),
        };
    }
}

enum Outcome {
    Found(Vec<Arc<Verified<Delegation>>>),
    None,
    /// Someone revoked a delegation behind them.
    Met(usize),
}

struct Search<'a> {
    graph: &'a Graph,
    revocations: &'a dyn Revocations,
    preference: Preference,
    /// Those who are known to have revoked something behind them.
    revokers: &'a BTreeSet<usize>,
}

impl Search<'_> {
    /// Extends ways, the preferred ones first. A way only gets worse by another hop, so
    /// the first that arrives is the best.
    fn run(&self, steps: &mut Steps) -> Result<Outcome, Exhausted> {
        let mut ways = vec![Way {
            last: None,
            holder: self.graph.subject,
            length: 0,
            depth: 0,
            expiration: i64::MAX,
            revokers: BTreeSet::new(),
        }];
        let mut waiting = BinaryHeap::from([Reverse(((0, 0, 0), 0, 0))]);
        let mut settled: Vec<Vec<usize>> = vec![Vec::new(); self.graph.principals.len()];
        while let Some(Reverse((_, _, at))) = waiting.pop() {
            steps.spend(1)?;
            let Some(way) = ways.get(at) else { continue };
            let holder = way.holder;
            if holder == self.graph.issuer {
                return Ok(Outcome::Found(self.tokens(&ways, at)));
            }
            let Some(settled) = settled.get_mut(holder) else { continue };
            steps.spend(settled.len())?;
            if settled.iter().any(|other| ways.get(*other).is_some_and(|o| o.dominates(way))) {
                continue;
            }
            settled.push(at);
            for next in self.graph.from.get(holder).into_iter().flatten() {
                steps.spend(1)?;
                let Some(hop) = self.graph.hops.get(*next) else { continue };
                let Some(way) = ways.get(at) else { continue };
                let Some(longer) = self.extend(way, (at, *next), hop) else { continue };
                match self.revoker(&ways, at, hop, steps)? {
                    None => {}
                    Some(revoker) if self.revokers.contains(&revoker) => continue,
                    Some(revoker) => return Ok(Outcome::Met(revoker)),
                }
                waiting.push(Reverse((self.rank(&longer), *next, ways.len())));
                ways.push(longer);
            }
        }
        Ok(Outcome::None)
    }

    /// `way` with one hop more, if the rules of subjects and commands allow it.
    fn extend(&self, way: &Way, last: (usize, usize), hop: &CandidateHop) -> Option<Way> {
        // A powerline is no root (ruling P2). A proof with its own subject does not
        // widen what is in force (ruling P4), and a powerline that names a wider
        // command does not either.
        let refused = if hop.powerline { way.length == 0 } else { hop.depth < way.depth };
        if refused || way.length == MAX_PROOFS {
            return None;
        }
        let mut revokers = way.revokers.clone();
        if self.revokers.contains(&hop.issuer) {
            revokers.insert(hop.issuer);
        }
        let expiration = hop.token.payload().validity().expiration();
        Some(Way {
            last: Some(last),
            holder: hop.audience,
            length: way.length + 1,
            depth: way.depth.max(hop.depth),
            expiration: way.expiration.min(expiration.map_or(i64::MAX, |end| end.seconds())),
            revokers,
        })
    }

    /// Who of the issuers on the way `at` revoked `hop`, if anybody did.
    fn revoker(
        &self,
        ways: &[Way],
        mut at: usize,
        hop: &CandidateHop,
        steps: &mut Steps,
    ) -> Result<Option<usize>, Exhausted> {
        while let Some((before, last)) = ways.get(at).and_then(|way| way.last) {
            steps.spend(1)?;
            let issuer = self.graph.hops.get(last).map(|hop| hop.issuer);
            let revoker = issuer.and_then(|number| self.graph.principals.get(number));
            let mut addresses = [hop.token.cid()].into_iter().chain(hop.token.twins());
            if revoker.is_some_and(|revoker| {
                addresses.any(|cid| self.revocations.is_revoked_by(cid, revoker))
            }) {
                return Ok(issuer);
            }
            at = before;
        }
        Ok(None)
    }

    /// The less the better; ties are broken by the CID of the last hop.
    fn rank(&self, way: &Way) -> (i64, i64, usize) {
        // Neither is near the end of its range: 64 hops, and times of 53 bits or none.
        let length = i64::try_from(way.length).unwrap_or(i64::MAX);
        let sooner = way.expiration.saturating_neg();
        match self.preference {
            Preference::Shortest => (length, sooner, way.depth),
            Preference::LongestLived => (sooner, length, way.depth),
        }
    }

    fn tokens(&self, ways: &[Way], mut at: usize) -> Vec<Arc<Verified<Delegation>>> {
        let mut tokens = Vec::new();
        while let Some((before, last)) = ways.get(at).and_then(|way| way.last) {
            tokens.extend(self.graph.hops.get(last).map(|hop| Arc::clone(&hop.token)));
            at = before;
        }
        tokens.reverse();
        tokens
    }
}
