//! What time it is: `/clock/now`.
//!
//! | Argument | |
//! |---|---|
//! | none | |
//!
//! On `ok` stands an integer: seconds since the beginning of 1970, UTC, without leap
//! seconds, as in every token. It is the time of the executor's own
//! [`Clock`](crate::Clock) when the task was started, attested by whoever signs the
//! receipt, and worth as much as that clock.
//!
//! It is a query, so that a computation may take it as an argument and stay pure. For a
//! second the same task is answered from its receipt; whoever asks twice and wants two
//! answers gives the tasks two nonces.

use std::time::Duration;

use ipld_core::ipld::Ipld;
use ipvm_task::{EffectClass, HandlerDeclaration};

use super::arguments::{command, effect};
use crate::{Registration, Subjects};

/// The command.
pub const NOW: &str = "/clock/now";

/// Tells the time to tasks on these subjects. It touches nobody's things, so that
/// [`Subjects::Any`] is safe.
#[must_use]
pub fn now(subjects: Subjects) -> Registration {
    let declaration = HandlerDeclaration::new(command(NOW), EffectClass::Query);
    effect(
        declaration,
        subjects,
        |_| Ok(()),
        |(), call| Ok(Ipld::Integer(call.now().seconds().into())),
    )
    .with_lifetime(Duration::from_secs(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::rehearsal::{self, Rehearsal};
    use ipld_core::ipld;

    #[test]
    fn tells_the_time_of_the_executor() {
        let clock = Rehearsal::new([now(Subjects::Any)]);
        assert_eq!(clock.run(NOW, ipld!({}), ""), Ok(Ipld::Integer(rehearsal::NOW.into())));
    }

    #[test]
    fn takes_no_arguments() {
        let clock = Rehearsal::new([now(Subjects::Any)]);
        assert_eq!(
            clock.refused(NOW, ipld!({ "zone": "Europe/Berlin" }), ""),
            "InvalidArguments: field `zone`: the field is not known here"
        );
    }

    #[test]
    fn is_a_query_of_whoever_it_is_registered_for() {
        let declared = now(Subjects::Any).declaration().clone();
        assert_eq!(declared.class(), EffectClass::Query);
        assert!(declared.takes_any_subject());
        assert!(!now(Subjects::Own).declaration().takes_any_subject());
    }
}
