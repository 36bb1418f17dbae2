//! The tables for people: `names.md`.

use crate::{errors, operations, rules};

/// Operations, errors and rules as Markdown.
pub(crate) fn markdown() -> String {
    let mut out = String::from(
        "# Names\n\nWritten by `cargo run -p ipvm-vectors-generate`, as are `operations.json`, \
         `errors.json` and `rules.json`, which say the same to programs.\n\n## Operations\n",
    );
    for operation in operations::ALL.iter().copied().flatten() {
        out.push_str(&format!("\n### `{}`\n\n{}\n\n", operation.name, operation.summary));
        for field in operation.inputs {
            let optional = if field.optional { ", optional" } else { "" };
            out.push_str(&format!(
                "- `{}` ({}{optional}): {}\n",
                field.name,
                field.kind.name(),
                field.meaning
            ));
        }
        out.push_str(&format!("\nGives `{}`: {}\n", operation.gives, operation.result));
    }
    out.push_str("\n## Errors\n\n| Name | When | Basis |\n|---|---|---|\n");
    for error in errors::ALL.iter().copied().flatten() {
        out.push_str(&format!("| `{}` | {} | {} |\n", error.name, error.meaning, error.basis));
    }
    out.push_str(
        "\n## Rules\n\nEach is shown kept by at least one case and broken by at least one: the \
         cases with the tag `rule:` and the id.\n\n| Rule | Statement | Basis |\n|---|---|---|\n",
    );
    for rule in rules::ALL.iter().copied().flatten() {
        out.push_str(&format!("| `{}` | {} | {} |\n", rule.id, rule.statement, rule.basis));
    }
    out
}
