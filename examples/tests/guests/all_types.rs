//! Every type of the mapping, through a guest and back.

use std::{
    collections::{BTreeMap, BTreeSet},
    f64::consts::PI,
};

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ucan_invocation::Outcome;

use crate::host::{Guest, guests};

const ECHO: &str = "ipvm:all-types/echo@0.1.0#echo-";

/// A CID of version 1: raw, the hash function named identity, three bytes.
fn link() -> Ipld {
    Ipld::Link(Cid::try_from([1, 0x55, 0, 3, b'i', b'p', b'v'].as_slice()).unwrap())
}

/// A CID of version 0.
fn old_link() -> Ipld {
    let multihash = [[0x12, 0x20].as_slice(), &[7; 32]].concat();
    Ipld::Link(Cid::try_from(multihash).unwrap())
}

fn bytes(bytes: &[u8]) -> Ipld {
    Ipld::Bytes(bytes.to_vec())
}

/// Values that come back as they are, for each of the echoes that take one.
fn values() -> BTreeMap<&'static str, Vec<Ipld>> {
    let person = ipld!({
        "name": "Ada", "born": 1815, "has-lived-at": [{"street": "St", "house-number": 12}],
        "lives-at": {"street": "", "house-number": null}, "record": true,
    });
    let nobody = ipld!({
        "name": "", "born": null, "has-lived-at": [], "lives-at": null, "record": false,
    });
    let people = ipld!([person.clone(), nobody.clone(), person.clone()]);
    let circle = ipld!({"circle": {"center": {"x": 0.5, "y": -1.0}, "radius": 2.0}});
    let mixed = [
        ipld!({"nothing": null}),
        ipld!({"small": 255}),
        Ipld::Map(BTreeMap::from([("wide".into(), Ipld::Integer(u64::MAX.into()))])),
        ipld!({"float": 0.5}),
        ipld!({"text": "null"}),
        ipld!({"pair": [1e300, -128]}),
        ipld!({"maybe": null}),
        ipld!({"maybe": 1}),
    ];
    let bits: Vec<Ipld> = (0..32).map(|bit| ipld!(format!("b{bit}"))).collect();
    BTreeMap::from([
        ("bool", vec![ipld!(true), ipld!(false)]),
        ("u8", vec![ipld!(0), ipld!(255)]),
        ("s8", vec![ipld!(-128), ipld!(127)]),
        ("u16", vec![ipld!(65_535)]),
        ("s16", vec![ipld!(-32_768), ipld!(32_767)]),
        ("u32", vec![ipld!(u32::MAX)]),
        ("s32", vec![ipld!(i32::MIN), ipld!(i32::MAX)]),
        ("u64", vec![Ipld::Integer(u64::MAX.into())]),
        ("s64", vec![ipld!(i64::MIN), ipld!(i64::MAX), ipld!(9_007_199_254_740_993_i64)]),
        ("f32", vec![ipld!(f64::from(0.1_f32)), ipld!(f64::from(f32::MIN_POSITIVE)), ipld!("NaN")]),
        (
            "f64",
            vec![ipld!(0.1), ipld!(f64::MAX), ipld!(5e-324), ipld!("Infinity"), ipld!("-Infinity")],
        ),
        ("char", vec![ipld!("a"), ipld!("\u{10ffff}"), ipld!("\0")]),
        ("string", vec![ipld!(""), ipld!("null"), ipld!("é\u{1f980}\0\u{feff}")]),
        ("bytes", vec![bytes(b""), bytes(&[0, 255, 10])]),
        ("integers", vec![ipld!([]), ipld!([i64::MIN, -1, 0, 1, i64::MAX])]),
        ("floats", vec![ipld!([0.5, "NaN", -2.0])]),
        ("strings", vec![ipld!([]), ipld!(["", "b", "a", "b"])]),
        ("many-bytes", vec![Ipld::List(vec![bytes(b""), bytes(b"ab"), bytes(b"")])]),
        ("tuple", vec![ipld!([255, -1, "é", "text"])]),
        ("nested-tuple", vec![ipld!([[true, [0.5]], [[1], [2]]])]),
        ("pairs", vec![ipld!([]), ipld!([["b", 1], ["a", 2], ["b", 1]])]),
        ("point", vec![ipld!({"x": -0.5, "y": 1e308})]),
        ("person", vec![person, nobody]),
        ("people", vec![ipld!([]), people]),
        ("shape", vec![ipld!({"empty": null}), circle, ipld!({"polygon": []})]),
        ("mixed", mixed.to_vec()),
        ("many-mixed", vec![Ipld::List(mixed.to_vec())]),
        ("enum", vec![ipld!("negative"), ipld!("too-few-corners")]),
        ("directions", vec![ipld!([]), ipld!(["north", "west"])]),
        ("bits", vec![ipld!([]), ipld!(["b31"]), Ipld::List(bits)]),
        ("option", vec![Ipld::Null, ipld!(""), ipld!("null")]),
        ("option-option", vec![Ipld::Null, ipld!([null]), ipld!([7])]),
        ("option-option-option", vec![Ipld::Null, ipld!([null]), ipld!([[null]]), ipld!([[true]])]),
        ("results", vec![ipld!([{"ok": 1}, {"error": "ok"}])]),
        ("results-ok", vec![ipld!([{"ok": 1}, {"error": {}}])]),
        ("results-error", vec![ipld!([{"ok": {}}, {"error": ""}])]),
        ("results-empty", vec![ipld!([{"ok": {}}, {"error": {}}])]),
        ("link", vec![link(), old_link()]),
        ("option-link", vec![Ipld::Null, link()]),
        ("links", vec![Ipld::List(vec![link(), old_link(), link()])]),
    ])
}

