//! The layers of the crate, and what a build leaves out of them.

mod algorithms;
mod codecs;
mod headers;
pub(super) mod names;
mod operations;
mod signatures;

use ipvm_conformance::Case;

pub(super) use operations::run;

/// Whether a case is about an algorithm that this build leaves out. Then it has to refuse it
/// as unsupported, whatever the case expects.
#[must_use]
pub fn left_out(case: &Case) -> bool {
    (case.has_tag("feature:rsa") && !cfg!(feature = "rsa"))
        || (case.has_tag("feature:bls") && !cfg!(feature = "bls"))
        // No build has it: no kept library verifies Ed448.
        || case.has_tag("feature:ed448")
}
