//! Plans for programs.

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::{ConfigExplanation, Explained, Origin};
use ucan_core::Validity;
use varsig::dag_json::{self, EncodeError};

use super::{
    Authority, Awaited, Estimate, FindingState, Limits, Plan, PlanWarning, PlannedHandler,
    PlannedTask, Stage, StageKind, Standing,
    text::{awaited_of, secrecy_name},
};

impl Plan {
    /// The plan as data. Tasks come in the order of their labels, stages name them by
    /// label; policies and warnings are text.
    ///
    /// Labels are values everywhere, and never the keys of maps, so that none can make a
    /// map look like something else.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        let totals = &self.totals;
        map([
            ("issuer", text(&self.issuer)),
            ("stages", list(&self.stages, stage)),
            ("tasks", list(&self.tasks, |(label, it)| task(label, it))),
            ("catch", self.handler.as_ref().map_or(Ipld::Null, handler)),
            (
                "proofs",
                list(&self.proofs, |(cid, token)| {
                    let delegation = token.payload();
                    map([
                        ("cid", Ipld::Link(*cid)),
                        ("iss", text(delegation.issuer())),
                        ("aud", text(delegation.audience())),
                        ("sub", delegation.subject().map_or(Ipld::Null, text)),
                        ("cmd", text(delegation.command())),
                        ("pol", text(delegation.policy())),
                        ("valid", validity(delegation.validity())),
                    ])
                }),
            ),
            ("estimate", estimate(&self.estimate)),
            (
                "totals",
                map([
                    ("tasks", size(totals.tasks)),
                    ("fuel", natural(totals.fuel)),
                    ("memory", natural(totals.memory)),
                    ("disk", natural(totals.disk)),
                ]),
            ),
            ("warnings", list(&self.warnings, warning)),
        ])
    }

    /// [`Plan::to_ipld`] as canonical DAG-JSON.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if a CID in the document has no such text, which no CID that was
    /// received has.
    pub fn to_dag_json(&self) -> Result<Vec<u8>, EncodeError> {
        dag_json::encode(&self.to_ipld())
    }
}

fn stage(stage: &Stage) -> Ipld {
    map([
        (
            "kind",
            string(match stage.kind {
                StageKind::Queries => "queries",
                StageKind::Computation => "computation",
                StageKind::Mutations => "mutations",
                StageKind::After => "after",
            }),
        ),
        ("tasks", list(&stage.tasks, |label| string(label))),
        ("width", size(stage.width)),
        ("length", size(stage.length)),
    ])
}

fn task(label: &str, task: &PlannedTask) -> Ipld {
    let receipt = task.prediction.receipt().map_or(Ipld::Null, |it| Ipld::Link(it.receipt));
    map([
        ("label", string(label)),
        ("task", Ipld::Link(task.task)),
        ("same-as", task.same_as.as_ref().map_or(Ipld::Null, |it| string(it))),
        ("sub", text(&task.subject)),
        ("cmd", text(&task.command)),
        ("class", text(task.class)),
        ("declared", Ipld::Bool(task.declared)),
        ("stage", size(task.stage)),
        (
            "awaits",
            list(&task.awaits, |(label, branches)| {
                map([("label", string(label)), ("branch", string(awaited_of(*branches)))])
            }),
        ),
        ("outside", list(&task.awaits_outside, |cid| Ipld::Link(*cid))),
        ("config", config(&task.config)),
        ("limits", limits(&task.limits)),
        ("secrecy", string(secrecy_name(task.secrecy))),
        ("reads-secret", list(&task.reads_secret, |label| string(label))),
        ("run", map([("is", string(task.prediction.name())), ("receipt", receipt)])),
        ("fuel", task.likely_fuel.map_or(Ipld::Null, natural)),
        ("authority", authority(&task.authority)),
    ])
}

fn handler(handler: &PlannedHandler) -> Ipld {
    map([
        ("task", Ipld::Link(handler.task)),
        ("sub", text(&handler.subject)),
        ("cmd", text(&handler.command)),
        ("config", config(&handler.config)),
        ("secrecy", string(secrecy_name(handler.secrecy))),
        ("authority", authority(&handler.authority)),
    ])
}