/// Results that are the whole result of a function, with the branch they choose.
fn results() -> Vec<(&'static str, Ipld, Outcome)> {
    let (ok, error) = (Outcome::Ok, Outcome::Error);
    let given = |branch: &str, value: Ipld| Ipld::Map(BTreeMap::from([(branch.into(), value)]));
    vec![
        ("result", ipld!({"ok": 7}), ok(ipld!(7))),
        ("result", ipld!({"error": "no"}), error(ipld!("no"))),
        ("result-ok", given("ok", bytes(&[1])), ok(bytes(&[1]))),
        ("result-ok", ipld!({"error": {}}), error(ipld!({}))),
        ("result-error", ipld!({"ok": {}}), ok(ipld!({}))),
        ("result-error", ipld!({"error": "negative"}), error(ipld!("negative"))),
        ("result-empty", ipld!({"ok": {}}), ok(ipld!({}))),
        ("result-empty", ipld!({"error": {}}), error(ipld!({}))),
        // Only the outer one is unwrapped.
        ("result-result", ipld!({"ok": {"ok": 1}}), ok(ipld!({"ok": 1}))),
        ("result-result", ipld!({"ok": {"error": 2}}), ok(ipld!({"error": 2}))),
        ("result-result", ipld!({"error": "no"}), error(ipld!("no"))),
    ]
}

/// Arguments for `echo-parameters`.
fn parameters() -> Vec<Ipld> {
    let point = ipld!({"x": 0.5, "y": 1.5});
    let first = [ipld!(true), ipld!(255), ipld!(-2), ipld!(u32::MAX), ipld!(i64::MIN)];
    let second = [ipld!(0.25), ipld!(0.1), ipld!("é"), ipld!("text"), bytes(&[0])];
    let third = [point, ipld!(9), ipld!(["east", "west"]), ipld!("not-finite"), link()];
    [first, second, third].concat()
}

#[test]
fn every_type_comes_back_as_it_was_sent() {
    let guest = Guest::load("all-types");
    let mut called = BTreeSet::new();
    for (name, values) in values() {
        let function = format!("{ECHO}{name}");
        for value in values {
            let expected = Outcome::Ok(value.clone());
            assert_eq!(guest.call(&function, vec![value]), expected, "{function}");
        }
        called.insert(function);
    }
    for (name, value, expected) in results() {
        let function = format!("{ECHO}{name}");
        assert_eq!(guest.call(&function, vec![value.clone()]), expected, "{function}: {value:?}");
        called.insert(function);
    }
    let function = format!("{ECHO}parameters");
    let expected = Outcome::Ok(Ipld::List(parameters()));
    assert_eq!(guest.call(&function, parameters()), expected);
    called.insert(function);

    let echoes = guest.component().functions().into_iter().filter(|name| name.starts_with(ECHO));
    assert_eq!(called, echoes.collect());
}

