//! Memory for compiled code that is large.
//!
//! Fresh memory costs more than what is read into it: a fault for every four kilobytes, which
//! on virtual machines takes a microsecond. The engine's own copy is made of such memory. So
//! large entries are read into pages of two megabytes, authenticated there, and run there.
//!
//! What code does not fill of its last page is unmapped; the system has it back when memory is
//! short. Where it gives no large pages, as it may be set up to, small ones do.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read as _},
    ptr::{self, NonNull},
    slice,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rustix::mm::{self, Advice, MapFlags, MprotectFlags, ProtFlags};
use wasmtime::{CustomCodeMemory, Result, component::Component as Compiled};

/// Smaller entries are cheaper to copy.
const LARGE: usize = 512 << 10;
/// A large page of this processor.
const LARGE_PAGE: usize = 2 << 20;
const PAGE: usize = 4 << 10;

/// An entry of the cache, read into memory of ours that nobody writes any more.
pub(super) struct CodePages {
    start: NonNull<u8>,
    mapped: usize,
    length: usize,
}

impl CodePages {
    /// Reads an entry, if it is large and there is memory for it.
    pub(super) fn read(entry: &mut File) -> io::Result<Option<Self>> {
        let length = entry.metadata()?.len();
        let Some(length) = usize::try_from(length).ok().filter(|length| *length >= LARGE) else {
            return Ok(None);
        };
        let Some(mut pages) = Self::reserve(length) else { return Ok(None) };
        pages.fill(entry)?;
        pages.freeze()?;
        Ok(Some(pages))
    }

    /// Memory of `length` bytes and more, all zero, to be written.
    fn reserve(length: usize) -> Option<Self> {
        let room = length.checked_next_multiple_of(LARGE_PAGE)?;
        let around = room.checked_add(LARGE_PAGE)?;
        let (writable, private) = (ProtFlags::READ | ProtFlags::WRITE, MapFlags::PRIVATE);
        // SAFETY: it is anonymous, and at an address that the system chooses.
        #[expect(unsafe_code, reason = "mapping memory; see the SAFETY comment")]
        let first = unsafe { mm::mmap_anonymous(ptr::null_mut(), around, writable, private) };
        let mut pages = Self { start: NonNull::new(first.ok()?.cast())?, mapped: around, length };
        let before = pages.start.align_offset(LARGE_PAGE);
        pages.unmap_before(before);
        pages.unmap_after(room);
        if pages.mapped < room {
            return None;
        }
        // SAFETY: advice, which changes nothing that the memory holds.
        #[expect(unsafe_code, reason = "mapping memory; see the SAFETY comment")]
        let advised = unsafe {
            mm::madvise(pages.start.as_ptr().cast(), pages.mapped, Advice::LinuxHugepage)
        };
        // Where there are no large pages, small ones do.
        let _ = advised;
        Some(pages)
    }

    fn fill(&mut self, entry: &mut File) -> io::Result<()> {
        // SAFETY: so much is mapped and zero, can be written, and is nobody else's.
        #[expect(unsafe_code, reason = "mapping memory; see the SAFETY comment")]
        let room = unsafe { slice::from_raw_parts_mut(self.start.as_ptr(), self.length) };
        let mut filled = 0;
        while let Some(rest) = room.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match entry.read(rest) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        // Shorter than it was a moment ago: what there is will not be authentic.
        self.length = filled;
        Ok(())
    }

    /// From here on nothing writes.
    fn freeze(&mut self) -> io::Result<()> {
        self.unmap_after(self.length.next_multiple_of(PAGE));
        // SAFETY: no reference to it lives that could be written through.
        #[expect(unsafe_code, reason = "mapping memory; see the SAFETY comment")]
        unsafe { mm::mprotect(self.start.as_ptr().cast(), self.mapped, MprotectFlags::READ) }?;
        Ok(())
    }

    fn unmap_before(&mut self, offset: usize) {
        let offset = offset.min(self.mapped);
        unmap(self.start, offset);
        // SAFETY: within the mapping, or one past its end.
        #[expect(unsafe_code, reason = "mapping memory; see the SAFETY comment")]
        let start = unsafe { self.start.add(offset) };
        self.start = start;
        self.mapped -= offset;
    }

