//! Who is heard, and what they said.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use cid::Cid;
use ucan_core::Did;
use ucan_invocation::Receipt;

use super::{Case, LeftOut, LeftOutReason, OutcomeId, Statement};
use crate::{effect::EffectClass, fault::Fault};

/// In what quality an executor is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Its word counts, however it came by it.
    Attests,
    /// It counts what it has computed itself.
    Computes,
}

/// The statements that a strategy is about, after those that it is not about were left
/// out.
pub(super) struct Hearing<'a> {
    case: &'a Case<'a>,
    /// Every receipt that was shown, once.
    shown: BTreeMap<Cid, &'a Receipt>,
    /// What the executors say that say one thing.
    pub(super) statements: BTreeMap<Did, Statement>,
    /// What those say that say more than one.
    pub(super) equivocal: BTreeMap<Did, Vec<Statement>>,
    left_out: Vec<LeftOut>,
}

impl<'a> Hearing<'a> {
    pub(super) fn new(case: &'a Case<'a>, receipts: &'a [Receipt]) -> Self {
        Self {
            case,
            shown: receipts.iter().map(|receipt| (*receipt.cid(), receipt)).collect(),
            statements: BTreeMap::new(),
            equivocal: BTreeMap::new(),
            left_out: Vec::new(),
        }
    }

    /// Hears the executors that have a role.
    pub(super) fn hear(&mut self, role: impl Fn(&Did) -> Option<Role>) {
        let mut heard: BTreeMap<Did, Vec<Statement>> = BTreeMap::new();
        for receipt in self.shown.values() {
            match self.statement(receipt, role(receipt.executor())) {
                Ok(statement) => {
                    heard.entry(statement.executor.clone()).or_default().push(statement);
                }
                Err(reason) => self.left_out.push(LeftOut {
                    receipt: *receipt.cid(),
                    executor: receipt.executor().clone(),
                    reason,
                }),
            }
        }
        for (executor, mut statements) in heard {
            let outcomes: BTreeSet<OutcomeId> = statements.iter().map(|it| it.outcome).collect();
            // The world may have changed between two answers of one executor, unless what
            // it says is held against what others say.
            let anew =
                self.case.class == EffectClass::Query && role(&executor) == Some(Role::Attests);
            if outcomes.len() > 1 && !anew {
                self.equivocal.insert(executor, statements);
                continue;
            }
            // Of several, the latest; the order of the receipts is that of their CIDs.
            statements.sort_by_key(|it| it.issued_at);
            if let Some(latest) = statements.pop() {
                self.statements.insert(executor, latest);
            }
        }
    }

    fn statement(&self, receipt: &Receipt, role: Option<Role>) -> Result<Statement, LeftOutReason> {
        if receipt.ran() != self.case.task {
            return Err(LeftOutReason::OtherTask);
        }
        if let Some(fault) = Fault::of(receipt)
            && !fault.is_some_and(Fault::is_lasting)
        {
            return Err(LeftOutReason::Passing { fault });
        }
        if let Some(expiration) = receipt.expiration()
            && self.case.class != EffectClass::Pure
            && !receipt.is_current(self.case.now, self.case.leeway)
        {
            return Err(LeftOutReason::Expired { expiration });
        }
        let role = role.ok_or(LeftOutReason::NoPart)?;
        let outcome = OutcomeId::of(receipt).map_err(|_| LeftOutReason::NoAddress)?;
        if role == Role::Computes {
            self.computed(receipt, outcome)?;
        }
        Ok(Statement {
            executor: receipt.executor().clone(),
            outcome,
            receipt: *receipt.cid(),
            issued_at: receipt.issued_at(),
        })
    }

    /// Whether the executor came to the answer itself: the receipt names no source, or
    /// in the end one of its own that was shown and says the same.
    fn computed(&self, receipt: &Receipt, outcome: OutcomeId) -> Result<(), LeftOutReason> {
        let mut receipt = receipt;
        // Receipts name each other by CID, so there is no ring; the bound is for the eye.
        for _ in 0..=self.shown.len() {
            let Some(from) = receipt.meta().from else { return Ok(()) };
            let source = self.shown.get(&from).filter(|source| {
                source.executor() == receipt.executor() && OutcomeId::of(source) == Ok(outcome)
            });
            receipt = source.ok_or(LeftOutReason::Taken { from })?;
        }
        Err(LeftOutReason::Taken { from: *receipt.cid() })
    }

    /// The statements by what they say.
    pub(super) fn groups(&self) -> BTreeMap<OutcomeId, Vec<Statement>> {
        let mut groups: BTreeMap<OutcomeId, Vec<Statement>> = BTreeMap::new();
        for statement in self.statements.values() {
            groups.entry(statement.outcome).or_default().push(statement.clone());
        }
        groups
    }

    /// Everything that was heard, by executor, but for what says `outcome` and nothing
    /// else.
    pub(super) fn other_than(&self, outcome: Option<OutcomeId>) -> Vec<Statement> {
        let mut others: Vec<Statement> = self.equivocal.values().flatten().cloned().collect();
        let single = self.statements.values().filter(|it| Some(it.outcome) != outcome);
        others.extend(single.cloned());
        others.sort();
        others
    }

    pub(super) fn into_left_out(self) -> Vec<LeftOut> {
        self.left_out
    }
}
