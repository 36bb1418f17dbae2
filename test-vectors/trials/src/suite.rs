//! The trials of one program.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use ipvm_conformance::{Case, Fault, Run, agrees};
use ipvm_vectors_loader::Corpus;
use libtest_mimic::{Arguments, Failed, Trial};

/// What a build says of an algorithm that it leaves out.
const UNSUPPORTED: [&str; 3] =
    ["SecretKeyUnsupportedType", "UnsupportedAlgorithm", "UnsupportedKeyType"];

/// The layers of a program, and how it runs their operations.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Suite {
    package: &'static str,
    layers: &'static [&'static str],
    run: fn(&Case) -> Run,
    left_out: fn(&Case) -> bool,
}

impl Suite {
    /// The cases of `layers`, run by `run`. `package` is `env!("CARGO_MANIFEST_DIR")`:
    /// `test-vectors/` stands in that folder or above it.
    pub const fn new(
        package: &'static str,
        layers: &'static [&'static str],
        run: fn(&Case) -> Run,
    ) -> Self {
        Self { package, layers, run, left_out: |_| false }
    }

    /// A case that is about an algorithm which this build leaves out must be refused as
    /// unsupported, whatever it expects.
    pub const fn leaving_out(mut self, left_out: fn(&Case) -> bool) -> Self {
        self.left_out = left_out;
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
        let (right, expected) = if (self.left_out)(case) {
            (
                matches!(&got, Err(refusal) if UNSUPPORTED.contains(&refusal.name.as_ref())),
                format!("one of {UNSUPPORTED:?}, as this build lacks what the case is about"),
            )
        } else {
            (agrees(&case.expected, &got), format!("{:?}", case.expected))
        };
        if right {
            return Ok(());
        }
        let got = format!("{got:?}\n    case {}: {}", case.id, case.title);
        Err(Fault::Outcome { expected, got })
    }
}
