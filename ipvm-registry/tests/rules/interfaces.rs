//! Whether a component is what its release says.
#![cfg(feature = "wit")]

use ipld_wit::{Refused, wit::WitError};
use ipvm_registry::{Index, InterfaceError, ReleaseStatement, Resolution};
use varsig::Block;

use crate::stage::{accept, did, person, sign, wanted};

const IMAGE_OPS: &[u8] = include_bytes!("../../../examples/guests/components/image-ops.wasm");
const WORLD: &str = include_str!("../../../examples/guests/image-ops/wit/world.wit");

fn said(component: &Block, wit: &str) -> ReleaseStatement {
    let (name, version) = ("image-ops".parse().unwrap(), "1.0.0".parse().unwrap());
    ReleaseStatement::new(name, version, *component.cid(), wit).unwrap()
}

fn released(component: &Block, wit: &str) -> Index {
    let alice = person(1);
    let said = said(component, wit).to_invocation(did(&alice), did(&alice)).unwrap();
    [accept(&sign(said, &alice)).unwrap()].into_iter().collect()
}

#[test]
fn a_component_at_hand_is_checked_and_one_elsewhere_is_said_not_to_be() {
    let component = Block::raw(IMAGE_OPS);
    let index = released(&component, WORLD);
    let resolved = index.resolve(&wanted(&person(1), "image-ops@^1")).unwrap();
    assert_eq!((resolved.component(), resolved.wit()), (component.cid(), WORLD));
    let Resolution::Checked(checked) =
        resolved.check_at_hand(|cid| (cid == component.cid()).then(|| component.clone())).unwrap()
    else {
        panic!("it is at hand")
    };
    assert_eq!((checked.component(), checked.resolved()), (&component, &resolved));
    assert_eq!(resolved.check_at_hand(|_| None), Ok(Resolution::Unchecked(resolved)));
}

#[test]
fn a_component_with_other_types_is_refused_and_never_passed_over() {
    let component = Block::raw(IMAGE_OPS);
    let index = released(&component, &WORLD.replace("x: u32, y: u32", "x: u64, y: u32"));
    let resolved = index.resolve(&wanted(&person(1), "image-ops")).unwrap();
    let error = InterfaceError::Signature {
        export: "crop".into(),
        said: "func(image: list<u8>, x: u64, y: u32, width: u32, height: u32) -> \
               result<list<u8>, string>"
            .into(),
        found: "func(image: list<u8>, x: u32, y: u32, width: u32, height: u32) -> \
                result<list<u8>, string>"
            .into(),
    };
    assert_eq!(resolved.check(component.clone()), Err(error.clone()));
    assert_eq!(resolved.check_at_hand(|_| Some(component)), Err(error));
}

#[test]
fn another_block_is_not_looked_into() {
    let (component, other) = (Block::raw(IMAGE_OPS), Block::raw(*b"another"));
    assert_eq!(
        said(&component, WORLD).check(&other),
        Err(InterfaceError::OtherBlock { expected: *component.cid(), found: *other.cid() })
    );
}

#[test]
fn every_difference_has_its_name() {
    let component =
        |exports: &str| Block::raw(wat::parse_str(format!("(component {exports})")).unwrap());
    let module = r#"(core module $m (func (export "f") (result i32) i32.const 1))
        (core instance $i (instantiate $m))"#;
    let one = component(&format!(
        r#"{module} (func (export "one") (result u32) (canon lift (core func $i "f")))"#
    ));
    let world = |exports: &str| format!("package a:b; world c {{ {exports} }}");
    let one_said = "export one: func() -> u32;";
    assert_eq!(said(&one, &world(one_said)).check(&one), Ok(()));
    let two_said = [one_said, "export two: func();"].concat();
    assert_eq!(
        said(&one, &world(&two_said)).check(&one),
        Err(InterfaceError::Missing { export: "two".into() })
    );
    assert_eq!(
        said(&one, &world("")).check(&one),
        Err(InterfaceError::Undeclared { export: "one".into() })
    );
    let beyond = said(&one, &world("export one: func(a: future) -> u32;")).check(&one);
    assert!(
        matches!(&beyond, Err(InterfaceError::Beyond { export, refused: Refused::Unsupported { .. } }) if export == "one"),
        "{beyond:?}"
    );
    let no_wit = said(&one, "").check(&one);
    assert!(matches!(no_wit, Err(InterfaceError::Wit(_))), "{no_wit:?}");
    let garbage = Block::raw(*b"\0asm\x0d\0\x01\0\xff");
    let error = said(&garbage, &world("")).check(&garbage);
    assert!(
        matches!(error, Err(InterfaceError::Component(WitError::Component { .. }))),
        "{error:?}"
    );
}

#[test]
fn more_functions_than_can_be_compared_are_refused_before_their_types_are_looked_at() {
    // A text of this size whose functions share one large type would be gigabytes of signatures.
    let tuple = vec!["t0"; 50_000].join(", ");
    let exports = |count: usize| {
        let functions = (0..count).map(|it| format!("call{it}: func(a: t1);")).collect::<String>();
        format!(
            "package a:b; interface c {{ type t0 = u8; type t1 = tuple<{tuple}>; {functions} }}
             world w {{ export c; }}"
        )
    };
    let none = Block::raw(wat::parse_str("(component)").unwrap());
    let check = |text: &str| said(&none, text).check(&none);
    assert_eq!(check(&exports(513)), Err(InterfaceError::TooManyExports));
    assert_eq!(check(&exports(512)), Err(InterfaceError::Missing { export: "a:b/c#call0".into() }));
}
