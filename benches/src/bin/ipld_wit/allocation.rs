//! How much memory of the host a call takes.

#![expect(unsafe_code, reason = "an allocator is unsafe to implement")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    io::Write,
    sync::atomic::{AtomicUsize, Ordering},
};

use ipld_core::ipld::Ipld;
use ipvm_benches::{Bar, Table};
use wasmtime::Result;

use crate::guest::{Guest, params};

/// Counts what is allocated. The memory of guests is mapped, not allocated.
struct Counting {
    now: AtomicUsize,
    peak: AtomicUsize,
}

#[global_allocator]
static COUNTING: Counting = Counting { now: AtomicUsize::new(0), peak: AtomicUsize::new(0) };

impl Counting {
    fn add(&self, bytes: usize) {
        let now = self.now.fetch_add(bytes, Ordering::Relaxed) + bytes;
        self.peak.fetch_max(now, Ordering::Relaxed);
    }

    /// The most that `work` held at one time, beyond what was held before.
    fn peak_of(&self, work: impl FnOnce()) -> usize {
        let before = self.now.load(Ordering::Relaxed);
        self.peak.store(before, Ordering::Relaxed);
        work();
        self.peak.load(Ordering::Relaxed) - before
    }
}

// SAFETY: everything is passed on to the allocator of the system as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.add(layout.size());
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        self.add(layout.size());
        // SAFETY: the caller's promise.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        self.now.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Both are there while the content moves.
        self.add(size);
        self.now.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

pub(crate) fn measure<W: Write>(table: &mut Table<W>) -> Result<()> {
    table.part("peak of an echo, by its payload", "")?;
    let numbers = (0..10_000).map(|n: i128| Ipld::Integer(n << 32)).collect();
    for (function, name, argument) in [
        ("bytes", "list<u8>, 1 MiB", Ipld::Bytes(vec![7; 1 << 20])),
        ("text", "string, 1 MiB", Ipld::String("a".repeat(1 << 20))),
        ("numbers", "list<s64>, 10,000", Ipld::List(numbers)),
    ] {
        let mut guest = Guest::new()?;
        let direct = guest.direct(function)?;
        let direct = guest.bind(&direct)?;
        let encoded = params(&argument);
        guest.call(&direct, &encoded);
        let peak = COUNTING.peak_of(|| {
            // The arguments count as well as the result.
            let params = encoded.as_slice().to_vec();
            let result = guest.call(&direct, &params);
            assert_eq!(result, params[1..]);
        });
        let count = |bytes: usize| f64::from(u32::try_from(bytes).expect("less than 4 GiB"));
        let figure = count(peak) / count(encoded.len());
        let bar = Bar { figure, most: 2.2, decimals: 2, unit: "x" };
        table.row(name, f64::NAN, f64::NAN, bar)?;
    }
    Ok(())
}
