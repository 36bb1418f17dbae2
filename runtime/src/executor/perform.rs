//! Tasks of registered handlers.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use ipvm_task::{EffectClass, Fault, HandlerDeclaration};
use ucan_core::Timestamp;
use ucan_invocation::{Effects, Failure, Outcome, Receipt, ReceiptMeta};
use varsig::dag_cbor;

use super::{
    Core, Custody,
    claimed::Claimed,
    compute::over_disk,
    error::TaskError,
    execute::{Computed, Done, How, Run},
    job::Runner,
    receipts::Remembered,
    traced::Traced,
};
use crate::{
    engine::Limits,
    handler::{Call, CallContext, HandlerError, Output, Registered},
    store::Address,
};

impl Core {
    /// Calls a handler, under a claim.
    pub(super) fn perform(
        &self,
        run: &Run<'_>,
        declaration: &HandlerDeclaration,
        registered: &Registered,
        claimed: &mut Claimed<'_>,
    ) -> Result<Computed, TaskError> {
        let class = declaration.class();
        let is_undoable = declaration.allows().take_over;
        if !is_undoable {
            claimed.begin();
        }
        let (answer, kept) = self.with_call(run, |call| {
            // A panic is a bug of the handler; how far it came is not known.
            catch_unwind(AssertUnwindSafe(|| registered.handler.run(call)))
                .unwrap_or_else(|_| Err(HandlerError::unknown("Panicked", "the handler panicked")))
        });
        match answer {
            Err(HandlerError::NotDone(failure)) => {
                claimed.undone();
                Ok(passing(failure, How::NotDone))
            }
            Err(HandlerError::Unknown(failure)) if is_undoable => {
                Ok(passing(failure, How::Executed))
            }
            Err(HandlerError::Unknown(failure)) => {
                Ok(passing(indeterminate(Some(&failure)), How::Indeterminate))
            }
            answer => self.done(run, class, registered, answer, kept),
        }
    }

    /// What there is to attest to of something that was done, and kept so many bytes.
    fn done(
        &self,
        run: &Run<'_>,
        class: EffectClass,
        registered: &Registered,
        answer: Result<Output, HandlerError>,
        kept: u64,
    ) -> Result<Computed, TaskError> {
        let (outcome, lifetime) = match answer {
            Ok(output) => (Outcome::Ok(output.value), output.lifetime),
            Err(HandlerError::Failed(error)) => (Outcome::Error(error), None),
            Err(HandlerError::NotDone(failure) | HandlerError::Unknown(failure)) => {
                (failure.into(), None)
            }
        };
        // It was done: an answer that cannot be kept does not undo it.
        let checked = match dag_cbor::encode(&outcome.to_ipld()) {
            Err(error) => {
                let name = Fault::UnrepresentableOutput.name();
                Some(Outcome::from(Failure::new(name, error.to_string())))
            }
            Ok(bytes) => over_disk(bytes.len(), kept, self.limits(run.config).disk),
        };
        let is_fault = checked.is_some();
        let meta = ReceiptMeta::default();
        let is_query = class == EffectClass::Query;
        let expiration = is_query.then(|| self.until(lifetime.unwrap_or(registered.lifetime)));
        Ok(Computed {
            outcome: checked.unwrap_or(outcome),
            effects: Effects::default(),
            tasks: Vec::new(),
            meta: if is_fault { meta.with_fault() } else { meta },
            how: How::Executed,
            // A mutation is done whatever it answers, and never done again.
            passing: is_fault && class != EffectClass::Mutation,
            expiration,
            disputable: (class == EffectClass::Pure).then(|| *run.resolved()),
        })
    }

    /// A task that was begun, and nobody knows how far it came (ruling I10). A receipt of
    /// ours may lie there that was never committed; the handler may find out; and else that
    /// is what the receipt says, the same one each time.
    pub(super) fn indeterminate(
        &self,
        run: &Run<'_>,
        runner: &Runner<'_>,
    ) -> Result<Done, TaskError> {
        let left = self.left_behind(run)?;
        if let Some(receipt) = left.done {
            return self.adopted(run, receipt);
        }
        let found = runner.handler().and_then(|(declaration, registered)| {
            let (found, kept) = self.with_call(run, |call| {
                catch_unwind(AssertUnwindSafe(|| registered.handler.find_out(call)))
                    .unwrap_or_default()
            });
            Some((declaration.class(), registered, found?, kept))
        });
        let asked = match left.asked {
            Some(receipt) => Done {
                secret: run.circumstances.secret || receipt.meta().secret,
                receipt,
                how: How::Indeterminate,
                passing: true,
            },
            None => self.passing_fault(run, indeterminate(None), How::Indeterminate)?,
        };
        match found {
            None | Some((_, _, Err(HandlerError::Unknown(_)), _)) => Ok(asked),
            Some((class, registered, answer, kept)) => {
                let done = self.done(run, class, registered, answer, kept)?;
                let Computed { outcome, meta, .. } = done;
                self.settled(run, &asked, outcome, meta)
            }
        }
    }

