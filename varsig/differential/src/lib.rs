//! Tests that every provider of `varsig` has the same verdict on every input.
//!
//! The package holds nothing but tests. It is apart from `varsig` because it
//! turns on all of its features, so that `cargo test --workspace` compares the
//! providers whatever the default features are.
//!
//! - Ed25519 and ECDSA have two providers: they are given valid, mutated and
//!   hostile signatures, those of Wycheproof among them, and must agree; what
//!   they agree on must be what the text or Wycheproof says.
//! - RSA and BLS have one provider, which is compared with Wycheproof and with
//!   published beacons of drand.
//!
//! # Why a batch is more than a sum
//!
//! Verification without a cofactor, which RFC 8032 and `verify_strict` do, asks
//! whether \[S\]B = R + \[k\]A. A batch asks whether a random combination of many
//! such equations holds. The holder of a key can add a point of small order to
//! R. The single equation then never holds; in the combination the random factor
//! makes the point vanish for one signature in eight. The verdict would hang on
//! the factor, which hangs on what else is in the batch: two validators could
//! differ on one token for good. A test here shows it for `ed25519-dalek`. So
//! `Verifier::verify_all` of `varsig` first asks whether there is such
//! a point on any R, and ruling T9 allows it: other tests here hold its verdict against that
//! of each signature alone, with points of small order wherever a holder can put them.

#![forbid(unsafe_code)]
