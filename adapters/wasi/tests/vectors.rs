//! Every test vector of the layer `ipvm-wasi`, one trial each, through the real engine.

#[path = "vectors/harness.rs"]
mod harness;

fn main() -> std::process::ExitCode {
    harness::main()
}
