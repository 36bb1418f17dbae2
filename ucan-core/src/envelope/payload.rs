//! What is signed.

use alloc::{collections::BTreeMap, string::String};

use ipld_core::ipld::Ipld;

use crate::{
    did::Did,
    fields::{FieldError, Fields},
};

/// What stands inside of an envelope.
pub trait Payload: Sized {
    /// The kind in the tag: `dlg` in `ucan/dlg@1.0.0`.
    const KIND: &'static str;

    /// Who signs.
    fn issuer(&self) -> &Did;

    /// Reads the payload; [`Fields::finish`] must be the last step.
    ///
    /// # Errors
    ///
    /// [`FieldError`] for the first field that breaks a rule.
    fn read(fields: Fields) -> Result<Self, FieldError>;

    /// The payload as it goes on the wire; absent fields stay absent.
    fn write(&self) -> BTreeMap<String, Ipld>;
}
