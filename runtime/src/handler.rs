//! Effects: commands that an embedder lets the executor run.
//!
//! A [`Registration`] names a command, the subjects that it is for, how far it reaches,
//! and the code (ruling P9). Of `/wasm/run` the executor knows all that by itself.
//!
//! ```
//! use ipvm_runtime::{Call, HandlerError, Registration, Subjects};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Deserialize)]
//! #[serde(deny_unknown_fields)]
//! struct Lookup { host: String }
//!
//! #[derive(Serialize)]
//! struct Addresses { addresses: Vec<String> }
//!
//! let resolve = Registration::query(
//!     "/dns/resolve".parse()?,
//!     Subjects::Own,
//!     |lookup: Lookup, _call: &Call<'_>| match lookup.host.as_str() {
//!         "example.com" => Ok(Addresses { addresses: vec!["192.0.2.1".into()] }),
//!         other => Err(HandlerError::failed("NoSuchHost", format!("{other} is not known"))),
//!     },
//! );
//! assert_eq!(resolve.command().as_str(), "/dns/resolve");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod call;
mod error;
mod registration;
mod registry;
mod typed;

use ucan_invocation::Arguments;

pub(crate) use self::{
    call::CallContext,
    registry::{Registered, Registry, Unhandled},
};
pub use self::{
    call::{Call, Output},
    error::{HandlerError, KeepError},
    registration::{Registration, Subjects},
    registry::RegistrationError,
};

/// The code behind a command.
///
/// One is called from many threads at once, and must not call the executor that runs
/// it: of a bounded pool nobody would be left to do the work. For a function of typed
/// arguments use [`Registration::query`] and its siblings.
pub trait Handler: Send + Sync {
    /// Judges the arguments, as far as that is possible without doing anything. It is
    /// asked before a mutation is claimed.
    ///
    /// # Errors
    ///
    /// [`HandlerError::NotDone`] if it will not be done. Whatever is said here, nothing
    /// has been done.
    fn accepts(&self, _args: &Arguments) -> Result<(), HandlerError> {
        Ok(())
    }

    /// Does it.
    ///
    /// Of a mutation it is called at most once for a [`Call::id`], unless it was
    /// registered as [idempotent](Registration::idempotent). A panic counts as
    /// [`HandlerError::Unknown`].
    ///
    /// # Errors
    ///
    /// [`HandlerError`] says what is known of how far it came.
    fn run(&self, call: &Call<'_>) -> Result<Output, HandlerError>;

    /// Finds out what became of a mutation that was begun and not finished: its holder
    /// vanished, or did not know. `None` if that cannot be found out, which is the answer
    /// unless it is overridden; then it stays indeterminate until somebody settles it.
    ///
    /// [`HandlerError::NotDone`] is a good answer: it will not be done under this ID any
    /// more, and whoever wants it asks again with a new nonce.
    fn find_out(&self, _call: &Call<'_>) -> Option<Result<Output, HandlerError>> {
        None
    }
}