    /// The receipts of ours that tell of a task without a result.
    fn left_behind(&self, run: &Run<'_>) -> Result<LeftBehind, TaskError> {
        let (written, resolved) = (run.written(), run.resolved());
        let stores = &self.stores;
        let apart = stores.has_secrets_apart().then(|| stores.secrets());
        let mut left = LeftBehind::default();
        for receipts in [Some(stores.receipts()), apart].into_iter().flatten() {
            for cid in receipts.by_task(resolved)? {
                let Some(receipt) = self.receipt(&cid)? else { continue };
                let is_of_it =
                    receipt.ran() == resolved || receipt.meta().resolved.as_ref() == Some(resolved);
                if !is_of_it || receipt.executor() != &self.did {
                    continue;
                }
                // A fault may say that nothing was done; what is none says that it was.
                if !receipt.meta().fault {
                    left.done = Some(receipt);
                } else if receipt.ran() == written
                    && Fault::of(&receipt) == Some(Some(Fault::Indeterminate))
                {
                    left.asked = Some(receipt);
                }
            }
        }
        Ok(left)
    }

    /// Remembers a receipt that was kept when its task was done, and never committed.
    fn adopted(&self, run: &Run<'_>, receipt: Arc<Receipt>) -> Result<Done, TaskError> {
        let address = Address::Task(*run.resolved());
        let known = match self.remember(None, &[address], &receipt)? {
            Remembered::Stands => receipt,
            Remembered::Same(known) | Remembered::Differs(known) => known,
        };
        self.cite(run, &known)
    }

    fn settled(
        &self,
        run: &Run<'_>,
        asked: &Done,
        outcome: Outcome,
        meta: ReceiptMeta,
    ) -> Result<Done, TaskError> {
        let (written, resolved) = (*run.written(), *run.resolved());
        let secret = run.circumstances.secret;
        let meta = meta
            .with_resolved((resolved != written).then_some(resolved))
            .with_secret(secret)
            .with_settles(*asked.receipt.cid());
        let traced = Traced::of(run);
        let receipt = self.attest(&written, traced, outcome, meta, None)?;
        let addresses = [Address::Task(resolved), Address::Task(written)];
        let addresses = if run.circumstances.aside { &addresses[..1] } else { &addresses[..] };
        let receipt = match self.remember(None, addresses, &receipt)? {
            Remembered::Stands => receipt,
            // A late commit of the holder came first.
            Remembered::Same(known) | Remembered::Differs(known) => known,
        };
        let passing = run.circumstances.passing;
        Ok(Done { receipt, how: How::Executed, passing, secret })
    }

    /// Calls a handler, and says how many bytes it kept.
    fn with_call<T>(&self, run: &Run<'_>, ask: impl FnOnce(&Call<'_>) -> T) -> (T, u64) {
        let Limits { time, disk, .. } = self.limits(run.config);
        let custody = Custody::new(self, run.reader()).with_disk(disk);
        let context = CallContext {
            task: run.authorized.resolved(),
            issuer: run.authorized.issuer(),
            now: self.clock.now(),
            deadline: Instant::now().checked_add(time),
            cancellation: run.cancellation,
            secret: run.circumstances.secret,
            content: &|cid| custody.look(cid),
            custody: Some(&custody),
        };
        let answer = ask(&Call(&context));
        (answer, custody.kept())
    }

    /// The end of so long a time from now, to the second, rounded up.
    fn until(&self, lifetime: Duration) -> Timestamp {
        let part = u64::from(lifetime.subsec_nanos() > 0);
        let seconds = i64::try_from(lifetime.as_secs().saturating_add(part)).unwrap_or(i64::MAX);
        self.clock.now().saturating_add(seconds)
    }
}

/// What is found of a task that was begun and has no result.
#[derive(Default)]
struct LeftBehind {
    /// The receipt of what was done.
    done: Option<Arc<Receipt>>,
    /// The receipt that says that nobody knows.
    asked: Option<Arc<Receipt>>,
}

/// The error of a task of which nobody knows how far it came.
fn indeterminate(cause: Option<&Failure>) -> Failure {
    let message = "it was begun, and it is not known whether it was done; settle it, or find out and ask again with a new nonce";
    let failure = Failure::new(Fault::Indeterminate.name(), message);
    match cause {
        Some(cause) => failure.with_detail("cause", cause.to_ipld()),
        None => failure,
    }
}

fn passing(failure: Failure, how: How) -> Computed {
    Computed {
        outcome: failure.into(),
        effects: Effects::default(),
        tasks: Vec::new(),
        meta: ReceiptMeta::default().with_fault(),
        how,
        passing: true,
        expiration: None,
        disputable: None,
    }
}
