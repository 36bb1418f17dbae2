//! Names, versions and requirements as text.

use ipvm_registry::{
    NameError, Package, PackageError, PackageName, Requirement, RequirementError, Version,
    VersionError, VersionRange, Versions,
};
use proptest::{prelude::*, proptest};
use ucan_core::Did;

#[test]
fn a_name_that_is_none_says_where_and_why() {
    let name = |text: &str| text.parse::<PackageName>().unwrap_err();
    assert_eq!(name(""), NameError::Empty);
    assert_eq!(name("aB"), NameError::Character { offset: 1, found: 'B' });
    assert_eq!(name("é"), NameError::Character { offset: 0, found: 'é' });
    assert_eq!(name("-a"), NameError::Word { offset: 0 });
    assert_eq!(name("a--b"), NameError::Word { offset: 2 });
    assert_eq!(name("a-"), NameError::Word { offset: 2 });
    assert_eq!(name("a-1"), NameError::Word { offset: 2 });
    assert_eq!(name("1a"), NameError::Word { offset: 0 });
    assert_eq!(name(&"a".repeat(65)), NameError::TooLong { found: 65 });
    assert_eq!(name(&"a".repeat(1 << 20)), NameError::TooLong { found: 1 << 20 });
    assert!("a".repeat(64).parse::<PackageName>().is_ok());
}

#[test]
fn a_package_that_is_none_says_which_half_is_wrong() {
    let package = |text: &str| text.parse::<Package>().unwrap_err();
    assert_eq!(package("image-ops"), PackageError::NoName);
    assert_eq!(package("did:web:a.test/"), PackageError::Name(NameError::Empty));
    assert_eq!(package("did:web:a.test#k/b"), PackageError::Fragment);
    let owner = "web:a.test".parse::<Did>().unwrap_err();
    assert_eq!(package("web:a.test/b"), PackageError::Owner(owner));
}

#[test]
fn a_fragment_makes_no_other_package() {
    let plain: Did = "did:web:a.test".parse().unwrap();
    let key: Did = "did:web:a.test#key-1".parse().unwrap();
    let of = |owner: Did| Package::new(owner, "b".parse().unwrap());
    assert_eq!(of(plain.clone()), of(key.clone()));
    assert_eq!(of(key).to_string(), "did:web:a.test/b");
}

#[test]
fn versions_are_ordered_by_precedence() {
    // Semantic Versioning, section 11.
    let ascending = [
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0",
        "2.0.0",
        "2.1.0",
        "2.1.1",
        "2.10.0",
    ];
    let versions = ascending.map(|text| text.parse::<Version>().unwrap());
    assert!(versions.is_sorted_by(|one, next| one < next));
    assert_eq!(versions.iter().filter(|version| version.is_prerelease()).count(), 7);
}

#[test]
fn a_version_that_is_none_says_why() {
    let version = |text: &str| text.parse::<Version>().unwrap_err();
    assert_eq!(version("1.0.0+a"), VersionError::BuildMetadata);
    let long = format!("1.0.0-{}", "a".repeat(123));
    assert_eq!(version(&long), VersionError::TooLong { found: 129, maximum: 128 });
    for text in
        ["", "1", "1.0", "01.0.0", "1.0.0-01", "v1.0.0", "1.0.0 ", "99999999999999999999.0.0"]
    {
        assert!(matches!(version(text), VersionError::Form { .. }), "{text}");
    }
}

#[test]
fn a_range_that_is_none_says_why() {
    let range = |text: &str| text.parse::<VersionRange>().unwrap_err();
    let operator = |found: &str| VersionError::Operator { found: found.into() };
    assert_eq!(range("1.2"), operator("1.2"));
    assert_eq!(range(">=1, 2"), operator("2"));
    assert_eq!(range(">=1,"), operator(""));
    assert_eq!(range("^1.0.0+a"), VersionError::BuildMetadata);
    assert_eq!(range(&"^".repeat(257)), VersionError::TooLong { found: 257, maximum: 256 });
    assert!(matches!(range("^x"), VersionError::Form { .. }));
    assert_eq!(
        "did:web:a.test/b@1.2".parse::<Requirement>().map_err(|error| error.to_string()),
        Err(
            "not a version such as 1.2.0, nor a range such as ^1.2: unexpected end of input while \
             parsing minor version number"
                .into()
        )
    );
    let error = "did:web:a.test/b@".parse::<Requirement>();
    assert_eq!(error, Err(RequirementError::Version(operator(""))));
}

#[test]
fn without_a_version_any_final_one_will_do() {
    let requirement: Requirement = "did:web:a.test/b".parse().unwrap();
    assert_eq!(requirement.versions(), &Versions::Range(VersionRange::ANY));
    assert_eq!(requirement, "did:web:a.test/b@*".parse().unwrap());
}

fn name() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9]{0,9}(-[a-z][a-z0-9]{0,9}){0,4}"
}

fn version() -> impl Strategy<Value = String> {
    "(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})(-[a-z][a-z0-9-]{0,5}(\\.[a-z]{1,4}){0,2})?"
}

fn range() -> impl Strategy<Value = String> {
    let part = ("(=|>|>=|<|<=|\\^|~)", version()).prop_map(|(operator, text)| operator + &text);
    prop_oneof![
        prop::collection::vec(part, 1..4).prop_map(|parts| parts.join(",")),
        "(=|\\^|~)[0-9](\\.[0-9])?",
        Just("*".to_owned()),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(name in name(), versions in prop_oneof![version(), range()]) {
        let text = format!("did:web:a.test/{name}@{versions}");
        let requirement: Requirement = text.parse().unwrap();
        prop_assert_eq!(requirement.package().name().as_str(), &name);
        prop_assert_eq!(requirement.to_string().parse(), Ok(requirement));
    }

    #[test]
    fn a_version_has_one_text(text in version()) {
        prop_assert_eq!(text.parse::<Version>().unwrap().to_string(), text);
    }

    #[test]
    fn whatever_is_read_is_written_and_read_again(text in "[ -~é]{0,40}") {
        if let Ok(requirement) = format!("did:web:a.test/{text}").parse::<Requirement>() {
            prop_assert_eq!(requirement.to_string().parse(), Ok(requirement));
        }
    }

    #[test]
    fn a_name_is_nothing_but_its_grammar(text in "[a-c0-1A_-]{0,6}") {
        let words = text.split('-').all(|word| word.starts_with(|it: char| it.is_ascii_lowercase()));
        let letters = text.bytes().all(|it| it != b'A' && it != b'_');
        prop_assert_eq!(text.parse::<PackageName>().is_ok(), words && letters);
    }
}
