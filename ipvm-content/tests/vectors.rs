//! Every test vector of the layer `ipvm-content`, one trial each.

#[path = "vectors/harness.rs"]
mod harness;

fn main() -> std::process::ExitCode {
    harness::main()
}
