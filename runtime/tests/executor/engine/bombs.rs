//! Guests that want more memory than there is, wherever it is counted.

use ipvm_runtime::engine::{Ended, Engine, EngineConfig, Limits, LoadError, Stop};
use varsig::Block;

use super::{
    guest::{Guest, component, lifted},
    returned,
};
use crate::stage::{self, number};

const PAGE: u64 = 65_536;
/// The most elements of one table.
const ELEMENTS: i128 = 1 << 20;

const STOPPED: Ended = Ended::Stopped(Stop::Memory);

/// What no pool has room for: two memories in one module, of no size.
const ON_DEMAND: &str = "(memory 0) (memory 0)";

/// A guest with this table, from the pool and on demand.
fn tables(table: &str) -> [Guest; 2] {
    ["", ON_DEMAND].map(|more| {
        let code = format!(
            r#"
            (table $t {table})
            (func (export "grow") (param i32) (result i32)
              (table.grow $t (ref.null func) (local.get 0)))
            (func (export "grow-by-one") (param i32) (result i32)
              (loop $next
                (drop (table.grow $t (ref.null func) (i32.const 1)))
                (br_if $next (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
              (table.size $t))
            {more}"#
        );
        Guest::new(&component(&code, &["grow", "grow-by-one"]))
    })
}

#[test]
fn a_table_grows_the_same_with_and_without_a_pool() {
    for guest in tables("1 funcref") {
        // More than the engine's pool gives by itself.
        assert_eq!(guest.easily("grow", 100_000), returned(&number(1)));
        assert_eq!(guest.easily("grow", ELEMENTS - 1), returned(&number(1)));
        assert_eq!(guest.easily("grow", ELEMENTS), STOPPED);
        assert_eq!(guest.easily("grow", -1), STOPPED);
        assert_eq!(guest.easily("grow-by-one", 50_000), returned(&number(50_001)));
        assert_eq!(guest.easily("grow-by-one", -1), STOPPED);
    }
    for guest in tables("1 2000000 funcref") {
        assert_eq!(guest.easily("grow", ELEMENTS - 1), returned(&number(1)));
        assert_eq!(guest.easily("grow", ELEMENTS), STOPPED);
        assert_eq!(guest.easily("grow", 2_000_000), STOPPED);
    }
    // What it forbids itself fails as the text says.
    for guest in tables("1 5 funcref") {
        assert_eq!(guest.easily("grow", 4), returned(&number(1)));
        assert_eq!(guest.easily("grow", 5), returned(&number(-1)));
        assert_eq!(guest.easily("grow", -1), returned(&number(-1)));
    }
    for guest in tables("1 1048576 funcref") {
        assert_eq!(guest.easily("grow", ELEMENTS), returned(&number(-1)));
    }
}

#[test]
fn an_element_of_a_table_counts_as_eight_bytes() {
    for guest in tables("1 funcref") {
        let bytes = |bytes| guest.run("grow", 999, Limits::default().with_memory(bytes));
        assert_eq!(bytes(8_000), returned(&number(1)));
        assert_eq!(bytes(7_999), STOPPED);
        // The one it begins with counts too.
        assert_eq!(bytes(7), STOPPED);
    }
    // A table that is larger than any may be is not made.
    for guest in tables("1048577 funcref") {
        assert_eq!(guest.easily("grow", 0), STOPPED);
    }
    for guest in tables("1048576 funcref") {
        assert_eq!(guest.easily("grow", 0), returned(&number(ELEMENTS)));
    }
}

/// A module with a memory of one page that grows by so many pages, and one that is its own
/// instance of the same code and does so behind it.
fn memories() -> Guest {
    let grow = |name| lifted("grow", name).replacen("grow", &format!("grow-{name}"), 1);
    Guest::new(&format!(
        r#"
(component
  (core module $m
    (memory 1)
    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
  (core instance $a (instantiate $m))
  (core instance $b (instantiate $m))
  (component $inner
    (core module $m
      (memory $one 1)
      (memory $two 1 4)
      (func (export "grow") (param i32) (result i32)
        (i32.add
          (memory.grow $one (local.get 0))
          (memory.grow $two (local.get 0)))))
    (core instance $c (instantiate $m))
    {c})
  (instance $c (instantiate $inner))
  (core module $all
    (import "a" "grow" (func $a (param i32) (result i32)))
    (import "b" "grow" (func $b (param i32) (result i32)))
    (func (export "grow") (param i32) (result i32)
      (i32.add (call $a (local.get 0)) (call $b (local.get 0)))))
  (core instance $all (instantiate $all
    (with "a" (instance $a)) (with "b" (instance $b))))
  {a} {all}
  (export "grow-c" (func $c "grow-c")))
"#,
        a = grow("a"),
        c = grow("c"),
        all = grow("all"),
    ))
}

#[test]
fn the_memories_of_all_inner_modules_are_counted_together() {
    let guest = memories();
    let pages =
        |function, by, pages| guest.run(function, by, Limits::default().with_memory(pages * PAGE));
    // Four of one page each to begin with.
    assert_eq!(pages("grow-a", 0, 4), returned(&number(1)));
    assert_eq!(pages("grow-a", 0, 3), STOPPED);
    assert_eq!(pages("grow-a", 3, 7), returned(&number(1)));
    assert_eq!(pages("grow-a", 3, 6), STOPPED);
    // In two instances of one module, and in two memories of another.
    assert_eq!(pages("grow-all", 3, 10), returned(&number(2)));
    assert_eq!(pages("grow-all", 3, 9), STOPPED);
    assert_eq!(pages("grow-c", 3, 10), returned(&number(2)));
    assert_eq!(pages("grow-c", 3, 9), STOPPED);
    // The second of them has a maximum of its own, and is told so; the first is not.
    assert_eq!(pages("grow-c", 4, 8), returned(&number(0)));
    assert_eq!(pages("grow-c", 4, 7), STOPPED);
}

#[test]
fn what_no_memory_of_32_bits_can_have_fails_as_wasm_says() {
    let code = r#"
        (memory 1)
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))"#;
    for more in ["", ON_DEMAND] {
        let guest = Guest::new(&component(&format!("{code} {more}"), &["grow"]));
        assert_eq!(guest.easily("grow", 65_536), returned(&number(-1)));
        assert_eq!(guest.easily("grow", -1), returned(&number(-1)));
        // It could have these, if it were not for the limit.
        assert_eq!(guest.easily("grow", 65_535), STOPPED);
        assert_eq!(guest.easily("grow", 16_383), returned(&number(1)));
        assert_eq!(guest.easily("grow", 16_384), STOPPED);
    }
}

/// A component with so many instances of a module with this in it.
fn instances(count: usize, code: &str) -> Guest {
    let many = "(core instance (instantiate $many))".repeat(count);
    Guest::with(
        &format!(
            r#"(component
                (core module $many {code})
                (core module $m (func (export "f") (param i32) (result i32) local.get 0))
                (core instance $i (instantiate $m))
                {many}
                {})"#,
            lifted("f", "i")
        ),
        EngineConfig::default().with_parallelism(1),
    )
}

#[test]
fn instances_memories_and_tables_are_counted() {
    let stopped = Ended::Stopped(Stop::Instances);
    let within = returned(&number(7));
    let run = |count, code: &str| instances(count, code).easily("f", 7);
    assert_eq!(run(998, ""), within);
    assert_eq!(run(50, "(memory 0) (memory 0)"), within);
    assert_eq!(run(51, "(memory 0) (memory 0)"), stopped);
    assert_eq!(run(10, &"(table 0 funcref)".repeat(100)), within);
    assert_eq!(run(11, &"(table 0 funcref)".repeat(100)), stopped);
}

#[test]
fn a_component_that_doubles_over_and_over_is_not_compiled() {
    let mut text = String::from("(component (component $c0)");
    for level in 1..=40 {
        let below = level - 1;
        text += &format!(
            "(component $c{level} (alias outer 1 $c{below} (component $p))
                (instance (instantiate $p)) (instance (instantiate $p)))"
        );
    }
    text += "(instance (instantiate $c40)))";
    let engine = Engine::new(EngineConfig::default(), None).unwrap();
    // One, and at each level two for each one below.
    let refused = LoadError::TooManyInstances { limit: 10_000, found: (1 << 41) - 1 };
    assert_eq!(engine.load(&Block::raw(stage::component(&text))).unwrap_err(), refused);
}

