//! What the functions answer.

use sha2::{Digest as _, Sha256};

use super::{
    WASI,
    component::{Lowered, Through, component},
};
use crate::{Topic, case, case::CaseBuilder, dag_cbor, list, map, value::Value};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-wasi",
        "answers",
        "What a guest is told: no time but its own, no surroundings, and randomness of its task.",
        WASI,
        [clocks(), waiting(), surroundings(), randomness(), streams(), ends()].concat(),
    )
}

/// Where the clock stands at the beginning, in seconds.
const START: u64 = 315_532_800;

/// The seed of the cases that draw.
const SEED: &[u8] = b"the CID of a task";

fn call(slug: &str, component: String) -> CaseBuilder {
    call_with(slug, component, Value::List(Vec::new()))
}

fn call_with(slug: &str, component: String, params: Value) -> CaseBuilder {
    call_seeded(slug, component, params, SEED)
}

fn call_seeded(slug: &str, component: String, params: Value, seed: &[u8]) -> CaseBuilder {
    case(slug)
        .ruling("O62")
        .operation("wasi.call")
        .input("component", component)
        .input("params", params)
        .input("seed", seed)
}

/// Somebody's word on a call that is not right.
fn denied(slug: &str, component: String, params: Value, value: &Value, drew: bool) -> CaseBuilder {
    case(slug)
        .ruling("O62")
        .operation("wasi.confirm")
        .input("component", component)
        .input("params", params)
        .input("seed", SEED)
        .input("branch", "ok")
        .input("value", dag_cbor::encode(value))
        .input("drew", drew)
        .expect_value(map! { "valid" => false })
}

/// What `run` gives if it draws nothing and writes nothing.
fn gives(case: CaseBuilder, value: &Value) -> CaseBuilder {
    gives_encoded(case, "ok", dag_cbor::encode(value), false)
}

fn gives_encoded(case: CaseBuilder, branch: &str, value: Vec<u8>, drew: bool) -> CaseBuilder {
    case.expect_value(answer(branch, value, drew, b"", b""))
}

fn answer(branch: &str, value: Vec<u8>, drew: bool, stdout: &[u8], stderr: &[u8]) -> Value {
    map! {
        "branch" => branch,
        "value" => value,
        "drew" => drew,
        "stdout" => stdout,
        "stderr" => stderr,
    }
}

/// An integer of 64 bits in DAG-CBOR, which the files cannot hold.
fn integer(number: u64) -> Vec<u8> {
    match number {
        0..=23 => number.to_be_bytes()[7..].to_vec(),
        24..=0xff => [&[0x18], &number.to_be_bytes()[7..]].concat(),
        0x100..=0xffff => [&[0x19], &number.to_be_bytes()[6..]].concat(),
        0x1_0000..=0xffff_ffff => [&[0x1a], &number.to_be_bytes()[4..]].concat(),
        _ => [&[0x1b], &number.to_be_bytes()[..]].concat(),
    }
}

fn importing(interface: &str, items: &str) -> String {
    format!("(import \"wasi:{interface}@0.2.0\" (instance $i {items}))")
}

/// A function of an interface with nothing but plain types.
fn through(interface: &str, name: &str, core: &str, plain: Option<&str>, ty: &str) -> String {
    let import = importing(interface, &format!("(export \"{name}\" (func {ty}))"));
    Through { import: &import, name, core, plain, ty }.text()
}

