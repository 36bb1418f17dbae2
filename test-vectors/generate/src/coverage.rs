//! Which cases pin which ruling, which rule and which section of a text: `coverage.md`.

use std::collections::BTreeMap;

use crate::{Case, SourceError, Topic, rules};

/// The slugs of one topic under one heading.
#[derive(Default)]
struct Slugs {
    accepted: Vec<String>,
    refused: Vec<String>,
}

/// Headings in order, and under each the topics.
type Headings = BTreeMap<(String, u32, String), BTreeMap<String, Slugs>>;

/// The page, with a heading for each ruling and each section that a case cites.
pub(crate) fn markdown(topics: &[Topic]) -> Result<String, SourceError> {
    let (mut rulings, mut sections) = (Headings::new(), Headings::new());
    let mut by_rule = BTreeMap::<&str, BTreeMap<String, Slugs>>::new();
    for topic in topics {
        for case in topic.cases()? {
            if let Some(ruling) = case.ruling {
                note(&mut rulings, ruling_order(ruling), topic, &case);
            }
            for rule in case.rules() {
                note_in(by_rule.entry(rule).or_default(), topic, &case);
            }
            if let Some(section) = case.section {
                let text = case.text.unwrap_or_else(|| topic.spec().name);
                note(&mut sections, (text.to_owned(), 0, section.to_owned()), topic, &case);
            }
        }
    }
    let mut out = String::from(
        "# Coverage\n\nWritten by `cargo run -p ipvm-vectors-generate`: the cases that cite a ruling of \
         [docs/rulings.md](../docs/rulings.md), those that show a rule kept or broken, and those that \
         cite a section of a text; all of them in full. Which sentence of a text they hold, and what \
         has none, is in [docs/coverage.md](../docs/coverage.md). The first number of a topic counts \
         cases that must be accepted, the second those that must be refused.\n\n## By ruling\n",
    );
    for ((_, _, ruling), topics) in &rulings {
        out.push_str(&format!("\n### {ruling}\n\n"));
        write_topics(&mut out, topics);
    }
    out.push_str("\n## By rule\n");
    for rule in rules::ALL.iter().copied().flatten() {
        out.push_str(&format!("\n### `{}`\n\n{}\n\n", rule.id, rule.statement));
        if let Some(topics) = by_rule.get(rule.id) {
            write_topics(&mut out, topics);
        }
    }
    out.push_str("\n## By text\n");
    let mut last = None;
    for ((text, _, section), topics) in &sections {
        if last != Some(text) {
            out.push_str(&format!("\n### {text}\n"));
            last = Some(text);
        }
        out.push_str(&format!("\n#### {text}: {section}\n\n"));
        write_topics(&mut out, topics);
    }
    Ok(out)
}

/// T2 stands before T10.
fn ruling_order(ruling: &str) -> (String, u32, String) {
    let (group, number) = ruling.split_at(ruling.len().min(1));
    (group.to_owned(), number.parse().unwrap_or(0), ruling.to_owned())
}

fn note(headings: &mut Headings, heading: (String, u32, String), topic: &Topic, case: &Case) {
    note_in(headings.entry(heading).or_default(), topic, case);
}

fn note_in(topics: &mut BTreeMap<String, Slugs>, topic: &Topic, case: &Case) {
    let slugs = topics.entry(topic.path()).or_default();
    let list = if case.is_valid() { &mut slugs.accepted } else { &mut slugs.refused };
    list.push(case.slug.clone());
}

fn write_topics(out: &mut String, topics: &BTreeMap<String, Slugs>) {
    for (path, slugs) in topics {
        let counts = format!("{} and {}", slugs.accepted.len(), slugs.refused.len());
        out.push_str(&format!("- [{path}]({path}), {counts}: "));
        let all = slugs.accepted.iter().chain(&slugs.refused);
        out.push_str(&all.map(|slug| format!("`{slug}`")).collect::<Vec<_>>().join(", "));
        out.push('\n');
    }
}
