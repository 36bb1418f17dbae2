//! Every test vector of the layers `varsig` and `codecs`, one trial each, under the native
//! provider.

use ipvm_vectors_trials::Suite;

fn main() -> std::process::ExitCode {
    Suite::new(env!("CARGO_MANIFEST_DIR"), &["varsig", "codecs"], ipvm_vectors_own::run)
        .leaving_out(ipvm_vectors_own::left_out)
        .main()
}
