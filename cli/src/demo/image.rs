//! `ipvm demo image`: three signed workflows over one photograph.

use std::{fs, path::Path, sync::Arc};

use ipld_core::ipld::Ipld;
use ipvm_redb::RedbStore;
use ipvm_runtime::{Clock as _, Executor, JobReport, Stores, SystemClock, engine::CodeCache};
use ucan_core::Did;
use ucan_invocation::Outcome;

use super::{
    print::{self, Person, Run},
    workflows::{Order, delegate},
};
use crate::{
    arguments::ImageOptions, error::CliError, keys, progress::Progress, store_folder::StoreFolder,
};

/// The component, built from `examples/guests`.
const MODULE: &[u8] = include_bytes!("../../../examples/guests/components/image-ops.wasm");
/// The photograph; see `examples/images`.
const PHOTO: &[u8] = include_bytes!("../../../examples/images/astronaut.png");

/// Runs the demonstration; says whether every task has a good result.
pub(crate) fn run(options: &ImageOptions) -> Result<bool, CliError> {
    let mut progress = Progress::new();
    progress.say("opening the store");
    let module = content(options.module.as_deref(), MODULE)?;
    let photo = content(options.photo.as_deref(), PHOTO)?;
    let folder = StoreFolder::open(options.store.as_deref())?;
    let store = Arc::new(RedbStore::open(folder.path())?);
    let keys = folder.keys()?;
    let alice = keys::signer(&keys, "alice")?;
    let bob = keys::signer(&keys, "bob")?;
    let carol = keys::signer(&keys, "carol")?;
    let signer = Arc::new(keys::signer(&keys, "executor")?);
    let cache = CodeCache::open(folder.code(), keys::secret(&keys, "code-cache")?)?;

    let executor = Executor::builder(signer, Stores::from(store)).with_code_cache(cache).build()?;
    let module = executor.publish_component(module)?;
    let photo = executor.publish(photo)?;

    let (alice_did, bob_did, carol_did) =
        (Did::from_signer(&alice), Did::from_signer(&bob), Did::from_signer(&carol));
    let now = SystemClock.now();
    let from_alice = delegate(&alice, &bob_did, &module, now)?;
    let from_carol = delegate(&carol, &bob_did, &module, now)?;

    let mut runs = Vec::new();
    for (workflow, subject, delegation, last) in [
        ("one", &alice_did, &from_alice, "blur"),
        ("two", &alice_did, &from_alice, "grayscale"),
        ("three", &carol_did, &from_carol, "blur"),
    ] {
        progress.say(&format!("workflow {workflow}: signing"));
        let order =
            Order { subject, proof: delegation.cid(), module: &module, photo: &photo, last };
        let signed = order.sign(&bob, executor.did(), now)?;
        // From here on only bytes: this is what would come over a network.
        let job = executor
            .receive(signed.bytes(), &[delegation.block().clone()])
            .map_err(|error| CliError::Receive { workflow, error })?;
        let report = executor
            .run(&job, progress.workflow(workflow))
            .map_err(|error| CliError::Run { workflow, error: Box::new(error) })?;
        runs.push(Run { workflow, last, owner: subject.clone(), report });
    }
    drop(progress);

    let images = write_images(&options.out, &runs)?;
    let people = [
        Person { name: "Alice", role: "owner", did: &alice_did },
        Person { name: "Bob", role: "invoker", did: &bob_did },
        Person { name: "Carol", role: "another owner", did: &carol_did },
        Person { name: "Executor", role: "", did: executor.did() },
    ];
    print::all(options.format, folder.path(), &people, &runs, &images)?;
    Ok(runs.iter().all(|run| run.report.is_ok()))
}

fn content(named: Option<&Path>, built_in: &'static [u8]) -> Result<Vec<u8>, CliError> {
    match named {
        Some(path) => fs::read(path).map_err(CliError::file(path)),
        None => Ok(built_in.to_vec()),
    }
}

/// Writes what came out of the first two workflows.
fn write_images(folder: &Path, runs: &[Run]) -> Result<Vec<std::path::PathBuf>, CliError> {
    let mut written = Vec::new();
    let image = |report: &JobReport, label: &str| match report.task(label)?.result()? {
        Outcome::Ok(Ipld::Bytes(bytes)) => Some(bytes.clone()),
        _ => None,
    };
    for label in ["crop", "rotate90", "blur", "grayscale"] {
        let Some(bytes) = runs.iter().find_map(|run| image(&run.report, label)) else { continue };
        fs::create_dir_all(folder).map_err(CliError::file(folder))?;
        let path = folder.join(format!("{label}.png"));
        fs::write(&path, bytes).map_err(CliError::file(&path))?;
        written.push(path);
    }
    Ok(written)
}
