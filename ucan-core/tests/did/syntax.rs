//! The syntax of DIDs (W3C DID Core 1.0, section 3.1).

use std::collections::{BTreeSet, HashSet};

use proptest::prelude::*;
use ucan_core::{Did, DidError};

fn did(text: &str) -> Result<Did, DidError> {
    text.parse()
}

#[test]
fn reads_every_form_and_prints_it_as_it_came() {
    for (text, method, identifier, fragment) in [
        ("did:web:example.com", "web", "example.com", None),
        ("did:example:a:b:c", "example", "a:b:c", None),
        ("did:example::::x", "example", ":::x", None),
        ("did:3:0", "3", "0", None),
        ("did:web:h%3A8080:u", "web", "h%3A8080:u", None),
        ("did:web:%c3%A4", "web", "%c3%A4", None),
        ("did:x:A.b-C_9", "x", "A.b-C_9", None),
        ("did:web:a#", "web", "a", Some("")),
        ("did:web:a#key-1", "web", "a", Some("key-1")),
        ("did:web:a#/p?q=(1)!$&'*+,;:@~%20", "web", "a", Some("/p?q=(1)!$&'*+,;:@~%20")),
    ] {
        let did = did(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(did.as_str(), text);
        assert_eq!(did.to_string(), text);
        assert_eq!(did.method(), method);
        assert_eq!(did.identifier(), identifier);
        assert_eq!(did.fragment(), fragment);
        assert_eq!(did.principal(), format!("did:{method}:{identifier}"));
        assert_eq!(Did::try_from(text.to_owned()), Ok(did));
    }
}

#[test]
fn refuses_what_is_no_principal_and_says_where() {
    for (text, expected) in [
        ("", DidError::NotADid),
        ("web:example.com", DidError::NotADid),
        ("DID:web:example.com", DidError::NotADid),
        (" did:web:a", DidError::NotADid),
        ("did", DidError::NotADid),
        ("did:", DidError::NotADid),
        ("did:web", DidError::NotADid),
        ("did:web#a", DidError::NotADid),
        ("did::a", DidError::Method { offset: 4 }),
        ("did:Web:a", DidError::Method { offset: 4 }),
        ("did:web.1:a", DidError::Method { offset: 7 }),
        ("did:w/b:a", DidError::Method { offset: 5 }),
        ("did:wéb:a", DidError::Method { offset: 5 }),
        ("did:web:", DidError::Identifier { offset: 8 }),
        ("did:web:#a", DidError::Identifier { offset: 8 }),
        ("did:web:a:", DidError::Identifier { offset: 10 }),
        ("did:web:a:#a", DidError::Identifier { offset: 10 }),
        ("did:web:a b", DidError::Identifier { offset: 9 }),
        ("did:web:a\n", DidError::Identifier { offset: 9 }),
        ("did:web:ä", DidError::Identifier { offset: 8 }),
        ("did:web:a;b=c", DidError::Identifier { offset: 9 }),
        ("did:web:a~", DidError::Identifier { offset: 9 }),
        ("did:web:a%zz", DidError::Identifier { offset: 9 }),
        ("did:web:a%4", DidError::Identifier { offset: 9 }),
        ("did:web:a%4g", DidError::Identifier { offset: 9 }),
        ("did:web:a%", DidError::Identifier { offset: 9 }),
        ("did:web:a/b", DidError::PathOrQuery { offset: 9 }),
        ("did:web:a/", DidError::PathOrQuery { offset: 9 }),
        ("did:web:/a", DidError::PathOrQuery { offset: 8 }),
        ("did:web:a?b#c", DidError::PathOrQuery { offset: 9 }),
        ("did:web:a#b#c", DidError::Fragment { offset: 11 }),
        ("did:web:a#b c", DidError::Fragment { offset: 11 }),
        ("did:web:a#%", DidError::Fragment { offset: 10 }),
        ("did:web:a#[", DidError::Fragment { offset: 10 }),
        ("did:web:a#é", DidError::Fragment { offset: 10 }),
    ] {
        assert_eq!(did(text), Err(expected), "{text}");
        assert_eq!(Did::try_from(text.to_owned()), Err(expected), "{text}");
    }
}

#[test]
fn says_what_is_wrong_for_people() {
    let error = did("did:web:a/b").unwrap_err();
    assert_eq!(
        error.to_string(),
        "a principal has no path and no query, and here one begins at byte 9"
    );
}

#[test]
fn is_4096_bytes_long_at_most_with_the_fragment() {
    let longest = format!("did:web:{}#{}", "a".repeat(2000), "b".repeat(2087));
    assert_eq!(longest.len(), Did::MAX_LENGTH);
    assert_eq!(did(&longest).expect("not too long").as_str(), longest);
    let expected = DidError::TooLong { limit: 4096, found: 4097 };
    assert_eq!(did(&format!("{longest}b")), Err(expected));
    assert_eq!(
        did(&"x".repeat(10_000_000)),
        Err(DidError::TooLong { limit: 4096, found: 10_000_000 })
    );
}

#[test]
fn compares_bytes_up_to_the_fragment_and_folds_nothing() {
    let plain = did("did:web:example.com").unwrap();
    let key = did("did:web:example.com#key-1").unwrap();
    assert_eq!(plain, key);
    assert_eq!(plain.cmp(&key), std::cmp::Ordering::Equal);
    assert_eq!(key.to_string(), "did:web:example.com#key-1");
    assert_eq!(HashSet::from([plain.clone(), key.clone()]).len(), 1);
    assert_eq!(BTreeSet::from([plain.clone(), key]).len(), 1);
    for other in [
        "did:web:Example.com",
        "did:web:example.com:",
        "did:web:example%2Ecom",
        "did:web:example%2ecom",
        "did:web:example.com:a",
        "did:web:example.co",
        "did:wed:example.com",
    ] {
        if let Ok(other) = did(other) {
            assert_ne!(plain, other);
        }
    }
    assert_ne!(did("did:web:a%2fb").unwrap(), did("did:web:a%2Fb").unwrap());
}

/// DIDs of the grammar.
fn any_did() -> impl Strategy<Value = (String, String)> {
    (
        "did:[a-z0-9]{1,8}:([A-Za-z0-9._-]|%[0-9A-Fa-f]{2}|:){0,30}([A-Za-z0-9._-]|%[0-9A-Fa-f]{2})",
        "(#([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2}){0,20})?",
    )
}

proptest! {
    #[test]
    fn every_did_of_the_grammar_prints_as_it_was_read((principal, fragment) in any_did()) {
        let text = format!("{principal}{fragment}");
        let read = did(&text);
        prop_assert!(read.is_ok(), "{}: {:?}", text, read);
        let read = read.unwrap();
        prop_assert_eq!(read.to_string(), &*text);
        prop_assert_eq!(read.principal(), &*principal);
        prop_assert_eq!(read.fragment(), fragment.strip_prefix('#'));
        prop_assert_eq!(format!("did:{}:{}", read.method(), read.identifier()), &*principal);
        prop_assert_eq!(&read, &did(&principal).unwrap());
    }

    #[test]
    fn a_character_that_may_not_stand_anywhere_is_found(
        (principal, fragment) in any_did(),
        place in any::<prop::sample::Index>(),
        character in prop::sample::select(vec![' ', '"', '<', '\\', '^', '`', '{', '|', '\u{7f}', 'ä', '\0']),
    ) {
        let mut text = format!("{principal}{fragment}");
        let place = place.index(text.len() + 1);
        text.insert(place, character);
        let found = match did(&text) {
            Err(DidError::NotADid) => {
                prop_assert!(place <= 4 || !text[4..place].contains(':'));
                return Ok(());
            }
            Err(
                DidError::Method { offset }
                | DidError::Identifier { offset }
                | DidError::Fragment { offset },
            ) => offset,
            other => return Err(TestCaseError::fail(format!("{other:?}"))),
        };
        // An escape that it cuts in two is at fault from its beginning.
        prop_assert!(found == place || (found < place && text[found..place].starts_with('%')));
    }

    #[test]
    fn any_text_is_refused_or_prints_as_it_came(text in "(did:)?\\PC{0,40}") {
        if let Ok(read) = did(&text) {
            prop_assert_eq!(read.as_str(), &*text);
            prop_assert!(text.is_ascii());
        }
    }
}