    fn unmap_after(&mut self, keep: usize) {
        let keep = keep.min(self.mapped);
        // SAFETY: within the mapping, or one past its end.
        #[expect(unsafe_code, reason = "mapping memory; see the SAFETY comment")]
        let end = unsafe { self.start.add(keep) };
        unmap(end, self.mapped - keep);
        self.mapped = keep;
    }

    /// What was read.
    pub(super) fn bytes(&self) -> &[u8] {
        // SAFETY: so much is mapped and was written once, before it could be read only.
        #[expect(unsafe_code, reason = "mapping memory; see the SAFETY comment")]
        unsafe {
            slice::from_raw_parts(self.start.as_ptr(), self.length)
        }
    }

    /// The component whose code the first `length` bytes are; `None` if the engine refuses it.
    /// The engine needs this `publisher` in its configuration, and native unwinding out of it.
    ///
    /// # Safety
    ///
    /// As for `Component::deserialize`, of those bytes.
    #[expect(unsafe_code, reason = "loading compiled code; see the SAFETY comment")]
    pub(super) unsafe fn into_component(
        self,
        publisher: &Publisher,
        engine: &wasmtime::Engine,
        length: usize,
    ) -> Option<Compiled> {
        let code = NonNull::from(self.bytes().get(..length)?);
        let lent = publisher.lend(self);
        // SAFETY: of the bytes the caller's word. Nobody writes to this memory, and it stays until
        // the engine lets go of the code, whoever has a part of the component till then: an
        // embedder's host can come by one, in a backtrace.
        let compiled = unsafe { Compiled::deserialize_raw(engine, code) }.ok();
        if compiled.is_none() {
            publisher.take_back(&lent);
        }
        compiled
    }
}

// SAFETY: memory of its own that is only read once it is made.
#[expect(unsafe_code, reason = "mapping memory; see the SAFETY comment")]
unsafe impl Send for CodePages {}
// SAFETY: as above.
#[expect(unsafe_code, reason = "mapping memory; see the SAFETY comment")]
unsafe impl Sync for CodePages {}

impl Drop for CodePages {
    fn drop(&mut self) {
        unmap(self.start, self.mapped);
    }
}

/// Unmaps a part of a mapping that its owner forgets.
fn unmap(start: NonNull<u8>, length: usize) {
    if length == 0 {
        return;
    }
    // SAFETY: private to this module, which unmaps what it mapped itself and once.
    #[expect(unsafe_code, reason = "mapping memory; see the SAFETY comment")]
    let unmapped = unsafe { mm::munmap(start.as_ptr().cast(), length) };
    debug_assert!(unmapped.is_ok(), "the arguments were those of a mapping");
}

/// Makes code executable, in memory of ours and of the engine's alike, since the engine would not
/// do so in ours; and unmaps ours when the engine lets go of the code.
#[derive(Default)]
pub(super) struct Publisher(Mutex<Lendings>);

/// The memory in which engines have code, by its address.
#[derive(Default)]
struct Lendings {
    pages: BTreeMap<usize, (u64, CodePages)>,
    count: u64,
}

/// Memory that was lent to an engine: where it is, and which it is, since an address may be
/// given back and lent again.
struct Lent {
    start: usize,
    number: u64,
}

impl Publisher {
    fn lendings(&self) -> MutexGuard<'_, Lendings> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lend(&self, pages: CodePages) -> Lent {
        let mut lendings = self.lendings();
        lendings.count += 1;
        let (start, number) = (pages.start.addr().get(), lendings.count);
        lendings.pages.insert(start, (number, pages));
        Lent { start, number }
    }

    /// From an engine that refused the code; it may have given the memory back already.
    fn take_back(&self, lent: &Lent) {
        let mut lendings = self.lendings();
        let standing = lendings.pages.get(&lent.start);
        if standing.is_some_and(|(number, _)| *number == lent.number) {
            let pages = lendings.pages.remove(&lent.start);
            drop(lendings);
            drop(pages);
        }
    }
}