fn clocks() -> Vec<CaseBuilder> {
    let wall = |name: &str| {
        let import = importing(
            "clocks/wall-clock",
            &format!(
                "(type $r (record (field \"seconds\" u64) (field \"nanoseconds\" u32)))
    (export \"datetime\" (type $d (eq $r)))
    (export \"{name}\" (func (result $d)))"
            ),
        );
        let ty = "(result (tuple u64 u32))";
        Through { import: &import, name, core: "", plain: None, ty }.text()
    };
    let monotonic = |name| through("clocks/monotonic-clock", name, "", Some("i64"), "(result u64)");
    let why = "A guest that sees the time gives another result each time.";
    vec![
        gives(call("wall-clock", wall("now")), &list![315_532_800, 0])
            .title("The wall clock stands at the beginning of 1980.")
            .why(why),
        gives(call("wall-clock-resolution", wall("resolution")), &list![0, 1])
            .title("The wall clock counts nanoseconds.")
            .why(why),
        gives_encoded(
            call("monotonic-clock", monotonic("now")),
            "ok",
            integer(START * 1_000_000_000),
            false,
        )
        .title("The monotonic clock is the same clock, in nanoseconds.")
        .why(why),
        gives(call("monotonic-clock-resolution", monotonic("resolution")), &1.into())
            .title("The monotonic clock counts nanoseconds.")
            .why(why),
        denied("the-time-of-day", wall("now"), list![], &list![1_767_225_600, 0], false)
            .title("Who says that the wall clock showed the time has let the guest see it.")
            .why(why),
    ]
    .into_iter()
    .map(|case| case.rules(["wasi.clock"]))
    .collect()
}

/// The imports of a guest that waits.
const WAITING: &str = "(import \"wasi:io/poll@0.2.0\" (instance $poll
    (export \"pollable\" (type $p (sub resource)))
    (export \"[method]pollable.ready\" (func (param \"self\" (borrow $p)) (result bool)))
    (export \"[method]pollable.block\" (func (param \"self\" (borrow $p))))
    (export \"poll\" (func (param \"in\" (list (borrow $p))) (result (list u32))))))
  (alias export $poll \"pollable\" (type $pollable))
  (import \"wasi:clocks/monotonic-clock@0.2.0\" (instance $clock
    (alias outer 1 $pollable (type $o))
    (export \"pollable\" (type $p (eq $o)))
    (export \"now\" (func (result u64)))
    (export \"subscribe-duration\" (func (param \"when\" u64) (result (own $p))))
    (export \"subscribe-instant\" (func (param \"when\" u64) (result (own $p))))))";

const WAITED: [Lowered<'_>; 7] = [
    Lowered {
        name: "ready",
        core: "(param i32) (result i32)",
        of: "(func $poll \"[method]pollable.ready\")",
    },
    Lowered { name: "block", core: "(param i32)", of: "(func $poll \"[method]pollable.block\")" },
    Lowered { name: "poll", core: "(param i32 i32 i32)", of: "(func $poll \"poll\")" },
    Lowered { name: "drop", core: "(param i32)", of: "drop $pollable" },
    Lowered { name: "now", core: "(result i64)", of: "(func $clock \"now\")" },
    Lowered {
        name: "after",
        core: "(param i64) (result i32)",
        of: "(func $clock \"subscribe-duration\")",
    },
    Lowered {
        name: "at",
        core: "(param i64) (result i32)",
        of: "(func $clock \"subscribe-instant\")",
    },
];

fn waiting() -> Vec<CaseBuilder> {
    let code = |code: &str, ty: &str| component(WAITING, &WAITED, code, &[("run", ty)]);
    let blocks = "(func (export \"run\") (param i64) (result i64) (local i32 i64)
      (local.set 2 (call $now))
      (local.set 1 (call $after (local.get 0)))
      (call $block (local.get 1))
      (call $drop (local.get 1))
      (i64.sub (call $now) (local.get 2)))";
    let past = "(func (export \"run\") (param i64) (result i64) (local i32 i64)
      (local.set 2 (call $now))
      (local.set 1 (call $at (i64.sub (local.get 2) (local.get 0))))
      (call $block (local.get 1))
      (call $drop (local.get 1))
      (i64.sub (call $now) (local.get 2)))";
    let ready = "(func (export \"run\") (result i32) (local i32)
      (local.set 0 (call $after (i64.const 1)))
      (i32.or (call $ready (local.get 0))
        (i32.or (i32.shl (call $block_ready (local.get 0)) (i32.const 1))
          (i32.shl (call $ready (call $at (i64.const 0))) (i32.const 2)))))
    (func $block_ready (param i32) (result i32)
      (call $block (local.get 0)) (call $ready (local.get 0)))";
    let poll = "(func (export \"run\") (result i32)
      (i32.store (i32.const 0) (call $after (i64.const 9000000000)))
      (i32.store (i32.const 4) (call $after (i64.const 5)))
      (i32.store (i32.const 8) (call $after (i64.const 7)))
      (i32.store (i32.const 12) (call $after (i64.const 5)))
      (call $poll (i32.const 0) (i32.const 4) (i32.const 1024))
      (i32.const 1024))";
    let none = "(func (export \"run\")
      (call $poll (i32.const 0) (i32.const 0) (i32.const 1024)))";
    let waits = "(param \"nanoseconds\" u64) (result u64)";
    let why = "A guest that sleeps must go on, and find that it slept, without anybody waiting.";
    vec![
        gives(call_with("waits", code(blocks, waits), list![1_500_000_000]), &1_500_000_000.into())
            .title("Who waits finds the clock later by as much, at once."),
        gives(call_with("waits-for-nothing", code(blocks, waits), list![0]), &0.into())
            .title("Who waits for nothing finds the clock as it was."),
        gives(call_with("waits-for-the-past", code(past, waits), list![1]), &0.into())
            .title("Who waits for what has been finds the clock as it was."),
        gives(call("ready", code(ready, "(result u8)")), &0b110.into()).title(
            "A moment to come is not ready, and is when it was waited for; the past always is.",
        ),
        gives(call("polls", code(poll, "(result (list u32))")), &list![1, 3]).title(
            "Of several moments the clock goes on to the first, and all that have come are told.",
        ),
        call("polls-nothing", code(none, ""))
            .expect_error("WasiTrap")
            .title("To wait for nothing at all is a trap, as WASI has it."),
    ]
    .into_iter()
    .map(|case| case.why(why).rules(["wasi.waiting"]))
    .collect()
}

fn surroundings() -> Vec<CaseBuilder> {
    let cli = |interface, name, ty| through(interface, name, "", None, ty);
    let of_resource = |package: &str,
                       resource: &str,
                       interface: &str,
                       name: &str,
                       ty: &str,
                       same: &str| {
        let import = format!(
            "(import \"wasi:{package}@0.2.0\" (instance $r (export \"{resource}\" (type (sub resource)))))
  (alias export $r \"{resource}\" (type $resource))
  (import \"wasi:{interface}@0.2.0\" (instance $i
    (alias outer 1 $resource (type $o))
    (export \"{resource}\" (type $t (eq $o)))
    (export \"{name}\" (func {ty}))))"
        );
        Through { import: &import, name, core: "", plain: None, ty: same }.text()
    };
    let none = Value::Null;
    let empty = Value::List(Vec::new());
    let no_terminal = |stream: &str, way: &str| {
        of_resource(
            &format!("cli/terminal-{way}"),
            &format!("terminal-{way}"),
            &format!("cli/terminal-{stream}"),
            &format!("get-terminal-{stream}"),
            "(result (option (own $t)))",
            "(result (option u32))",
        )
    };
    let why = "What differs between executors must not be seen.";
    let strings = "(result (list (tuple string string)))";
    vec![
        gives(call("environment", cli("cli/environment", "get-environment", strings)), &empty)
            .title("There are no environment variables."),
        gives(
            call("arguments", cli("cli/environment", "get-arguments", "(result (list string))")),
            &empty,
        )
        .title("There are no arguments of a command line."),
        gives(
            call("directory", cli("cli/environment", "initial-cwd", "(result (option string))")),
            &none,
        )
        .title("There is no working directory."),
        gives(call("terminal-stdin", no_terminal("stdin", "input")), &none)
            .title("Standard input is no terminal."),
        gives(call("terminal-stdout", no_terminal("stdout", "output")), &none)
            .title("Standard output is no terminal."),
        gives(call("terminal-stderr", no_terminal("stderr", "output")), &none)
            .title("Standard error is no terminal."),
        gives(
            call(
                "preopens",
                of_resource(
                    "filesystem/types",
                    "descriptor",
                    "filesystem/preopens",
                    "get-directories",
                    "(result (list (tuple (own $t) string)))",
                    "(result (list (tuple u32 string)))",
                ),
            ),
            &empty,
        )
        .title("No directory is open."),
        denied(
            "a-variable",
            cli("cli/environment", "get-environment", strings),
            list![],
            &list![list!["HOME", "/root"]],
            false,
        )
        .title("Who says that there was a variable has let the guest see theirs."),
    ]
    .into_iter()
    .chain(sockets())
    .map(|case| case.why(why).rules(["wasi.surroundings"]))
    .collect()
}

const ERRORS: &str =
    "(type $e (enum \"unknown\" \"access-denied\" \"not-supported\" \"invalid-argument\"
      \"out-of-memory\" \"timeout\" \"concurrency-conflict\" \"not-in-progress\" \"would-block\"
      \"invalid-state\" \"new-socket-limit\" \"address-not-bindable\" \"address-in-use\"
      \"remote-unreachable\" \"connection-refused\" \"connection-reset\" \"connection-aborted\"
      \"datagram-too-large\" \"name-unresolvable\" \"temporary-resolver-failure\"
      \"permanent-resolver-failure\"))
    (export \"error-code\" (type $error-code (eq $e)))
    (type $f (enum \"ipv4\" \"ipv6\"))
    (export \"ip-address-family\" (type $family (eq $f)))";

fn sockets() -> Vec<CaseBuilder> {
    let socket = |kind: &str| {
        let import = format!(
            "(import \"wasi:sockets/{kind}@0.2.0\" (instance $r (export \"{kind}-socket\" (type (sub resource)))))
  (alias export $r \"{kind}-socket\" (type $socket))
  (import \"wasi:sockets/{kind}-create-socket@0.2.0\" (instance $i
    {ERRORS}
    (alias outer 1 $socket (type $o))
    (export \"{kind}-socket\" (type $s (eq $o)))
    (export \"create-{kind}-socket\" (func (param \"address-family\" $family)
      (result (result (own $s) (error $error-code)))))))"
        );
        let name = format!("create-{kind}-socket");
        let ty = "(param \"family\" u8) (result (result u32 (error u8)))";
        Through { import: &import, name: &name, core: "i32", plain: None, ty }.text()
    };
    let lookup = format!(
        "(import \"wasi:sockets/network@0.2.0\" (instance $network
    (export \"network\" (type (sub resource)))))
  (alias export $network \"network\" (type $resource))
  (import \"wasi:sockets/instance-network@0.2.0\" (instance $instance
    (alias outer 1 $resource (type $o))
    (export \"network\" (type $n (eq $o)))
    (export \"instance-network\" (func (result (own $n))))))
  (import \"wasi:sockets/ip-name-lookup@0.2.0\" (instance $lookup
    {ERRORS}
    (alias outer 1 $resource (type $o))
    (export \"network\" (type $n (eq $o)))
    (export \"resolve-address-stream\" (type $s (sub resource)))
    (export \"resolve-addresses\" (func (param \"network\" (borrow $n)) (param \"name\" string)
      (result (result (own $s) (error $error-code)))))))"
    );
    let lookup = component(
        &lookup,
        &[
            Lowered {
                name: "network",
                core: "(result i32)",
                of: "(func $instance \"instance-network\")",
            },
            Lowered {
                name: "resolve",
                core: "(param i32 i32 i32 i32)",
                of: "(func $lookup \"resolve-addresses\")",
            },
        ],
        "(func (export \"run\") (param i32 i32) (result i32)
      (call $resolve (call $network) (local.get 0) (local.get 1) (i32.const 1024))
      (i32.const 1024))",
        &[("run", "(param \"name\" string) (result (result u32 (error u8)))")],
    );
    let refused =
        |case, code: i64| gives_encoded(case, "error", dag_cbor::encode(&code.into()), false);
    vec![
        refused(call_with("tcp", socket("tcp"), list![0]), 2)
            .title("There is no socket for TCP: not-supported, the third case."),
        refused(call_with("udp", socket("udp"), list![1]), 2)
            .title("There is no socket for UDP: not-supported, the third case."),
        refused(call_with("lookup", lookup, list!["localhost"]), 20)
            .title("No name is found: permanent-resolver-failure, the last case."),
    ]
}

/// The beginning of a sequence, by its description in the ruling.
fn sequence(name: &str, seed: &[u8], length: usize) -> Vec<u8> {
    let key = Sha256::digest([b"ipvm-wasi-1\0", name.as_bytes(), b"\0", seed].concat());
    let mut bytes = Vec::new();
    for block in 0_u64.. {
        if bytes.len() >= length {
            break;
        }
        bytes.extend(Sha256::digest([&key[..], &block.to_be_bytes()].concat()));
    }
    bytes.truncate(length);
    bytes
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn randomness() -> Vec<CaseBuilder> {
    let bytes = |interface, name| {
        through(interface, name, "i64", None, "(param \"len\" u64) (result (list u8))")
    };
    let random = || bytes("random/random", "get-random-bytes");
    let insecure = || bytes("random/insecure", "get-insecure-random-bytes");
    let of_number = |interface, name| through(interface, name, "", Some("i64"), "(result u64)");
    let drawn = |case, bytes: Vec<u8>| {
        gives_encoded(case, "ok", dag_cbor::encode(&Value::Bytes(bytes)), true)
    };
    let source = "the description of the ruling, with SHA2-256 of another crate";
    let twice = {
        let import = importing(
            "random/random",
            "(export \"get-random-u64\" (func (result u64)))
    (export \"get-random-bytes\" (func (param \"len\" u64) (result (list u8))))",
        );
        component(
            &import,
            &[
                Lowered {
                    name: "number",
                    core: "(result i64)",
                    of: "(func $i \"get-random-u64\")",
                },
                Lowered {
                    name: "bytes",
                    core: "(param i64 i32)",
                    of: "(func $i \"get-random-bytes\")",
                },
            ],
            "(func (export \"run\") (result i32)
      (drop (call $number))
      (call $bytes (i64.const 30) (i32.const 1024))
      (call $bytes (i64.const 3) (i32.const 1024))
      (i32.const 1024))",
            &[("run", "(result (list u8))")],
        )
    };
    let mut cases: Vec<_> = [
        drawn(call_with("random-bytes", random(), list![40]), sequence("random", SEED, 40))
            .title("Random bytes are the sequence of the seed."),
        drawn(call_with("insecure-bytes", insecure(), list![40]), sequence("insecure", SEED, 40))
            .title("What need not be secure is a sequence of its own."),
        drawn(
            call_seeded("random-bytes-without-a-seed", random(), list![5], b""),
            sequence("random", b"", 5),
        )
        .title("Another seed has another sequence."),
        gives_encoded(
            call("random-number", of_number("random/random", "get-random-u64")),
            "ok",
            integer(number(&sequence("random", SEED, 8))),
            true,
        )
        .title("A number is the next eight bytes, the least significant first."),
        gives_encoded(
            call("insecure-number", of_number("random/insecure", "get-insecure-random-u64")),
            "ok",
            integer(number(&sequence("insecure", SEED, 8))),
            true,
        )
        .title("A number of the other sequence is read in the same way."),
        drawn(call("random-goes-on", twice), sequence("random", SEED, 41)[38..].to_vec())
            .title("What was drawn is not drawn again, however it was asked for."),
    ]
    .into_iter()
    .map(|case| {
        case.computed(source)
            .why("A second executor must come to the same bytes.")
            .rules(["wasi.randomness", "wasi.drawing"])
    })
    .collect();
    let real = Value::Bytes(sequence("random", SEED, 40));
    let other = Value::Bytes(sequence("random", b"another", 40));
    for (slug, value, drew, title) in [
        (
            "random-of-another-task",
            other,
            true,
            "Randomness of another task is not that of this one.",
        ),
        ("random-without-drawing", real, false, "Who got random bytes has drawn them."),
    ] {
        cases.push(
            denied(slug, random(), list![40], &value, drew)
                .ruling("O63")
                .title(title)
                .why("A result that hangs on a task would pass for that of every task.")
                .rules(["wasi.randomness", "wasi.drawing"]),
        );
    }
    cases.push(
        gives(call_with("no-random-bytes", random(), list![0]), &Value::Bytes(Vec::new()))
            .ruling("O63")
            .title("Who draws nothing has not drawn.")
            .why("Its result is the same for every task.")
            .rules(["wasi.drawing"]),
    );
    cases.push(
        gives(
            call(
                "insecure-seed",
                through(
                    "random/insecure-seed",
                    "insecure-seed",
                    "",
                    None,
                    "(result (tuple u64 u64))",
                ),
            ),
            &list![1, 2],
        )
        .ruling("O63")
        .title("The seed of hash maps is a constant, and no drawing.")
        .why("What has a hash map in it would otherwise never share a result.")
        .rules(["wasi.drawing"]),
    );
    cases
}

/// The imports of a guest that reads and writes.
const STREAMS: &str = "(import \"wasi:io/error@0.2.0\" (instance $error (export \"error\" (type (sub resource)))))
  (alias export $error \"error\" (type $io-error))
  (import \"wasi:io/streams@0.2.0\" (instance $streams
    (alias outer 1 $io-error (type $o))
    (export \"error\" (type $e (eq $o)))
    (export \"input-stream\" (type $in (sub resource)))
    (export \"output-stream\" (type $out (sub resource)))
    (type $v (variant (case \"last-operation-failed\" (own $e)) (case \"closed\")))
    (export \"stream-error\" (type $failed (eq $v)))
    (export \"[method]input-stream.blocking-read\" (func (param \"self\" (borrow $in)) (param \"len\" u64)
      (result (result (list u8) (error $failed)))))
    (export \"[method]output-stream.check-write\" (func (param \"self\" (borrow $out))
      (result (result u64 (error $failed)))))
    (export \"[method]output-stream.write\" (func (param \"self\" (borrow $out))
      (param \"contents\" (list u8)) (result (result (error $failed)))))
    (export \"[method]output-stream.blocking-write-and-flush\" (func (param \"self\" (borrow $out))
      (param \"contents\" (list u8)) (result (result (error $failed)))))
    (export \"[method]output-stream.write-zeroes\" (func (param \"self\" (borrow $out))
      (param \"len\" u64) (result (result (error $failed)))))))
  (alias export $streams \"input-stream\" (type $input))
  (alias export $streams \"output-stream\" (type $output))
  (import \"wasi:cli/stdin@0.2.0\" (instance $stdin
    (alias outer 1 $input (type $o)) (export \"input-stream\" (type $t (eq $o)))
    (export \"get-stdin\" (func (result (own $t))))))
  (import \"wasi:cli/stdout@0.2.0\" (instance $stdout
    (alias outer 1 $output (type $o)) (export \"output-stream\" (type $t (eq $o)))
    (export \"get-stdout\" (func (result (own $t))))))
  (import \"wasi:cli/stderr@0.2.0\" (instance $stderr
    (alias outer 1 $output (type $o)) (export \"output-stream\" (type $t (eq $o)))
    (export \"get-stderr\" (func (result (own $t))))))";

const STREAMED: [Lowered<'_>; 8] = [
    Lowered { name: "stdin", core: "(result i32)", of: "(func $stdin \"get-stdin\")" },
    Lowered { name: "stdout", core: "(result i32)", of: "(func $stdout \"get-stdout\")" },
    Lowered { name: "stderr", core: "(result i32)", of: "(func $stderr \"get-stderr\")" },
    Lowered {
        name: "read",
        core: "(param i32 i64 i32)",
        of: "(func $streams \"[method]input-stream.blocking-read\")",
    },
    Lowered {
        name: "check",
        core: "(param i32 i32)",
        of: "(func $streams \"[method]output-stream.check-write\")",
    },
    Lowered {
        name: "write",
        core: "(param i32 i32 i32 i32)",
        of: "(func $streams \"[method]output-stream.write\")",
    },
    Lowered {
        name: "flush",
        core: "(param i32 i32 i32 i32)",
        of: "(func $streams \"[method]output-stream.blocking-write-and-flush\")",
    },
    Lowered {
        name: "zeroes",
        core: "(param i32 i64 i32)",
        of: "(func $streams \"[method]output-stream.write-zeroes\")",
    },
];

fn streams() -> Vec<CaseBuilder> {
    let code = |code: &str, ty: &str| component(STREAMS, &STREAMED, code, &[("run", ty)]);
    let read = "(func (export \"run\") (result i32)
      (call $read (call $stdin) (i64.const 10) (i32.const 1024)) (i32.const 1024))";
    let check = "(func (export \"run\") (result i32)
      (call $check (call $stderr) (i32.const 1024)) (i32.const 1024))";
    let both = "(data (i32.const 0) \"out\\n\") (data (i32.const 8) \"oh no\")
    (func (export \"run\")
      (call $write (call $stdout) (i32.const 0) (i32.const 4) (i32.const 1024))
      (call $flush (call $stderr) (i32.const 8) (i32.const 5) (i32.const 1024))
      (call $zeroes (call $stdout) (i64.const 2) (i32.const 1024)))";
    let many = |function: &str, count: u32| {
        let code = format!(
            "(func (export \"run\")
      (call ${function} (call $stdout) (i32.const 0) (i32.const {count}) (i32.const 1024)))"
        );
        component(STREAMS, &STREAMED, &code, &[("run", "")])
    };
    let nothing = || dag_cbor::encode(&Value::Map(Vec::new()));
    let zeroes = |count| answer("ok", nothing(), false, &vec![0; count], b"");
    let why = "What a guest writes is for people; what it reads would have to come from somewhere.";
    let stream = |case: CaseBuilder| case.ruling("O64").why(why).rules(["wasi.streams"]);
    vec![
        stream(
            gives_encoded(
                call("stdin", code(read, "(result (result (list u8) (error u8)))")),
                "error",
                integer(1),
                false,
            )
            .title("Standard input is at its end: closed, the second case."),
        ),
        stream(
            gives(
                call("check-write", code(check, "(result (result u64 (error u8)))")),
                &65_536.into(),
            )
            .title("There is always room for 65,536 bytes."),
        ),
        stream(
            call("writes", code(both, ""))
                .expect_value(answer("ok", nothing(), false, b"out\n\0\0", b"oh no"))
                .title("What is written to either stream is kept, in order."),
        ),
        stream(
            call("writes-as-much-as-fits", many("flush", 4_096))
                .expect_value(zeroes(4_096))
                .title("Who waits for it writes up to 4,096 bytes at once."),
        ),
        stream(
            call("writes-too-much", many("write", 65_537))
                .expect_error("WasiTrap")
                .title("To write more than there is room for is a trap, as WASI has it."),
        ),
        stream(
            call("writes-too-much-and-waits", many("flush", 4_097))
                .expect_error("WasiTrap")
                .title("Who waits for it writes no more than 4,096 bytes at once."),
        ),
    ]
}

fn ends() -> Vec<CaseBuilder> {
    let exits = |name: &str, ty: &str, param: &str| {
        component(
            &importing("cli/exit", &format!("(export \"{name}\" (func {ty}))")),
            &[Lowered { name: "exit", core: "(param i32)", of: &format!("(func $i \"{name}\")") }],
            &format!("(func (export \"run\") (call $exit (i32.const {param})))"),
            &[("run", "")],
        )
    };
    let status = "(param \"status\" (result))";
    let returns = component("", &[], "(func (export \"run\"))", &[("run", "")]);
    [
        ("exits-well", exits("exit", status, "0"), "Who exits with success gave no result: a trap."),
        ("exits-badly", exits("exit", status, "1"), "Who exits with failure gave no result either."),
        (
            "exits-with-a-code",
            exits("exit-with-code", "(param \"status-code\" u8)", "0"),
            "Which code it is does not matter.",
        ),
    ]
    .map(|(slug, component, title)| call(slug, component).expect_error("WasiTrap").title(title))
    .into_iter()
    .chain([gives(call("returns", returns), &Value::Map(Vec::new()))
        .title("Who returns gave a result.")])
    .map(|case| {
        case.ruling("O65")
            .why("A function was asked for; an exit that passed for a result would be one that nobody gave.")
            .rules(["wasi.exit"])
    })
    .collect()
}
