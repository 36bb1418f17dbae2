//! Plans for people.

use std::{
    collections::BTreeMap,
    fmt::{self, Display},
};

use cid::Cid;
use ipvm_task::{ConfigExplanation, Explained, Secrecy};
use ucan_core::{Timestamp, TokenCid, Validity};
use ucan_invocation::Branch;

use super::{
    Authority, FindingState, Plan, PlannedTask, PolicyFinding, Prediction, Standing,
    shown::{Cut, Label, Line, list},
};
use crate::branches::Branches;

impl Display for Plan {
    /// Every stage with its tasks, the exception handler, the estimate, the totals, and the
    /// warnings.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tasks, stages) = (count(self.tasks.len(), "task"), count(self.stages.len(), "stage"));
        writeln!(f, "{tasks} in {stages}, asked for by {}", self.issuer)?;
        let mut statements = Statements::default();
        for (number, stage) in self.stages.iter().enumerate() {
            let tasks = count(stage.tasks.len(), "task");
            write!(f, "stage {}, {}: {tasks}", number + 1, stage.kind)?;
            if stage.tasks.len() > 1 {
                write!(f, ", {} side by side, {} in a row", stage.width, stage.length)?;
            }
            f.write_str("\n")?;
            for label in &stage.tasks {
                if let Some(task) = self.tasks.get(label) {
                    self.write_task(f, label, task, &mut statements)?;
                }
            }
        }
        self.write_handler(f, &mut statements)?;
        let estimate = &self.estimate;
        write!(f, "longest way: ")?;
        list(f, estimate.critical_path.tasks.iter().map(|label| Label(label)))?;
        writeln!(f, "; {}", fuel(estimate.critical_path.fuel, estimate.critical_path.unknown))?;
        writeln!(f, "all of it: {}", fuel(estimate.fuel, estimate.unknown))?;
        let totals = &self.totals;
        write!(
            f,
            "limits of {} that may run: {} fuel in all, {} bytes of memory each, {} bytes stored in all",
            count(totals.tasks, "task"),
            totals.fuel,
            totals.memory,
            totals.disk
        )?;
        if self.warnings.is_empty() {
            return Ok(());
        }
        write!(f, "\nwarnings:")?;
        for warning in &self.warnings {
            let mark = if warning.is_fatal() { "!" } else { "-" };
            write!(f, "\n  {mark} {}", Line(warning))?;
        }
        Ok(())
    }
}

impl Plan {
    fn write_task(
        &self,
        f: &mut fmt::Formatter<'_>,
        label: &str,
        task: &PlannedTask,
        statements: &mut Statements,
    ) -> fmt::Result {
        let class = if task.declared { "" } else { ", for want of a handler" };
        let (command, subject) = (Line(&task.command), &task.subject);
        writeln!(f, "  {}: {command} on {subject}, {}{class}", Label(label), task.class)?;
        writeln!(f, "    task: {}", task.task)?;
        if let Some(same) = &task.same_as {
            writeln!(f, "    the same as: {}", Label(same))?;
        }
        if !task.awaits.is_empty() {
            write!(f, "    awaits: ")?;
            list(f, task.awaits.iter().map(|(label, branches)| Awaits(label, *branches)))?;
            f.write_str("\n")?;
        }
        if !task.awaits_outside.is_empty() {
            write!(f, "    awaits outside: ")?;
            list(f, task.awaits_outside.iter())?;
            f.write_str("\n")?;
        }
        write!(f, "    run: {}", task.prediction)?;
        match (&task.prediction, task.likely_fuel) {
            (Prediction::WillRun | Prediction::MayBeRemembered, Some(fuel)) => {
                writeln!(f, ", likely with {fuel} fuel")?;
            }
            _ => f.write_str("\n")?,
        }
        self.write_authority(f, &task.authority, statements)?;
        write!(f, "    secrecy: {}", task.secrecy)?;
        if !task.reads_secret.is_empty() {
            write!(f, ": ")?;
            list(f, task.reads_secret.iter().map(|label| Label(label)))?;
        }
        f.write_str("\n")?;
        write_config(f, &task.config)?;
        let (said, limits) = (&task.config, &task.limits);
        let cuts = [
            (said.time.value != limits.time).then(|| limits.time.to_string()),
            (said.memory.value != limits.memory).then(|| limits.memory.to_string()),
            (said.disk.value != limits.disk).then(|| format!("{} stored", limits.disk)),
            (said.work.value != limits.work).then(|| format!("{} fuel", limits.work.fuel())),
        ];
        let cuts: Vec<String> = cuts.into_iter().flatten().collect();
        if !cuts.is_empty() {
            writeln!(f, "    no more than the executor allows: {}", cuts.join(", "))?;
        }
        Ok(())
    }

