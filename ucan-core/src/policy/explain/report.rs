//! Explanations as data.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use ipld_core::ipld::Ipld;

use super::{
    super::{IndexPath, PolicyFailure, Selected, Statement, excerpt::Excerpt},
    Children, Explained, Explanation, Selection,
};

type Fields = BTreeMap<String, Ipld>;

impl Explanation<'_> {
    /// The explanation as data for reports, such as DAG-JSON. Values are shown as text,
    /// and of long ones only the beginning, so that a report has bounds.
    ///
    /// | Field | Value |
    /// |---|---|
    /// | `verdict` | `"satisfied"`, `"unsatisfied"` or `"budget exceeded"` |
    /// | `at` | list of indices: the statement that decided; absent if satisfied |
    /// | `limit` | the steps that there were; only if the budget was exceeded |
    /// | `statements` | list of statements, see below, each before those inside of it |
    /// | `omitted`, `skipped` | how many of the policy were evaluated but not kept, or not evaluated; absent if none |
    ///
    /// The list is flat, so that no policy is nested too deeply for a report. A statement
    /// has:
    ///
    /// | Field | Value |
    /// |---|---|
    /// | `depth` | 0 for the statements of the policy, 1 for those inside of these, … |
    /// | `at` | list of indices: where it stands in the policy |
    /// | `operator` | as on the wire, such as `"<="` |
    /// | `outcome` | `"holds"`, `"fails"` or `"budget exceeded"` |
    /// | `element`, `key` | the element that it was evaluated for, by its index, and if of a map by its key too; absent outside of quantifiers |
    /// | `selector` | text; absent for `and`, `or` and `not` |
    /// | `selected` | the selected value, as text; absent if there is none |
    /// | `unresolvable` | `{segment, reason}`; only if nothing was selected |
    /// | `argument` | what the value was compared with, as text; only for comparisons |
    /// | `omitted`, `skipped` | as above, of what is inside |
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        let mut fields = Fields::new();
        let verdict = match &self.verdict {
            Ok(()) => "satisfied",
            Err(PolicyFailure::Unsatisfied { statement }) => {
                fields.insert("at".into(), indices(statement));
                "unsatisfied"
            }
            Err(PolicyFailure::BudgetExceeded { statement, limit }) => {
                fields.insert("at".into(), indices(statement));
                fields.insert("limit".into(), Ipld::Integer((*limit).into()));
                "budget exceeded"
            }
        };
        fields.insert("verdict".into(), verdict.into());
        let mut statements = Vec::new();
        self.children.report(&mut fields, 0, None, &mut statements);
        fields.insert("statements".into(), Ipld::List(statements));
        Ipld::Map(fields)
    }
}

impl Children<'_> {
    /// Writes the counts to the parent's fields and the statements to the list.
    fn report(
        &self,
        fields: &mut Fields,
        depth: usize,
        collection: Option<&Selected<'_>>,
        statements: &mut Vec<Ipld>,
    ) {
        for (name, count) in [("omitted", self.omitted), ("skipped", self.skipped)] {
            if count > 0 {
                fields.insert(name.into(), integer(count));
            }
        }
        for child in &self.kept {
            child.report(depth, collection, statements);
        }
    }
}

impl Explained<'_> {
    /// Recurs as deeply as statements are nested.
    fn report(&self, depth: usize, collection: Option<&Selected<'_>>, statements: &mut Vec<Ipld>) {
        let mut fields = Fields::new();
        fields.insert("depth".into(), integer(depth));
        fields.insert("at".into(), indices(&self.at));
        fields.insert("operator".into(), self.statement.operator().into());
        fields.insert("outcome".into(), self.outcome.to_string().into());
        if let Some(index) = self.element {
            fields.insert("element".into(), integer(index));
            if let Some(key) = collection.and_then(|collection| collection.key_at(index)) {
                fields.insert("key".into(), Excerpt::Plain(key).to_string().into());
            }
        }
        if let Some(selector) = self.statement.selector() {
            let selector = Excerpt::Plain(selector.as_str()).to_string();
            fields.insert("selector".into(), selector.into());
        }
        let collection = match &self.selection {
            Selection::None => None,
            Selection::Value(part) => {
                fields.insert("selected".into(), Excerpt::Selected(part).to_string().into());
                Some(part)
            }
            Selection::Nothing { segment, error } => {
                let reason = [
                    ("segment".into(), integer(*segment)),
                    ("reason".into(), error.to_string().into()),
                ];
                fields.insert("unresolvable".into(), Ipld::Map(reason.into()));
                None
            }
        };
        if let Some(argument) = self.argument() {
            fields.insert("argument".into(), argument.into());
        }
        let place = statements.len();
        statements.push(Ipld::Null);
        self.children.report(&mut fields, depth + 1, collection, statements);
        if let Some(statement) = statements.get_mut(place) {
            *statement = Ipld::Map(fields);
        }
    }

    fn argument(&self) -> Option<String> {
        Some(match self.statement {
            Statement::Equal { value, .. } | Statement::NotEqual { value, .. } => {
                Excerpt::Value(value).to_string()
            }
            Statement::Less { bound, .. }
            | Statement::LessOrEqual { bound, .. }
            | Statement::Greater { bound, .. }
            | Statement::GreaterOrEqual { bound, .. } => {
                Excerpt::Value(&Ipld::from(*bound)).to_string()
            }
            Statement::Like { pattern, .. } => Excerpt::String(pattern.as_str()).to_string(),
            _ => return None,
        })
    }
}

fn indices(path: &IndexPath) -> Ipld {
    Ipld::List(path.indices().iter().copied().map(integer).collect())
}

fn integer(count: usize) -> Ipld {
    Ipld::Integer(i128::try_from(count).unwrap_or(i128::MAX))
}
