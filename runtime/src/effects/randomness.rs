//! Drawn bytes: `/random/bytes`.
//!
//! | Argument | |
//! |---|---|
//! | `length` | integer from 1 to [`LENGTH_LIMIT`]: how many bytes |
//!
//! On `ok` stand the bytes, from the random source of the operating system.
//!
//! # One draw for one task
//!
//! To draw changes nothing in the world, so it is a query, and a computation may depend
//! on it. But a query may be repeated, and a draw that can be repeated is none: whoever
//! does not like it asks again. So its result never goes stale. What was drawn once for
//! a task is what the task gives, for as long as the executor has the receipt; an
//! attempt that ended before there was one has been seen by nobody.
//!
//! Two draws are two tasks, and so differ in their nonces. An empty nonce, which other
//! queries may have, would make one draw of all draws of that length on that subject, and
//! is refused with the error `EmptyNonce`. In a draft of a workflow the nonce has to
//! be written down.
//!
//! None of this keeps whoever asks from asking under another nonce. A lottery in which
//! they have a stake needs the nonce to be fixed before, or a source that everybody can
//! check.
//!
//! # Why it is not a pure function of a seed
//!
//! A guest that imports randomness gets bytes that follow from its task ID: everybody
//! comes to the same, and can check the result by running it again. By the same token
//! everybody knows them beforehand. That is right for shuffling and for hash tables, and
//! wrong for keys, tokens and lots; these are drawn here. Nobody can check a draw, other
//! than by trusting who signed the receipt.
//!
//! # Secrets
//!
//! The bytes stand in the receipt. For keys and tokens register it with
//! [`Registration::secret`], or ask for it in a task that is secret. Whoever else may draw
//! on the same subject, and knows the nonce, asks for the same task and gets the same
//! bytes: draw what nobody shares on a subject that nobody shares.

use std::time::Duration;

use ipld_core::ipld::Ipld;
use ipvm_task::{EffectClass, HandlerDeclaration};

use super::arguments::{command, effect, number};
use crate::{HandlerError, Registration, Subjects};

/// The command.
pub const BYTES: &str = "/random/bytes";

/// The most bytes of one draw. From 32 of them as many as one likes can be derived.
pub const LENGTH_LIMIT: usize = 1024;

/// More than a hundred years.
const FOR_GOOD: Duration = Duration::from_secs(1 << 32);

/// Draws bytes for tasks on these subjects.
#[must_use]
pub fn bytes(subjects: Subjects) -> Registration {
    let declaration = HandlerDeclaration::new(command(BYTES), EffectClass::Query);
    effect(
        declaration,
        subjects,
        |fields| number(fields, "length", 1..=LENGTH_LIMIT),
        |length, call| {
            if call.task().nonce().is_empty() {
                return Err(HandlerError::not_done(
                    "EmptyNonce",
                    "a draw needs a nonce: without one, all draws of this length are the same",
                ));
            }
            let mut drawn = vec![0; length];
            getrandom::fill(&mut drawn).map_err(|_| {
                HandlerError::not_done(
                    "RandomnessUnavailable",
                    "the operating system gives no random bytes",
                )
            })?;
            Ok(Ipld::Bytes(drawn))
        },
    )
    .with_lifetime(FOR_GOOD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::rehearsal::Rehearsal;
    use ipld_core::ipld;

    #[track_caller]
    fn drawn(length: usize, nonce: &str) -> Vec<u8> {
        let randomness = Rehearsal::new([bytes(Subjects::Any)]);
        let length = Ipld::Integer(i128::try_from(length).unwrap());
        match randomness.run(BYTES, ipld!({ "length": length }), nonce) {
            Ok(Ipld::Bytes(bytes)) => bytes,
            other => panic!("bytes should have been drawn: {other:?}"),
        }
    }

    #[test]
    fn draws_as_many_bytes_as_asked_for() {
        for length in [1, 32, LENGTH_LIMIT] {
            assert_eq!(drawn(length, "n").len(), length);
        }
    }

    #[test]
    fn does_not_follow_from_the_task() {
        // The chance that this fails by itself is 2^-256.
        assert_ne!(drawn(32, "n"), drawn(32, "n"));
        assert_ne!(drawn(32, "n"), vec![0; 32]);
    }

    #[test]
    fn refuses_an_empty_nonce() {
        let randomness = Rehearsal::new([bytes(Subjects::Any)]);
        let refused = randomness.refused(BYTES, ipld!({ "length": 32 }), "");
        assert!(refused.starts_with("EmptyNonce: "), "{refused}");
    }

    #[test]
    fn refuses_lengths_out_of_bounds_and_whatever_is_no_length() {
        let randomness = Rehearsal::new([bytes(Subjects::Any)]);
        let refused = |args| randomness.refused(BYTES, args, "n");
        for length in [0, 1025, -1, i128::from(u64::MAX)] {
            assert_eq!(
                refused(ipld!({ "length": Ipld::Integer(length) })),
                format!("InvalidArguments: field `length`: {length} is not between 1 and 1024")
            );
        }
        assert_eq!(
            refused(ipld!({ "length": "32" })),
            "InvalidArguments: field `length`: expected an integer"
        );
        assert_eq!(refused(ipld!({})), "InvalidArguments: field `length`: the field is missing");
        assert_eq!(
            refused(ipld!({ "length": 32, "seed": 1 })),
            "InvalidArguments: field `seed`: the field is not known here"
        );
    }

    #[test]
    fn is_a_query_that_does_not_go_stale() {
        let registration = bytes(Subjects::Own);
        assert_eq!(registration.declaration().class(), EffectClass::Query);
        assert!(FOR_GOOD > Duration::from_secs(100 * 365 * 24 * 60 * 60));
    }
}