    fn write_authority(
        &self,
        f: &mut fmt::Formatter<'_>,
        authority: &Authority,
        statements: &mut Statements,
    ) -> fmt::Result {
        write!(f, "    authority: ")?;
        match &authority.standing {
            Standing::Own => writeln!(f, "the issuer's own")?,
            Standing::Proven { command, validity } => {
                let proofs = count(authority.proofs.len(), "proof");
                writeln!(f, "{} by {proofs}, {}", Line(command), When(*validity))?;
            }
            Standing::Missing(missing) => {
                write!(f, "not at hand: ")?;
                list(f, missing.iter())?;
                f.write_str("\n")?;
            }
            Standing::Refused(error) => writeln!(f, "refused: {}", Line(error))?,
        }
        if let Standing::Proven { .. } = authority.standing {
            for (index, cid) in authority.proofs.iter().enumerate() {
                let Some(token) = self.proofs.get(cid) else { continue };
                let delegation = token.payload();
                let on = match delegation.subject() {
                    Some(subject) => format!("on {subject}"),
                    None => "on what came before".into(),
                };
                writeln!(
                    f,
                    "      proof {index} ({}): {} lets {} do {} {on}, {}",
                    TokenCid(cid),
                    delegation.issuer(),
                    delegation.audience(),
                    Line(delegation.command()),
                    When(delegation.validity())
                )?;
            }
        }
        let policies = &authority.policies;
        if policies.holding > 0 {
            writeln!(f, "      statements that hold: {}", policies.holding)?;
        }
        for finding in &policies.findings {
            match &finding.state {
                FindingState::Fails => write!(f, "      fails: ")?,
                FindingState::NotJudged => write!(f, "      costs too much to judge: ")?,
                FindingState::Waits(awaited) => {
                    write!(f, "      waits for ")?;
                    list(f, awaited.iter())?;
                    write!(f, ": ")?;
                }
            }
            let text = statements.text(self, finding);
            writeln!(f, "proof {}, statement {}, {text}", finding.proof, finding.statement)?;
        }
        if policies.omitted > 0 {
            writeln!(f, "      and {} more that do not hold yet", policies.omitted)?;
        }
        Ok(())
    }

    fn write_handler(
        &self,
        f: &mut fmt::Formatter<'_>,
        statements: &mut Statements,
    ) -> fmt::Result {
        let Some(handler) = &self.handler else { return Ok(()) };
        writeln!(f, "exception handler: {} on {}", Line(&handler.command), handler.subject)?;
        writeln!(f, "    task: {}", handler.task)?;
        self.write_authority(f, &handler.authority, statements)?;
        writeln!(f, "    secrecy: {}", handler.secrecy)?;
        write_config(f, &handler.config)
    }
}

/// What is said for a task, beside its secrecy.
fn write_config(f: &mut fmt::Formatter<'_>, config: &ConfigExplanation) -> fmt::Result {
    fn said<T: Display>(it: &Explained<T>) -> String {
        format!("{} ({})", it.value, it.origin)
    }
    writeln!(f, "    check: {}", Line(said(&config.check)))?;
    let (time, memory) = (said(&config.time), said(&config.memory));
    let (disk, work) = (said(&config.disk), said(&config.work));
    writeln!(f, "    limits: {time}, memory {memory}, store {disk}, {work}")
}

/// What statements say, each written once and cut.
#[derive(Default)]
struct Statements(BTreeMap<(Cid, usize), String>);

impl Statements {
    fn text(&mut self, plan: &Plan, finding: &PolicyFinding) -> &str {
        self.0.entry((finding.cid, finding.statement)).or_insert_with(|| {
            let token = plan.proofs.get(&finding.cid);
            let policy = token.map(|token| token.payload().policy());
            let statement = policy.and_then(|policy| policy.statements().get(finding.statement));
            let text = statement.map(ToString::to_string).unwrap_or_default();
            Line(Cut::of(&text).to_text()).to_string()
        })
    }
}

/// A label, and what is awaited of it.
struct Awaits<'a>(&'a str, Branches);

impl Display for Awaits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", Label(self.0), awaited_of(self.1))
    }
}

/// The branches that are awaited, in a word.
pub(super) fn awaited_of(branches: Branches) -> &'static str {
    match (branches.accept(Branch::Ok), branches.accept(Branch::Error)) {
        (true, true) => "either",
        (true, false) => "ok",
        (false, true) => "error",
        (false, false) => "both",
    }
}

/// When something is valid.
struct When(Validity);

impl Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = |bound: Option<Timestamp>| bound.map(|bound| bound.to_string());
        match (bound(self.0.not_before()), bound(self.0.expiration())) {
            (None, None) => f.write_str("at any time"),
            (Some(from), None) => write!(f, "from {from}"),
            (None, Some(until)) => write!(f, "until {until}"),
            (Some(from), Some(until)) => write!(f, "from {from} until {until}"),
        }
    }
}

fn count(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

fn fuel(fuel: u64, unknown: usize) -> String {
    match unknown {
        0 => format!("likely {fuel} fuel"),
        _ => format!("likely {fuel} fuel, and {} of unknown fuel", count(unknown, "task")),
    }
}

/// The secrecy, for programs.
pub(super) const fn secrecy_name(secrecy: Secrecy) -> &'static str {
    match secrecy {
        Secrecy::Open => "open",
        Secrecy::Public => "public",
        Secrecy::Declassified => "declassified",
        Secrecy::Tainted => "tainted",
        Secrecy::Secret => "secret",
    }
}
