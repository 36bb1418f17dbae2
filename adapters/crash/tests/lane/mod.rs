//! One store after the other, and what a bystander knows of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use cid::Cid;
use ipvm_crash::{Effects, Last, Line, Work, works_of};
use ipvm_redb::RedbStore;
use ipvm_runtime::store::{Address, Memo, Receipts};
use tempfile::TempDir;
use ucan_core::{Check, DidKeyResolver, Envelope, Proofs, Timestamp};
use ucan_invocation::{Branch, Invocation, Receipt as IssuedReceipt};
use varsig::VerifierSet;

/// How a process is to end.
#[derive(Clone, Debug)]
pub(crate) enum End {
    /// By itself, with everything done.
    Finished,
    /// By itself, where it is told, unless it does not come there.
    At(Last),
    /// Killed after this time, unless it has finished before.
    After(Duration),
}

/// Processes that follow each other over the same store.
pub(crate) struct Lane {
    root: TempDir,
    stores: u64,
    round: u64,
    /// The rounds of the store that is in use.
    known: Vec<u64>,
    acknowledged: BTreeMap<Cid, Cid>,
    indeterminate: BTreeSet<Cid>,
    /// What happened, for whoever wants to know.
    counts: BTreeMap<&'static str, u64>,
}

impl Lane {
    pub(crate) fn new() -> Self {
        Self {
            root: tempfile::tempdir().expect("there is room for a store"),
            stores: 0,
            round: 0,
            known: Vec::new(),
            acknowledged: BTreeMap::new(),
            indeterminate: BTreeSet::new(),
            counts: BTreeMap::new(),
        }
    }

    /// From now on in a new store.
    pub(crate) fn begin_store(&mut self) {
        self.stores += 1;
        self.known.clear();
        self.acknowledged.clear();
        self.indeterminate.clear();
    }

    fn directory(&self) -> PathBuf {
        self.root.path().join(format!("store {}", self.stores))
    }

    fn effects(&self) -> Effects {
        Effects::new(self.root.path().join(format!("effects {}", self.stores)))
    }

    /// One process. Returns the step at which it ended itself, and on which
    /// side; `None` if it finished.
    pub(crate) fn round(&mut self, threads: usize, end: End) -> Option<(String, String)> {
        self.round += 1;
        self.known.push(self.round);
        let last = if let End::At(last) = &end { last } else { &Last::None };
        let mut child = Command::new(env!("CARGO_BIN_EXE_ipvm-crash-child"))
            .arg(self.directory())
            .arg(self.root.path().join(format!("effects {}", self.stores)))
            .args([self.round.to_string(), threads.to_string(), last.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the child starts");
        let lines = said(&mut child, &end);
        let (mut finished, mut at) = (false, None);
        for line in lines {
            match line {
                Line::Open => {}
                Line::Finished => finished = true,
                Line::Ends { step, side } => at = Some((step, side)),
                Line::Done { task, receipt } => self.acknowledge(task, receipt, "done"),
                Line::Settled { task, receipt } => self.acknowledge(task, receipt, "settled"),
                Line::Indeterminate { task } => {
                    let known = self.acknowledged.get(&task);
                    assert_eq!(known, None, "{task} was acknowledged and became indeterminate");
                    self.indeterminate.insert(task);
                }
            }
        }
        let ended = if finished { "finished" } else { "killed" };
        *self.counts.entry(ended).or_default() += 1;
        assert!(
            finished || !matches!(end, End::Finished | End::At(Last::None)),
            "it did not finish"
        );
        at
    }

    fn acknowledge(&mut self, task: Cid, receipt: Cid, how: &'static str) {
        match self.acknowledged.insert(task, receipt) {
            None => *self.counts.entry(how).or_default() += 1,
            Some(before) => {
                assert_eq!(before, receipt, "another receipt of {task} was acknowledged before");
            }
        }
    }

    /// Opens the store and looks at everything that was ever acknowledged in it.
    pub(crate) fn check(&self) {
        let store = RedbStore::open(self.directory()).expect("the store opens");
        let counts = self.effects().counts().expect("the effects can be read");
        let works = || self.known.iter().flat_map(|round| works_of(*round));
        let pure: BTreeSet<Cid> =
            works().filter(|work| !work.is_mutation()).map(|work| *work.task().id()).collect();
        for (task, receipt) in &self.acknowledged {
            assert_eq!(store.lookup(&Address::Task(*task)), Ok(Some(*receipt)), "{task}");
            let branch = branch_of(&store, task, receipt);
            assert!(branch == Branch::Ok || !pure.contains(task), "{task} is pure and settled");
        }
        for work in works() {
            self.check_effects(&store, work, &counts);
        }
    }

    fn check_effects(&self, store: &RedbStore, work: Work, counts: &BTreeMap<String, usize>) {
        let task = *work.task().id();
        let count = counts.get(&task.to_string()).copied().unwrap_or(0);
        if !work.is_mutation() {
            assert!(!self.indeterminate.contains(&task), "{work:?} is pure and indeterminate");
            return;
        }
        assert!(count <= 1, "{work:?} was done {count} times");
        // Whoever has the result has done it; whoever settled does not know.
        let remembered = store.lookup(&Address::Task(task)).expect("the store reads");
        if remembered.is_some_and(|receipt| branch_of(store, &task, &receipt) == Branch::Ok) {
            assert_eq!(count, 1, "{work:?} has a result and was not done");
        }
    }
}

/// On which branch a receipt ends, which must be there, signed, and of this task.
fn branch_of(store: &RedbStore, task: &Cid, receipt: &Cid) -> Branch {
    let block = Receipts::get(store, receipt).expect("the store reads").expect("it is there");
    let verified = Envelope::<Invocation>::decode_block(block)
        .expect("it is a token")
        .verify(&DidKeyResolver, &VerifierSet::default())
        .expect("it is signed");
    let receipt = IssuedReceipt::accept(&verified, &Proofs::new(), &Check::at(Timestamp::EPOCH));
    let receipt = receipt.expect("it is a receipt");
    assert_eq!(receipt.ran(), task);
    receipt.outcome().branch()
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rounds in {} stores: {:?}", self.round, self.stores, self.counts)
    }
}

/// What the child said until it ended.
fn said(child: &mut Child, end: &End) -> Vec<Line> {
    let output = child.stdout.take().expect("it is piped");
    let reader = thread::spawn(move || {
        let mut lines = Vec::new();
        let mut output = BufReader::new(output);
        let mut line = String::new();
        while output.read_line(&mut line).is_ok_and(|length| length > 0) {
            // What has no end was not said.
            let whole = line.strip_suffix('\n').and_then(Line::read);
            lines.extend(whole);
            line.clear();
        }
        lines
    });
    if let End::After(time) = end {
        thread::sleep(*time);
        // On unix this is SIGKILL: nothing in the child runs after it.
        child.kill().expect("it can be killed");
    }
    let mut errors = String::new();
    let mut stderr = child.stderr.take().expect("it is piped");
    stderr.read_to_string(&mut errors).expect("it writes text");
    let status = child.wait().expect("it ends");
    // Whoever is killed has no exit code.
    assert!(status.code().is_none_or(|code| code == 0), "the child failed: {errors}");
    reader.join().expect("the output can be read")
}
