//! How much of its result a guest may make the host copy.

use ipld_core::ipld::Ipld;
use ipld_wit::wasmtime::{CallError, EncodedOutput};
use ipld_wit::{Budget, EncodeError, Exceeded, Limit, NoContents, Type};
use wit_component::StringEncoding;

use crate::agreement::ENGINE;
use crate::echo::{echo, teller};
use crate::{Exported, encoded};

fn exported(ty: Type, encoding: StringEncoding) -> Exported {
    Exported::new(&ENGINE, &echo(&[ty], encoding), "f")
}

#[test]
fn an_argument_of_64_mib_is_echoed() {
    let bytes = Ipld::Bytes(vec![7; 64 << 20]);
    let params = encoded(&Ipld::List(vec![bytes.clone()]));
    let exported = exported(Type::list(Type::U8), StringEncoding::UTF8);
    let budget = Budget::default().with_bytes(64 << 20).with_elements(1);
    let (mut store, instance) = exported.instance(&exported.function, &budget);
    let output = exported.function.call(&mut store, &instance, &params, &NoContents, &budget);
    // Not printed if it differs.
    assert!(matches!(output, Ok(EncodedOutput::Ok(output)) if output == encoded(&bytes)));
}

#[test]
fn whatever_is_within_the_budget_has_fuel_enough() {
    let numbers = Ipld::List((0..1000).map(Ipld::Integer).collect());
    let texts = Ipld::List((0..100).map(|_| Ipld::String("ascii".into())).collect());
    for encoding in [StringEncoding::UTF8, StringEncoding::UTF16, StringEncoding::CompactUTF16] {
        for (ty, data, elements, bytes) in [
            (Type::list(Type::U64), &numbers, 1001, 0),
            (Type::list(Type::String), &texts, 101, 500),
        ] {
            let exported = exported(ty, encoding);
            let params = encoded(&Ipld::List(vec![data.clone()]));
            let budget = Budget::default().with_elements(elements).with_bytes(bytes);
            for output in exported.both(&params, &NoContents, &budget) {
                assert_eq!(output.expect("no fault"), EncodedOutput::Ok(encoded(data)));
            }
        }
    }
}

/// A list of lists of lists of bytes, all of them in the same place: 2^33 bytes in 32 KiB.
#[test]
fn a_bomb_is_defused() {
    let count = 1024_u32;
    let mut memory = [8_u32.to_le_bytes(), count.to_le_bytes()].concat();
    let second = 8 + count * 8;
    let third = second + count * 8;
    for (next, length) in [(second, count), (third, 8192)] {
        for _ in 0..count {
            memory.extend([next.to_le_bytes(), length.to_le_bytes()].concat());
        }
    }
    memory.extend(vec![1; 8192]);
    let bytes = Type::list(Type::list(Type::list(Type::U8)));
    let exported = Exported::new(&ENGINE, &teller(&bytes, &memory, StringEncoding::UTF8), "f");
    let [direct, dynamic] =
        exported.both(&[0x80], &NoContents, &Budget::default().with_bytes(1 << 20));
    let maximum = 1 << 20;
    match direct {
        Err(CallError::Encode(EncodeError::Budget { path, exceeded })) => {
            assert_eq!(exceeded, Exceeded { limit: Limit::Bytes, maximum });
            assert_eq!(path.to_string(), "result[0][128]");
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(dynamic, Err(CallError::Engine(_))));
    // The fuel alone would stop it as well.
    let roomy = Budget::default();
    let (mut store, instance) = exported.instance(&exported.function, &roomy);
    store.set_hostcall_fuel(1 << 20);
    let error = exported.function.call(&mut store, &instance, &[0x80], &NoContents, &roomy);
    let Err(CallError::Engine(error)) = error else { panic!("{error:?}") };
    assert!(error.to_string().contains("fuel allocated for hostcalls has been exhausted"));
}
