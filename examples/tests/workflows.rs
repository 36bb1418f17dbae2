//! The documents in `workflows/` are read, sealed and planned.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::{collections::BTreeSet, fs, path::Path};

use ipld_core::ipld::Ipld;
use ipvm_examples::{IMAGE_OPS, PHOTOGRAPH};
use ipvm_task::{EffectClass, HandlerDeclaration, HandlerDeclarations, wasm_run};
use ipvm_workflow::{
    Document, Draft, Plan, PlanWarning, Planner, Sealed, Sealer, StageKind, Standing, task_list,
    v0_1,
};
use ucan_core::{
    Check, Delegation, Did, DidKeyResolver, Envelope, Nonce, Policy, Proofs, Timestamp,
    container::{Container, ContainerLimits, ContainerWriter, Encoding},
    policy,
};
use varsig::{Block, Ed25519Signer, VerifierSet};

/// The documents of version 0.2.0, with the labels of each stage of their plans.
const DOCUMENTS: [(&str, &[&[&str]]); 5] = [
    ("crop-rotate-blur.json", &[&["crop", "rotate90", "blur"]]),
    ("crop-rotate-grayscale.json", &[&["crop", "rotate90", "grayscale"]]),
    ("crop-rotate-blur-for-carol.json", &[&["crop", "rotate90", "blur"]]),
    ("catch.json", &[&["crop", "blur"], &["publish"]]),
    ("dns-mail-report.json", &[&["update-dns", "notify-bob", "notify-carol", "report"]]),
];

fn read(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("workflows");
    fs::read(folder.join(name)).unwrap()
}

fn key(seed: u8) -> Ed25519Signer {
    Ed25519Signer::from_seed(&[seed; 32])
}

fn did(seed: u8) -> Did {
    Did::from_signer(&key(seed))
}

/// Leave for `/wasm/run` of the four functions, from the owner with this seed to Bob.
fn delegation(owner: u8) -> Envelope<Delegation> {
    let function = |name: &str| policy::equal(".fun".parse().unwrap(), Ipld::String(name.into()));
    let functions = ["crop", "rotate90", "blur", "grayscale"].map(function).to_vec();
    let policy = Policy::new(vec![
        policy::equal(".mod".parse().unwrap(), Ipld::Link(*Block::raw(IMAGE_OPS).cid())),
        policy::or(functions),
    ]);
    let delegation =
        Delegation::new(did(owner), did(2), did(owner), wasm_run(), Nonce::new([owner; 12]))
            .with_policy(policy.unwrap());
    Envelope::sign(delegation, &key(owner)).unwrap()
}

fn handlers() -> HandlerDeclarations {
    let mut handlers = HandlerDeclarations::built_in();
    for command in ["/dns/update", "/msg/send", "/crud/update"] {
        let command = command.parse().unwrap();
        handlers.declare(HandlerDeclaration::new(command, EffectClass::Mutation)).unwrap();
    }
    handlers
}

/// The tokens that stand beside the documents.
fn proofs() -> Proofs {
    let container = Container::read(&read("delegations.ucan"), &ContainerLimits::default());
    let mut proofs = Proofs::new();
    let verifiers = VerifierSet::default();
    container.unwrap().into_tokens().add_all_to(&mut proofs, &DidKeyResolver, &verifiers);
    proofs
}

fn seal(draft: Draft) -> Sealed {
    let (handlers, mut drawn) = (handlers(), 0);
    let mut sealer = Sealer::new().with_issuer(did(2)).with_handlers(&handlers).with_nonces(|| {
        drawn += 1;
        Nonce::new([drawn; 12])
    });
    sealer.seal(draft).unwrap()
}

fn plan(document: &Document) -> Plan {
    let now = Timestamp::from_seconds(1_767_225_600).unwrap();
    Planner::new(&handlers(), &proofs(), Check::at(now)).plan(document, &did(2))
}

#[test]
fn every_document_is_read_sealed_and_planned() {
    for (name, stages) in DOCUMENTS {
        let sealed = seal(Draft::from_dag_json(&read(name)).unwrap());
        assert_eq!(Document::read(&sealed.to_args()).as_ref(), Ok(sealed.document()), "{name}");
        let plan = plan(sealed.document());
        let planned: Vec<Vec<&str>> = plan
            .stages()
            .iter()
            .map(|stage| stage.tasks.iter().map(String::as_str).collect())
            .collect();
        assert_eq!(planned, stages, "{name}");
        let fatal: Vec<&PlanWarning> =
            plan.warnings().iter().filter(|warning| warning.is_fatal()).collect();
        assert_eq!(fatal, Vec::<&PlanWarning>::new(), "{name}");
    }
}

