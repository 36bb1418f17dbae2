//! Every test vector of the layer `ipvm-housekeeping`, one trial each.

#[path = "vectors/harness.rs"]
mod harness;

fn main() -> std::process::ExitCode {
    harness::main()
}
