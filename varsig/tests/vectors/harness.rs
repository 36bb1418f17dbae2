//! The layers of the crate, and what a build leaves out of them.
//!
//! The package that includes this has the features `rsa` and `bls` exactly where the
//! crate that it tests has them.

mod algorithms;
mod codecs;
mod headers;
mod names;
mod operations;
mod signatures;

use std::process::ExitCode;

use ipvm_vectors_trials::{Case, Suite};

/// What a build says of a feature that it leaves out.
const UNSUPPORTED: &[&str] =
    &["SecretKeyUnsupportedType", "UnsupportedAlgorithm", "UnsupportedKeyType"];

/// Runs the trials that the command line asks for.
pub(crate) fn main() -> ExitCode {
    Suite::new(env!("CARGO_MANIFEST_DIR"), &["varsig", "codecs"], operations::run)
        .leaving_out(unsupported_instead)
        .main()
}

/// Whether this build must answer "unsupported" in place of what the case expects.
fn unsupported_instead(case: &Case) -> Option<&'static [&'static str]> {
    let left_out = (case.has_tag("feature:rsa") && !cfg!(feature = "rsa"))
        || (case.has_tag("feature:bls") && !cfg!(feature = "bls"))
        // No build has it: no kept library verifies Ed448.
        || case.has_tag("feature:ed448");
    left_out.then_some(UNSUPPORTED)
}
