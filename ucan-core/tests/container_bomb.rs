//! A gigabyte of zeros in a container costs a window, not a gigabyte.
//!
//! Alone in its program, since it counts what is allocated.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]
#![expect(unsafe_code, reason = "an allocator that counts is an allocator")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use flate2::{Compress, Compression, FlushCompress};
use ucan_core::container::{Container, ContainerError, ContainerLimits};

struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Relaxed) + layout.size();
        MOST.fetch_max(now, Relaxed);
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const MIB: usize = 1 << 20;

/// A member of `mib` MiB of zeros: one MiB compressed, its bytes over and over.
fn bomb(mib: usize) -> Vec<u8> {
    let mut piece = Vec::with_capacity(4096);
    Compress::new(Compression::best(), false)
        .compress_vec(&vec![0; MIB], &mut piece, FlushCompress::Full)
        .unwrap();
    let mut bytes = b"M\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec();
    for _ in 0..mib {
        bytes.extend_from_slice(&piece);
    }
    // An empty last block, and a trailer that is never looked at.
    bytes.extend_from_slice(b"\x01\0\0\xff\xff\0\0\0\0\0\0\0\0");
    bytes
}

#[test]
fn a_gigabyte_of_zeros_is_refused_at_the_bound_and_never_held() {
    // The bomb is one: without the bound it goes off, its trailer wrong.
    let small = bomb(3);
    let all = ContainerLimits::default().with_content_bytes(3 * MIB);
    let refused = Container::read(&small, &all).unwrap_err();
    assert_eq!(refused.to_string(), "gzip: the content does not match its checksum");

    let bytes = bomb(1024);
    assert!(bytes.len() < 4 * MIB, "{} bytes", bytes.len());
    for limit in [4 * MIB, 16 * MIB, 1024 * MIB - 1] {
        let limits = ContainerLimits::default().with_content_bytes(limit);
        let before = NOW.load(Relaxed);
        MOST.store(before, Relaxed);
        let refused = Container::read(&bytes, &limits).unwrap_err();
        assert_eq!(refused, ContainerError::ContentTooLarge { limit });
        let held = MOST.load(Relaxed) - before;
        assert!(held < 128 << 10, "{held} bytes were held at once");
    }
}
