//! From the cases of `test-vectors/` to trials, each named by the id of its case.
//!
//! The package that includes this has the features `rsa` and `bls` exactly where the
//! crate that it tests has them.

mod algorithms;
mod codecs;
mod headers;
mod names;
mod operations;
mod signatures;

use std::{
    fmt,
    path::{Path, PathBuf},
    process::ExitCode,
};

use ipvm_vectors_loader::{Case, Corpus, Expected, InputError, LoadError, Value};
use libtest_mimic::{Arguments, Failed, Trial};

/// The layers whose operations are interpreted here.
const LAYERS: [&str; 2] = ["varsig", "codecs"];

/// Runs the trials that the command line asks for.
pub(crate) fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let corpus = match Corpus::check_all(folder()) {
        Ok(corpus) => corpus,
        Err(errors) => {
            errors.iter().for_each(|error: &LoadError| eprintln!("error: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let trials = LAYERS
        .into_iter()
        .flat_map(|layer| corpus.layer(layer))
        .map(|case| {
            let name = case.id.replace('/', "::");
            let case = case.clone();
            Trial::test(name, move || judge(&case).map_err(Failed::from))
        })
        .collect::<Vec<_>>();
    if trials.is_empty() {
        eprintln!("error: there are no vectors of the layers {LAYERS:?}");
        return ExitCode::FAILURE;
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// `test-vectors/`, in the folder of the package or above it.
fn folder() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let candidates = package.ancestors().map(|folder| folder.join("test-vectors"));
    candidates.into_iter().find(|folder| folder.is_dir()).unwrap_or_default()
}

/// What came out of an operation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Value(Value),
    Cid(String),
    Refused(Refusal),
}

/// An error under its neutral name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) name: &'static str,
    pub(crate) offset: Option<usize>,
    /// What it said, for the reader of a failed trial.
    pub(crate) message: String,
}

/// A case that does not come out as it must, or cannot be run.
#[derive(Debug)]
pub(crate) enum Fault {
    Input(InputError),
    /// An input whose text this does not know.
    Choice {
        input: &'static str,
        found: String,
    },
    UnknownOperation(String),
    /// The case is not of this shape, or the crate broke an invariant.
    Invariant(&'static str),
    Outcome {
        expected: String,
        got: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(error) => error.fmt(f),
            Self::Choice { input, found } => write!(f, "the input {input} cannot be {found:?}"),
            Self::UnknownOperation(name) => write!(f, "the operation {name} is not run here"),
            Self::Invariant(what) => f.write_str(what),
            Self::Outcome { expected, got } => write!(f, "expected {expected}\n     got {got}"),
        }
    }
}

impl From<InputError> for Fault {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

fn judge(case: &Case) -> Result<(), Fault> {
    let got = operations::run(case)?;
    let matches = match (&case.expected, &got) {
        _ if is_left_out(case) => matches!(&got, Outcome::Refused(refusal)
            if names::UNSUPPORTED.contains(&refusal.name)),
        (Expected::Value(expected), Outcome::Value(got)) => expected == got,
        (Expected::Cid(expected), Outcome::Cid(got)) => expected == got,
        (Expected::Error { name, offset }, Outcome::Refused(refusal)) => {
            refusal.name == name
                && offset.is_none_or(|offset| {
                    refusal.offset.and_then(|found| u64::try_from(found).ok()) == Some(offset)
                })
        }
        _ => false,
    };
    if matches {
        return Ok(());
    }
    let expected = if is_left_out(case) {
        "an error that says this build does not support it".to_owned()
    } else {
        format!("{:?}", case.expected)
    };
    Err(Fault::Outcome { expected, got: format!("{got:?}\n    case {}: {}", case.id, case.title) })
}

/// Whether this build must answer "unsupported" in place of what the case expects.
fn is_left_out(case: &Case) -> bool {
    (case.has_tag("feature:rsa") && !cfg!(feature = "rsa"))
        || (case.has_tag("feature:bls") && !cfg!(feature = "bls"))
        // No build has it: no kept library verifies Ed448.
        || case.has_tag("feature:ed448")
}
