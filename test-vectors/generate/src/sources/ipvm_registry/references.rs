//! How names and versions are written.

use super::SEMVER;
use crate::{Topic, case, case::CaseBuilder, map, people::ALICE};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-registry",
        "references",
        "Names with their owners, versions and ranges, as text.",
        SEMVER,
        [written(), refused(), allowed()].concat(),
    )
}

const OWNER: &str = "did:web:alice.example";

fn parse(slug: &str, text: impl Into<String>) -> CaseBuilder {
    case(slug).ruling("O83").operation("registry.requirement.parse").input("text", text.into())
}

fn written() -> Vec<CaseBuilder> {
    let why = "A name that is read in two ways names two programs.";
    let good = |slug: &str, name: &str, versions: &str, exact: bool, again: &str, title: &str| {
        let text = if versions.is_empty() {
            format!("{OWNER}/{name}")
        } else {
            format!("{OWNER}/{name}@{versions}")
        };
        parse(slug, text).title(title).why(why).expect_value(map! {
            "owner" => OWNER,
            "name" => name,
            "exact" => exact,
            "text" => format!("{OWNER}/{name}@{again}"),
        })
    };
    let alice = ALICE.did();
    vec![
        good("exact", "image-ops", "1.2.0", true, "1.2.0", "A version in full is that version.")
            .rules(["registry.name", "registry.version", "registry.package"]),
        good(
            "exact-prerelease",
            "image-ops",
            "1.2.0-rc.1",
            true,
            "1.2.0-rc.1",
            "A pre-release in full is that version.",
        )
        .rules(["registry.version"]),
        good("caret", "image-ops", "^1.2", false, "^1.2", "A range begins with its operator.")
            .rules(["registry.range"]),
        good(
            "two-parts",
            "a1",
            ">=1.2,<1.5",
            false,
            ">=1.2, <1.5",
            "A range may have several parts.",
        )
        .rules(["registry.range", "registry.name"]),
        good("any", "image-ops", "*", false, "*", "A star is every version that is final.")
            .rules(["registry.range"]),
        good("no-version", "image-ops", "", false, "*", "Without a version any will do.")
            .rules(["registry.range"]),
        good("longest-name", &"n".repeat(64), "1.0.0", true, "1.0.0", "A name may have 64 bytes.")
            .rules(["registry.name"]),
        parse("did-key", format!("{alice}/image-ops@1.0.0"))
            .title("An owner is any DID, such as a key.")
            .why(why)
            .expect_value(map! {
                "owner" => alice.as_str(),
                "name" => "image-ops",
                "exact" => true,
                "text" => format!("{alice}/image-ops@1.0.0"),
            })
            .rules(["registry.package"]),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let why = "What is read leniently here is another name elsewhere.";
    let bad = |slug: &str, text: String, error: &'static str, title: &str, rule: &'static str| {
        parse(slug, text).title(title).why(why).expect_error(error).rules([rule])
    };
    let name = |slug: &str, name: &str, title: &str| {
        bad(slug, format!("{OWNER}/{name}@1.0.0"), "RegistryName", title, "registry.name")
    };
    let version = |slug: &str, text: &str, error: &'static str, title: &str| {
        bad(slug, format!("{OWNER}/image-ops@{text}"), error, title, "registry.version")
    };
    let range = |slug: &str, text: &str, error: &'static str, title: &str| {
        bad(slug, format!("{OWNER}/image-ops@{text}"), error, title, "registry.range")
    };
    vec![
        name("name-upper-case", "Image-ops", "A name has no capitals."),
        name("name-underscore", "image_ops", "A name has no underscore."),
        name("name-two-hyphens", "image--ops", "Hyphens stand one by one."),
        name("name-ends-in-hyphen", "image-", "A name does not end with a hyphen."),
        name("name-begins-with-digit", "3d", "A name begins with a letter."),
        name("name-word-begins-with-digit", "image-3d", "Every word begins with a letter."),
        name("name-empty", "", "A name is not empty."),
        name("name-not-ascii", "bild-größe", "A name is in ASCII."),
        name("name-two-slashes", "a/b", "A name has no slash."),
        name("name-too-long", &"n".repeat(65), "A name of 65 bytes is too long."),
        bad(
            "no-owner",
            "image-ops@1.0.0".into(),
            "RegistryPackage",
            "A name without an owner is nobody's.",
            "registry.package",
        ),
        bad(
            "owner-no-did",
            "alice/image-ops@1.0.0".into(),
            "RegistryPackage",
            "An owner is a DID.",
            "registry.package",
        ),
        bad(
            "owner-with-fragment",
            format!("{OWNER}#key-1/image-ops@1.0.0"),
            "RegistryPackage",
            "An owner is not one of its keys.",
            "registry.package",
        ),
        version("build", "1.2.0+5", "RegistryBuildMetadata", "A version has no build metadata."),
        version("leading-zero", "1.02.0", "RegistryVersion", "A number has no leading zero."),
        version("part-of-a-version", "1.2", "RegistryVersion", "A part of a version is none."),
        version(
            "version-too-long",
            &format!("1.0.0-{}", "a".repeat(123)),
            "RegistryVersion",
            "A version of 129 bytes is too long.",
        ),
        range("range-build", "^1.2.0+5", "RegistryBuildMetadata", "Nor has a range."),
        range("range-without-operator", ">=1, 2", "RegistryVersion", "Each part has an operator."),
        range("range-empty", "", "RegistryVersion", "Nothing is no range."),
        range("range-of-nothing", "^", "RegistryVersion", "An operator needs numbers."),
        range(
            "range-too-long",
            &vec![">=1.0.0"; 29].join(", "),
            "RegistryVersion",
            "A range of 259 bytes is too long.",
        ),
    ]
}

fn allowed() -> Vec<CaseBuilder> {
    let case =
        |slug: &str, range: &str, version: &str, is: bool, rule: &'static str, title: &str| {
            case(slug)
                .ruling("O84")
                .operation("registry.range.allows")
                .input("range", range)
                .input("version", version)
                .title(title)
                .why("Who reads a range more widely runs what was not asked for.")
                .expect_value(map! { "valid" => is })
                .rules([rule])
        };
    let range = "registry.range";
    let pre = "registry.prerelease";
    vec![
        case("caret-minor", "^1.2", "1.9.3", true, range, "A caret keeps the first number."),
        case("caret-major", "^1.2", "2.0.0", false, range, "A caret stops before the next."),
        case("caret-zero", "^0.2", "0.3.0", false, range, "Before 1.0 a caret keeps the second."),
        case("tilde", "~1.2", "1.3.0", false, range, "A tilde keeps two numbers."),
        case("star", "*", "7.0.0", true, range, "A star allows every final version."),
        case("pre-not-meant", "^1.2", "1.3.0-rc.1", false, pre, "A caret means no pre-release."),
        case("pre-under-star", "*", "1.0.0-rc.1", false, pre, "A star means no pre-release."),
        case(
            "pre-meant",
            "^1.3.0-rc.0",
            "1.3.0-rc.1",
            true,
            pre,
            "A range with a pre-release means those of its numbers.",
        ),
        case(
            "pre-of-another",
            "^1.3.0-rc.0",
            "1.4.0-rc.1",
            false,
            pre,
            "A range with a pre-release does not mean those of other numbers.",
        ),
    ]
}
