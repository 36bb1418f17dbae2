//! Where the arithmetic comes from.
//!
//! Every provider has the same verdict on every input; they differ in speed and
//! in what they need from the machine. Which one stands behind a name of
//! [`verifiers`](crate::verifiers) is a matter of features. The modules are open
//! so that the verdicts can be compared, and so that an embedder can insist.

#[cfg(feature = "aws-lc")]
pub mod aws_lc;
#[cfg(feature = "bls")]
pub mod bls;
mod ed25519_batch;
#[cfg(feature = "rsa")]
pub mod rsa;
pub mod rust_crypto;
pub(crate) mod small_order;
