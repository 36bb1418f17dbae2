//! The trials of one program.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use ipvm_vectors_loader::{Case, Corpus};
use libtest_mimic::{Arguments, Failed, Trial};

use crate::outcome::{Fault, Run, agrees};

/// The layers of a program, and how it runs their operations.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Suite {
    package: &'static str,
    layers: &'static [&'static str],
    run: fn(&Case) -> Run,
    instead: fn(&Case) -> Option<&'static [&'static str]>,
}

impl Suite {
    /// The cases of `layers`, run by `run`. `package` is `env!("CARGO_MANIFEST_DIR")`:
    /// `test-vectors/` stands in that folder or above it.
    pub const fn new(
        package: &'static str,
        layers: &'static [&'static str],
        run: fn(&Case) -> Run,
    ) -> Self {
        Self { package, layers, run, instead: |_| None }
    }

    /// For a case that is about something this build leaves out, `names` says which errors
    /// are right in place of what the case expects.
    pub const fn leaving_out(
        mut self,
        names: fn(&Case) -> Option<&'static [&'static str]>,
    ) -> Self {
        self.instead = names;
        self
    }

    /// Runs the trials that the command line asks for.
    #[must_use]
    pub fn main(self) -> ExitCode {
        let arguments = Arguments::from_args();
        let corpus = match Corpus::check_all(self.folder()) {
            Ok(corpus) => corpus,
            Err(errors) => {
                errors.iter().for_each(|error| eprintln!("error: {error}"));
                return ExitCode::FAILURE;
            }
        };
        let mut trials = Vec::new();
        for layer in self.layers {
            let before = trials.len();
            trials.extend(corpus.layer(layer).map(|case| {
                let name = case.id.replace('/', "::");
                let case = case.clone();
                Trial::test(name, move || self.judge(&case).map_err(Failed::from))
            }));
            if trials.len() == before {
                eprintln!("error: there are no vectors of the layer {layer}");
                return ExitCode::FAILURE;
            }
        }
        libtest_mimic::run(&arguments, trials).exit_code()
    }

    fn folder(&self) -> PathBuf {
        let mut candidates =
            Path::new(self.package).ancestors().map(|folder| folder.join("test-vectors"));
        candidates.find(|folder| folder.is_dir()).unwrap_or_default()
    }

    fn judge(&self, case: &Case) -> Result<(), Fault> {
        let got = (self.run)(case)?;
        let (right, expected) = match (self.instead)(case) {
            Some(names) => (
                matches!(&got, Err(refusal) if names.contains(&refusal.name)),
                format!("one of {names:?}, as this build does not have what the case is about"),
            ),
            None => (agrees(&case.expected, &got), format!("{:?}", case.expected)),
        };
        if right {
            return Ok(());
        }
        let got = format!("{got:?}\n    case {}: {}", case.id, case.title);
        Err(Fault::Outcome { expected, got })
    }
}
