//! The delegations that come into question for a chain.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    vec,
    vec::Vec,
};
use core::ops::ControlFlow;

use cid::Cid;
use ipld_core::ipld::Ipld;

use super::{
    ProofStore,
    find::{Finder, PassedOver},
    lookup::Lookup,
    search::{Exhausted, Steps},
};
use crate::{
    chain::Check, command::Command, delegation::Delegation, did::Did, envelope::Verified,
    policy::Budget,
};

/// What a delegation must satisfy wherever it stands in a chain.
pub(super) struct Filter<'a> {
    pub(super) check: &'a Check<'a>,
    pub(super) args: Option<&'a Ipld>,
}

impl Filter<'_> {
    fn admits(&self, token: &Verified<Delegation>, passed_over: &mut PassedOver) -> bool {
        let delegation = token.payload();
        if !delegation.validity().contains(self.check.now(), self.check.leeway()) {
            passed_over.out_of_time += 1;
            return false;
        }
        let mut addresses = [token.cid()].into_iter().chain(token.twins());
        let revocations = self.check.revocations();
        if addresses.any(|cid| revocations.is_revoked_by(cid, delegation.issuer())) {
            passed_over.revoked += 1;
            return false;
        }
        let mut budget = Budget::new(Finder::POLICY_STEPS);
        let allowed =
            self.args.is_none_or(|args| delegation.policy().judge(args, &mut budget).is_ok());
        if !allowed {
            passed_over.policy += 1;
        }
        allowed
    }
}

/// Principals as numbers, and the hops between them.
pub(super) struct Graph {
    /// Hops in the order of their CIDs.
    pub(super) hops: Vec<CandidateHop>,
    pub(super) principals: Vec<Did>,
    /// The hops from each principal.
    pub(super) from: Vec<Vec<usize>>,
    pub(super) subject: usize,
    pub(super) issuer: usize,
}

/// A delegation that comes into question.
pub(super) struct CandidateHop {
    pub(super) token: Arc<Verified<Delegation>>,
    pub(super) issuer: usize,
    pub(super) audience: usize,
    pub(super) powerline: bool,
    /// How many segments its command has. All commands here cover the wanted one, so
    /// of two the one with more segments is the narrower.
    pub(super) depth: usize,
}

/// From which end delegations are followed.
#[derive(Clone, Copy)]
enum End {
    Subject,
    Issuer,
}

/// All that can be on a way from `subject` to `issuer`.
///
/// Whoever holds authority can hand it to a crowd, and a crowd can make out delegations
/// to whoever acts. So both ends are tried in turn, with growing allowances, and the
/// first end from which everything is seen decides.
pub(super) fn gather(
    store: &dyn ProofStore,
    subject: &Did,
    issuer: &Did,
    command: &Command,
    filter: &Filter<'_>,
    steps: &mut Steps,
) -> Result<(Graph, PassedOver), Exhausted> {
    /// The steps of the first attempt.
    const FIRST: usize = 256;
    let commands = covering(command);
    let mut allowance = FIRST;
    loop {
        for end in [End::Subject, End::Issuer] {
            let start = match end {
                End::Subject => subject,
                End::Issuer => issuer,
            };
            let mut attempt = steps.portion(allowance);
            let gathered = reach(store, end, start, (subject, &commands), filter, &mut attempt);
            steps.spend(attempt.spent())?;
            if let Ok((tokens, passed_over)) = gathered {
                return Ok((Graph::new(tokens, subject, issuer), passed_over));
            }
        }
        if steps.is_exhausted() {
            return Err(Exhausted);
        }
        allowance = allowance.saturating_mul(4);
    }
}

/// The commands that cover `command`, from `/` to itself.
fn covering(command: &Command) -> Vec<Command> {
    let text = command.as_str();
    let ends = text.match_indices('/').map(|(at, _)| at).skip(1).chain([text.len()]);
    let above = ends.filter_map(|end| text.get(..end)?.parse().ok());
    let mut all = vec![Command::top()];
    all.extend(above.filter(|above| *above != Command::top()));
    all
}

type Tokens = BTreeMap<Cid, Arc<Verified<Delegation>>>;

/// Everything that can be reached from one end.
fn reach(
    store: &dyn ProofStore,
    end: End,
    start: &Did,
    (subject, commands): (&Did, &[Command]),
    filter: &Filter<'_>,
    steps: &mut Steps,
) -> Result<(Tokens, PassedOver), Exhausted> {
    let mut tokens = Tokens::new();
    let mut passed_over = PassedOver::default();
    let mut seen = BTreeSet::from([start.clone()]);
    let mut waiting = vec![start.clone()];
    while let Some(holder) = waiting.pop() {
        let all = match end {
            End::Subject => Lookup::all().issued_by(&holder),
            End::Issuer => Lookup::all().made_out_to(&holder),
        };
        for command in commands {
            for lookup in [all.about(subject), all.powerlines()] {
                let lookup = lookup.naming(command);
                steps.spend(1)?;
                let mut outcome = Ok(());
                store.visit(&lookup, &mut |token| {
                    outcome = steps.spend(1);
                    if outcome.is_err() {
                        return ControlFlow::Break(());
                    }
                    if lookup.selects(token.payload()) && filter.admits(token, &mut passed_over) {
                        let next = match end {
                            End::Subject => token.payload().audience(),
                            End::Issuer => token.payload().issuer(),
                        };
                        if seen.insert(next.clone()) {
                            waiting.push(next.clone());
                        }
                        tokens.insert(*token.cid(), Arc::clone(token));
                    }
                    ControlFlow::Continue(())
                });
                outcome?;
            }
        }
    }
    Ok((tokens, passed_over))
}

impl Graph {
    fn new(tokens: Tokens, subject: &Did, issuer: &Did) -> Self {
        let mut numbers = BTreeMap::new();
        let mut principals = Vec::new();
        let mut number = |did: &Did| {
            *numbers.entry(did.clone()).or_insert_with(|| {
                principals.push(did.clone());
                principals.len() - 1
            })
        };
        let (subject, issuer) = (number(subject), number(issuer));
        let hops: Vec<_> = tokens
            .into_values()
            .map(|token| {
                let delegation = token.payload();
                let command = delegation.command().as_str();
                CandidateHop {
                    issuer: number(delegation.issuer()),
                    audience: number(delegation.audience()),
                    powerline: delegation.subject().is_none(),
                    depth: if command == "/" { 0 } else { command.matches('/').count() },
                    token,
                }
            })
            .collect();
        let mut from = vec![Vec::new(); principals.len()];
        for (hop, candidate) in hops.iter().enumerate() {
            if let Some(from) = from.get_mut(candidate.issuer) {
                from.push(hop);
            }
        }
        Self { hops, principals, from, subject, issuer }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_command_is_covered_by_itself_and_what_is_above() {
        let above = |text: &str| {
            let command = text.parse().unwrap();
            covering(&command).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(above("/"), ["/"]);
        assert_eq!(above("/crud"), ["/", "/crud"]);
        assert_eq!(above("/crud/read/all"), ["/", "/crud", "/crud/read", "/crud/read/all"]);
    }
}
