//! `ipvm store`, as a person at a terminal would use it.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use ipvm_redb::RedbStore;
use ipvm_runtime::store::{Blocks, Claim, EffectClass, Memo, Visibility};
use serde_json::{Value, json};
use tempfile::TempDir;
use varsig::Block;

/// One function: adds two numbers.
const ADDER: &str = r#"(component
    (core module $m (func (export "add") (param i32 i32) (result i32)
        (i32.add (local.get 0) (local.get 1))))
    (core instance $i (instantiate $m))
    (func (export "add") (param "a" s32) (param "b" s32) (result s32)
        (canon lift (core func $i "add"))))"#;

/// A folder to play in.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        fs::write(folder.path("adder.wasm"), wat::parse_str(ADDER).unwrap()).unwrap();
        folder
    }

    /// With a result in the store, and its receipt.
    fn furnished() -> (Self, String) {
        let folder = Self::new();
        let report = folder.ipvm("store", &["run", "adder.wasm", "--args", "1", "2"]);
        assert_eq!(report.status.code(), Some(0), "{}", said(&report));
        let counted = folder.json("store", &["stats"]);
        assert_eq!(counted["receipts"], 1);
        let receipts =
            folder.json("store", &["gc", "--dry-run", "--keep", "none"])["garbage"].clone();
        let receipt = receipts.as_array().unwrap().iter().find_map(|it| it["receipt"].as_str());
        let receipt = receipt.unwrap().to_owned();
        // It goes by the same text everywhere.
        assert!(said(&report).contains(&format!("receipt {receipt}\n")), "{}", said(&report));
        assert!(receipt.starts_with("zdpu"), "{receipt}");
        (folder, receipt)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn ipvm(&self, store: &str, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_ipvm"))
            .current_dir(self.0.path())
            .args(arguments)
            .args(["--store", store])
            .output()
            .unwrap()
    }

    fn store(&self, arguments: &[&str]) -> Output {
        self.ipvm("store", &[&["store"], arguments].concat())
    }

    fn json(&self, store: &str, arguments: &[&str]) -> Value {
        let output = self.ipvm(store, &[&["store"], arguments, &["--format", "json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)))
    }

    fn open(&self) -> RedbStore {
        RedbStore::open(self.path("store")).unwrap()
    }
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn module() -> String {
    Block::raw(wat::parse_str(ADDER).unwrap()).cid().to_string()
}

#[test]
fn counts_what_there_is() {
    let (folder, _) = Folder::furnished();
    let counted = folder.json("store", &["stats"]);
    assert_eq!(counted["public"]["blocks"], 1, "the component");
    assert!(counted["results"]["pure"].as_u64().unwrap() > 0);
    assert!(counted["disk"]["database"].as_u64().unwrap() > 0);
    let text = out(&folder.store(&["stats"]));
    assert!(text.contains("public blocks      1, "), "{text}");
}

#[test]
fn where_there_is_no_store_it_says_so_and_makes_none() {
    let folder = Folder::new();
    for command in [&["stats"][..], &["check"], &["gc"], &["pins"], &["export", "out.car"]] {
        let output = folder.store(command);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            said(&output),
            "error: there is no store in store; name another folder with --store DIR\n"
        );
    }
    assert!(!folder.path("store").exists() && !folder.path("out.car").exists());
}

#[test]
fn collects_what_nothing_keeps_and_says_before_what_it_would_be() {
    let (folder, receipt) = Folder::furnished();
    {
        let store = folder.open();
        Blocks::put(&store, &Block::raw(*b"garbage"), Visibility::Restricted).unwrap();
    }
    let garbage = Block::raw(*b"garbage").cid().to_string();
    let dry = folder.store(&["gc", "--dry-run"]);
    assert_eq!(dry.status.code(), Some(0));
    assert!(out(&dry).contains(&format!("block {garbage}, 7 B\n")), "{}", out(&dry));
    let why = folder.store(&["why", &garbage]);
    assert_eq!(why.status.code(), Some(1));
    assert!(said(&why).starts_with(&format!("nothing keeps {garbage}")), "{}", said(&why));

    let gone = folder.json("store", &["gc"]);
    assert_eq!((&gone["dryRun"], &gone["receipts"]), (&json!(false), &json!(0)));
    assert!(gone["blocks"].as_u64().unwrap() >= 1);
    assert_eq!(folder.json("store", &["gc"])["blocks"], 0);

    // The receipt is kept by the rule, and the component because it is public.
    let why = folder.json("store", &["why", &receipt]);
    assert_eq!(why["root"], "a receipt that is kept");
    assert_eq!(why["way"], json!([receipt]));
    assert_eq!(folder.json("store", &["why", &module()])["root"], "public");
    let why = folder.store(&["why", &receipt, "--keep", "none"]);
    assert_eq!(why.status.code(), Some(1));

    // A pin keeps it where no rule does, and what was remembered is still known.
    assert_eq!(folder.store(&["pin", &receipt]).status.code(), Some(0));
    assert_eq!(out(&folder.store(&["pins"])), format!("{receipt}\n"));
    assert_eq!(folder.json("store", &["gc", "--keep", "none"])["receipts"], 0);
    let again = folder.ipvm("store", &["run", "adder.wasm", "--args", "1", "2"]);
    assert!(said(&again).starts_with("reused"), "{}", said(&again));

    assert_eq!(folder.store(&["unpin", &receipt]).status.code(), Some(0));
    let output = folder.store(&["unpin", &receipt]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(said(&output), format!("{receipt} was not pinned\n"));
    assert_eq!(folder.json("store", &["gc", "--keep", "none"])["receipts"], 1);
    let again = folder.ipvm("store", &["run", "adder.wasm", "--args", "1", "2"]);
    assert!(said(&again).starts_with("executed"), "{}", said(&again));
}

#[test]
fn rules_that_do_not_go_together_are_a_mistake() {
    let (folder, _) = Folder::furnished();
    let output = folder.store(&["gc", "--keep", "all", "--keep", "none"]);
    assert_eq!(
        said(&output),
        "error: --keep takes one of all, current and none, or only the DIDs of subjects\n"
    );
    assert_eq!(output.status.code(), Some(2), "a mistake in the call");
    let output = folder.store(&["gc", "--keep", "some"]);
    assert_eq!(output.status.code(), Some(2), "a mistake in the call");
}

#[test]
fn leaves_with_everything_and_comes_to_another_store() {
    let (folder, _) = Folder::furnished();
    {
        let store = folder.open();
        let order = Block::raw(*b"order");
        let claim = store.claim(order.cid(), EffectClass::Mutation, std::time::Duration::ZERO);
        assert!(matches!(claim, Ok(Claim::Won(_))));
    }
    let written = folder.json("store", &["export", "out.car"]);
    assert_eq!((&written["receipts"], &written["mutations"]), (&json!(1), &json!(1)));
    assert!(written["root"].as_str().unwrap().starts_with("bafyrei"));
    let output = folder.store(&["export", "out.car"]);
    assert_eq!(said(&output), "error: out.car is already there; name another file, or remove it\n");
    assert!(!folder.path("out.car.part").exists());
    assert!(fs::metadata(folder.path("out.car")).unwrap().len() > 100);

    // Another store knows nobody: results are left out, and it is said how to take them.
    let output = folder.ipvm("other", &["store", "import", "out.car"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let note = said(&output);
    let executor = note.split(" --trust ").nth(1).unwrap().split(' ').next().unwrap();
    assert!(
        note.contains(&format!("results are the word of {executor} and were left out")),
        "{note}"
    );
    let taken = folder.json("other", &["import", "out.car", "--trust", executor]);
    assert!(taken["results"].as_u64().unwrap() > 0, "{taken}");
    assert_eq!(taken["leftOut"]["untrusted"], 0);
    let there = folder.json("other", &["stats"]);
    assert_eq!((&there["receipts"], &there["mutations"]["unsettled"]), (&json!(1), &json!(1)));
    let again = folder.json("other", &["import", "out.car", "--trust", executor]);
    assert_eq!(again["results"], 0);
    let again = out(&folder.ipvm("other", &["store", "import", "out.car", "--trust", executor]));
    // With the mutation, of which it is known already that it was begun.
    let stood = taken["results"].as_u64().unwrap() + 1;
    assert!(again.contains(&format!("\nresults stood already  {stood}\n")), "{again}");
}

#[test]
fn what_an_interrupted_export_left_is_replaced_and_the_name_is_given_at_the_end() {
    let (folder, _) = Folder::furnished();
    fs::write(folder.path("out.car.part"), "half of it").unwrap();
    let output = folder.store(&["export", "out.car"]);
    assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)));
    assert!(!folder.path("out.car.part").exists());
    let taken = folder.ipvm("other", &["store", "import", "out.car"]);
    assert_eq!(taken.status.code(), Some(0), "{}", said(&taken));
    #[cfg(unix)]
    {
        let mode = fs::metadata(folder.path("out.car")).unwrap().permissions();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777, 0o600);
    }
}

#[test]
fn why_says_of_what_is_not_here_that_it_is_not() {
    let (folder, _) = Folder::furnished();
    let absent = Block::raw(*b"absent").cid().to_string();
    let why = folder.store(&["why", &absent]);
    assert_eq!(why.status.code(), Some(1));
    assert_eq!(said(&why), format!("{absent} is not here, and nothing here links to it\n"));
}

#[test]
fn what_is_no_cid_is_told_as_everywhere() {
    let (folder, _) = Folder::furnished();
    let told = ipvm_content::parse_cid("x").unwrap_err().to_string();
    for command in ["pin", "unpin", "why"] {
        let output = folder.store(&[command, "x"]);
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert!(said(&output).contains(&told), "{command}: {}", said(&output));
    }
}

#[test]
fn a_store_in_use_is_told_with_what_to_do() {
    let (folder, _) = Folder::furnished();
    let _open = folder.open();
    let output = folder.store(&["stats"]);
    assert_eq!(output.status.code(), Some(1));
    let expected = "error: the store at store is in use by another process; try again when that has \
                    ended, or name another with --store DIR\n";
    assert_eq!(said(&output), expected);
}

/// What came of the tasks stands in their receipts, and nowhere else.
#[test]
fn garbage_collection_misses_nothing_in_a_store_that_is_whole() {
    let folder = Folder::new();
    let demo = folder.ipvm("store", &["demo", "image"]);
    assert_eq!(demo.status.code(), Some(0), "{}", said(&demo));
    let dry = folder.store(&["gc", "--dry-run"]);
    assert_eq!((said(&dry).as_str(), dry.status.code()), ("", Some(0)));
    let missing = folder.json("store", &["gc", "--dry-run"])["kept"]["missing"].clone();
    assert_eq!(missing, json!([]));
}

/// Neither does it end the work, nor is it told to those who went away.
#[cfg(unix)]
#[test]
fn that_nobody_reads_what_is_said_or_printed_ends_nothing() {
    let (folder, _) = Folder::furnished();
    let store = folder.path("store");
    let gone = || std::io::pipe().unwrap().1;
    let run = |arguments: &[&str], out: std::process::Stdio, error: std::process::Stdio| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ipvm"));
        let command = command.current_dir(folder.0.path()).args(arguments);
        let child = command.arg("--store").arg(&store).stdout(out).stderr(error).spawn();
        child.unwrap().wait_with_output().unwrap()
    };
    let pipe = std::process::Stdio::piped;
    let output = run(&["store", "check"], pipe(), gone().into());
    assert_eq!(output.status.code(), Some(0));
    let output = run(&["store", "stats"], gone().into(), pipe());
    assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)));
    let output = run(&["store", "why", &module(), "--keep", "none"], gone().into(), gone().into());
    assert_eq!(output.status.code(), Some(0));
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let output = run(&["demo", "image"], pipe(), full.try_clone().unwrap().into());
        assert_eq!(output.status.code(), Some(0));
        assert!(out(&output).contains("\nworkflow three: "), "{}", out(&output));
        let output = run(&["store", "stats"], full.into(), pipe());
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).starts_with("error: standard output: "), "{}", said(&output));
    }
}

