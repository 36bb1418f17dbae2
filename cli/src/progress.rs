//! What is going on, on standard error.

use std::{io::IsTerminal as _, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};
use ipvm_runtime::{Observer, TaskOutcome, TaskReport};

use crate::terminal::say;

/// A spinner on a terminal; a line per finished task everywhere else.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    /// Nothing is said where there is no terminal.
    silent: bool,
    workflow: &'static str,
}

impl Progress {
    pub(crate) fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(80));
            bar
        });
        Self { bar, silent: false, workflow: "" }
    }

    /// For what is called by scripts: nothing where there is no terminal.
    pub(crate) fn on_terminals() -> Self {
        let mut progress = Self::new();
        progress.silent = true;
        progress
    }

    /// Says what is being done between workflows.
    pub(crate) fn say(&self, what: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(what.to_owned()),
            None if self.silent => {}
            None => say!("{what}"),
        }
    }

    /// Does something that prints, with no bar in the way.
    pub(crate) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Says which workflow the next tasks belong to.
    pub(crate) fn workflow(&mut self, workflow: &'static str) -> &mut Self {
        self.workflow = workflow;
        self
    }
}

impl Observer for Progress {
    fn started(&mut self, label: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(match self.workflow {
                "" => "running".to_owned(),
                workflow => format!("workflow {workflow}: {label}"),
            });
        }
    }

    fn finished(&mut self, report: &TaskReport) {
        if self.bar.is_none() && !self.silent {
            say!("workflow {}: {} {}", self.workflow, report.label, how(report));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// One word for how a task ended.
pub(crate) fn how(report: &TaskReport) -> &'static str {
    match &report.outcome {
        TaskOutcome::Executed { .. } if report.is_ok() => "executed",
        TaskOutcome::Reused { .. } if report.is_ok() => "reused",
        TaskOutcome::Indeterminate { .. } => "indeterminate",
        _ => "failed",
    }
}
