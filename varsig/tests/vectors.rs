//! Every test vector of the layers `varsig` and `codecs`, one trial each.

#[path = "vectors/harness.rs"]
mod harness;

fn main() -> std::process::ExitCode {
    harness::main()
}
