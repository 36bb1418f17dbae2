//! Every test vector, one trial each.

use ipvm_vectors_trials::Suite;

/// All layers that this build has.
const LAYERS: &[&str] = &[
    "varsig",
    "codecs",
    "ucan-core",
    "ucan-invocation",
    "ucan-pipeline",
    "ipld-wit",
    "ipvm-content",
    "ipvm-task",
    "ipvm-workflow",
    "ipvm-registry",
    #[cfg(feature = "runtime")]
    "ipvm-execution",
    #[cfg(feature = "runtime")]
    "ipvm-housekeeping",
    #[cfg(feature = "runtime")]
    "ipvm-wasi",
];

fn main() -> std::process::ExitCode {
    Suite::new(env!("CARGO_MANIFEST_DIR"), LAYERS, ipvm_vectors_own::run)
        .leaving_out(ipvm_vectors_own::left_out)
        .main()
}
