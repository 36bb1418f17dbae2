//! What becomes of a guest that does what a guest must not.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::TaskOutcome;
use ucan_invocation::Outcome;

use crate::host::Guest;

const FALSE_LINK: &str = "example:misbehaving/links@0.1.0#false-link";

/// Name, message and, where there is one, limit of the fault that a call ends in.
fn fault(guest: &Guest, function: &str, params: Vec<Ipld>) -> (String, String, Option<String>) {
    let called = format!("{function} {params:?}");
    let Outcome::Error(Ipld::Map(mut fault)) = guest.receipt(function, params) else {
        panic!("{called}: no fault")
    };
    let mut take = |key: &str| match fault.remove(key) {
        Some(Ipld::String(text)) => Some(text),
        _ => None,
    };
    (take("name").unwrap(), take("message").unwrap(), take("limit"))
}

#[test]
fn a_limit_stops_what_does_not_stop_by_itself() {
    let guest = Guest::load("misbehaving");
    for (function, params, limit) in [
        ("spin", vec![], "fuel"),
        ("grow", vec![ipld!(2000)], "memory"),
        ("deep", vec![ipld!(1_000_000)], "stack"),
    ] {
        let (name, _, found) = fault(&guest, function, params);
        assert_eq!((name.as_str(), found.as_deref()), ("LimitReached", Some(limit)), "{function}");
    }
}

#[test]
fn below_the_limits_the_same_functions_return() {
    let guest = Guest::load("misbehaving");
    assert_eq!(guest.receipt("grow", vec![ipld!(1)]), Outcome::Ok(ipld!(2)));
    assert_eq!(guest.receipt("deep", vec![ipld!(1000)]), Outcome::Ok(ipld!(1000)));
    // More than a memory can ever have is refused by the machine of WebAssembly itself, and a guest
    // sees it on every machine.
    assert_eq!(guest.receipt("grow", vec![ipld!(70_000)]), Outcome::Ok(ipld!(1)));
}

#[test]
fn lies_about_memory_are_found_out() {
    let guest = Guest::load("misbehaving");
    // One page of 65,536 bytes is there.
    let pair = |pointer: u32, length: u32| vec![ipld!(pointer), ipld!(length)];
    for (function, params, message) in [
        ("any-bytes", pair(65_533, 4), "list pointer/length out of bounds of memory"),
        ("any-bytes", pair(0, u32::MAX), "list pointer/length out of bounds of memory"),
        ("any-list", pair(8, 0x2000_0000), "list pointer/length out of bounds of memory"),
        ("any-list", pair(4, 1), "list pointer is not aligned"),
        ("any-text", pair(u32::MAX, 1), "string pointer/length out of bounds of memory"),
        ("odd-address", vec![], "return pointer not aligned"),
        ("bad-room", vec![ipld!("hi")], "realloc return: beyond end of memory"),
    ] {
        let (name, found, _) = fault(&guest, function, params);
        assert_eq!((name.as_str(), found.as_str()), ("EngineGaveUp", message), "{function}");
    }
    assert_eq!(guest.receipt("any-bytes", pair(65_532, 4)), Outcome::Ok(Ipld::Bytes(vec![0; 4])));
    assert_eq!(guest.receipt("any-bytes", pair(65_536, 0)), Outcome::Ok(Ipld::Bytes(Vec::new())));
}

#[test]
fn what_is_no_value_of_the_type_does_not_come_out() {
    let guest = Guest::load("misbehaving");
    for (function, params) in [
        ("not-utf8", vec![]),
        ("any-char", vec![ipld!(0xd800)]),
        ("any-char", vec![ipld!(0x11_0000)]),
        ("any-result", vec![ipld!(2)]),
        (FALSE_LINK, vec![]),
    ] {
        let (name, ..) = fault(&guest, function, params);
        assert_eq!(name, "EngineGaveUp", "{function}");
    }
    assert_eq!(guest.receipt("any-char", vec![ipld!(0x61)]), Outcome::Ok(ipld!("a")));
}

#[test]
fn bits_beyond_a_type_are_cut_as_the_calling_convention_has_it() {
    let guest = Guest::load("misbehaving");
    assert_eq!(guest.receipt("any-bool", vec![ipld!(2)]), Outcome::Ok(ipld!(true)));
    assert_eq!(guest.receipt("any-u8", vec![ipld!(511)]), Outcome::Ok(ipld!(255)));
}

#[test]
fn a_trap_is_remembered_and_what_may_pass_is_not() {
    let guest = Guest::load("misbehaving");
    let again = |function: &str, params: &[Ipld]| {
        guest.run(function, params.to_vec());
        matches!(guest.run(function, params.to_vec()), TaskOutcome::Reused { .. })
    };
    assert!(again("trap", &[]));
    assert!(!again("spin", &[]));
    assert!(!again("not-utf8", &[]));
}
