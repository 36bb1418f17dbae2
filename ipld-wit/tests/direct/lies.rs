//! Guests that break the canonical ABI.

use ipld_wit::wasmtime::CallError;
use ipld_wit::{Budget, EncodeError, NoContents, Type};
use proptest::prelude::*;

use crate::Exported;
use crate::agreement::{ENGINE, direct, encoding, same};
use crate::echo::teller;

/// Memory with some sense in it: small numbers, so that pointers and discriminants are often right.
fn memory() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        6 => Just(0_u8),
        4 => 0..=4_u8,
        2 => Just(8),
        1 => any::<u8>(),
    ];
    let word = prop_oneof![
        2 => Just(0_u32), 2 => 0..6_u32, 1 => (0..40_u32).prop_map(|at| at * 8), 1 => any::<u32>(),
    ];
    let word = word.prop_map(|word| word.to_le_bytes().to_vec());
    let bytes = proptest::collection::vec(byte, 4);
    proptest::collection::vec(prop_oneof![word, bytes], 0..120).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(768))]

    #[test]
    fn what_stands_in_memory_is_read_alike(
        ty in direct(),
        memory in memory(),
        encoding in encoding(),
        elements in prop_oneof![Just(100_000), 0..30usize],
        bytes in prop_oneof![Just(100_000), 0..60usize],
        depth in prop_oneof![Just(64), 1..5usize],
        finite: bool,
    ) {
        let mut exported = Exported::new(&ENGINE, &teller(&ty, &memory, encoding), "f");
        if finite {
            exported = exported.with_finite();
        }
        let budget =
            Budget::default().with_elements(elements).with_bytes(bytes).with_depth(depth);
        let [direct, dynamic] = exported.both_with(&[0x80], &NoContents, &budget, |_| usize::MAX);
        match (&direct, &dynamic) {
            // The two read in different orders, the canonical one and the declared one, so that of
            // two mistakes each may meet another first.
            (Err(CallError::Engine(_)), Err(CallError::Engine(_))) => {}
            // Beyond the budget, which is that of the output, nothing is looked at.
            (
                Err(CallError::Encode(EncodeError::Budget { .. }) | CallError::Result(_)),
                Err(CallError::Engine(_) | CallError::Result(_)),
            ) => {}
            _ => same([direct, dynamic])?,
        }
    }
}

/// What the engine says of a function that returns the type from this memory.
fn refusal(ty: &Type, memory: &[u8]) -> String {
    let exported =
        Exported::new(&ENGINE, &teller(ty, memory, wit_component::StringEncoding::UTF8), "f");
    match exported.direct(&[0x80], &NoContents) {
        Err(CallError::Engine(error)) => error.root_cause().to_string(),
        other => panic!("{other:?}"),
    }
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

#[test]
fn lies_end_in_an_error_of_the_engine() {
    let outside = "list pointer/length out of bounds of memory";
    let numbers = Type::list(Type::S64);
    let bytes = Type::list(Type::U8);
    for (ty, memory, expected) in [
        (&bytes, words(&[0, u32::MAX]), outside),
        (&bytes, words(&[u32::MAX, 1]), outside),
        (&bytes, words(&[u32::MAX, u32::MAX]), outside),
        (&numbers, words(&[0, 1 << 29]), outside),
        (&numbers, words(&[4, 1]), "list pointer is not aligned"),
        (&Type::String, words(&[0, u32::MAX]), "string pointer/length out of bounds of memory"),
        (&Type::option(Type::U8), words(&[2]), "discriminant 2 out of range [0..2)"),
        (&Type::result(None, None), words(&[7]), "discriminant 7 out of range [0..2)"),
        (&Type::Enum(vec!["a".into()]), words(&[256]), "discriminant 256 out of range [0..1)"),
    ] {
        assert_eq!(refusal(ty, &memory), expected, "{ty}");
    }
    let text = [words(&[8, 2]), vec![0xff, 0xfe]].concat();
    assert_eq!(refusal(&Type::String, &text), "invalid utf-8 sequence of 1 bytes from index 0");
    assert_eq!(
        refusal(&Type::Char, &words(&[0xd800])),
        "converted integer out of range for `char`"
    );
}
