//! A guest that was compiled for `wasm32-wasip2` and uses the standard library as it likes.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::Read;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{env, process, thread};

wit_bindgen::generate!({ path: "wit", world: "ordinary-rust" });

struct Ordinary;

export!(Ordinary);

impl Guest for Ordinary {
    fn shout(text: String) -> String {
        let loud = text.to_ascii_uppercase();
        println!("{loud}");
        eprintln!("{} letters", loud.len());
        loud
    }

    fn surroundings() -> Vec<(String, String)> {
        let begun = Instant::now();
        let mut input = Vec::new();
        let read = std::io::stdin().read_to_end(&mut input);
        [
            ("clock", format!("{:?}", SystemTime::now().duration_since(UNIX_EPOCH))),
            ("elapsed", format!("{:?}", begun.elapsed())),
            ("arguments", format!("{:?}", env::args().collect::<Vec<_>>())),
            ("variables", format!("{:?}", env::vars().collect::<Vec<_>>())),
            ("input", format!("{:?} {input:?}", read.is_ok())),
            ("root", format!("{:?}", fs::read_dir("/").is_ok())),
            ("read", format!("{:?}", File::open("/etc/hostname").is_ok())),
            ("write", format!("{:?}", fs::write("made", "by a guest").is_ok())),
            ("threads", format!("{:?}", thread::available_parallelism().is_ok())),
        ]
        .map(|(what, found)| (what.to_owned(), found))
        .into()
    }

    fn hashed(words: Vec<String>) -> Vec<String> {
        words.into_iter().collect::<HashSet<_>>().into_iter().collect()
    }

    fn sleep(milliseconds: u32) -> (u64, u64) {
        let (instant, time) = (Instant::now(), SystemTime::now());
        thread::sleep(Duration::from_millis(milliseconds.into()));
        let in_whole = |passed: Duration| u64::try_from(passed.as_millis()).unwrap_or(u64::MAX);
        (in_whole(instant.elapsed()), time.elapsed().map_or(0, in_whole))
    }

    fn fail(message: String) {
        panic!("{message}");
    }

    fn leave(code: i32) {
        process::exit(code);
    }
}
