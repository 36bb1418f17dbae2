//! Alice owns a photograph, Bob asks, Carol runs.

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::wasm_run;
use ipvm_workflow::{Archive, ArchiveBuilder, Draft, Sealed, Sealer, TaskDraft, awaits};
use ucan_core::{Delegation, Did, Envelope, Nonce, Timestamp};
use ucan_invocation::{Arguments, Attestation, Failure, Invocation, Outcome};
use varsig::{Block, Ed25519Signer};

pub(crate) fn alice() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[1; 32])
}

pub(crate) fn bob() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[2; 32])
}

pub(crate) fn carol() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[3; 32])
}

pub(crate) fn raw(text: &str) -> Block {
    Block::raw(text.as_bytes())
}

pub(crate) fn args(value: Ipld) -> Arguments {
    let Ipld::Map(map) = value else { panic!("arguments are a map") };
    map
}

/// Alice lets `audience` use her programs.
pub(crate) fn delegation(audience: &Ed25519Signer) -> Block {
    let (alice, key) = (Did::from_signer(&alice()), alice());
    let audience = Did::from_signer(audience);
    let delegation = Delegation::new(alice.clone(), audience, alice, wasm_run(), Nonce::empty());
    Envelope::sign(delegation, &key).expect("it has no fault").block().clone()
}

/// crop and then blur, on Alice's authority, with an exception handler on Bob's.
pub(crate) fn sealed() -> Sealed {
    let step = |value| {
        TaskDraft::new(Did::from_signer(&alice()), wasm_run(), args(value))
            .with_proofs(vec![*delegation(&bob()).cid()])
    };
    let program = *raw("program").cid();
    let photo = *raw("photo").cid();
    let draft = Draft::new()
        .with_task("crop", step(ipld!({ "mod": program, "fun": "crop", "params": [photo] })))
        .with_task(
            "blur",
            step(ipld!({
                "mod": format!("ipfs://{}", raw("another program").cid()),
                "fun": "blur", "params": [awaits("crop")],
            })),
        )
        .with_catch(*raw("handler").cid());
    Sealer::new().with_issuer(Did::from_signer(&bob())).seal(draft).expect("it has no fault")
}

/// The signed workflow of a document.
pub(crate) fn signed(sealed: &Sealed) -> Envelope<Invocation> {
    let (issuer, executor) = (Did::from_signer(&bob()), Did::from_signer(&carol()));
    let invocation =
        sealed.invocation(issuer, executor, Nonce::new([7; 12])).expect("it has no fault");
    Envelope::sign(invocation, &bob()).expect("it has no fault")
}

pub(crate) fn task(label: &str) -> Cid {
    *sealed().task(label).expect("it has no fault").id()
}

/// Carol's receipt.
pub(crate) fn receipt(ran: Cid, outcome: Outcome) -> Block {
    receipt_by(&carol(), ran, outcome)
}

pub(crate) fn receipt_by(key: &Ed25519Signer, ran: Cid, outcome: Outcome) -> Block {
    Attestation::new(ran, outcome, Timestamp::EPOCH)
        .sign(key)
        .expect("it has no fault")
        .block()
        .clone()
}

pub(crate) fn cropped() -> Block {
    receipt(task("crop"), Outcome::Ok(Ipld::Link(*raw("cropped").cid())))
}

pub(crate) fn failed() -> Block {
    receipt(task("blur"), Failure::new("TooBlurry", "nothing is left").into())
}

/// An archive with one of everything.
pub(crate) fn full() -> ArchiveBuilder {
    Archive::builder(signed(&sealed()).block().clone())
        .with_delegation(delegation(&bob()))
        .with_receipt(cropped())
        .with_receipt(failed())
        .with_content(raw("program"))
        .with_content(raw("another program"))
        .with_content(raw("handler"))
        .with_content(raw("photo"))
        .with_content(raw("cropped"))
}
