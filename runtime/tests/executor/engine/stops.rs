//! Where a guest can spend its time, and that it is stopped there.

use std::time::Duration;

use ipvm_runtime::engine::{Ended, Limits, Stop};

use super::{
    guest::{Guest, component, lifted},
    returned,
};
use crate::stage::number;

/// What each function does so many times over, or once; for ever, if it is less than zero.
const BULK: &str = r#"
    (memory 1024)
    (table $t 100000 funcref)
    (elem $e func 0)
    (data $d "sixteen bytes it")
    (func $again (param i32) (result i32) (i32.sub (local.get 0) (i32.const 1)))
    (func (export "fill") (param i32) (result i32)
      (loop $next
        (memory.fill (i32.const 0) (i32.const 7) (i32.const 67108864))
        (br_if $next (local.tee 0 (call $again (local.get 0)))))
      (i32.load8_u (i32.const 67108863)))
    (func (export "copy") (param i32) (result i32)
      (loop $next
        (memory.copy (i32.const 1) (i32.const 0) (i32.const 67108863))
        (br_if $next (local.tee 0 (call $again (local.get 0)))))
      (i32.load8_u (i32.const 67108863)))
    (func (export "init") (param i32) (result i32)
      (loop $next
        (memory.init $d (i32.const 0) (i32.const 0) (i32.const 16))
        (br_if $next (local.tee 0 (call $again (local.get 0)))))
      (i32.load8_u (i32.const 0)))
    (func (export "table-fill") (param i32) (result i32)
      (loop $next
        (table.fill $t (i32.const 0) (ref.func 0) (i32.const 100000))
        (br_if $next (local.tee 0 (call $again (local.get 0)))))
      (table.size $t))
    (func (export "table-copy") (param i32) (result i32)
      (loop $next
        (table.copy $t $t (i32.const 1) (i32.const 0) (i32.const 99999))
        (br_if $next (local.tee 0 (call $again (local.get 0)))))
      (table.size $t))
    (func (export "calls") (param i32) (result i32)
      (loop $next (br_if $next (local.tee 0 (call $again (local.get 0)))))
      (local.get 0))
    (func (export "grow-by-nothing") (param i32) (result i32)
      (loop $next
        (drop (memory.grow (i32.const 0)))
        (drop (table.grow $t (ref.null func) (i32.const 0)))
        (br_if $next (local.tee 0 (call $again (local.get 0)))))
      (memory.size))
    (func $tail (export "tail-calls") (param i32) (result i32)
      (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
      (return_call $tail (call $again (local.get 0))))
"#;

const BULK_EXPORTS: [(&str, i128); 8] = [
    ("fill", 7),
    ("copy", 0),
    ("init", 115),
    ("table-fill", 100_000),
    ("table-copy", 100_000),
    ("calls", 0),
    ("grow-by-nothing", 1024),
    ("tail-calls", 0),
];

fn bulk() -> Guest {
    Guest::new(&component(BULK, &BULK_EXPORTS.map(|(name, _)| name)))
}

#[test]
fn time_stops_a_guest_wherever_it_spends_it_and_nothing_stops_it_before() {
    let guest = bulk();
    let short = Limits::default().with_time(Duration::from_millis(40));
    for (name, gives) in BULK_EXPORTS {
        assert_eq!(guest.easily(name, 1), returned(&number(gives)), "{name}");
        assert_eq!(guest.run(name, -1, short), Ended::Stopped(Stop::Time), "{name}");
    }
}

#[test]
fn fuel_stops_a_guest_wherever_it_spends_it() {
    let guest = bulk();
    let few = Limits::default().with_fuel(1_000_000);
    for (name, _) in BULK_EXPORTS {
        assert_eq!(guest.run(name, -1, few), Ended::Stopped(Stop::Fuel), "{name}");
    }
}

#[test]
fn a_bulk_instruction_takes_fuel_for_each_byte_and_each_element() {
    let guest = bulk();
    let fuel = |name| guest.execute(name, 1, Limits::default()).fuel.unwrap();
    // Arguments, loop and result: the same few for each of them.
    assert_eq!(fuel("fill") - fuel("init"), 67_108_864 - 16);
    assert_eq!(fuel("fill") - fuel("copy"), 1);
    assert_eq!(fuel("table-fill") - fuel("table-copy"), 1);
    assert!((100_000..100_030).contains(&fuel("table-fill")), "{}", fuel("table-fill"));
    // As much as it takes is enough, and one less is not.
    let needed = fuel("fill");
    let within = |fuel| guest.run("fill", 1, Limits::default().with_fuel(fuel));
    assert_eq!(within(needed), returned(&number(7)));
    assert_eq!(within(needed - 1), Ended::Stopped(Stop::Fuel));
}

/// A guest is asked for room for an argument, and told that its result was read.
const SLOW_MANNERS: &str = r#"
(component
  (core module $m
    (memory (export "memory") 1)
    (func $spin (loop br 0))
    (func (export "spin-for-room") (param i32 i32 i32 i32) (result i32) call $spin i32.const 0)
    (func (export "room") (param i32 i32 i32 i32) (result i32) i32.const 0)
    (func (export "take") (param i32 i32) (result i32) i32.const 0)
    (func (export "give") (param i32) (result i32) i32.const 0)
    (func (export "done") (param i32) call $spin))
  (core instance $i (instantiate $m))
  (func (export "before") (param "text" string) (result s32)
    (canon lift (core func $i "take") (memory $i "memory") (realloc (func $i "spin-for-room"))))
  (func (export "after") (param "x" s32) (result string)
    (canon lift (core func $i "give") (memory $i "memory") (post-return (func $i "done")))))
"#;

/// A guest that is busy before anybody asked it for anything.
const BUSY_FROM_THE_START: &str = r#"
(component
  (core module $m
    (func $spin (loop br 0))
    (func (export "f") (param i32) (result i32) local.get 0)
    (start $spin))
  (core instance $i (instantiate $m))
  (func (export "f") (param "x" s32) (result s32) (canon lift (core func $i "f"))))
"#;

#[test]
fn a_guest_is_stopped_before_and_after_the_call_proper() {
    let few = Limits::default().with_fuel(1_000_000);
    let short = Limits::default().with_time(Duration::from_millis(20));
    let manners = Guest::new(SLOW_MANNERS);
    let start = Guest::new(BUSY_FROM_THE_START);
    for (limits, stop) in [(few, Stop::Fuel), (short, Stop::Time)] {
        let stopped = Ended::Stopped(stop);
        assert_eq!(start.run("f", 0, limits), stopped);
        assert_eq!(manners.run("after", 0, limits), stopped);
        assert_eq!(manners.run_text("before", "text", limits), stopped);
    }
}

/// Two components in one: the second calls the first, and the engine copies a text from
/// memory to memory, from one encoding to another.
fn nested() -> String {
    format!(
        r#"
(component
  (component $giver
    (core module $m
      (memory (export "memory") 1024)
      (func (export "text") (result i32)
        (memory.fill (i32.const 8) (i32.const 97) (i32.const 60000000))
        (i32.store (i32.const 0) (i32.const 8))
        (i32.store (i32.const 4) (i32.const 60000000))
        (i32.const 0)))
    (core instance $i (instantiate $m))
    (func (export "text") (result string)
      (canon lift (core func $i "text") (memory $i "memory"))))
  (component $taker
    (import "text" (func $text (result string)))
    (core module $memory
      (memory (export "memory") 2048)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 16))
    (core instance $memory (instantiate $memory))
    (core func $text (canon lower (func $text)
      (memory $memory "memory") (realloc (func $memory "realloc")) string-encoding=utf16))
    (core module $m
      (import "giver" "text" (func $text (param i32)))
      (func (export "copies") (param i32) (result i32)
        (loop $next
          (call $text (i32.const 0))
          (br_if $next (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (local.get 0)))
    (core instance $i (instantiate $m (with "giver" (instance (export "text" (func $text))))))
    {})
  (instance $giver (instantiate $giver))
  (instance $taker (instantiate $taker (with "text" (func $giver "text"))))
  (export "copies" (func $taker "copies"))
)"#,
        lifted("copies", "i")
    )
}

#[test]
fn what_the_engine_copies_between_components_is_stopped_too() {
    let guest = Guest::new(&nested());
    assert_eq!(guest.easily("copies", 1), returned(&number(0)));
    let short = Limits::default().with_time(Duration::from_millis(30));
    assert_eq!(guest.run("copies", -1, short), Ended::Stopped(Stop::Time));
    let few = Limits::default().with_fuel(100_000_000);
    assert_eq!(guest.run("copies", -1, few), Ended::Stopped(Stop::Fuel));
}

#[test]
fn fuel_does_not_depend_on_how_much_there_was() {
    // Nothing in it is a place where the engine looks how much is left.
    let straight = "(local.set 0 (i32.add (local.get 0) (i32.const 1)))".repeat(1_000);
    let code = format!(r#"(func (export "f") (param i32) (result i32) {straight} local.get 0)"#);
    let guest = Guest::new(&component(&code, &["f"]));
    let ample = guest.execute("f", 0, Limits::default());
    assert_eq!(ample.ended, returned(&number(1_000)));
    let needed = ample.fuel.unwrap();
    assert!(needed > 4_000, "{needed}");
    assert_eq!(guest.execute("f", 0, Limits::default().with_fuel(needed)), ample);
    for fewer in [0, 1, 2, needed / 2, needed - 2, needed - 1] {
        let ended = guest.run("f", 0, Limits::default().with_fuel(fewer));
        assert_eq!(ended, Ended::Stopped(Stop::Fuel), "{fewer}");
    }
}
