//! What is signed.

use alloc::{collections::BTreeMap, string::String};

use ipld_core::ipld::Ipld;
use varsig::dag_cbor::{EncodeError, Encoder};

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

    /// Writes the same as [`Payload::write`], as DAG-CBOR, around which one map is open.
    ///
    /// There is a reason to write this only where tokens are made by the thousand.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if the payload has no DAG-CBOR form.
    fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
        encoder.value(&Ipld::Map(self.write()), 1)
    }
}
