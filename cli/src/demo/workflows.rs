//! The delegations and workflows of the image demonstration.

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::{Module, WasmCall, wasm_run};
use ipvm_workflow::{Draft, TaskDraft, awaits};
use ucan_core::{Delegation, Did, Envelope, Nonce, Policy, Timestamp, policy};
use varsig::{Block, Signer};

use crate::{error::CliError, keys};

/// The largest side, in pixels, that a crop may have.
const LARGEST_CROP: i128 = 400;

/// How long delegations and workflows are valid, in seconds.
const LIFETIME: i64 = 300;

/// The part of the photograph that is cut out: left, top, width, height.
const CROP: [i128; 4] = [96, 0, 320, 320];

/// The radius of the blur.
const SIGMA: f64 = 2.5;

/// Authority for `/wasm/run` on the owner's own DID: this module, these functions,
/// a crop no larger than the bound.
pub(super) fn delegate(
    owner: &dyn Signer,
    invoker: &Did,
    module: &Cid,
    now: Timestamp,
) -> Result<Envelope<Delegation>, CliError> {
    let policy = Policy::new(vec![
        policy::equal(".mod".parse()?, Ipld::Link(*module)),
        policy::or(vec![
            policy::and(vec![
                function("crop")?,
                policy::at_most(".params[3]".parse()?, LARGEST_CROP),
                policy::at_most(".params[4]".parse()?, LARGEST_CROP),
            ]),
            function("rotate90")?,
            function("blur")?,
            function("grayscale")?,
        ]),
    ])?;
    let did = Did::from_signer(owner);
    let delegation =
        Delegation::new(did.clone(), invoker.clone(), did, wasm_run(), Nonce::new(keys::nonce()?))
            .with_policy(policy)
            .with_expiration(now.saturating_add(LIFETIME));
    Ok(Envelope::sign(delegation, owner)?)
}

fn function(name: &str) -> Result<policy::Statement, CliError> {
    Ok(policy::equal(".fun".parse()?, Ipld::String(name.into())))
}

/// What a workflow of the demonstration is about.
pub(super) struct Order<'a> {
    /// Whose authority is used.
    pub(super) subject: &'a Did,
    /// The proof that the invoker holds it.
    pub(super) proof: &'a Cid,
    /// The program.
    pub(super) module: &'a Cid,
    /// The photograph.
    pub(super) photo: &'a Cid,
    /// What is done after crop and rotate90: `blur` or `grayscale`.
    pub(super) last: &'static str,
}

impl Order<'_> {
    /// The signed workflow: crop, rotate90, and the last step.
    pub(super) fn sign(
        &self,
        invoker: &dyn Signer,
        executor: &Did,
        now: Timestamp,
    ) -> Result<Block, CliError> {
        let mut crop = vec![Ipld::Link(*self.photo)];
        crop.extend(CROP.map(Ipld::Integer));
        let mut last = vec![awaits("rotate90")];
        if self.last == "blur" {
            last.push(Ipld::Float(SIGMA));
        }
        let sealed = Draft::new()
            .with_task("crop", self.task("crop", crop))
            .with_task("rotate90", self.task("rotate90", vec![awaits("crop")]))
            .with_task(self.last, self.task(self.last, last))
            .seal()?;
        let nonce = Nonce::new(keys::nonce()?);
        let invocation = sealed
            .invocation(Did::from_signer(invoker), executor.clone(), nonce)?
            .with_issued_at(now)
            .with_expiration(now.saturating_add(LIFETIME));
        Ok(Envelope::sign(invocation, invoker)?.block().clone())
    }

    fn task(&self, function: &str, params: Vec<Ipld>) -> TaskDraft {
        let call = WasmCall::new(Module::Link(*self.module), function, params);
        TaskDraft::new(self.subject.clone(), wasm_run(), call.to_args())
            .with_proofs(vec![*self.proof])
    }
}
