//! What `docs/streams.md` shows is so: the code stands in the sources, and the output is printed.

#[path = "../event_log/main.rs"]
#[expect(dead_code, reason = "this program has a `main` of its own")]
mod event_log;

use std::{error::Error, fs, path::Path};

/// The files from which the page shows parts.
const SOURCES: [&str; 5] = [
    "event_log/log.rs",
    "event_log/main.rs",
    "event_log/stream.rs",
    "event_log/worker.rs",
    "guests/event-log/wit/world.wit",
];

/// What stands before the output that the page shows.
const COMMAND: &str = "$ cargo run --release -p ipvm-examples --example event_log";

fn main() -> Result<(), Box<dyn Error>> {
    if let Some(worked) = event_log::work_if_asked() {
        return worked;
    }
    let mut printed = Vec::new();
    event_log::show(&mut printed)?;
    let printed = String::from_utf8(printed)?;

    let examples = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(examples.join("../docs/streams.md"))?;
    let (mut sources, mut sessions) = (0, 0);
    for block in page.split("```").skip(1).step_by(2) {
        let (language, shown) = block.split_once('\n').ok_or("a block without lines")?;
        if language == "console" {
            let output = shown.strip_prefix(COMMAND).ok_or("another command")?;
            assert!(stands_in(output.trim(), &printed), "shown:{output}\nprinted:\n{printed}");
            sessions += 1;
        } else {
            let mut found = false;
            for source in SOURCES {
                found |= stands_in(shown.trim(), &fs::read_to_string(examples.join(source))?);
            }
            assert!(found, "no source has this {language}:\n{shown}");
            sources += 1;
        }
    }
    assert_eq!((sources, sessions), (3, 1), "parts of sources and sessions on the page");
    println!("docs/streams.md shows {sources} parts of sources and {sessions} session as they are");
    Ok(())
}

/// Whether these lines stand there one after the other, at whatever depth; `…` stands for some that
/// are left out.
fn stands_in(shown: &str, text: &str) -> bool {
    let text = lines(text);
    let mut from = 0;
    shown.split('…').map(lines).filter(|part| !part.is_empty()).all(|part| {
        let found = text[from..].windows(part.len()).position(|there| there == part);
        from += found.map_or(0, |at| at + part.len());
        found.is_some()
    })
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}
