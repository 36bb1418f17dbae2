//! `ipvm demo image`, as a person at a terminal would use it.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use image::{DynamicImage, GenericImageView as _, ImageFormat};
use serde_json::Value;
use tempfile::TempDir;

const PHOTO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/images/astronaut.png");

/// A folder to play in.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ipvm"));
        command
            .args(["demo", "image", "--format", "json"])
            .arg("--store")
            .arg(self.path("store"))
            .arg("--out")
            .arg(self.path("out"));
        command
    }

    fn run(&self, more: &[&str]) -> Output {
        self.command().args(more).output().unwrap()
    }

    fn report(&self, more: &[&str]) -> Value {
        let output = self.run(more);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn image(&self, name: &str) -> DynamicImage {
        let bytes = fs::read(self.path("out").join(format!("{name}.png"))).unwrap();
        image::load_from_memory_with_format(&bytes, ImageFormat::Png).unwrap()
    }
}

fn outcomes(report: &Value) -> Vec<(String, String, String)> {
    let text = |task: &Value, key: &str| task[key].as_str().unwrap().to_owned();
    let tasks = report["tasks"].as_array().unwrap().iter();
    tasks.map(|task| (text(task, "workflow"), text(task, "label"), text(task, "outcome"))).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// How many files there are in a folder and in those in it.
fn files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

#[test]
fn shares_every_step_it_can_and_computes_nothing_twice() {
    let folder = Folder::new();
    let first = folder.report(&[]);
    assert_eq!((first["executed"].as_u64(), first["reused"].as_u64()), (Some(4), Some(5)));
    let expected = [
        ("one", "crop", "executed"),
        ("one", "rotate90", "executed"),
        ("one", "blur", "executed"),
        ("two", "crop", "reused"),
        ("two", "rotate90", "reused"),
        ("two", "grayscale", "executed"),
        ("three", "crop", "reused"),
        ("three", "rotate90", "reused"),
        ("three", "blur", "reused"),
    ];
    let expected: Vec<_> =
        expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())).into();
    assert_eq!(outcomes(&first), expected);
    for task in first["tasks"].as_array().unwrap() {
        // Tokens print in base58btc, tasks in base32.
        assert!(task["receipt"].as_str().unwrap().starts_with("zdpu"), "{task}");
        assert!(task["task"].as_str().unwrap().starts_with("bafyrei"), "{task}");
        assert!(task["fuel"].as_u64().unwrap() > 1_000_000, "{task}");
        assert!(task["micros"].as_u64().is_some(), "{task}");
    }
    // Alice's tasks and Carol's are not the same, nor are their receipts.
    let at = |index: usize, key: &str| first["tasks"][index][key].clone();
    assert_eq!(at(0, "task"), at(3, "task"));
    assert_eq!(at(0, "receipt"), at(3, "receipt"));
    assert_ne!(at(0, "task"), at(6, "task"));
    assert_ne!(at(0, "receipt"), at(6, "receipt"));

    let second = folder.report(&[]);
    assert_eq!((second["executed"].as_u64(), second["reused"].as_u64()), (Some(0), Some(9)));
    for index in 0..9 {
        assert_eq!(second["tasks"][index]["receipt"], at(index, "receipt"), "task {index}");
    }
}

#[test]
fn the_images_are_those_that_the_same_operations_give_natively() {
    let folder = Folder::new();
    folder.report(&[]);
    let bytes = fs::read(PHOTO).unwrap();
    let photo = image::load_from_memory_with_format(&bytes, ImageFormat::Png).unwrap();

    let crop = photo.crop_imm(96, 0, 320, 320);
    assert_eq!(folder.image("crop").dimensions(), (320, 320));
    assert_eq!(folder.image("crop").to_rgb8(), crop.to_rgb8());

    let rotated = crop.rotate90();
    assert_eq!(folder.image("rotate90").to_rgb8(), rotated.to_rgb8());
    // Clockwise: what was at the bottom left is now at the top left.
    assert_eq!(rotated.get_pixel(0, 0), crop.get_pixel(0, 319));

    let gray = image::imageops::grayscale(&rotated);
    assert_eq!(folder.image("grayscale").to_luma8(), gray);

    // The blur computes with floats, whose order the compilers may choose: every
    // channel of every pixel within one of 255 steps.
    let blurred = rotated.blur(2.5).to_rgb8();
    let ours = folder.image("blur").to_rgb8();
    assert_eq!(ours.dimensions(), (320, 320));
    let difference =
        ours.as_raw().iter().zip(blurred.as_raw()).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
    assert!(difference <= 1, "differs by {difference}");
    // And it is a blur: not what went in.
    assert_ne!(ours, rotated.to_rgb8());
}

