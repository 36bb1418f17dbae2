//! Why work is not admitted.

use ucan_core::Timestamp;

use super::ReplayAddress;

/// Why work is not admitted (ruling P11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// The token can be used for longer than anybody remembers it.
    #[error(
        "the token can be used until {until}, and is remembered until {latest} at most; \
         sign one that expires earlier"
    )]
    BeyondHorizon {
        /// The last second in which it could be used, leeway included.
        until: Timestamp,
        /// The last second that would be remembered.
        latest: Timestamp,
    },
    /// Nothing tells this work from a repetition of it (ruling I10).
    #[error("the nonce is empty; work that must not be repeated by mistake needs a random one")]
    EmptyNonce,
    /// The token can no longer be used.
    #[error("the token could be used until {until}; it is {now}")]
    Expired {
        /// The last second in which it could be used, leeway included.
        until: Timestamp,
        /// The time of admission.
        now: Timestamp,
    },
    /// The token may have been seen before, by what has forgotten it since: the clock
    /// went back, or the program began anew.
    #[error(
        "a token that could be used until {until} may have been seen and forgotten; \
         sign one that expires after {up_to}"
    )]
    Forgotten {
        /// The last second in which it could be used, leeway included.
        until: Timestamp,
        /// What could be used until then has been forgotten.
        up_to: Timestamp,
    },
    /// As much is remembered as there is room for, and none of it may be forgotten yet.
    #[error("{capacity} pieces of work are remembered, and no more can be; try again later")]
    Full {
        /// How many there may be.
        capacity: usize,
    },
    /// The token never expires, and nothing is remembered for ever.
    #[error("the token never expires, and could be used again and again; sign one that does")]
    NoExpiration,
    /// This has been admitted before.
    #[error("this has been asked for before, {}", describe(.address))]
    Replayed {
        /// What was seen before.
        address: ReplayAddress,
    },
}

fn describe(address: &ReplayAddress) -> alloc::string::String {
    match address {
        ReplayAddress::Task(task) => alloc::format!("as task {task}"),
        ReplayAddress::Token { token, .. } => {
            alloc::format!("by token {}", ucan_core::TokenCid(token))
        }
    }
}
