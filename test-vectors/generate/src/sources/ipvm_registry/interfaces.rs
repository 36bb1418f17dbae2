//! Whether a component is what its release says.

use super::{
    SEMVER,
    stage::{WIT, component},
};
use crate::{
    Topic, case,
    case::CaseBuilder,
    cid::{RAW, cid_v1},
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-registry",
        "interfaces",
        "Whether a component has the types that its release says.",
        SEMVER,
        cases(),
    )
}

fn check(slug: &str, wit: &str, bytes: &[u8]) -> CaseBuilder {
    case(slug)
        .text("WIT")
        .ruling("O84")
        .operation("registry.interface.check")
        .input("component", Value::link(cid_v1(RAW, bytes)))
        .input("wit", wit)
        .input("bytes", bytes)
        .why("Who trusts the text of a release gives a program what it does not take.")
        .rules(["registry.interface"])
}

fn cases() -> Vec<CaseBuilder> {
    let bytes = component();
    let world = |exports: &str| format!("package demo:numbers; world numbers {{ {exports} }}");
    let double = "export double: func(number: u32) -> u32;";
    let bad = |slug: &str, wit: &str, error: &'static str, title: &str| {
        check(slug, wit, &bytes).title(title).expect_error(error)
    };
    vec![
        check("as-said", WIT, &bytes).title("The types are those that are said.").expect_valid(),
        check("other-names", &world("type n = u32; export double: func(number: n) -> n;"), &bytes)
            .title("What types are called does not matter.")
            .expect_valid(),
        bad(
            "missing",
            &world(&[double, "export halve: func(number: u32) -> u32;"].concat()),
            "InterfaceMissing",
            "A function that is not there is missed.",
        ),
        bad(
            "undeclared",
            &world(""),
            "InterfaceUndeclared",
            "A function that is not said is seen.",
        ),
        bad(
            "other-type",
            &world("export double: func(number: u64) -> u32;"),
            "InterfaceSignature",
            "Another type is another function.",
        ),
        bad(
            "other-parameter",
            &world("export double: func(n: u32) -> u32;"),
            "InterfaceSignature",
            "Another name of a parameter is another function.",
        ),
        bad(
            "no-data",
            &world("export double: func(number: stream<u32>) -> u32;"),
            "InterfaceBeyond",
            "A type that is no data cannot be compared.",
        ),
        bad("no-wit", "double it", "InterfaceWit", "A text that is no WIT says nothing."),
        bad(
            "two-worlds",
            "package a:b; world c {} world d {}",
            "InterfaceWit",
            "A text with two worlds does not say which.",
        ),
        check("no-component", WIT, b"\0asm")
            .title("What is no component has no types.")
            .expect_error("InterfaceComponent"),
        case("another-block")
            .text("WIT")
            .ruling("O84")
            .operation("registry.interface.check")
            .input("component", Value::link(cid_v1(RAW, b"another")))
            .input("wit", WIT)
            .input("bytes", bytes.as_slice())
            .title("Another block with the right types is not the component.")
            .why("The CID is what was signed.")
            .rules(["registry.interface"])
            .expect_error("InterfaceOtherBlock"),
    ]
}
