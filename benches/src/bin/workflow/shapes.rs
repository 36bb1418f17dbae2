//! Workflows of any size.

use std::fmt;

use ipld_core::{cid::Cid, ipld::Ipld};
use ipvm_task::{EffectClass, HandlerDeclaration, HandlerDeclarations, Module, WasmCall, wasm_run};
use ipvm_workflow::{Draft, Sealed, Sealer, TaskDraft, awaits};
use ucan_core::{
    Command, Delegation, Did, DidKeyResolver, Envelope, Nonce, Policy, Proofs, policy,
};
use varsig::{Block, Ed25519Signer, VerifierSet};

/// How many tasks stand side by side in a layered workflow.
const LAYER: u32 = 50;

/// Which task awaits which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Each awaits the one before.
    Chain,
    /// All but the first await that, and the last awaits all of them.
    Wide,
    /// Each awaits two of the layer before. They use somebody else's authority, by a proof with
    /// a policy, and the last two layers change something.
    Layered,
}

impl Shape {
    pub(crate) const ALL: [Self; 3] = [Self::Chain, Self::Wide, Self::Layered];

    fn awaits(self, number: u32, size: u32) -> Vec<u32> {
        match self {
            Self::Chain => number.checked_sub(1).into_iter().collect(),
            Self::Wide if number == 0 => Vec::new(),
            Self::Wide if number + 1 == size => (1..number).collect(),
            Self::Wide => vec![0],
            Self::Layered => {
                let layer = number - number % LAYER;
                let before = layer.checked_sub(LAYER);
                let places = [number % LAYER, number.wrapping_mul(7) % LAYER];
                before.map_or_else(Vec::new, |before| places.map(|place| before + place).into())
            }
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chain => "chain",
            Self::Wide => "wide",
            Self::Layered => "layered",
        })
    }
}

/// Everything that a workflow is sealed and planned from.
pub(crate) struct World {
    pub(crate) draft: Draft,
    pub(crate) handlers: HandlerDeclarations,
    pub(crate) proofs: Proofs,
    pub(crate) issuer: Did,
}

impl World {
    pub(crate) fn new(shape: Shape, size: u32) -> Self {
        let (alice, bob) = (Ed25519Signer::from_seed(&[1; 32]), Ed25519Signer::from_seed(&[2; 32]));
        let (owner, issuer) = (Did::from_signer(&alice), Did::from_signer(&bob));
        let module = *Block::raw(*b"module").cid();
        let (mut proofs, mut named) = (Proofs::new(), Vec::new());
        let subject = if shape == Shape::Layered {
            named.push(delegate(&alice, &issuer, &module, &mut proofs));
            owner
        } else {
            issuer.clone()
        };
        let mutation: Command = "/crud/update".parse().expect("a command");
        let mut handlers = HandlerDeclarations::built_in();
        let declared =
            handlers.declare(HandlerDeclaration::new(mutation.clone(), EffectClass::Mutation));
        declared.expect("nobody else declares it");
        let mut draft = Draft::new();
        for number in 0..size {
            let mut params: Vec<Ipld> =
                shape.awaits(number, size).into_iter().map(|other| awaits(&label(other))).collect();
            params.push(Ipld::Integer(number.into()));
            let changes = shape == Shape::Layered && number + 2 * LAYER >= size;
            let command = if changes { mutation.clone() } else { wasm_run() };
            let args = WasmCall::new(Module::Link(module), "f", params).to_args();
            let task = TaskDraft::new(subject.clone(), command, args).with_proofs(named.clone());
            draft = draft.with_task(label(number), task);
        }
        Self { draft, handlers, proofs, issuer }
    }

    pub(crate) fn seal(&self) -> Sealed {
        let mut drawn = 0_u128;
        Sealer::new()
            .with_handlers(&self.handlers)
            .with_nonces(|| {
                drawn += 1;
                Nonce::new(drawn.to_be_bytes())
            })
            .seal(self.draft.clone())
            .expect("the draft has no fault")
    }
}

pub(crate) fn label(number: u32) -> String {
    format!("task {number:06}")
}

/// Leave for anything, with one module.
fn delegate(owner: &Ed25519Signer, to: &Did, module: &Cid, proofs: &mut Proofs) -> Cid {
    let did = Did::from_signer(owner);
    let root: Command = "/".parse().expect("a command");
    let statement = policy::equal(".mod".parse().expect("a selector"), Ipld::Link(*module));
    let policy = Policy::new(vec![statement]).expect("a policy");
    let delegation = Delegation::new(did.clone(), to.clone(), did, root, Nonce::new([1; 12]))
        .with_policy(policy);
    let token = Envelope::sign(delegation, owner).expect("a key at hand");
    let cid = *token.cid();
    let verified = token.verify(&DidKeyResolver, &VerifierSet::default());
    proofs.insert(verified.expect("a good signature"));
    cid
}
