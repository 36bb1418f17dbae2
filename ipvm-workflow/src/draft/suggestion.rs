//! The label that was meant.

/// Labels longer than this are not compared: nobody mistypes them by hand.
const LONGEST: usize = 64;

/// Of `labels`, the one that is `wrong` with the fewest letters added, left out, put in
/// the place of others or swapped, if they are few: one in three.
pub(super) fn nearest<'a>(wrong: &str, labels: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wrong: Vec<char> = letters(wrong)?;
    let most = (wrong.len() / 3).max(1);
    labels
        .filter_map(|label| {
            let right = letters(label)?;
            if right.len().abs_diff(wrong.len()) > most {
                return None;
            }
            let distance = distance(&wrong, &right);
            // Of a label of one letter nothing would be left.
            (distance <= most && distance < right.len()).then_some((distance, label))
        })
        .min()
        .map(|(_, label)| label)
}

fn letters(text: &str) -> Option<Vec<char>> {
    (text.len() <= LONGEST).then(|| text.chars().collect())
}

/// The distance of Damerau and Levenshtein, where no letter is changed twice.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let mut least = (last[column] + usize::from(letter != other))
                .min(last[column + 1] + 1)
                .min(next[column] + 1);
            if row > 0 && column > 0 && *letter == right[column - 1] && left[row - 1] == *other {
                least = least.min(before[column - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_label_with_the_fewest_changes() {
        let labels = ["blur", "crop", "crops", "grayscale", "rotate"];
        for (wrong, expected) in [
            ("crob", Some("crop")),
            ("corp", Some("crop")),
            ("cropss", Some("crops")),
            ("rotat", Some("rotate")),
            ("greyscael", Some("grayscale")),
            ("Blur", Some("blur")),
            ("burl", None),
            ("sharpen", None),
            ("", None),
        ] {
            assert_eq!(nearest(wrong, labels.into_iter()), expected, "{wrong}");
        }
    }

    #[test]
    fn suggests_nothing_for_labels_that_share_no_letter() {
        assert_eq!(nearest("a", ["b"].into_iter()), None);
        assert_eq!(nearest("", ["b"].into_iter()), None);
        assert_eq!(nearest("ab", ["a"].into_iter()), None);
    }

    #[test]
    fn compares_no_label_that_nobody_types() {
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(nearest(&long, [long.as_str()].into_iter()), None);
        let just = "x".repeat(LONGEST);
        let wrong = just.replacen('x', "y", 1);
        assert_eq!(nearest(&wrong, [just.as_str()].into_iter()), Some(just.as_str()));
    }
}