#[test]
fn what_is_not_canonical_comes_back_as_it_is_written() {
    let guest = Guest::load("all-types");
    let call = |name: &str, value: Ipld| guest.call(&format!("{ECHO}{name}"), vec![value]);
    assert_eq!(call("f64", ipld!(3)), Outcome::Ok(ipld!(3.0)));
    let zero = call("f32", ipld!(-0.0));
    assert!(matches!(zero, Outcome::Ok(Ipld::Float(zero)) if zero.is_sign_positive()), "{zero:?}");
}

#[test]
fn functions_at_the_root_take_and_give_as_much_as_they_say() {
    let guest = Guest::load("all-types");
    let nothing = Outcome::Ok(ipld!({}));
    assert_eq!(guest.call("rest", vec![]), nothing);
    assert_eq!(guest.call("discard", vec![ipld!("text"), bytes(&[1])]), nothing);
    assert_eq!(guest.call("primes", vec![]), Outcome::Ok(ipld!([2, 3, 5, 7, 11, 13, 17, 19])));
    assert_eq!(
        guest.call("summarize", vec![ipld!([3.0, -1.0, 4.0])]),
        Outcome::Ok(ipld!({"count": 3, "minimum": -1.0, "maximum": 4.0, "mean": 2.0}))
    );
    let error = Outcome::Error(ipld!("sample 1 is not finite"));
    assert_eq!(guest.call("summarize", vec![ipld!([0.0, "NaN"])]), error);
}

#[test]
fn functions_of_an_interface_work_with_its_types() {
    let guest = Guest::load("all-types");
    let call = |name: &str, params| guest.call(&format!("ipvm:all-types/{name}"), params);
    let circle =
        |radius: f64| ipld!({"circle": {"center": {"x": 1.0, "y": 1.0}, "radius": radius}});
    let area = "geometry@0.1.0#area";
    assert_eq!(call(area, vec![circle(2.0)]), Outcome::Ok(ipld!(4.0 * PI)));
    assert_eq!(call(area, vec![circle(-2.0)]), Outcome::Error(ipld!("negative")));
    let bounds = "geometry@0.1.0#bounds";
    assert_eq!(call(bounds, vec![ipld!([{"empty": null}])]), Outcome::Ok(Ipld::Null));
    let square = ipld!({"lower": {"x": 0.0, "y": 0.0}, "upper": {"x": 2.0, "y": 2.0}});
    let shapes = Ipld::List(vec![circle(1.0), ipld!({"empty": null})]);
    assert_eq!(call(bounds, vec![shapes]), Outcome::Ok(square));
    let seen = vec![ipld!({"x": 1.0, "y": 0.0}), ipld!({"x": 0.0, "y": 1.0})];
    assert_eq!(call("geometry@0.1.0#bearing", seen), Outcome::Ok(ipld!(["east", "south"])));
}

#[test]
fn a_guest_reads_the_links_it_gets() {
    let guest = Guest::load("all-types");
    let call =
        |name: &str, params| guest.call(&format!("ipvm:all-types/links@0.1.0#{name}"), params);
    let head = BTreeMap::from([
        ("version".to_owned(), ipld!(1)),
        ("codec".to_owned(), ipld!(0x55)),
        ("hash".to_owned(), ipld!(0)),
        ("digest".to_owned(), bytes(b"ipv")),
    ]);
    assert_eq!(call("head", vec![link()]), Outcome::Ok(Ipld::Map(head)));
    let links = Ipld::List(vec![link(), old_link(), link()]);
    let once = Ipld::List(vec![link(), old_link()]);
    assert_eq!(call("distinct", vec![links]), Outcome::Ok(once));
}

#[test]
fn the_guest_has_the_types_that_the_project_publishes() {
    let ours = guests().join("../../ipld-wit/wit/task.wit");
    let copied = guests().join("all-types/wit/deps/ipvm-task/task.wit");
    assert_eq!(std::fs::read_to_string(copied).unwrap(), std::fs::read_to_string(ours).unwrap());
}