/// Resources that are the guest's own, of which it makes so many.
const RESOURCES: &str = r#"
(component
  (type $r (resource (rep i32)))
  (core func $new (canon resource.new $r))
  (core func $drop (canon resource.drop $r))
  (core module $m
    (import "r" "new" (func $new (param i32) (result i32)))
    (import "r" "drop" (func $drop (param i32)))
    (func (export "keep") (param i32) (result i32)
      (local $last i32)
      (loop $next
        (local.set $last (call $new (i32.const 0)))
        (br_if $next (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
      (local.get $last))
    (func (export "let-go") (param i32) (result i32)
      (loop $next
        (call $drop (call $new (i32.const 0)))
        (br_if $next (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
      (call $new (i32.const 0))))
  (core instance $i (instantiate $m
    (with "r" (instance (export "new" (func $new)) (export "drop" (func $drop))))))
  (func (export "keep") (param "x" s32) (result s32) (canon lift (core func $i "keep")))
  (func (export "let-go") (param "x" s32) (result s32) (canon lift (core func $i "let-go"))))
"#;

#[test]
fn handles_are_counted_as_long_as_they_are_held() {
    let guest = Guest::new(RESOURCES);
    assert_eq!(guest.easily("keep", 100_000), returned(&number(100_000)));
    assert_eq!(guest.easily("keep", 100_001), Ended::Stopped(Stop::Handles));
    assert_eq!(guest.easily("let-go", 100_001), returned(&number(1)));
}
