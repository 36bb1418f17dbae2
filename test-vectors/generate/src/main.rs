//! `cargo run -p ipvm-vectors-generate`: writes the files of `test-vectors/`.
//! With `-- --check` it writes nothing and fails if a file is not what it would write; with
//! `-- --sentences TEXT` it prints the sentences of a text that demand something.

#![forbid(unsafe_code)]

use std::{collections::BTreeSet, fs, io, path::Path, process::ExitCode};

use ipvm_vectors_generate::{Output, outputs, texts};

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let outputs = match outputs() {
        Ok(outputs) => outputs,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut arguments = std::env::args().skip(1);
    let done = match (arguments.next().as_deref(), arguments.next()) {
        (None, None) => write(&root, &outputs),
        (Some("--check"), None) => check(&root, &outputs),
        (Some("--sentences"), Some(text)) => print_sentences(Path::new(&text)),
        _ => {
            eprintln!("usage: ipvm-vectors-generate [--check | --sentences TEXT]");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(root: &Path, outputs: &[Output]) -> io::Result<bool> {
    for output in outputs {
        let path = root.join(&output.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, &output.text)?;
    }
    println!("wrote {} files", outputs.len());
    Ok(true)
}

/// Section, number, digest and sentence, with tabs between: what a row of `src/texts` begins with.
fn print_sentences(text: &Path) -> io::Result<bool> {
    for sentence in texts::sentences(&fs::read_to_string(text)?) {
        let (section, ordinal) = (&sentence.section, sentence.ordinal);
        println!("{section}\t{ordinal}\t{}\t{}", sentence.digest(), sentence.text);
    }
    Ok(true)
}

fn check(root: &Path, outputs: &[Output]) -> io::Result<bool> {
    let mut same = true;
    for output in outputs {
        let found = match fs::read_to_string(root.join(&output.path)) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                eprintln!("{}: the file is missing", output.path);
                same = false;
                continue;
            }
            Err(error) => return Err(error),
        };
        if let Some(difference) = difference(&output.text, &found) {
            eprintln!("{}: {difference}", output.path);
            same = false;
        }
    }
    for path in leftovers(root, outputs)? {
        eprintln!("{path}: no source writes this file");
        same = false;
    }
    if !same {
        eprintln!("run `cargo run -p ipvm-vectors-generate` and look at what changed");
    }
    Ok(same)
}

/// Files in the folders of the layers that nothing writes.
fn leftovers(root: &Path, outputs: &[Output]) -> io::Result<Vec<String>> {
    let layers = outputs
        .iter()
        .filter_map(|output| output.path.split_once('/'))
        .map(|(layer, _)| layer)
        .filter(|layer| *layer != "..")
        .collect::<BTreeSet<_>>();
    let mut leftovers = Vec::new();
    for layer in layers {
        let folder = root.join(layer);
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(folder)? {
            let path = format!("{layer}/{}", entry?.file_name().to_string_lossy());
            if outputs.iter().all(|output| output.path != path) {
                leftovers.push(path);
            }
        }
    }
    leftovers.sort();
    Ok(leftovers)
}

/// The first line in which the two differ.
fn difference(expected: &str, found: &str) -> Option<String> {
    if expected == found {
        return None;
    }
    let (mut expected, mut found) = (expected.split('\n'), found.split('\n'));
    let mut line = 0_usize;
    loop {
        line += 1;
        match (expected.next(), found.next()) {
            (None, None) => return Some("line ends differ".to_owned()),
            (wanted, there) if wanted != there => {
                let wanted = wanted.unwrap_or("the end of the file");
                let there = there.unwrap_or("the end of the file");
                return Some(format!(
                    "line {line} differs\n  the source gives: {wanted}\n  the file has:     {there}"
                ));
            }
            _ => {}
        }
    }
}