#[test]
fn the_text_names_everybody_and_every_task() {
    let folder = Folder::new();
    let output = Command::new(env!("CARGO_BIN_EXE_ipvm"))
        .args(["demo", "image", "--store"])
        .arg(folder.path("store"))
        .arg("--out")
        .arg(folder.path("out"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    for word in [
        "Alice     did:key:z6Mk",
        "Bob       did:key:z6Mk",
        "Carol     did:key:z6Mk",
        "Executor  did:key:z6Mk",
        "workflow one: crop → rotate90 → blur, on the authority of Alice",
        "workflow two: crop → rotate90 → grayscale, on the authority of Alice",
        "workflow three: crop → rotate90 → blur, on the authority of Carol",
        "4 executed, 5 reused",
    ] {
        assert!(text.contains(word), "{word} is not in:\n{text}");
    }
    assert_eq!(text.matches("receipt zdpu").count(), 9);
    assert_eq!(text.matches("task    bafyrei").count(), 9);
    for name in ["crop", "rotate90", "blur", "grayscale"] {
        assert!(
            text.contains(&folder.path("out").join(format!("{name}.png")).display().to_string())
        );
    }
}

#[cfg(unix)]
#[test]
fn keys_are_kept_private_and_a_key_that_is_not_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    folder.report(&[]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.path("store")), 0o700);
    assert_eq!(mode(&folder.path("store/keys")), 0o700);
    for name in ["alice", "bob", "carol", "executor", "code-cache"] {
        let path = folder.path(&format!("store/keys/{name}.key"));
        assert_eq!(mode(&path), 0o600, "{name}");
    }
    let bob = folder.path("store/keys/bob.key");
    fs::set_permissions(&bob, fs::Permissions::from_mode(0o644)).unwrap();
    let output = folder.run(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("bob.key can be read by others"), "{}", said(&output));

    fs::set_permissions(&bob, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&bob, "not a key").unwrap();
    let output = folder.run(&[]);
    assert!(said(&output).contains("bob.key holds no key"), "{}", said(&output));
    // It was not replaced: whoever has a copy of the lost key may still need it.
    assert_eq!(fs::read_to_string(&bob).unwrap(), "not a key");
}