impl CustomCodeMemory for Publisher {
    fn required_alignment(&self) -> usize {
        PAGE
    }

    fn publish_executable(&self, code: *const u8, length: usize) -> Result<()> {
        let executable = MprotectFlags::READ | MprotectFlags::EXEC;
        // SAFETY: the engine calls this, of code that was compiled or loaded and is whole pages
        // of nothing else.
        #[expect(unsafe_code, reason = "loading compiled code; see the SAFETY comment")]
        unsafe { mm::mprotect(code.cast_mut().cast(), length, executable) }?;
        Ok(())
    }

    /// The engine calls this when nobody has the code any more, as the last that it does with it
    /// (`CodeMemory::drop` of wasmtime 48; to edit code, which it could be called for too, takes
    /// a debugger that is not built in). Its own memory it unmaps next itself.
    fn unpublish_executable(&self, code: *const u8, _: usize) -> Result<()> {
        let mut lendings = self.lendings();
        let found = lendings.pages.range(..=code.addr()).next_back();
        let found = found.filter(|(start, (_, pages))| code.addr() - *start < pages.mapped);
        let found = found.map(|(start, _)| *start);
        let pages = found.and_then(|start| lendings.pages.remove(&start));
        drop(lendings);
        drop(pages);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        io::{Seek as _, SeekFrom},
        sync::Arc,
    };

    use super::*;

    /// The permissions of the page at an address, as the system tells them.
    fn permissions(address: usize) -> Option<String> {
        let maps = fs::read_to_string("/proc/self/maps").unwrap();
        maps.lines().find_map(|line| {
            let (range, rest) = line.split_once(' ')?;
            let (start, end) = range.split_once('-')?;
            let number = |hex| usize::from_str_radix(hex, 16).unwrap();
            (number(start)..number(end)).contains(&address).then(|| rest[..4].to_owned())
        })
    }

