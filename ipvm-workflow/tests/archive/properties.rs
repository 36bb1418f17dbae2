//! What holds for every archive.

use std::collections::BTreeSet;

use ipld_core::ipld::Ipld;
use ipvm_workflow::Archive;
use proptest::prelude::*;
use ucan_invocation::{Failure, Outcome};
use varsig::{Block, car::CarLimits};

use crate::people::{bob, carol, delegation, full, receipt_by, sealed, signed, task};

/// Receipts and content, in an order.
fn parts() -> impl Strategy<Value = (Vec<Block>, Vec<Block>)> {
    let receipt = (any::<bool>(), any::<bool>(), any::<bool>(), any::<i64>()).prop_map(
        |(crop, by_bob, ok, value)| {
            let ran = task(if crop { "crop" } else { "blur" });
            let outcome = match ok {
                true => Outcome::Ok(Ipld::Integer(value.into())),
                false => Failure::new("No", value.to_string()).into(),
            };
            let key = if by_bob { bob() } else { carol() };
            receipt_by(&key, ran, outcome)
        },
    );
    let content = prop_oneof![
            prop::collection::vec(any::<u8>(), 0..40).prop_map(Block::raw),
            any::<i64>().prop_map(
                |value| Block::encode(&Ipld::Integer(value.into())).expect("it has no fault")
            ),
        ];
    (prop::collection::vec(receipt, 0..5), prop::collection::vec(content, 0..8))
}

fn archive<'a>(
    receipts: impl IntoIterator<Item = &'a Block>,
    content: impl IntoIterator<Item = &'a Block>,
) -> Archive {
    let mut builder =
        Archive::builder(signed(&sealed()).block().clone()).with_delegation(delegation(&bob()));
    for block in receipts {
        builder = builder.with_receipt(block.clone());
    }
    for block in content {
        builder = builder.with_content(block.clone());
    }
    builder.build().expect("it has no fault")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_was_written_is_read_back_and_written_again((receipts, content) in parts()) {
        let made = archive(&receipts, &content);
        let file = made.write();
        let read = Archive::read(&file, &CarLimits::default()).unwrap();
        prop_assert_eq!(read.root(), made.root());
        prop_assert_eq!(read.progress(), made.progress());
        prop_assert_eq!(read.write(), &file[..]);
        let given: BTreeSet<_> = receipts.iter().chain(&content).map(|it| *it.cid()).collect();
        let has = read.receipts().keys().chain(read.content().keys()).copied();
        prop_assert_eq!(has.collect::<BTreeSet<_>>(), given);
        let receipts: BTreeSet<_> = receipts.iter().map(Block::cid).collect();
        let told = read.progress().tasks.values().map(|told| told.len()).sum::<usize>();
        prop_assert_eq!(told, receipts.len());
    }

    #[test]
    fn the_order_of_the_parts_does_not_show((receipts, content) in parts()) {
        let forward = archive(&receipts, &content).write();
        let backward = archive(receipts.iter().rev(), content.iter().rev()).write();
        prop_assert_eq!(forward, backward);
    }

    #[test]
    fn a_bit_that_was_flipped_is_refused(place in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let file = full().build().unwrap().write();
        let mut broken = file.clone();
        broken[place.index(file.len())] ^= 1_u8 << bit;
        // There is one file for one root, and a root is the hash of all that follows.
        prop_assert!(Archive::read(&broken, &CarLimits::default()).is_err());
    }

    #[test]
    fn bytes_from_anywhere_are_refused_and_not_panicked_at(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        prop_assert!(Archive::read(&bytes, &CarLimits::default()).is_err());
    }

    #[test]
    fn a_file_with_something_overwritten_is_refused(
        place in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 1..20),
    ) {
        let file = full().build().unwrap().write();
        let mut broken = file.clone();
        let place = place.index(file.len());
        for (old, new) in broken[place..].iter_mut().zip(&bytes) {
            *old = *new;
        }
        let read = Archive::read(&broken, &CarLimits::default());
        prop_assert_eq!(read.is_ok(), broken == file);
    }
}

#[test]
fn every_file_that_was_cut_short_is_refused() {
    let file = full().build().unwrap().write();
    for length in 0..file.len() {
        assert!(Archive::read(&file[..length], &CarLimits::default()).is_err(), "{length}");
    }
    assert!(Archive::read(&file, &CarLimits::default()).is_ok());
}
