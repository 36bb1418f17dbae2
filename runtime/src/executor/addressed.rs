//! Asking an executor for one task.

use ucan_core::{Did, Envelope, SignError};
use ucan_invocation::{Invocation, Task};
use varsig::Signer;

use super::Executor;

/// For how long a request may be taken up.
const VALIDITY_SECONDS: i64 = 300;

impl Executor {
    /// A signed request for `task` in the name of `signer`, to this executor and nobody else. It
    /// has to be received and begun within five minutes, by the executor's clock.
    ///
    /// It names no proofs: none are needed for a task on the signer's own DID, as
    /// [`WasmCall::to_task`](ipvm_task::WasmCall::to_task) makes one. For a task on somebody
    /// else's, make an [`Invocation`] with proofs.
    ///
    /// # Errors
    ///
    /// As [`Envelope::sign`].
    pub fn request(
        &self,
        task: Task,
        signer: &dyn Signer,
    ) -> Result<Envelope<Invocation>, SignError> {
        let until = self.0.clock.now().saturating_add(VALIDITY_SECONDS);
        let invocation = Invocation::new(Did::from_signer(signer), task)
            .with_audience(self.did().clone())
            .with_expiration(until);
        Envelope::sign(invocation, signer)
    }
}