#[test]
fn a_block_that_is_larger_than_what_is_taken_from_elsewhere_goes_out_and_comes_in_again() {
    let folder = Folder::new();
    let large = Block::raw(vec![7; (64 << 20) + 1]);
    Blocks::put(&folder.open(), &large, Visibility::Public).unwrap();
    assert_eq!(folder.json("store", &["export", "out.car"])["blocks"], 1);
    let taken = folder.json("other", &["import", "out.car"]);
    assert_eq!((&taken["blocks"], &taken["bytes"]), (&json!(1), &json!((64 << 20) + 1)));
    let there = RedbStore::open(folder.path("other")).unwrap();
    assert_eq!(Blocks::get(&there, large.cid()).unwrap(), Some(large));
}

#[test]
fn an_archive_that_is_cut_is_refused_by_its_place() {
    let (folder, _) = Folder::furnished();
    folder.json("store", &["export", "out.car"]);
    let bytes = fs::read(folder.path("out.car")).unwrap();
    fs::write(folder.path("cut.car"), &bytes[..bytes.len() - 9]).unwrap();
    let output = folder.ipvm("other", &["store", "import", "cut.car"]);
    assert_eq!(output.status.code(), Some(1));
    let expected = format!(
        "error: cut.car: byte {}: the bytes end here, inside of a length, the header or a section; \
         what was taken in until then is whole, and stays; content that its receipts name may be \
         missing until the whole archive is taken in\n",
        bytes.len() - 9
    );
    assert_eq!(said(&output), expected);
    folder.json("other", &["import", "out.car"]);
    let output = folder.ipvm("other", &["store", "check"]);
    assert_eq!(said(&output), "nothing is amiss\n");
}

