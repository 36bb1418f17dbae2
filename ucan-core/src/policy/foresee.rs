//! What can be said of a policy while parts of the arguments are not known yet.

mod select;

use alloc::vec::Vec;
use core::cmp::Ordering;

use ipld_core::ipld::Ipld;

use self::select::{Selection, select};
use super::{
    Budget, BudgetExceeded, Number, Policy, Selected, Selector, Statement, equality::equals,
    selected::Parts,
};

/// What can be said of a statement before all of the arguments are known.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Prospect<'e> {
    /// It holds, whatever the open parts will be.
    Holds,
    /// It does not hold, whatever the open parts will be.
    Fails,
    /// That may depend on the open parts.
    Depends {
        /// Those that the statement reaches, of which one may be named several times.
        on: Vec<&'e Ipld>,
    },
    /// The budget did not suffice to know.
    BudgetExceeded,
}

impl Policy {
    /// Judges arguments in which the values that `is_open` recognises, such as
    /// promises, stand for others that are not known yet. One prospect for each of
    /// [`Policy::statements`], in their order.
    ///
    /// What is said to hold, or not to, does so for all values that can take the place of
    /// the open ones, independently of each other, where [`Policy::judge`] has the budget
    /// to know. What is said to depend may still turn out to be the same for all of them.
    /// Nothing is substituted and no argument is copied.
    ///
    /// ```
    /// use ipld_core::{ipld, ipld::Ipld};
    /// use ucan_core::policy::{Budget, Policy, Prospect};
    ///
    /// let policy: Policy = r#"[["==", ".to", "bob"], ["<", ".size", 9], ["like", ".to", "c*"]]"#
    ///     .parse()?;
    /// let args = ipld!({ "to": "bob", "size": "?" });
    /// let is_open = |value: &Ipld| *value == Ipld::String("?".into());
    /// let prospects = policy.foresee(&args, &is_open, &mut Budget::default());
    /// let open = Ipld::String("?".into());
    /// assert_eq!(
    ///     prospects,
    ///     [Prospect::Holds, Prospect::Depends { on: vec![&open] }, Prospect::Fails],
    /// );
    /// # Ok::<(), ucan_core::policy::PolicyTextError>(())
    /// ```
    #[must_use]
    pub fn foresee<'e>(
        &self,
        args: &'e Ipld,
        is_open: &dyn Fn(&Ipld) -> bool,
        budget: &mut Budget,
    ) -> Vec<Prospect<'e>> {
        let args = Selected::one(args);
        let prospect = |statement| match foresee(statement, &args, is_open, budget) {
            Ok(View::Known(true)) => Prospect::Holds,
            Ok(View::Known(false)) => Prospect::Fails,
            Ok(View::Open(on)) => Prospect::Depends { on },
            Err(BudgetExceeded { .. }) => Prospect::BudgetExceeded,
        };
        self.statements().iter().map(prospect).collect()
    }
}

/// A truth that may be open, and the parts that it depends on: the strong logic of three
/// values.
enum View<'e> {
    Known(bool),
    Open(Vec<&'e Ipld>),
}

impl View<'_> {
    fn map(self, turn: impl FnOnce(bool) -> bool) -> Self {
        match self {
            Self::Known(truth) => Self::Known(turn(truth)),
            open @ Self::Open(_) => open,
        }
    }
}

/// Whether a statement holds for `value`. Recurs as deeply as statements are nested.
fn foresee<'e>(
    statement: &Statement,
    value: &Selected<'e>,
    is_open: &dyn Fn(&Ipld) -> bool,
    budget: &mut Budget,
) -> Result<View<'e>, BudgetExceeded> {
    budget.spend(1)?;
    match statement {
        Statement::Equal { selector, value: literal } => {
            compare(selector, value, is_open, budget, |part, budget| {
                alike(part, literal, is_open, budget)
            })
        }
        Statement::NotEqual { selector, value: literal } => {
            compare(selector, value, is_open, budget, |part, budget| {
                Ok(alike(part, literal, is_open, budget)?.map(|equal| !equal))
            })
        }
        Statement::Less { selector, bound } => {
            order(selector, value, is_open, budget, *bound, Ordering::is_lt)
        }
        Statement::LessOrEqual { selector, bound } => {
            order(selector, value, is_open, budget, *bound, Ordering::is_le)
        }
        Statement::Greater { selector, bound } => {
            order(selector, value, is_open, budget, *bound, Ordering::is_gt)
        }
        Statement::GreaterOrEqual { selector, bound } => {
            order(selector, value, is_open, budget, *bound, Ordering::is_ge)
        }
        Statement::Like { selector, pattern } => {
            compare(selector, value, is_open, budget, |part, budget| {
                let Some(text) = part.as_str() else { return Ok(View::Known(false)) };
                budget.spend_each(pattern.as_str().len())?;
                budget.spend_each(text.len())?;
                Ok(View::Known(pattern.matches(text)))
            })
        }
        Statement::And(statements) => join(
            statements.iter().map(|inner| (inner, value.clone())),
            false,
            true,
            is_open,
            budget,
        ),
        Statement::Or(statements) => join(
            statements.iter().map(|inner| (inner, value.clone())),
            true,
            statements.is_empty(),
            is_open,
            budget,
        ),
        Statement::Not(inner) => Ok(foresee(inner, value, is_open, budget)?.map(|held| !held)),
        Statement::All { selector, statement } => {
            compare(selector, value, is_open, budget, |part, budget| match part.elements() {
                Some(elements) => {
                    let each = elements.map(|element| (&**statement, element));
                    join(each, false, true, is_open, budget)
                }
                None => Ok(View::Known(false)),
            })
        }
        Statement::Any { selector, statement } => {
            compare(selector, value, is_open, budget, |part, budget| match part.elements() {
                Some(elements) => {
                    let none = elements.len() == 0;
                    let each = elements.map(|element| (&**statement, element));
                    join(each, true, none, is_open, budget)
                }
                None => Ok(View::Known(false)),
            })
        }
    }
}

