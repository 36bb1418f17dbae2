//! Components that import WASI, as text.

use std::fmt::Write as _;

/// A function that is imported from an interface of WASI: its interface with the version, its
/// name, its type, and the core type under which the code has it.
pub(crate) struct Imported {
    pub(crate) interface: &'static str,
    pub(crate) name: &'static str,
    pub(crate) ty: &'static str,
    pub(crate) core: &'static str,
}

/// A component with a function `run` from a number to a number, of this code, that imports
/// functions which it calls `$0`, `$1` and so on.
pub(crate) fn component(imported: &[Imported], code: &str) -> String {
    let (mut imports, mut lowered, mut given, mut wanted) =
        (String::new(), String::new(), String::new(), String::new());
    for (at, Imported { interface, name, ty, core }) in imported.iter().enumerate() {
        write!(
            imports,
            r#"(import "{interface}" (instance $i{at} (export "{name}" (func {ty}))))"#
        )
        .unwrap();
        write!(
            lowered,
            r#"(core func $f{at} (canon lower (func $i{at} "{name}")
                (memory $m "memory") (realloc (func $m "realloc"))))"#
        )
        .unwrap();
        write!(given, r#"(export "{at}" (func $f{at}))"#).unwrap();
        write!(wanted, r#"(import "host" "{at}" (func ${at} {core}))"#).unwrap();
    }
    format!(
        r#"(component
            {imports}
            (core module $memory
                (memory (export "memory") 2)
                (global $end (mut i32) (i32.const 65536))
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local i32 i32)
                    (local.set 4 (global.get $end))
                    (global.set $end (i32.add (local.get 4) (local.get 3)))
                    (local.set 5 (i32.sub (i32.shr_u (global.get $end) (i32.const 16))
                        (i32.sub (memory.size) (i32.const 1))))
                    (if (i32.gt_s (local.get 5) (i32.const 0))
                        (then (drop (memory.grow (local.get 5)))))
                    (local.get 4)))
            (core instance $m (instantiate $memory))
            {lowered}
            (core instance $host {given})
            (core module $code
                (import "memory" "memory" (memory 2))
                {wanted}
                (func (export "run") (param i64) (result i64) (local i32 i64) {code}))
            (core instance $c (instantiate $code
                (with "memory" (instance $m)) (with "host" (instance $host))))
            (func (export "run") (param "x" u64) (result u64)
                (canon lift (core func $c "run") (memory $m "memory"))))"#
    )
}

pub(crate) const RANDOM_BYTES: Imported = Imported {
    interface: "wasi:random/random@0.2.3",
    name: "get-random-bytes",
    ty: r#"(param "len" u64) (result (list u8))"#,
    core: "(param i64 i32)",
};

pub(crate) const RANDOM_NUMBER: Imported = Imported {
    interface: "wasi:random/random@0.2.9",
    name: "get-random-u64",
    ty: "(result u64)",
    core: "(result i64)",
};

pub(crate) const NOW: Imported = Imported {
    interface: "wasi:clocks/monotonic-clock@0.2.6",
    name: "now",
    ty: "(result u64)",
    core: "(result i64)",
};

/// Draws a number if its argument is odd.
pub(crate) fn sometimes_random() -> String {
    component(
        &[RANDOM_NUMBER],
        "(if (result i64) (i64.eqz (i64.and (local.get 0) (i64.const 1)))
            (then (local.get 0)) (else (call $0)))",
    )
}

/// Writes to standard output, so many times, eight bytes.
pub(crate) fn printing() -> String {
    let error = r#"(import "wasi:io/error@0.2.0" (instance $e (export "error" (type (sub resource)))))
        (alias export $e "error" (type $error))
        (import "wasi:io/streams@0.2.0" (instance $s
            (alias outer 1 $error (type $o)) (export "error" (type $e (eq $o)))
            (export "output-stream" (type $out (sub resource)))
            (type $v (variant (case "last-operation-failed" (own $e)) (case "closed")))
            (export "stream-error" (type $failed (eq $v)))
            (export "[method]output-stream.write" (func (param "self" (borrow $out))
                (param "contents" (list u8)) (result (result (error $failed)))))))
        (alias export $s "output-stream" (type $output))
        (import "wasi:cli/stdout@0.2.0" (instance $c
            (alias outer 1 $output (type $o)) (export "output-stream" (type $t (eq $o)))
            (export "get-stdout" (func (result (own $t))))))"#;
    format!(
        r#"(component {error}
            (core module $memory (memory (export "memory") 1) (data (i32.const 0) "abcdefg\n"))
            (core instance $m (instantiate $memory))
            (core func $stdout (canon lower (func $c "get-stdout")))
            (core func $write (canon lower (func $s "[method]output-stream.write")
                (memory $m "memory")))
            (core instance $host (export "stdout" (func $stdout)) (export "write" (func $write)))
            (core module $code
                (import "host" "stdout" (func $stdout (result i32)))
                (import "host" "write" (func $write (param i32 i32 i32 i32)))
                (func (export "run") (param i64) (result i64) (local i32 i64)
                    (local.set 1 (call $stdout))
                    (loop
                        (if (i64.lt_u (local.get 2) (local.get 0)) (then
                            (call $write (local.get 1) (i32.const 0) (i32.const 8) (i32.const 64))
                            (local.set 2 (i64.add (local.get 2) (i64.const 1)))
                            (br 1))))
                    (local.get 2)))
            (core instance $i (instantiate $code (with "host" (instance $host))))
            (func (export "run") (param "x" u64) (result u64) (canon lift (core func $i "run"))))"#
    )
}

/// Makes so many pollables; drops each, if told so.
pub(crate) fn subscribing(drops: bool) -> String {
    let drop = if drops { "(call $drop (local.get 1))" } else { "" };
    format!(
        r#"(component
            (import "wasi:io/poll@0.2.0" (instance $p (export "pollable" (type (sub resource)))))
            (alias export $p "pollable" (type $pollable))
            (import "wasi:clocks/monotonic-clock@0.2.0" (instance $c
                (alias outer 1 $pollable (type $o)) (export "pollable" (type $t (eq $o)))
                (export "subscribe-instant" (func (param "when" u64) (result (own $t))))))
            (core func $at (canon lower (func $c "subscribe-instant")))
            (core func $drop (canon resource.drop $pollable))
            (core instance $host (export "at" (func $at)) (export "drop" (func $drop)))
            (core module $code
                (import "host" "at" (func $at (param i64) (result i32)))
                (import "host" "drop" (func $drop (param i32)))
                (func (export "run") (param i64) (result i64) (local i32 i64)
                    (loop
                        (if (i64.lt_u (local.get 2) (local.get 0)) (then
                            (local.set 1 (call $at (local.get 2)))
                            {drop}
                            (local.set 2 (i64.add (local.get 2) (i64.const 1)))
                            (br 1))))
                    (local.get 2)))
            (core instance $i (instantiate $code (with "host" (instance $host))))
            (func (export "run") (param "x" u64) (result u64) (canon lift (core func $i "run"))))"#
    )
}
