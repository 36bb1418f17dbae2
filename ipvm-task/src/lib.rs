//! IPVM tasks: what one unit of work is, before anything runs it.
//!
//! Implements the task half of the [IPVM Workflow] draft (`ipvm-wg/workflow` at
//! `993447c`) on UCAN Invocation: the command is `/wasm/run`, its arguments are
//! `{mod, fun, params}` as in the invocation text's example, and configuration
//! stands beside the task under `meta["ipvm/config"]`.
//!
//! ```
//! use std::collections::BTreeMap;
//! use ipld_core::ipld::Ipld;
//! use ipvm_task::{Module, WasmCall};
//!
//! let module = *varsig::Block::raw(*b"\0asm").cid();
//! let call = WasmCall::new(Module::Link(module), "add-one", vec![Ipld::Integer(42)]);
//! assert_eq!(WasmCall::read(&call.to_args())?, call);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! | Feature | Default | Adds |
//! |---|---|---|
//! | `std` | yes | nothing visible; lets dependencies use the standard library |
//!
//! # What it does not do
//!
//! It runs nothing and knows no engine. Verification strategies other than
//! attestation, disk quotas, content handles and matching are not here yet: a task
//! that asks for one is refused, not run without it.
//!
//! [IPVM Workflow]: https://github.com/ipvm-wg/workflow/tree/993447c9a28430afe736c92f449c07fdeea6876f

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod computation;
mod config;
mod effect;
mod module;
mod wasm_call;

pub use computation::{ComputationKey, computation_key};
pub use config::{Config, ConfigError, FUEL_PER_GAS};
pub use effect::EffectClass;
pub use module::{Module, ModuleError};
pub use wasm_call::{WASM_RUN, WasmCall, WasmCallError, wasm_run};
