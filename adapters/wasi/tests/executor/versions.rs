//! One definition serves every release that toolchains name.

use crate::{
    guests::{Imported, component},
    stage::{Guest, load, returned},
};

#[test]
fn every_release_of_0_2_is_the_same() {
    for patch in (0..=12).chain([99]) {
        let interface = format!("wasi:clocks/monotonic-clock@0.2.{patch}");
        let imported = Imported {
            interface: interface.leak(),
            name: "now",
            ty: "(result u64)",
            core: "(result i64)",
        };
        let guest = Guest::new(&component(&[imported], "(call $0)"));
        assert_eq!(guest.easily(0).ended, returned(315_532_800_000_000_000), "0.2.{patch}");
    }
}

#[test]
fn two_releases_in_one_component_have_the_same_resources() {
    let text = r#"(component
        (import "wasi:io/poll@0.2.0" (instance $p (export "pollable" (type (sub resource)))
            (export "poll" (func (result u8)))))
        )"#;
    // Only to be sure that types are looked at: `poll` takes a list.
    assert!(load(text).is_err());
    let text = r#"(component
        (import "wasi:io/poll@0.2.1" (instance $p (export "pollable" (type (sub resource)))))
        (alias export $p "pollable" (type $a))
        (import "wasi:io/poll@0.2.12" (instance $q (export "pollable" (type (sub resource)))))
        (alias export $q "pollable" (type $b))
        (import "wasi:clocks/monotonic-clock@0.2.7" (instance
            (alias outer 1 $a (type $o)) (export "pollable" (type $t (eq $o)))
            (export "subscribe-instant" (func (param "when" u64) (result (own $t))))))
        (import "wasi:clocks/monotonic-clock@0.2.8" (instance
            (alias outer 1 $b (type $o)) (export "pollable" (type $t (eq $o)))
            (export "subscribe-instant" (func (param "when" u64) (result (own $t)))))))"#;
    load(text).unwrap();
}
