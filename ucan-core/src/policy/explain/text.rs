//! Explanations in words.

use alloc::string::ToString;
use core::fmt;

use ipld_core::ipld::Ipld;

use super::{
    super::{Selected, Selector, Statement, excerpt::Excerpt},
    Children, Explained, Explanation, Outcome, Selection,
};

impl fmt::Display for Explanation<'_> {
    /// The verdict, then a line for each statement, indented as they are nested.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.verdict {
            Ok(()) => f.write_str("the arguments satisfy the policy")?,
            Err(failure) => write!(f, "{failure}")?,
        }
        self.children.write(f, 1, None)
    }
}

impl fmt::Display for Explained<'_> {
    /// A line for the statement and for each one inside of it, indented as they are
    /// nested.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0, None)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::BudgetExceeded => "budget exceeded",
        })
    }
}

impl Children<'_> {
    fn write(
        &self,
        f: &mut fmt::Formatter<'_>,
        depth: usize,
        collection: Option<&Selected<'_>>,
    ) -> fmt::Result {
        for child in &self.kept {
            begin_line(f, depth)?;
            child.write(f, depth, collection)?;
        }
        if self.omitted > 0 {
            begin_line(f, depth)?;
            write!(f, "{} more evaluated, not shown", self.omitted)?;
        }
        if self.skipped > 0 {
            begin_line(f, depth)?;
            write!(f, "{} more not evaluated", self.skipped)?;
        }
        Ok(())
    }
}

fn begin_line(f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
    write!(f, "\n{:1$}", "", 2 * depth)
}

impl Explained<'_> {
    /// Recurs as deeply as statements are nested.
    fn write(
        &self,
        f: &mut fmt::Formatter<'_>,
        depth: usize,
        collection: Option<&Selected<'_>>,
    ) -> fmt::Result {
        match self.element {
            Some(index) => {
                write!(f, "element {index} ")?;
                if let Some(key) = collection.and_then(|collection| collection.key_at(index)) {
                    write!(f, "({}) ", Excerpt::String(key))?;
                }
            }
            None => write!(f, "{} ", self.at)?,
        }
        match self.outcome {
            Outcome::Holds => f.write_str("holds: ")?,
            Outcome::Fails => f.write_str("fails: ")?,
            Outcome::BudgetExceeded => f.write_str("is not known: ")?,
        }
        self.write_reason(f)?;
        let collection = match &self.selection {
            Selection::Value(part) => Some(part),
            _ => None,
        };
        self.children.write(f, depth + 1, collection)
    }

    fn write_reason(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let holds = match self.outcome {
            Outcome::Holds => true,
            Outcome::Fails => false,
            Outcome::BudgetExceeded => return f.write_str("the budget was used up"),
        };
        match self.statement {
            Statement::And(statements) => match (statements.len(), holds) {
                (0, _) => f.write_str("there are no inner statements"),
                (count, true) => write!(f, "all of {count} statements hold"),
                (count, false) => write!(f, "not all of {count} statements hold"),
            },
            Statement::Or(statements) => match (statements.len(), holds) {
                (0, _) => f.write_str("there are no inner statements"),
                (count, true) => write!(f, "one of {count} statements holds"),
                (count, false) => write!(f, "none of {count} statements holds"),
            },
            Statement::Not(_) if holds => f.write_str("the inner statement fails"),
            Statement::Not(_) => f.write_str("the inner statement holds"),
            _ => self.write_selection(f, holds),
        }
    }

    /// What a statement with a selector is about.
    fn write_selection(&self, f: &mut fmt::Formatter<'_>, holds: bool) -> fmt::Result {
        let Some(selector) = self.statement.selector() else { return Ok(()) };
        let part = match &self.selection {
            Selection::Value(part) => part,
            Selection::Nothing { segment, error } => {
                write!(f, "`{}` selects nothing: {error}", Excerpt::Plain(selector.as_str()))?;
                return match selector.segments().get(*segment) {
                    Some(at) if selector.segments().len() > 1 => {
                        write!(f, ", at segment {segment}, `")?;
                        let text = at.to_string();
                        write!(f, "{}`", Excerpt::Plain(&text))
                    }
                    _ => Ok(()),
                };
            }
            Selection::None => return f.write_str("the budget was used up"),
        };
        if let Statement::All { .. } | Statement::Any { .. } = self.statement
            && let Some(elements) = part.elements()
        {
            return self.write_elements(f, selector, elements.len(), holds);
        }
        let value = Excerpt::Selected(part);
        write!(f, "`{}` is {value}, which ", Excerpt::Plain(selector.as_str()))?;
        self.write_relation(f, part, holds)
    }

    fn write_elements(
        &self,
        f: &mut fmt::Formatter<'_>,
        selector: &Selector,
        count: usize,
        holds: bool,
    ) -> fmt::Result {
        let selector = Excerpt::Plain(selector.as_str());
        let all = matches!(self.statement, Statement::All { .. });
        let relation = match (count, all, holds) {
            (0, ..) => return write!(f, "`{selector}` has no elements"),
            (_, true, true) => "holds for each",
            (_, true, false) => "fails for one",
            (_, false, true) => "holds for one",
            (_, false, false) => "holds for none",
        };
        write!(f, "the inner statement {relation} of {count} elements of `{selector}`")
    }

    /// How the selected value and what the policy says stand to each other.
    fn write_relation(
        &self,
        f: &mut fmt::Formatter<'_>,
        part: &Selected<'_>,
        holds: bool,
    ) -> fmt::Result {
        let (relation, bound) = match self.statement {
            Statement::Equal { value, .. } => {
                let relation = if holds { "equals" } else { "does not equal" };
                return write!(f, "{relation} {}", Excerpt::Value(value));
            }
            Statement::NotEqual { value, .. } => {
                let relation = if holds { "differs" } else { "does not differ" };
                return write!(f, "{relation} from {}", Excerpt::Value(value));
            }
            Statement::Like { pattern, .. } => {
                if part.as_str().is_none() {
                    f.write_str("is not a string and ")?;
                }
                let relation = if holds { "matches" } else { "does not match" };
                return write!(f, "{relation} {}", Excerpt::String(pattern.as_str()));
            }
            Statement::Less { bound, .. } => ("less than", bound),
            Statement::LessOrEqual { bound, .. } => ("at most", bound),
            Statement::Greater { bound, .. } => ("greater than", bound),
            Statement::GreaterOrEqual { bound, .. } => ("at least", bound),
            Statement::All { .. } | Statement::Any { .. } => {
                return f.write_str("is neither a list nor a map");
            }
            Statement::And(_) | Statement::Or(_) | Statement::Not(_) => return Ok(()),
        };
        let negation = match (part.as_number(), holds) {
            (None, _) => "not a number and so not ",
            (Some(_), false) => "not ",
            (Some(_), true) => "",
        };
        write!(f, "is {negation}{relation} {}", Excerpt::Value(&Ipld::from(*bound)))
    }
}
