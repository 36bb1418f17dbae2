//! What an archive names and does not have, and the other way about.

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::{Module, WASM_RUN};
use ucan_core::{Did, Envelope};
use ucan_invocation::{EmbeddedTask, Invocation, Outcome, Promise, Task};
use varsig::{
    Block,
    dag_cbor::{self, Limits},
    multicodec::DAG_CBOR,
};

use super::{Archive, ArchivePart};
use crate::receipt::{TaskEnd, WorkflowResults};

/// Something that an archive names and does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Missing {
    /// What it is.
    pub part: ArchivePart,
    /// Its CID.
    pub cid: Cid,
}

/// What is named, by what it is named as.
#[derive(Default)]
struct Named {
    delegations: BTreeSet<Cid>,
    receipts: BTreeSet<Cid>,
    content: BTreeSet<Cid>,
}

/// How many subjects are told of one CID: an archive may have thousands, each of which names the
/// same thousands of blocks.
const MOST_SUBJECTS: usize = 64;

impl Archive {
    /// What is named in the archive and is not in it, in order. It may be at hand elsewhere,
    /// so that an archive may well do without it.
    ///
    /// Delegations are named as proofs of the workflow, of its tasks, of the exception
    /// handler and of receipts; receipts in the results of the workflow, if it has ended;
    /// content as the programs of tasks, and by links in their arguments, in results, and in
    /// content that is DAG-CBOR, DAG-JSON or DAG-PB, so that a file in many blocks is named
    /// with all of its parts. Content of other kinds is not looked into.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        let Named { delegations, receipts, content } = self.named();
        [
            (ArchivePart::Delegation, delegations),
            (ArchivePart::Receipt, receipts),
            (ArchivePart::Content, content),
        ]
        .into_iter()
        .flat_map(|(part, cids)| cids.into_iter().map(move |cid| Missing { part, cid }))
        .filter(|missing| self.get(&missing.cid).is_none())
        .collect()
    }

    /// The delegations and the content in the archive that nothing in it names, in the order
    /// of the file. They may be of use all the same, as proofs for what comes next.
    #[must_use]
    pub fn unnamed(&self) -> Vec<Cid> {
        let Named { delegations, content, .. } = self.named();
        let tokens = self.delegations.keys().filter(|cid| !delegations.contains(*cid));
        let others = self.content.keys().filter(|cid| !content.contains(*cid));
        tokens.chain(others).copied().collect()
    }

    /// The content that is named in the archive, whether it is in it or not, with the subjects
    /// of the tasks that name it: in their arguments, in their receipts, or over content that
    /// these name in turn. A result of one subject is no permission to read for another, so
    /// that whoever takes content along asks for each on behalf of these, and of nobody else.
    /// Where very many name one thing, 64 of their subjects are told.
    #[must_use]
    pub fn named_content(&self) -> BTreeMap<Cid, BTreeSet<Did>> {
        let handler = self.document.handler().map(EmbeddedTask::task);
        let steps = self.document.steps().values().map(|step| step.task());
        let mut subjects = BTreeMap::new();
        let mut left = Vec::new();
        for task in steps.chain(handler) {
            let mut found = BTreeSet::new();
            self::task(task, &mut found);
            left.extend(found.into_iter().map(|cid| (cid, task.subject())));
            subjects.insert(*task.id(), task.subject());
        }
        let of_workflow: BTreeSet<&Cid> =
            self.progress.workflow.iter().map(|told| &told.receipt).collect();
        for (cid, receipt) in &self.receipts {
            // That of the workflow names receipts.
            if of_workflow.contains(cid) {
                continue;
            }
            // What is of no task of the document answers a call of the exception handler.
            let ran = receipt.unverified_payload().task().args().get("ran");
            let of_task = match ran {
                Some(Ipld::Link(ran)) => subjects.get(ran).copied(),
                _ => None,
            };
            let subject = of_task.or_else(|| handler.map(Task::subject));
            if let Some((subject, outcome)) = subject.zip(outcome(receipt)) {
                let mut found = BTreeSet::new();
                links([outcome.value()], &mut found);
                left.extend(found.into_iter().map(|cid| (cid, subject)));
            }
        }
        let mut named: BTreeMap<Cid, BTreeSet<Did>> = BTreeMap::new();
        while let Some((cid, subject)) = left.pop() {
            let subjects = named.entry(cid).or_default();
            if subjects.len() >= MOST_SUBJECTS || !subjects.insert(subject.clone()) {
                continue;
            }
            if let Some(block) = self.content.get(&cid) {
                let mut found = BTreeSet::new();
                of_block(block, &mut found);
                left.extend(found.into_iter().map(|cid| (cid, subject)));
            }
        }
        named
    }

    fn named(&self) -> Named {
        let mut named = Named::default();
        let workflow = self.workflow.unverified_payload();
        named.delegations.extend(workflow.proofs());
        let steps = self.document.steps().values().map(|step| step.embedded());
        for embedded in steps.chain(self.document.handler()) {
            named.delegations.extend(embedded.proofs());
            task(embedded.task(), &mut named.content);
        }
        for (cid, receipt) in &self.receipts {
            named.delegations.extend(receipt.unverified_payload().proofs());
            let Some(outcome) = outcome(receipt) else { continue };
            let is_results = self.progress.workflow.iter().any(|told| told.receipt == *cid);
            match WorkflowResults::read(&outcome) {
                Ok(results) if is_results => self::results(&results, &mut named.receipts),
                _ => links([outcome.value()], &mut named.content),
            }
        }
        for block in self.content.values() {
            of_block(block, &mut named.content);
        }
        named
    }
}

/// The program of a task and the links in its arguments. What stands in a promise is a task
/// and no content.
fn task(task: &Task, found: &mut BTreeSet<Cid>) {
    if task.command().as_str() == WASM_RUN
        && let Some(Ok(Module::Link(module))) = task.args().get("mod").map(Module::read)
    {
        found.insert(module);
    }
    links(task.args().values(), found);
}

fn results(results: &WorkflowResults, found: &mut BTreeSet<Cid>) {
    found.extend(results.ends().values().filter_map(|end| match end {
        TaskEnd::Receipt { receipt, .. } => Some(*receipt),
        TaskEnd::None(_) => None,
    }));
    found.extend(results.caught().values().filter_map(|caught| caught.ran));
}

fn links<'a>(values: impl IntoIterator<Item = &'a Ipld>, found: &mut BTreeSet<Cid>) {
    let mut stack: Vec<&Ipld> = values.into_iter().collect();
    while let Some(value) = stack.pop() {
        match value {
            Ipld::Link(cid) => {
                found.insert(*cid);
            }
            Ipld::List(items) => stack.extend(items),
            Ipld::Map(map) if Promise::of(value).is_none() => stack.extend(map.values()),
            _ => {}
        }
    }
}

fn outcome(receipt: &Envelope<Invocation>) -> Option<Outcome> {
    match receipt.unverified_payload().task().args().get("out")? {
        Ipld::Map(map) => Outcome::of(map.clone()),
        _ => None,
    }
}

/// What content links to; nothing, if it is no more than by its CID what that says.
fn of_block(block: &Block, found: &mut BTreeSet<Cid>) {
    if block.cid().codec() != DAG_CBOR {
        // The parts of a file are content of it, as are the files of a directory.
        found.extend(ipvm_content::links(block).into_iter().flatten());
    } else if let Ok(value) = dag_cbor::decode(block.bytes(), &Limits::default()) {
        // What stands in a promise is a task, in content too.
        links([&value], found);
    }
}
