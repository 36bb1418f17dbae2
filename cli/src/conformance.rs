//! `ipvm conformance`: the test vectors against this implementation or another.

mod matrix;

use std::{env, fs, io, path::PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use ipvm_conformance::{
    CaseResult, Child, Conformance, Exceptions, Implementation, InProcess, Observer, serve,
};

use crate::{
    arguments::{Choice, ConformanceCommand, ReportFormat, RunConformance, Vectors},
    error::CliError,
    terminal::Output,
};

/// Whether the report is clean.
pub(crate) fn run(command: &ConformanceCommand) -> Result<bool, CliError> {
    match command {
        ConformanceCommand::Run(options) => judge(options),
        ConformanceCommand::Serve => {
            let (requests, answers) = (io::stdin().lock(), io::stdout().lock());
            serve(&mut ours(), requests, answers).map(|()| true).map_err(CliError::Serve)
        }
        ConformanceCommand::List { choice } => list(choice),
        ConformanceCommand::Show { id, vectors } => show(id, vectors),
        ConformanceCommand::Matrix(options) => matrix::run(options),
    }
}

/// This implementation.
fn ours() -> InProcess {
    InProcess::new("ipvm", env!("CARGO_PKG_VERSION"), ipvm_vectors_own::run)
}

fn judge(options: &RunConformance) -> Result<bool, CliError> {
    let mut conformance = chosen(&options.choice)?;
    if let Some(path) = &options.exceptions {
        conformance = conformance.with_exceptions(Exceptions::read(path)?);
    }
    let mut implementation: Box<dyn Implementation> = match options.program.as_slice() {
        [] => Box::new(ours()),
        [program, arguments @ ..] => {
            Box::new(Child::new(program, arguments).with_timeout(options.timeout))
        }
    };
    let mut watched = Watched::new();
    let report = conformance.observed(implementation.as_mut(), &mut watched)?;
    watched.ends();
    let text = match options.format {
        ReportFormat::Human => report.human(),
        ReportFormat::Junit => report.junit(),
        ReportFormat::Tap => report.tap(),
        ReportFormat::Json => report.json(),
    };
    put(&text, options.output.as_ref())?;
    Ok(report.is_clean())
}

/// Writes a report to a file, or else to standard output.
fn put(text: &str, output: Option<&PathBuf>) -> Result<(), CliError> {
    match output {
        Some(path) => fs::write(path, text).map_err(CliError::file(path)),
        None => Output::open().line(text.trim_end_matches('\n')),
    }
}

fn list(choice: &Choice) -> Result<bool, CliError> {
    let conformance = chosen(choice)?;
    Output::open().lines(conformance.chosen().map(|(case, _)| case.id.clone()))?;
    Ok(true)
}

fn show(id: &str, vectors: &Vectors) -> Result<bool, CliError> {
    let folder = folder(vectors)?;
    let unknown = || CliError::NoCase { id: id.to_owned() };
    let mut parts = id.split('/');
    let (Some(layer), Some(topic), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(unknown());
    };
    if [layer, topic].iter().any(|part| part.contains(['.', '\\']) || part.is_empty()) {
        return Err(unknown());
    }
    let path = folder.join(layer).join(topic).with_extension("json");
    let file = fs::read_to_string(&path).map_err(|_| unknown())?;
    let file: serde_json::Value = serde_json::from_str(&file).map_err(|_| unknown())?;
    let mut cases = file["cases"].as_array().into_iter().flatten();
    let case = cases.find(|case| case["id"] == id).ok_or_else(unknown)?;
    put(&format!("{case:#}\n"), None)?;
    Ok(true)
}

/// The cases that were asked for. A word that stands for none is a mistake.
fn chosen(choice: &Choice) -> Result<Conformance, CliError> {
    let mut conformance = Conformance::read(folder(&choice.vectors)?)?;
    for layer in &choice.layer {
        conformance = conformance.of_layer(layer);
    }
    for tag in &choice.tag {
        conformance = conformance.with_tag(tag);
    }
    for case in &choice.case {
        conformance = conformance.of_cases(case);
    }
    match conformance.chosen_in_vain().first() {
        Some(word) => Err(CliError::NoCase { id: (*word).to_owned() }),
        None if conformance.chosen().next().is_none() => Err(CliError::NoCases),
        None => Ok(conformance),
    }
}

/// The folder of the vectors.
fn folder(vectors: &Vectors) -> Result<PathBuf, CliError> {
    let named = vectors.vectors.clone();
    if let Some(folder) = named.or_else(|| env::var_os("IPVM_VECTORS").map(PathBuf::from)) {
        return Ok(folder);
    }
    let here = env::current_dir().map_err(CliError::Output)?;
    let mut above = here.ancestors().map(|folder| folder.join("test-vectors"));
    above.find(|folder| folder.join("operations.json").is_file()).ok_or(CliError::NoVectors)
}

/// A bar on a terminal, and nothing elsewhere.
struct Watched {
    bar: ProgressBar,
    /// What is against the implementation is not named while it goes on.
    quiet: bool,
}

impl Watched {
    fn new() -> Self {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self { bar, quiet: false }
    }

    fn quiet() -> Self {
        Self { quiet: true, ..Self::new() }
    }

    fn ends(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Watched {
    fn begins(&mut self, cases: usize) {
        self.bar.set_length(u64::try_from(cases).unwrap_or(u64::MAX));
    }

    fn is_judged(&mut self, result: &CaseResult) {
        if result.counts_against() && !self.quiet {
            self.bar.println(format!("{}: {}", result.verdict.kind(), result.id));
        }
        self.bar.set_message(result.layer().to_owned());
        self.bar.inc(1);
    }
}
