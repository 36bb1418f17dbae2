//! Names of cases with `*` for any characters.

/// Whether `text` is what `pattern` says, where `*` stands for any characters, also none.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut parts: Vec<_> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    // What stands between two stars is best taken where it comes first.
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_is_any_characters() {
        for (pattern, text) in [
            ("a/b/c", "a/b/c"),
            ("*", "a/b/c"),
            ("a/*", "a/b/c"),
            ("*c", "a/b/c"),
            ("a*b*c", "a/b/b/c"),
            ("a**c", "a/b/c"),
            ("", ""),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("a", "a/b"),
            ("b*", "a/b"),
            ("*a", "a/b"),
            ("ab*ba", "aba"),
            ("a*x*c", "a/b/c"),
            ("", "a"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