fn config(config: &ConfigExplanation) -> Ipld {
    fn said<T>(it: &Explained<T>, write: impl FnOnce(&T) -> Ipld) -> Ipld {
        let origin = match it.origin {
            Origin::BuiltIn => "built-in",
            Origin::System => "system",
            Origin::Global => "workflow",
            Origin::Defaults => "defaults",
            Origin::Task => "task",
        };
        map([("value", write(&it.value)), ("from", string(origin))])
    }
    map([
        ("secret", said(&config.secret, |secret| secret.map_or(Ipld::Null, Ipld::Bool))),
        ("check", said(&config.check, ipvm_task::Verification::to_ipld)),
        ("time", said(&config.time, ipvm_task::Measure::to_ipld)),
        ("memory", said(&config.memory, ipvm_task::Measure::to_ipld)),
        ("disk", said(&config.disk, ipvm_task::Measure::to_ipld)),
        ("fuel", said(&config.work, |work| natural(work.fuel()))),
    ])
}

fn limits(limits: &Limits) -> Ipld {
    map([
        ("time", limits.time.to_ipld()),
        ("memory", limits.memory.to_ipld()),
        ("disk", limits.disk.to_ipld()),
        ("fuel", natural(limits.work.fuel())),
    ])
}

fn authority(authority: &Authority) -> Ipld {
    let standing = match &authority.standing {
        Standing::Own => map([("is", string("own"))]),
        Standing::Proven { command, validity: valid } => {
            map([("is", string("proven")), ("cmd", text(command)), ("valid", validity(*valid))])
        }
        Standing::Missing(missing) => {
            let missing =
                list(missing, |it| map([("index", size(it.index)), ("cid", Ipld::Link(it.cid))]));
            map([("is", string("missing")), ("proofs", missing)])
        }
        Standing::Refused(error) => map([("is", string("refused")), ("why", text(error))]),
    };
    let policies = &authority.policies;
    let findings = list(&policies.findings, |finding| {
        let (is, on) = match &finding.state {
            FindingState::Fails => ("fails", Ipld::List(Vec::new())),
            FindingState::NotJudged => ("not-judged", Ipld::List(Vec::new())),
            FindingState::Waits(on) => ("waits", list(on, awaited)),
        };
        map([
            ("proof", size(finding.proof)),
            ("statement", size(finding.statement)),
            ("is", string(is)),
            ("for", on),
        ])
    });
    map([
        ("prf", list(&authority.proofs, |cid: &Cid| Ipld::Link(*cid))),
        ("standing", standing),
        ("holding", size(policies.holding)),
        ("findings", findings),
        ("omitted", size(policies.omitted)),
    ])
}

fn awaited(awaited: &Awaited) -> Ipld {
    match awaited {
        Awaited::Task(label) => map([("label", string(label))]),
        Awaited::Outside(task) => map([("task", Ipld::Link(*task))]),
        Awaited::Failure => map([("failure", Ipld::Bool(true))]),
    }
}

fn estimate(estimate: &Estimate) -> Ipld {
    let path = &estimate.critical_path;
    map([
        ("fuel", natural(estimate.fuel)),
        ("unknown", size(estimate.unknown)),
        (
            "critical-path",
            map([
                ("tasks", list(&path.tasks, |label| string(label))),
                ("fuel", natural(path.fuel)),
                ("unknown", size(path.unknown)),
            ]),
        ),
    ])
}

fn warning(warning: &PlanWarning) -> Ipld {
    map([
        ("is", string(warning.name())),
        ("fatal", Ipld::Bool(warning.is_fatal())),
        ("says", text(warning)),
    ])
}

fn validity(validity: Validity) -> Ipld {
    let bound = |bound: Option<ucan_core::Timestamp>| {
        bound.map_or(Ipld::Null, |bound| Ipld::Integer(bound.seconds().into()))
    };
    map([("nbf", bound(validity.not_before())), ("exp", bound(validity.expiration()))])
}

fn map<const N: usize>(entries: [(&str, Ipld); N]) -> Ipld {
    Ipld::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn list<T>(items: impl IntoIterator<Item = T>, write: impl Fn(T) -> Ipld) -> Ipld {
    Ipld::List(items.into_iter().map(write).collect())
}

fn string(text: &str) -> Ipld {
    Ipld::String(text.to_owned())
}

fn text(value: impl ToString) -> Ipld {
    Ipld::String(value.to_string())
}

fn natural(number: u64) -> Ipld {
    Ipld::Integer(number.into())
}

fn size(number: usize) -> Ipld {
    natural(u64::try_from(number).unwrap_or(u64::MAX))
}