#[test]
fn a_broken_photograph_is_the_guests_own_error_and_breaks_the_promises() {
    let folder = Folder::new();
    let broken = folder.path("broken.png");
    let bytes = fs::read(PHOTO).unwrap();
    fs::write(&broken, &bytes[..bytes.len() / 2]).unwrap();
    let output = folder.run(&["--photo", broken.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((report["executed"].as_u64(), report["reused"].as_u64()), (Some(0), Some(0)));
    for task in report["tasks"].as_array().unwrap() {
        assert_eq!(task["outcome"], "failed", "{task}");
        // Each has a receipt all the same: that it failed is a result.
        assert!(task["receipt"].as_str().unwrap().starts_with("zdpu"), "{task}");
        let error = task["error"].as_str().unwrap();
        let mismatch = error.starts_with("BranchMismatch: ");
        assert_eq!(mismatch, task["label"] != "crop", "{task}");
    }
    assert!(!folder.path("out").exists(), "images were written");
}

#[test]
fn a_module_that_is_no_component_is_refused_by_name() {
    let folder = Folder::new();
    let module = folder.path("module.wasm");
    for (bytes, word) in [
        (b"hello".as_slice(), "the module is not a WebAssembly component"),
        (b"\0asm\x01\0\0\0".as_slice(), "core wasm module"),
    ] {
        fs::write(&module, bytes).unwrap();
        let output = folder.run(&["--module", module.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(word), "{}", said(&output));
        assert!(output.stdout.is_empty());
        // The store did not take it in.
        assert_eq!(files(&folder.path("store/blocks")), 0);
    }
    let output = folder.run(&["--module", folder.path("nowhere").to_str().unwrap()]);
    assert!(said(&output).contains("nowhere"), "{}", said(&output));
}

#[test]
fn a_store_that_cannot_be_written_is_an_error_and_leaves_nothing() {
    let folder = Folder::new();
    let file = folder.path("file");
    fs::write(&file, "in the way").unwrap();
    for store in [file.clone(), file.join("store")] {
        let output = Command::new(env!("CARGO_BIN_EXE_ipvm"))
            .args(["demo", "image", "--store"])
            .arg(&store)
            .arg("--out")
            .arg(folder.path("out"))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(&store.display().to_string()), "{}", said(&output));
        assert_eq!(fs::read_to_string(&file).unwrap(), "in the way");
        assert!(!folder.path("out").exists());
    }
}

#[test]
fn a_store_that_is_somebody_elses_file_is_not_replaced() {
    let folder = Folder::new();
    fs::create_dir(folder.path("store")).unwrap();
    let file = folder.path("store/store.redb");
    fs::write(&file, "somebody else's").unwrap();
    let output = folder.run(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("the store"), "{}", said(&output));
    assert_eq!(fs::read_to_string(&file).unwrap(), "somebody else's");
}

#[test]
fn a_forged_entry_in_the_cache_of_compiled_code_is_refused() {
    let folder = Folder::new();
    folder.report(&[]);
    let mut entries = fs::read_dir(folder.path("store/code")).unwrap();
    let path = entries.next().unwrap().unwrap().path();
    let mut bytes = fs::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&path, bytes).unwrap();
    // Remembered results need no code; another photograph does.
    let photo = folder.path("other.png");
    image::RgbImage::new(416, 320).save_with_format(&photo, ImageFormat::Png).unwrap();
    let output = folder.run(&["--photo", photo.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("was not made by this installation"), "{}", said(&output));
    assert!(said(&output).contains(path.to_str().unwrap()), "{}", said(&output));
}

#[test]
fn a_mistake_in_the_call_is_told_from_a_failure() {
    for arguments in [&["demo", "imgae"][..], &["demo", "image", "--format", "xml"], &[]] {
        let output = Command::new(env!("CARGO_BIN_EXE_ipvm")).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    let help = Command::new(env!("CARGO_BIN_EXE_ipvm")).arg("--help").output().unwrap();
    assert!(help.status.success());
}

/// Kills the demonstration the moment it says that the n-th task is done, and
/// starts it again: what was said to be done is not done again.
#[cfg(unix)]
#[test]
fn carries_on_after_kill_minus_9_without_repeating_what_was_acknowledged() {
    for acknowledged in 1..=4 {
        let folder = Folder::new();
        let mut child =
            folder.command().stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut done = Vec::new();
        for line in BufReader::new(child.stderr.take().unwrap()).lines() {
            let line = line.unwrap();
            if let Some(task) = line.strip_suffix(" executed") {
                let task = task.strip_prefix("workflow ").unwrap();
                let (workflow, label) = task.split_once(": ").unwrap();
                done.push((workflow.to_owned(), label.to_owned()));
                if done.len() == acknowledged {
                    break;
                }
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(done.len(), acknowledged);

        let report = folder.report(&[]);
        let after = outcomes(&report);
        for (workflow, label) in done {
            let again = (workflow, label, "reused".to_owned());
            assert!(after.contains(&again), "{again:?} is not in {after:?}");
        }
        // Everything is there in the end, and the third time nothing is left to do.
        assert_eq!(folder.report(&[])["reused"], 9);
    }
}