    fn file(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, bytes).unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        file
    }

    fn counted(length: usize) -> Vec<u8> {
        (0..length).map(|index| u8::try_from(index % 251).unwrap()).collect()
    }

    #[test]
    fn a_large_file_is_read_whole_and_cannot_be_written_to_or_run() {
        for length in [LARGE, LARGE_PAGE - 1, LARGE_PAGE, LARGE_PAGE + 1, 3 * LARGE_PAGE + 4097] {
            let bytes = counted(length);
            let pages = CodePages::read(&mut file(&bytes)).unwrap().unwrap();
            assert!(pages.bytes() == bytes, "{length}");
            let start = pages.start.as_ptr().addr();
            assert_eq!(start % LARGE_PAGE, 0);
            for at in [0, length / 2, length - 1] {
                assert_eq!(permissions(start + at).as_deref(), Some("r--p"), "{length} {at}");
            }
            assert_eq!(pages.mapped, length.next_multiple_of(PAGE));
        }
    }

    #[test]
    fn a_small_file_is_left_to_the_engine() {
        for length in [0, 1, LARGE - 1] {
            let mut small = file(&counted(length));
            assert!(CodePages::read(&mut small).unwrap().is_none());
            assert_eq!(small.stream_position().unwrap(), 0, "nothing was read");
        }
    }

    #[test]
    fn a_file_that_became_shorter_gives_what_there_is() {
        let bytes = counted(LARGE_PAGE);
        for gone in [1, 5000, LARGE_PAGE - 1, LARGE_PAGE] {
            let mut entry = file(&bytes);
            // As if so much were missing by the time that it is read.
            entry.seek(SeekFrom::Start(gone.try_into().unwrap())).unwrap();
            let pages = CodePages::read(&mut entry).unwrap().unwrap();
            assert!(pages.bytes() == &bytes[gone..], "{gone}");
        }
    }

    #[test]
    fn memory_is_given_back() {
        let pages = CodePages::read(&mut file(&counted(64 << 20))).unwrap().unwrap();
        let start = pages.start.as_ptr().addr();
        // All of it at once: another test may get a part of it afterwards.
        let range = format!("{start:x}-{:x} r--p", start + (64 << 20));
        let is_mapped = || fs::read_to_string("/proc/self/maps").unwrap().contains(&range);
        assert!(is_mapped());
        drop(pages);
        assert!(!is_mapped());
    }

    /// An engine, who publishes for it, and the code of a component that is large.
    fn compiled() -> (wasmtime::Engine, Arc<Publisher>, Vec<u8>) {
        let publisher = Arc::new(Publisher::default());
        let code_memory = Arc::clone(&publisher);
        let mut config = wasmtime::Config::new();
        config.native_unwind_info(false).wasm_backtrace_max_frames(None);
        config.with_custom_code_memory(Some(code_memory));
        let engine = wasmtime::Engine::new(&config).unwrap();
        let data = "d".repeat(LARGE);
        let text = format!(
            r#"(component (core module $m (func (export "f")) (data "{data}"))
              (core instance (instantiate $m)) (export "m" (core module $m)))"#
        );
        let compiled = Compiled::new(&engine, wat::parse_str(text).unwrap()).unwrap();
        let code = compiled.serialize().unwrap();
        (engine, publisher, code)
    }

    fn load(engine: &wasmtime::Engine, by: &Publisher, code: &[u8]) -> (usize, Option<Compiled>) {
        let pages = CodePages::read(&mut file(code)).unwrap().unwrap();
        let start = pages.start.as_ptr().addr();
        // SAFETY: what the engine made, or what it is known to refuse.
        #[expect(unsafe_code, reason = "a test of it")]
        let compiled = unsafe { pages.into_component(by, engine, code.len()) };
        (start, compiled)
    }

    #[test]
    fn memory_stays_as_long_as_anybody_has_a_part_of_the_component() {
        let (engine, publisher, code) = compiled();
        let (start, compiled) = load(&engine, &publisher, &code);
        let compiled = compiled.unwrap();
        assert_eq!(permissions(start + PAGE).as_deref(), Some("r-xp"));
        let is_lent = || publisher.lendings().pages.contains_key(&start);
        assert!(is_lent());

        let mut store = wasmtime::Store::new(&engine, ());
        let linker = wasmtime::component::Linker::new(&engine);
        let instance = linker.instantiate(&mut store, &compiled).unwrap();
        let module = instance.get_module(&mut store, "m").unwrap();
        drop((store, compiled, linker));
        assert!(is_lent(), "a module is left");
        // What is left of it still runs.
        let mut store = wasmtime::Store::new(&engine, ());
        let instance = wasmtime::Instance::new(&mut store, &module, &[]).unwrap();
        drop((module, engine));
        let function = instance.get_typed_func::<(), ()>(&mut store, "f").unwrap();
        function.call(&mut store, ()).unwrap();
        assert!(is_lent(), "an instance is left");
        assert_eq!(permissions(start + PAGE).as_deref(), Some("r-xp"));
        drop(store);
        assert!(!is_lent());
    }

    #[test]
    fn memory_of_code_that_is_refused_is_given_back() {
        let (engine, publisher, mut code) = compiled();
        code[..64].fill(0);
        let (_, compiled) = load(&engine, &publisher, &code);
        assert!(compiled.is_none());
        assert!(publisher.lendings().pages.is_empty());
    }

    #[test]
    fn an_engine_that_does_not_know_the_publisher_runs_nothing() {
        let (_, publisher, code) = compiled();
        let mut config = wasmtime::Config::new();
        config.native_unwind_info(false).wasm_backtrace_max_frames(None);
        let stranger = wasmtime::Engine::new(&config).unwrap();
        let (_, compiled) = load(&stranger, &publisher, &code);
        assert!(compiled.is_none());
        assert!(publisher.lendings().pages.is_empty());
    }

    #[test]
    fn code_is_published_and_the_rest_is_not() {
        let pages = CodePages::read(&mut file(&counted(LARGE))).unwrap().unwrap();
        let start = pages.start.as_ptr();
        Publisher::default().publish_executable(start.wrapping_add(PAGE), PAGE).unwrap();
        let seen = [0, PAGE, 2 * PAGE].map(|at| permissions(start.addr() + at).unwrap());
        assert_eq!(seen, ["r--p", "r-xp", "r--p"]);
    }
}
