//! A deterministic WASI 0.2: what ordinary toolchains leave in a component, and nothing that a
//! guest could learn from.
//!
//! Compilers for Rust, JavaScript, Python and others make components that import interfaces of
//! WASI, whether or not the program needs them. An executor with this host takes them:
//!
//! ```
//! # use std::sync::Arc;
//! # use ipvm_runtime::{Executor, Stores, store::MemoryStore};
//! # use varsig::Ed25519Signer;
//! # let signer = Arc::new(Ed25519Signer::from_seed(&[9; 32]));
//! # let stores = Stores::from(Arc::new(MemoryStore::new()));
//! let executor =
//!     Executor::builder(signer, stores).with_host(Arc::new(ipvm_wasi::Wasi::new())).build()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The profile
//!
//! It has one name, [`PROFILE`], and nothing in it can be set that a guest could see. The name
//! is part of the computation key of every component that imports from it (ruling O62).
//!
//! | Interface of `wasi:…@0.2.N` | What a guest gets |
//! |---|---|
//! | `cli/environment` | no variables, no arguments, no working directory |
//! | `cli/stdin` | a stream that is at its end |
//! | `cli/stdout`, `cli/stderr` | streams that take everything; the embedder gets the beginning |
//! | `cli/terminal-…` | no terminal |
//! | `cli/exit` | a trap, whatever the code: the function did not return |
//! | `clocks/wall-clock`, `clocks/monotonic-clock` | a clock that stands at [`CLOCK_START`] and goes on only when the guest waits, by as much as it waits, and at once |
//! | `random/random`, `random/insecure` | a sequence made from the task as resolved, see below |
//! | `random/insecure-seed` | a constant, see below |
//! | `filesystem/preopens` | no directory, so that nothing of `filesystem/types` can be used |
//! | `sockets/…` | `not-supported` for every socket, `permanent-resolver-failure` for every name |
//! | `io/…` | what the others need |
//!
//! Everything else, `wasi:http` for example, is outside of it: a component that imports that is
//! refused with the list of all that is missing. One definition serves every 0.2.N.
//!
//! # Randomness
//!
//! Of every generator, of which `name` is the interface (`random` or `insecure`), block *i* is
//! `SHA2-256(key ‖ i)`, with *i* as eight bytes, the most significant first, and
//! `key = SHA2-256("ipvm-wasi-1" ‖ 0 ‖ name ‖ 0 ‖ seed)`. The blocks one behind the other are the
//! sequence: bytes are taken as they come, and a `u64` is the next eight, the least significant
//! first. The executor's seed is the CID of the task as resolved, as bytes. So it is the same
//! wherever the task is run, and **everybody can compute it**: it is no secret, and no key may be
//! made from it.
//!
//! A call that takes a byte of either belongs to its task alone, and has no computation key
//! (ruling O63). Programs ask for `insecure-seed` to set up hash maps, mostly before they do
//! anything, and WASI lets it be a constant: here it is (1, 2), so that such programs share
//! results like any others.
//!
//! # What it costs
//!
//! Part of the profile, as the receipt says how much fuel was used: 1,000 for every call, one
//! more for each byte that is written, 16 for each random byte, 10 for each handle in a poll, and
//! one for each byte of a name that is looked up.
//!
//! # What it does not do
//!
//! It opens no file and no socket, and knows no time, no environment and no randomness of the machine.
//! It is of WASI 0.2 alone: what imports another version, or `wasi:http`, is refused. Of what a guest
//! prints it keeps the beginning only.

#![forbid(unsafe_code)]

mod clock;
mod definitions;
mod generator;
mod host;
mod interfaces;
mod state;

pub use clock::CLOCK_START;
pub use host::{PROFILE, Wasi};
