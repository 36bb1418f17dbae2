//! What may be imported, and what is missing.

use super::WASI;
use crate::{Topic, case, case::CaseBuilder, map};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-wasi",
        "imports",
        "Which components are taken, in which profile their results are, and what the others lack.",
        WASI,
        [taken(), refused(), missing()].concat(),
    )
}

const BYTES: &str = "(export \"get-random-bytes\" (func (param \"len\" u64) (result (list u8))))";
const NOW: &str = "(export \"now\" (func (result u64)))";

/// A component that imports one interface with these items.
fn importing(interface: &str, items: &str) -> String {
    format!("(component (import \"{interface}\" (instance {items})))")
}

fn link(slug: &str, component: impl Into<String>) -> CaseBuilder {
    case(slug)
        .ruling("O62")
        .operation("wasi.link")
        .input("component", component.into())
        .input("host", true)
}

const ALONE: &str = "ipvm-deterministic-1";
const WITH_WASI: &str = "ipvm-deterministic-1+wasi-1";

fn in_profile(case: CaseBuilder, profile: &str) -> CaseBuilder {
    case.expect_value(map! { "profile" => profile })
}

fn taken() -> Vec<CaseBuilder> {
    let why = "Whoever has no such host must share results of what needs none.";
    let mut cases = vec![
        in_profile(link("nothing", "(component)"), ALONE)
            .title("A component that imports nothing has the profile of the engine alone.")
            .why(why)
            .rules(["wasi.profile"]),
        in_profile(
            link(
                "types",
                importing("wasi:io/error@0.2.0", "(type $t u8) (export \"t\" (type (eq $t)))"),
            ),
            ALONE,
        )
        .title("An interface of types alone is no import.")
        .why(why)
        .rules(["wasi.profile"]),
        in_profile(
            link(
                "a-resource",
                importing("wasi:io/error@0.2.0", "(export \"error\" (type (sub resource)))"),
            ),
            WITH_WASI,
        )
        .title("A resource is an import, even if no function uses it.")
        .why("Its handles are made by the host.")
        .rules(["wasi.profile"]),
        case("nothing-without-a-host")
            .ruling("O62")
            .operation("wasi.link")
            .input("component", "(component)")
            .input("host", false)
            .expect_value(map! { "profile" => ALONE })
            .title("Without a host, what imports nothing has the same profile as with one.")
            .why(why)
            .rules(["wasi.profile", "wasi.host"]),
    ];
    for (slug, version) in [
        ("the-first", "0.2.0"),
        ("one-between", "0.2.6"),
        ("the-last", "0.2.12"),
        ("a-later", "0.2.40"),
    ] {
        let interface = format!("wasi:random/random@{version}");
        cases.push(
            in_profile(link(slug, importing(&interface, BYTES)), WITH_WASI)
                .title(format!("The release {version} is served like any other 0.2.N."))
                .why("Toolchains name the release that they were made with, and all of them run.")
                .rules(["wasi.versions", "wasi.names", "wasi.profile"]),
        );
    }
    let several = "(component
  (import \"wasi:random/random@0.2.0\" (instance (export \"get-random-u64\" (func (result u64)))))
  (import \"wasi:clocks/monotonic-clock@0.2.3\" (instance (export \"now\" (func (result u64)))))
  (import \"wasi:cli/exit@0.2.9\" (instance (export \"exit\" (func (param \"status\" (result)))))))";
    cases.push(
        in_profile(link("several-releases", several), WITH_WASI)
            .title("Interfaces of several releases stand in one component.")
            .why("Parts of a component come from several toolchains.")
            .rules(["wasi.versions"]),
    );
    cases
}

fn refused() -> Vec<CaseBuilder> {
    let names = |slug: &str, component: String, title: &str| {
        link(slug, component)
            .expect_error("WasiImportMissing")
            .title(title)
            .why("What is not defined must not be guessed at, or found out while the guest runs.")
    };
    let mut cases = vec![
        names(
            "unknown-function",
            importing(
                "wasi:random/random@0.2.0",
                "(export \"get-random-u32\" (func (result u32)))",
            ),
            "A function that its interface does not have.",
        )
        .rules(["wasi.names"]),
        names(
            "unknown-interface",
            importing("wasi:random/entropy@0.2.0", BYTES),
            "An unknown interface.",
        )
        .rules(["wasi.names"]),
        names(
            "http",
            importing("wasi:http/outgoing-handler@0.2.0", "(export \"handle\" (func))"),
            "HTTP is outside of the profile.",
        )
        .rules(["wasi.names"]),
        names(
            "another-package",
            importing("example:random/random@0.2.0", BYTES),
            "Another package.",
        )
        .rules(["wasi.names"]),
        names(
            "by-itself",
            "(component (import \"get-random-u64\" (func (result u64))))".into(),
            "A function that is imported without an interface.",
        )
        .rules(["wasi.names"]),
    ];
    for (slug, version, title) in [
        ("no-release", "", "An interface without a release is not served."),
        ("another-minor", "@0.3.0", "What is no release 0.2.N is not served."),
        ("another-major", "@1.2.0", "A later major release is not served."),
        ("before-release", "@0.2.0-rc-2023-11-10", "What comes before a release is not served."),
        ("zero-in-front", "@0.2.02", "A number with a zero in front is no release."),
        ("no-number", "@0.2.", "Without its last number it is no release."),
        ("sign-in-front", "@0.2.+1", "A number with a sign is no release."),
    ] {
        let interface = format!("wasi:random/random{version}");
        cases.push(names(slug, importing(&interface, BYTES), title).rules(["wasi.versions"]));
    }
    cases.push(
        link(
            "another-type",
            importing("wasi:random/random@0.2.0", &BYTES.replace("list u8", "list u16")),
        )
        .expect_error("WasiImportType")
        .title("A function with another type than it has.")
        .why("Its answer would be read as something else.")
        .rules(["wasi.types"]),
    );
    cases.push(
        link("the-type", importing("wasi:clocks/monotonic-clock@0.2.0", NOW))
            .expect_value(map! { "profile" => WITH_WASI })
            .title("A function with the type that it has.")
            .why("Its answer is read as what it is.")
            .rules(["wasi.types"]),
    );
    cases.push(
        case("without-a-host")
            .ruling("O62")
            .operation("wasi.link")
            .input("component", importing("wasi:random/random@0.2.0", BYTES))
            .input("host", false)
            .expect_error("WasiImportMissing")
            .title("Without a host nothing may be imported.")
            .why("A guest has what it was given, and nothing else.")
            .rules(["wasi.host", "wasi.profile"]),
    );
    cases
}

/// Two interfaces of the profile and things beside it.
const MIXED: &str = "(component
  (import \"wasi:http/types@0.2.10\" (instance $http
    (export \"fields\" (type $f (sub resource)))
    (export \"[constructor]fields\" (func (result (own $f))))
    (type $e (enum \"none\"))
    (export \"none\" (type (eq $e)))))
  (alias export $http \"fields\" (type $fields))
  (import \"wasi:random/random@0.2.10\" (instance
    (export \"get-random-u64\" (func (result u64)))
    (export \"seed\" (func (param \"by\" u64)))))
  (import \"wasi:http/outgoing-handler@0.2.10\" (instance
    (alias outer 1 $fields (type $g))
    (export \"fields\" (type $h (eq $g)))
    (export \"handle\" (func (param \"with\" (own $h))))))
  (import \"log\" (func (param \"line\" string))))";

fn missing() -> Vec<CaseBuilder> {
    let all = |slug: &str, host: bool, missing: &[&str]| {
        case(slug)
            .ruling("O62")
            .operation("wasi.missing")
            .input("component", MIXED)
            .input("host", host)
            .expect_value(map! {
                "missing" => missing.iter().map(|it| (*it).into()).collect::<Vec<crate::Value>>(),
            })
            .why("Who mends the component wants to know all of it at once.")
    };
    vec![
        all(
            "all-that-is-missing",
            true,
            &[
                "log",
                "wasi:http/outgoing-handler@0.2.10#handle",
                "wasi:http/types@0.2.10#[constructor]fields",
                "wasi:http/types@0.2.10#fields",
                "wasi:random/random@0.2.10#seed",
            ],
        )
        .title("All functions and resources that are missing are listed, types are not."),
        all(
            "all-without-a-host",
            false,
            &[
                "log",
                "wasi:http/outgoing-handler@0.2.10#handle",
                "wasi:http/types@0.2.10#[constructor]fields",
                "wasi:http/types@0.2.10#fields",
                "wasi:random/random@0.2.10#get-random-u64",
                "wasi:random/random@0.2.10#seed",
            ],
        )
        .title("Without a host everything that is imported is missing."),
    ]
}
