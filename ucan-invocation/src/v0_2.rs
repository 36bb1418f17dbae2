//! The wire before 1.0: UCAN Invocation 0.2, as on the slides and in Homestar.
//!
//! Implements [UCAN Invocation 0.2.0] (`ucan-wg/invocation` at `d741eb5`) and what
//! `ipvm-wg/homestar` at `0f0a4f5` makes of it, with the decisions of `docs/rulings.md`
//! (ruling I12). The types have the names of that text, and so share some with 1.0.
//!
//! ```
//! use ucan_core::Did;
//! use ucan_invocation::v0_2::{Dialect, Encoded, Instruction, Links, Task};
//! use varsig::Ed25519Signer;
//!
//! let received = br#"{
//!   "run": {"rsc": "ipfs://bafybeibk42jwhq7w2zcpe6q3wgtleugp3ymfs3pa5gerjmnakqihhqx4zq",
//!           "op": "wasm/run", "input": {"func": "add_one", "args": [1]}, "nnc": ""},
//!   "meta": {"memory": 4294967296}, "prf": [], "cause": null
//! }"#;
//! let task = Encoded::<Task>::decode_dag_json(received)?;
//! let instruction = task.value().run.inline().ok_or("by link")?;
//! let address = "bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du";
//! assert_eq!(instruction.address().to_string(), address);
//!
//! // The same work on 1.0, on the subject who is to be asked for it.
//! let alice = Did::from_signer(&Ed25519Signer::from_seed(&[1; 32]));
//! let mut links = Links::new();
//! let new = instruction.to_wasm_task(alice.clone(), &mut links)?;
//! assert_eq!(new.command().as_str(), "/wasm/run");
//! assert_eq!(Instruction::from_wasm_task(&new, &mut links)?, (alice, instruction.clone()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Reading and writing
//!
//! [`Encoded`] reads canonical DAG-CBOR, and DAG-JSON in any layout, strictly: a field that is
//! unknown, missing or of another kind is refused. Both ways of writing are read; which one
//! is written is said by a [`Dialect`]. The form of the later slides is a type of its own,
//! [`Call`], which nothing takes for an instruction.
//!
//! | | Here |
//! |---|---|
//! | address of an [`Instruction`] | DAG-CBOR with SHA3-256 of all four fields, `nnc` as `""` and `input` as `{}` where they are missing |
//! | address of everything else | of its bytes as they came; a link with SHA2-256, as in the text's examples, names them too |
//! | `rsc` | a URI, kept as it is; a link is read as its `ipfs://` URI, as the field does |
//! | `op` | kept as it is, case included; white space is refused |
//! | `nnc` | ASCII, or 12 or 16 bytes, in the form in which it came |
//! | `prf` of a task | required, a list of links |
//! | `cause`, `iss` | absent, or null, which the field writes |
//! | promises | exactly `await/ok`, `await/error` or `await/*` over a link, at any depth, and in place of any field of an instruction but `op` |
//! | results | one key `ok` or `error`, or a list of a tag and a value; only where a result stands |
//! | `run`, `task`, `auth` | inline or a link |
//! | the name of a receipt's signature | `sig`, as in the schema; `s`, as in the examples, is read too, and both are refused |
//! | order of `fork` | read in any, since the text breaks its own rule; written by the text of the CIDs |
//! | integers beyond 64 bits in DAG-JSON | refused; two workflows of the field have one under `fuel`, and are addressed with a float in its place |
//!
//! What only the examples of the text have is not read: `task` and `auth` beside the fields of a
//! task, `ctx`, and `ucan/invocation@0.2.0` in place of `ucan/invoke@0.2.0`.
//!
//! # Signatures
//!
//! A [`Signature`] has the form of the examples: the code of an algorithm, a length, the bytes.
//! That of an [`Authorization`] is over the DAG-CBOR of its list of links; that of a
//! [`Receipt`] over the DAG-CBOR of the receipt without it. [`VerifiedAuthorization`],
//! [`SignedTask`] and [`VerifiedReceipt`] say who signed and are made by verification alone.
//! None of them says that somebody may: the proofs are UCANs of versions before 1.0, which
//! are not read here. For the same reason a receipt by a delegate of the executor is refused.
//! Codes of which the texts do not say what is signed are refused by name
//! ([`SignatureError::Open`]).
//!
//! # To 1.0 and back
//!
//! | 0.2 | 1.0 | Refused |
//! |---|---|---|
//! | `rsc` | `sub`, if it is a DID | any other URI ([`ConversionError::Resource`]): nobody's authority could be used |
//! | `rsc` of `wasm/run` | `args.mod`, the URI as it is; the subject is chosen | a module by link or as bytes ([`ConversionError::NotWasm`]): it would come back as a URI |
//! | `op` | `cmd`, with a slash in front | capital letters, `*`, the command `/` |
//! | `input` | `args`, as they are | a promise of the whole ([`ConversionError::Deferred`]) |
//! | `input.func`, `input.args` of `wasm/run` | `args.fun`, `args.params` | anything beside them |
//! | `nnc` | `nonce`: bytes, or the bytes of the text | text of 12 or 16 letters, which would come back as bytes; other bytes that are no ASCII |
//! | promises | promises of the tasks that [`Links`] has | an instruction without a known counterpart |
//! | `meta` | `meta`; empty is absent | `meta` of 1.0 that is there and empty; that of a receipt |
//! | `prf` | | any: proofs of one wire prove nothing in the other |
//! | `cause`, `ran`, `fork`, `join` | the links that [`Links`] has for them | a link without a known counterpart |
//! | the invoker, in the proofs | `iss`, beside the task | |
//! | | `aud`, `exp`, `nbf`, `iat` | any: this wire has them in its proofs |
//! | `out` | `out` | the tag `just` |
//! | `iss` of a receipt | | any: it is a delegate, and the delegation is not read |
//! | signatures | | stay behind: they are over the bytes of one wire, and 1.0 is signed anew |
//!
//! What is not refused comes back as it was.
//!
//! [UCAN Invocation 0.2.0]: https://github.com/ucan-wg/invocation/tree/d741eb54f8508d90062178a1bcf5e060970287ad

mod address;
mod authorization;
mod awaiting;
mod call;
mod capsule;
mod convert;
mod dialect;
mod effects;
mod encoded;
mod error;
mod instruction;
mod invocation;
mod nonce;
mod operation;
mod output;
mod receipt;
mod signature;
mod task;
mod uri;

pub use address::address;
pub use authorization::{Authorization, NotInScope, SignedTask, VerifiedAuthorization};
pub use awaiting::{Await, Deferrable};
pub use call::Call;
pub use capsule::{FieldReceiptCapsule, InvocationCapsule, ReceiptCapsule};
pub use convert::{Attested, ConversionError, Links};
pub use dialect::Dialect;
pub use effects::Effects;
pub use encoded::{Encoded, Reference, Wire};
pub use error::{InstructionError, ReadError, WriteError};
pub use instruction::Instruction;
pub use invocation::Invocation;
pub use nonce::{Nonce, NonceError};
pub use operation::{Operation, OperationError};
pub use output::Output;
pub use receipt::{Receipt, VerifiedReceipt};
pub use signature::{SignError, Signature, SignatureError, SignatureFormError};
pub use task::Task;
pub use uri::{Uri, UriError};
