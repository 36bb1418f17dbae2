//! Made-up content, and the answers that cases wait for.

use std::{fmt::Debug, time::Duration};

use cid::Cid;
use ipvm_runtime::store::{Address, Claim, EffectClass, Fence, Memo, StoreError};
use ucan_core::Did;
use varsig::Block;

/// A lease that outlasts every test.
pub(crate) const LONG: Duration = Duration::from_secs(24 * 60 * 60);
/// A lease that has ended when it is granted.
pub(crate) const ENDED: Duration = Duration::ZERO;

/// The CID of some content, the same for the same name.
pub(crate) fn cid(name: &str) -> Cid {
    *Block::raw(name.as_bytes().to_vec()).cid()
}

/// A DID of that name.
pub(crate) fn did(name: &str) -> Did {
    format!("did:web:{name}.example").parse().expect("it is a DID")
}

/// A task address of that name.
pub(crate) fn task(name: &str) -> Address {
    Address::Task(cid(name))
}

/// A computation address of that name.
pub(crate) fn computation(name: &str) -> Address {
    Address::Computation(cid(name))
}

/// A block of `length` bytes that do not repeat early.
pub(crate) fn block(length: usize) -> Block {
    let mut state: u32 = 1;
    let bytes = (0..length).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    });
    Block::raw(bytes.collect::<Vec<u8>>())
}

/// What a call returned, which must not have failed.
#[track_caller]
pub(crate) fn done<T: Debug>(result: Result<T, StoreError>) -> T {
    result.expect("the store failed")
}

/// The fence of a claim that must have been won.
#[track_caller]
pub(crate) fn won(
    memo: &(impl Memo + ?Sized),
    name: &str,
    effect: EffectClass,
    lease: Duration,
) -> Fence {
    match done(memo.claim(&cid(name), effect, lease)) {
        Claim::Won(fence) => {
            assert_eq!(fence.task(), &cid(name), "the fence is of another task");
            fence
        }
        other => panic!("the claim should have been won, but it is {other:?}"),
    }
}

/// Asserts what a claim with a long lease is answered.
#[track_caller]
pub(crate) fn assert_claim(
    memo: &(impl Memo + ?Sized),
    name: &str,
    effect: EffectClass,
    expected: Claim,
) {
    assert_eq!(done(memo.claim(&cid(name), effect, LONG)), expected);
}
