//! What the examples of the IPVM workspace work on.
//!
//! The programs stand beside this library, in `examples/` of the repository; run one with
//! `cargo run --release -p ipvm-examples --example NAME`:
//!
//! | Name | Shows |
//! |---|---|
//! | `delegate` | tokens alone: a delegation, an attenuation, an invocation, and what is refused; no engine, no store |
//! | `invoke` | from a container of tokens to work that is done once: sorted, proven, authorised, admitted, and refused the second time; no engine, no store |
//! | `receipt` | receipts: signed, delivered by a stranger, believed for the signature on them, and a forged one refused |
//! | `pipeline` | promises: the same four steps one after the other and all at once, between two executors that exchange containers |
//! | `revoke` | a delegation is taken back, by a delegate, with a path and by way of a record; the other chain stays |
//! | `minimal` | an executor in seven lines over a store on disk; a job waited for, and awaited without a runtime |
//! | `handlers` | a query and a mutation of one's own: whose they are, how long a result holds, what is refused, and what is done once; a mutation of which nobody knows how far it came, settled |
//! | `catch` | a workflow whose task gets too little fuel: an exception handler, which is a component, mends it in two ways; without one nothing is published |
//! | `registry` | releases of a program by its owner and by a robot for that name only, a yank, and three ways in that are none: resolved from a heap of bytes, the types checked, and run |
//! | `report` | a lookup, two mails and a report against servers on the loopback, of which two fail in the middle: nothing is sent twice |
//! | `event_log` | events through pure tasks, a query at the front and a mutation at the end: replayed from the beginning, from any point, with another event in it, and after a kill |
//! | `guest_effects` | a guest asks for two messages and goes on: one is sent, since it was lent, the other is not; nothing is sent without proof, or twice |
//! | `gateway` | content fetched from a trustless gateway on the loopback; one that lies, one without end, one that is slow and one that redirects are each found out; a file of UnixFS in many blocks, given to a component |
//! | `embed` | an executor in a program of one's own: a delegated workflow of two tasks, its receipts, and how the second run computes nothing |
//! | `limits` | a task built, limited and explained: which layer says what holds, and what is refused with its place |
//! | `match` | signed offers of executors against the needs of a task: ranked, or refused with every reason |
//! | `judge` | receipts of three executors of which one lies, judged by every strategy of verification; no engine, no store |
//! | `verify` | five executors that run one program, of which one lies about the output, one about the signature and one says two things: each is caught, and the evidence checked by a third party; a store checked by lot |
//! | `reverse_lookup` | from a photograph to what was computed from it, and from a picture to where it comes from: read from the index, each as far as it is one's own |
//! | `move_workflow` | a workflow suspended, moved as one file, and ended on an executor that trusts the first, and on one that trusts nobody |
//! | `workflow` | a workflow written in code, sealed, planned and walked through by hand: a failure that is mended, a mutation that waits, the receipt of it all; no engine, no store |

#![forbid(unsafe_code)]

/// A component with the functions `crop`, `rotate90`, `blur` and `grayscale`, each from PNG to PNG;
/// its source and its world stand in `examples/guests/image-ops`.
pub const IMAGE_OPS: &[u8] = include_bytes!("../guests/components/image-ops.wasm");

/// A component with the functions `orientation` and `size`, which say something about a PNG; its
/// source stands in `examples/guests/classifier`.
pub const CLASSIFIER: &[u8] = include_bytes!("../guests/components/classifier.wasm");

/// A photograph of 512 x 512 pixels, in PNG and in the public domain; see `examples/images`.
pub const PHOTOGRAPH: &[u8] = include_bytes!("../images/astronaut.png");

/// The README of the repository, whose program is a test of this package.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// The guide to workflows, whose program is a test of this package.
#[cfg(doctest)]
#[doc = include_str!("../../docs/workflows.md")]
struct WorkflowGuide;

/// The house style of the repository, whose right examples are tests of this package.
#[cfg(doctest)]
#[doc = include_str!("../../CONTRIBUTING.md")]
struct HouseStyle;