/// Several statements, of which one that comes out as `decisive` decides, whatever the
/// others; `otherwise`, if all are known and none does.
fn join<'s, 'e>(
    statements: impl Iterator<Item = (&'s Statement, Selected<'e>)>,
    decisive: bool,
    otherwise: bool,
    is_open: &dyn Fn(&Ipld) -> bool,
    budget: &mut Budget,
) -> Result<View<'e>, BudgetExceeded> {
    let mut depends: Option<Vec<&'e Ipld>> = None;
    for (statement, value) in statements {
        match foresee(statement, &value, is_open, budget)? {
            View::Known(truth) if truth == decisive => return Ok(View::Known(decisive)),
            View::Known(_) => {}
            View::Open(on) => depends.get_or_insert_default().extend(on),
        }
    }
    Ok(depends.map_or(View::Known(otherwise), View::Open))
}

/// What the selector selects, judged by `judge`. Nothing selected makes the statement
/// false, and a selection that is open, or leads through something open, leaves it open.
fn compare<'e>(
    selector: &Selector,
    value: &Selected<'e>,
    is_open: &dyn Fn(&Ipld) -> bool,
    budget: &mut Budget,
    judge: impl FnOnce(&Selected<'e>, &mut Budget) -> Result<View<'e>, BudgetExceeded>,
) -> Result<View<'e>, BudgetExceeded> {
    match select(selector, value.clone(), is_open, budget)? {
        Selection::Value(part) => match open(&part, is_open) {
            Some(open) => Ok(View::Open([open].into())),
            None => judge(&part, budget),
        },
        Selection::Nothing => Ok(View::Known(false)),
        Selection::Open(on) => Ok(View::Open(on)),
    }
}

fn order<'e>(
    selector: &Selector,
    value: &Selected<'e>,
    is_open: &dyn Fn(&Ipld) -> bool,
    budget: &mut Budget,
    bound: Number,
    wanted: impl FnOnce(Ordering) -> bool,
) -> Result<View<'e>, BudgetExceeded> {
    compare(selector, value, is_open, budget, |part, _| {
        let compared = part.as_number().and_then(|number| number.compare(bound));
        Ok(View::Known(compared.is_some_and(wanted)))
    })
}

/// The value itself, if it is open.
fn open<'e>(part: &Selected<'e>, is_open: &dyn Fn(&Ipld) -> bool) -> Option<&'e Ipld> {
    part.as_ipld().filter(|value| is_open(value))
}