#[test]
fn every_file_in_the_folder_is_named_here() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("workflows");
    let found = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let found: BTreeSet<String> = found.map(|name| name.into_string().unwrap()).collect();
    let others = ["delegations.ucan", "tasks.json", "v0.1.json"];
    let named = DOCUMENTS.iter().map(|(name, _)| *name).chain(others);
    assert_eq!(found, named.map(str::to_owned).collect());
}

#[test]
fn the_delegations_are_those_that_the_documents_name() {
    let mut writer = ContainerWriter::new();
    let (alice, carol) = (delegation(1), delegation(3));
    for token in [&alice, &carol] {
        writer.insert_block(token.block());
    }
    assert_eq!(read("delegations.ucan"), writer.to_bytes(Encoding::Base64Url));
    for (name, owner, token) in [
        ("crop-rotate-blur.json", 1, &alice),
        ("crop-rotate-grayscale.json", 1, &alice),
        ("crop-rotate-blur-for-carol.json", 3, &carol),
    ] {
        let draft = Draft::from_dag_json(&read(name)).unwrap();
        for (label, task) in draft.tasks() {
            assert_eq!(task.subject(), Some(&did(owner)), "{name}, {label}");
            assert_eq!(task.proofs(), [*token.cid()], "{name}, {label}");
            let module = Ipld::Link(*Block::raw(IMAGE_OPS).cid());
            assert_eq!(task.args().get("mod"), Some(&module), "{name}, {label}");
        }
        for task in plan(seal(draft).document()).tasks().values() {
            assert!(matches!(task.authority.standing, Standing::Proven { .. }), "{name}");
        }
    }
}

#[test]
fn the_workflows_of_the_demonstration_share_their_first_tasks() {
    let [one, two, three] =
        ["crop-rotate-blur.json", "crop-rotate-grayscale.json", "crop-rotate-blur-for-carol.json"]
            .map(|name| seal(Draft::from_dag_json(&read(name)).unwrap()));
    for label in ["crop", "rotate90"] {
        assert_eq!(one.task(label), two.task(label));
        // On another authority the task is another; the computation is the same.
        assert_ne!(one.task(label), three.task(label));
    }
    let photo = Ipld::Link(*Block::raw(PHOTOGRAPH).cid());
    let params = one.task("crop").unwrap().args().get("params").unwrap();
    assert_eq!(params.get(0).unwrap().unwrap(), &photo);
}

#[test]
fn mutations_come_last_and_what_hangs_on_them_is_warned_of() {
    let sealed = seal(Draft::from_dag_json(&read("dns-mail-report.json")).unwrap());
    let plan = plan(sealed.document());
    assert_eq!(plan.stages()[0].kind, StageKind::Mutations);
    let report = plan.task("report").unwrap();
    assert_eq!(report.awaits.keys().collect::<Vec<_>>(), ["notify-bob", "notify-carol"]);
    // The mails are secret, and so is what is made of them.
    assert!(report.secrecy.is_secret());
    let sealed = seal(Draft::from_dag_json(&read("catch.json")).unwrap());
    let plan = self::plan(sealed.document());
    assert!(plan.handler().is_some());
    assert_eq!(plan.stages()[1].kind, StageKind::Mutations);
}

#[test]
fn the_older_forms_are_converted() {
    let converted = v0_1::from_dag_json(&read("v0.1.json")).unwrap();
    let sealed = seal(converted.draft);
    assert_eq!(sealed.document().order(), ["notify-bob", "log-as-done"]);
    plan(sealed.document());

    let converted = task_list::from_dag_json(&read("tasks.json")).unwrap();
    let sealed = seal(converted.draft);
    assert_eq!(sealed.document().order(), ["crop", "rotate90"]);
    assert_eq!(converted.losses, []);
    assert_eq!(plan(sealed.document()).stages()[0].tasks, ["crop", "rotate90"]);
}

#[test]
fn the_guide_shows_the_document_as_it_is() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/workflows.md");
    let guide = fs::read_to_string(guide).unwrap();
    let (_, shown) = guide.split_once("```json\n").unwrap();
    let (shown, _) = shown.split_once("\n```").unwrap();
    let shown = Draft::from_dag_json(shown.as_bytes()).unwrap();
    let whole = Draft::from_dag_json(&read("catch.json")).unwrap();
    assert_eq!((shown.tasks(), shown.defaults()), (whole.tasks(), whole.defaults()));
    assert_eq!(shown.handler(), None);
    // Every document is spoken of, and every delegation that is shown is there.
    for (name, _) in DOCUMENTS.iter().take(1).chain(&DOCUMENTS[3..]) {
        assert!(guide.contains(name), "{name}");
    }
    assert!(guide.contains(&delegation(1).cid().to_string()));
}
