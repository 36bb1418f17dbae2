//! Which promises stand where.

use std::collections::BTreeSet;

use ipld_core::ipld::Ipld;
use ucan_invocation::{Arguments, Branch, Promise};
use ucan_pipeline::{awaited, promises};

use crate::stage::{arguments, map, nested, task, text};

#[test]
fn every_promise_is_found_with_its_branch_its_task_and_its_place() {
    let (a, b) = (task("a"), task("b"));
    let args = arguments(&[
        ("to", Ipld::List(vec![text("bob"), Promise::ok(a).to_ipld()])),
        ("a b", map(&[("deep", map(&[("er", Promise::any(b).to_ipld())]))])),
        ("z", Promise::error(a).to_ipld()),
    ]);
    let found: Vec<_> = promises(&args)
        .map(|found| (found.place.to_string(), found.promise.branch(), *found.promise.task()))
        .collect();
    assert_eq!(
        found,
        [
            (".[\"a b\"].deep.er".to_owned(), None, b),
            (".to[1]".to_owned(), Some(Branch::Ok), a),
            (".z".to_owned(), Some(Branch::Error), a),
        ]
    );
    for awaiting in promises(&args) {
        assert_eq!(awaiting.place.in_arguments(&args), Some(&awaiting.promise.to_ipld()));
    }
    assert_eq!(awaited(&args), BTreeSet::from([a, b]));
}

#[test]
fn what_only_looks_like_a_promise_is_data() {
    let link = Ipld::Link(task("a"));
    let args = arguments(&[
        ("label", map(&[("await/ok", text("crop"))])),
        ("two", map(&[("await/ok", link.clone()), ("await/error", link.clone())])),
        ("other", map(&[("await/fail", link.clone())])),
        ("link", link.clone()),
        ("slash", map(&[("/", link.clone())])),
        ("around", map(&[("await/ok", Ipld::List(vec![link]))])),
        ("null", map(&[("await/*", Ipld::Null)])),
    ]);
    assert_eq!(promises(&args).count(), 0);
    assert!(awaited(&args).is_empty());
}

#[test]
fn a_promise_in_what_looks_like_one_is_a_promise() {
    let a = task("a");
    let args = arguments(&[("x", map(&[("await/ok", Promise::ok(a).to_ipld())]))]);
    let found: Vec<_> = promises(&args).map(|found| found.place.to_string()).collect();
    assert_eq!(found, [".x[\"await/ok\"]"]);
}

#[test]
fn data_of_any_depth_takes_no_stack() {
    let a = task("a");
    let args = Arguments::from([("x".into(), nested(Promise::ok(a).to_ipld(), 100_000))]);
    assert_eq!(awaited(&args), BTreeSet::from([a]));
    assert_eq!(promises(&args).next().unwrap().place.segments().len(), 100_001);
    // Data so deep cannot be dropped as it is, which is none of the crate's doing.
    std::mem::forget(args);
}