/// Whether a selected value will be `literal`. What is known on both sides and differs
/// decides, wherever it stands.
fn alike<'e>(
    part: &Selected<'e>,
    literal: &Ipld,
    is_open: &dyn Fn(&Ipld) -> bool,
    budget: &mut Budget,
) -> Result<View<'e>, BudgetExceeded> {
    let (mut on, mut waiting) = (Vec::new(), Vec::new());
    waiting.push((part.clone(), literal));
    while let Some((part, literal)) = waiting.pop() {
        budget.spend(1)?;
        if let Some(open) = open(&part, is_open) {
            on.push(open);
            continue;
        }
        let same = match (&part.0, literal) {
            (Parts::One(Ipld::Map(values)), Ipld::Map(literals)) => {
                let mut same = values.len() == literals.len();
                for ((key, value), (literal_key, literal)) in values.iter().zip(literals) {
                    if !same {
                        break;
                    }
                    budget.spend_bytes(key.len().min(literal_key.len()))?;
                    same = key == literal_key;
                    waiting.push((Selected::one(value), literal));
                }
                same
            }
            (_, Ipld::List(literals)) if part.is_list() => match part.elements() {
                Some(elements) if elements.len() == literals.len() => {
                    budget.spend_each(literals.len())?;
                    waiting.extend(elements.zip(literals));
                    true
                }
                _ => false,
            },
            _ => equals(&part, literal, budget)?,
        };
        if !same {
            return Ok(View::Known(false));
        }
    }
    Ok(if on.is_empty() { View::Known(true) } else { View::Open(on) })
}

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec};

    use ipld_core::ipld;

    use super::*;

    /// Strings that begin with a question mark are open.
    fn is_open(value: &Ipld) -> bool {
        matches!(value, Ipld::String(text) if text.starts_with('?'))
    }

    #[track_caller]
    fn comes_to(statement: &str, args: &Ipld, expected: &Prospect<'_>) {
        let policy: Policy = alloc::format!("[{statement}]").parse().expect(statement);
        let prospects = policy.foresee(args, &is_open, &mut Budget::default());
        assert_eq!(prospects.as_slice(), core::slice::from_ref(expected), "{statement}");
    }

    fn args() -> Ipld {
        ipld!({
            "a": "?a", "b": "?b", "n": 5, "text": "hello",
            "list": [1, "?c", 3], "map": { "x": "?d", "y": 2 }, "deep": [{ "k": 1 }, "?e"],
        })
    }

    #[test]
    fn what_does_not_reach_anything_open_is_judged() {
        for statement in [
            r#"["==",".n",5]"#,
            r#"["!=",".n",6]"#,
            r#"["<",".n",6]"#,
            r#"["like",".text","h*"]"#,
            r#"["==",".list[0]",1]"#,
            r#"["==",".missing",null]"#,
            r#"["all",".list[2:]",["==",".",3]]"#,
            r#"["not",["==",".text","bye"]]"#,
        ] {
            comes_to(statement, &args(), &Prospect::Holds);
        }
        for statement in [
            r#"["==",".n",6]"#,
            r#"[">",".n",6]"#,
            r#"["like",".text","b*"]"#,
            r#"["==",".list[7]",1]"#,
            r#"["any",".n",["==",".",5]]"#,
            r#"["like",".n","*"]"#,
        ] {
            comes_to(statement, &args(), &Prospect::Fails);
        }
    }

    #[test]
    fn what_reaches_something_open_depends_on_it_and_on_nothing_else() {
        for (statement, on) in [
            (r#"["==",".a",1]"#, vec!["?a"]),
            (r#"["!=",".a",1]"#, vec!["?a"]),
            (r#"["<=",".list[1]",1]"#, vec!["?c"]),
            (r#"["like",".a.b[0]?","x"]"#, vec!["?a"]),
            (r#"["==",".deep[].k",[1,2]]"#, vec!["?e"]),
            (r#"["==",".deep[][]",[1,2]]"#, vec!["?e"]),
            (r#"["not",["==",".b",1]]"#, vec!["?b"]),
            (r#"["and",[["==",".a",1],["==",".b",1],["==",".n",5]]]"#, vec!["?a", "?b"]),
            (r#"["or",[["==",".a",1],["==",".n",6]]]"#, vec!["?a"]),
            (r#"["all",".list",["<",".",9]]"#, vec!["?c"]),
            (r#"["any",".list",[">",".",9]]"#, vec!["?c"]),
            (r#"["all",".a",["<",".",9]]"#, vec!["?a"]),
            (r#"["==",".map",{"x":1,"y":2}]"#, vec!["?d"]),
            (r#"["!=",".list[]",[1,2,3]]"#, vec!["?c"]),
            (r#"["==",".deep[].k?",[1,null]]"#, vec!["?e"]),
        ] {
            let open: Vec<Ipld> = on.iter().map(|it| Ipld::String(it.to_string())).collect();
            comes_to(statement, &args(), &Prospect::Depends { on: open.iter().collect() });
        }
    }

    #[test]
    fn what_is_known_decides_beside_what_is_open() {
        for (statement, expected) in [
            (r#"["and",[["==",".a",1],["==",".n",6]]]"#, Prospect::Fails),
            (r#"["or",[["==",".a",1],["==",".n",5]]]"#, Prospect::Holds),
            (r#"["all",".list",["<",".",3]]"#, Prospect::Fails),
            (r#"["any",".list",["==",".",3]]"#, Prospect::Holds),
            (r#"["==",".list",[1,2]]"#, Prospect::Fails),
            (r#"["==",".list",[1,2,4]]"#, Prospect::Fails),
            (r#"["==",".map",{"x":1,"z":2}]"#, Prospect::Fails),
            (r#"["!=",".map",{"x":1,"y":3}]"#, Prospect::Holds),
            // One element that leads nowhere makes the whole selection lead nowhere.
            (r#"["!=",".list[].k",[]]"#, Prospect::Fails),
            (r#"["any",".a",["or",[]]]"#, Prospect::Depends { on: vec![] }),
        ] {
            let open = Ipld::String("?a".into());
            let expected = match expected {
                Prospect::Depends { .. } => Prospect::Depends { on: vec![&open] },
                known => known,
            };
            comes_to(statement, &args(), &expected);
        }
    }

    #[test]
    fn a_budget_that_does_not_suffice_is_said_for_every_statement_left() {
        let policy: Policy = r#"[["==",".n",5],["==",".n",5]]"#.parse().expect("a policy");
        let args = args();
        let cost = {
            let mut budget = Budget::default();
            let _ = policy.foresee(&args, &is_open, &mut budget);
            Budget::DEFAULT_STEPS - budget.remaining()
        };
        let prospects = policy.foresee(&args, &is_open, &mut Budget::new(cost - 1));
        assert_eq!(prospects, [Prospect::Holds, Prospect::BudgetExceeded]);
    }
}
