//! A report as text, with what is known of why tasks failed.

use std::fmt;

use ucan_invocation::Outcome;
use ucan_pipeline::BranchMismatch;
use varsig::dag_json;

use super::{JobReport, TaskReport};

/// How many characters of an error are shown.
const SHOWN: usize = 200;

impl JobReport {
    /// The task that ended on the other branch than the one labelled `label` awaited, so that
    /// this one ended with `BranchMismatch` (ruling I5). The receipt of that fault names a
    /// receipt and no label, since labels are those of one workflow.
    ///
    /// `None` if it did not end so, if that is secret, or if what it awaited was no task of this
    /// job, or an answer of the exception handler.
    #[must_use]
    pub fn broken_by(&self, label: &str) -> Option<&TaskReport> {
        let from = mismatch(self.task(label)?)?.from;
        self.tasks.iter().find(|task| task.receipt() == Some(&from))
    }
}

/// Why a task ended, if its promise was broken. A guest's own error cannot pass for it.
fn mismatch(task: &TaskReport) -> Option<BranchMismatch> {
    let is_fault = task.attested()?.released().meta().fault;
    BranchMismatch::of(task.result()?).filter(|_| is_fault)
}

/// One line for each task, in the order in which they ended: the label, how it went, and the receipt;
/// behind that the error, if it is no secret, as DAG-JSON.
///
/// ```text
/// crop: executed, with an error, receipt zdpu…: {"message":"…","name":"LimitReached"}
/// blur: executed, with an error, receipt zdpu…: it awaits the ok of `crop`
/// publish: no receipt, since the tasks before it failed, so that it was not begun
/// ```
impl fmt::Display for JobReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, task) in self.tasks.iter().enumerate() {
            if number > 0 {
                writeln!(f)?;
            }
            write!(f, "{task}")?;
            match (self.broken_by(&task.label), mismatch(task), task.result()) {
                (Some(other), Some(BranchMismatch { expected, .. }), _) => {
                    write!(f, ": it awaits the {expected} of `{}`", other.label)?;
                }
                (_, _, Some(Outcome::Error(error))) => {
                    let text = dag_json::encode(error).map_err(|_| fmt::Error);
                    write!(f, ": {}", Cut(&String::from_utf8_lossy(&text.unwrap_or_default())))?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The beginning of a text.
struct Cut<'a>(&'a str);

impl fmt::Display for Cut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(SHOWN) {
            Some((end, _)) => write!(f, "{}…", &self.0[..end]),
            None => f.write_str(self.0),
        }
    }
}