#[test]
#[cfg(unix)]
fn where_there_is_no_room_it_says_so_and_what_was_taken_in_is_whole() {
    let folder = Folder::new();
    let store = folder.open();
    for part in 0..16_u32 {
        let blocks: Vec<_> = (0..256_u32)
            .map(|number| Block::raw((part * 256 + number).to_le_bytes().repeat(1024)))
            .map(|block| (block, Visibility::Restricted))
            .collect();
        store.put_all(&blocks).unwrap();
    }
    drop(store);
    folder.json("store", &["export", "out.car"]);
    // Some blocks of 512 or of 1024 bytes for a file, after which it is as with a full disk.
    for blocks in [4_000, 5_000, 7_000, 9_000, 12_000] {
        let limited = Command::new("sh")
            .current_dir(folder.0.path())
            .args(["-c", r#"trap "" XFSZ; ulimit -f "$1"; shift; exec "$@""#, "sh"])
            .arg(blocks.to_string())
            .arg(env!("CARGO_BIN_EXE_ipvm"))
            .args(["store", "import", "out.car", "--store", "other"])
            .output()
            .unwrap();
        assert_eq!(limited.status.code(), Some(1), "{blocks}: {}", said(&limited));
        let told = said(&limited);
        assert!(told.contains("could not write") && told.contains("file too large"), "{told}");
        assert!(told.contains("what was taken in until then is whole, and stays"), "{told}");
        let checked = folder.ipvm("other", &["store", "check"]);
        assert_eq!(said(&checked), "nothing is amiss\n", "{blocks}");
    }
    folder.json("other", &["import", "out.car"]);
    assert_eq!(folder.json("other", &["stats"])["restricted"]["blocks"], 4096);
}

#[test]
fn finds_what_is_amiss_and_mends_what_can_be() {
    let (folder, receipt) = Folder::furnished();
    let output = folder.store(&["check"]);
    assert_eq!((output.status.code(), said(&output).as_str()), (Some(0), "nothing is amiss\n"));
    {
        // A result whose receipt is nowhere, and a mutation without an end.
        let store = folder.open();
        let nowhere = Block::raw(*b"nowhere");
        let address = ipvm_runtime::store::Address::Task(*nowhere.cid());
        let _ = store.remember(&[address], nowhere.cid()).unwrap();
        let order = Block::raw(*b"order");
        let claim = store.claim(order.cid(), EffectClass::Mutation, std::time::Duration::ZERO);
        assert!(matches!(claim, Ok(Claim::Won(_))));
    }
    let findings = folder.json("store", &["check"])["findings"].clone();
    assert_eq!(findings.as_array().unwrap().len(), 2, "{findings}");
    let mended = folder.json("store", &["check", "--repair"]);
    assert_eq!(mended["mended"].as_array().unwrap().len(), 1, "{mended}");
    let order = Block::raw(*b"order").cid().to_string();
    let left = json!([{
        "trouble": format!("mutation {order} was begun, and nothing says what became of it"),
        "remedy": format!("settle mutation {order}: say what became of it"),
    }]);
    assert_eq!(mended["findings"], left);
    let output = folder.store(&["check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).starts_with("1 findings; "), "{}", said(&output));
    let line = format!(
        "{}; {}\n",
        left[0]["trouble"].as_str().unwrap(),
        left[0]["remedy"].as_str().unwrap()
    );
    assert_eq!(String::from_utf8(output.stdout).unwrap(), line);
    assert_eq!(folder.json("store", &["why", &receipt])["root"], "a receipt that is kept");
}

/// The engine panics on some pages that are damaged, and people are told of the store, not of that.
#[test]
fn a_store_with_a_damaged_page_is_never_answered_by_a_panic() {
    const PAGE: usize = 4_096;
    let (folder, _) = Folder::furnished();
    let file = folder.path("store").join("store.redb");
    let whole = fs::read(&file).unwrap();
    let mut unreadable = 0;
    for page in (0..whole.len()).step_by(PAGE).filter(|page| whole[*page..][..PAGE] != [0; PAGE]) {
        let mut damaged = whole.clone();
        damaged[page..][..PAGE].iter_mut().for_each(|byte| *byte ^= 0x5a);
        fs::write(&file, damaged).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_ipvm"))
            .current_dir(folder.0.path())
            .env_remove("RUST_BACKTRACE")
            .args(["store", "check", "--store", "store"])
            .output()
            .unwrap();
        let said = said(&output);
        assert!(!said.contains("panicked at"), "{page}: {said}");
        unreadable += usize::from(said.contains("; restore it from a copy\n"));
    }
    assert!(unreadable > 0);
}

/// Of each page that is damaged, one at a time: either there is an export as always, or it is told
/// how to leave all the same, and that leads to a store that is whole.
#[test]
fn a_store_that_cannot_be_read_is_left_with_what_can() {
    const PAGE: usize = 4_096;
    let (folder, _) = Folder::furnished();
    let file = folder.path("store").join("store.redb");
    let whole = fs::read(&file).unwrap();
    let (mut written, mut salvaged, mut mutations) = (0, 0, 0);
    for page in (0..whole.len()).step_by(PAGE).filter(|page| whole[*page..][..PAGE] != [0; PAGE]) {
        let mut damaged = whole.clone();
        damaged[page..][..PAGE].iter_mut().for_each(|byte| *byte ^= 0x5a);
        fs::write(&file, damaged).unwrap();
        let plain = folder.store(&["export", "plain.car"]);
        let hint = "`ipvm store export --salvage FILE` takes out what can be read";
        let is_written = folder.path("plain.car").exists();
        assert_eq!(said(&plain).contains("error: "), !is_written, "{page}: {}", said(&plain));
        let _ = fs::remove_file(folder.path("plain.car"));
        if !said(&plain).contains(hint) {
            written += usize::from(is_written);
            continue;
        }
        let rest = folder.store(&["export", "--salvage", "rest.car", "--format", "json"]);
        assert_eq!(rest.status.code(), Some(1), "{page}: {}", said(&rest));
        let told: Value = serde_json::from_slice(&rest.stdout).unwrap();
        let unreadable = told["leftOut"]["unreadable"].as_array().unwrap();
        assert!(!unreadable.is_empty(), "{page}: {told}");
        for table in unreadable {
            let table = table.as_str().unwrap();
            assert!(said(&rest).contains(&format!("table {table} cannot be read")), "{page}");
        }
        mutations += usize::from(said(&rest).contains("none is run a second time"));
        let taken = Command::new(env!("CARGO_BIN_EXE_ipvm"))
            .current_dir(folder.0.path())
            .args(["store", "import", "rest.car", "--store", "new"])
            .output()
            .unwrap();
        assert_eq!(taken.status.code(), Some(0), "{page}: {}", said(&taken));
        fs::remove_file(folder.path("rest.car")).unwrap();
        fs::remove_dir_all(folder.path("new")).unwrap();
        salvaged += 1;
    }
    assert!(written > 5 && salvaged > 2 && mutations > 0, "{written}, {salvaged}, {mutations}");
}

#[test]
fn gives_room_back() {
    let (folder, _) = Folder::furnished();
    let done = folder.json("store", &["compact"]);
    assert!(done["after"].as_u64().unwrap() <= done["before"].as_u64().unwrap());
    assert_eq!(folder.store(&["check"]).status.code(), Some(0));
}

#[test]
fn help_has_examples() {
    let folder = Folder::new();
    for command in ["check", "gc", "export", "import"] {
        let output = Command::new(env!("CARGO_BIN_EXE_ipvm"))
            .current_dir(folder.0.path())
            .args(["store", command, "--help"])
            .output()
            .unwrap();
        assert!(out(&output).contains(&format!("Examples:\n  ipvm store {command}")), "{command}");
    }
}
