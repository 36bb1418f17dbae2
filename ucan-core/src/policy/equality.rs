//! Deep comparison by value.

use alloc::vec::Vec;

use ipld_core::ipld::Ipld;

use super::{Budget, BudgetExceeded, Number, Selected, selected::Parts};

/// Whether `selected` is `literal`: of the same shape, with the same keys, strings,
/// bytes and links, and with numbers of the same value at every depth (ruling Q7).
pub(super) fn equals(
    selected: &Selected<'_>,
    literal: &Ipld,
    budget: &mut Budget,
) -> Result<bool, BudgetExceeded> {
    match (&selected.0, literal) {
        (Parts::One(value), literal) => same((value, literal), Vec::new(), budget),
        (Parts::Run(items), Ipld::List(literals)) => {
            budget.spend(1)?;
            if items.len() != literals.len() {
                return Ok(false);
            }
            budget.spend_each(items.len())?;
            let mut waiting: Vec<_> = items.iter().zip(literals).collect();
            match waiting.pop() {
                Some(pair) => same(pair, waiting, budget),
                None => Ok(true),
            }
        }
        // Recurs as deeply as `Parts::Gathered` is nested, which its doc bounds.
        (Parts::Gathered(items), Ipld::List(literals)) => {
            budget.spend(1)?;
            if items.len() != literals.len() {
                return Ok(false);
            }
            for (item, literal) in items.iter().zip(literals) {
                if !equals(item, literal, budget)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Parts::Bytes(bytes), Ipld::Bytes(literal)) => {
            budget.spend_bytes(literal.len())?;
            Ok(*bytes == literal.as_slice())
        }
        (Parts::Byte(byte), literal) => {
            budget.spend(1)?;
            Ok(Number::from_ipld(literal)
                .is_some_and(|literal| literal.same_value(Number::from(*byte))))
        }
        (Parts::Run(_) | Parts::Gathered(_) | Parts::Bytes(_), _) => {
            budget.spend(1)?;
            Ok(false)
        }
    }
}

/// Compares pairs until one differs. The pairs to come wait in a list, not on the
/// stack, so that no nesting of the arguments is too deep; each is paid before it is
/// put there.
fn same<'v>(
    mut pair: (&'v Ipld, &'v Ipld),
    mut waiting: Vec<(&'v Ipld, &'v Ipld)>,
    budget: &mut Budget,
) -> Result<bool, BudgetExceeded> {
    loop {
        let same = match pair {
            (Ipld::List(values), Ipld::List(literals)) => {
                budget.spend(1)?;
                let same = values.len() == literals.len();
                if same {
                    budget.spend_each(values.len())?;
                    waiting.extend(values.iter().zip(literals));
                }
                same
            }
            (Ipld::Map(values), Ipld::Map(literals)) => {
                budget.spend(1)?;
                let mut same = values.len() == literals.len();
                // Both are in the order of their keys.
                for ((key, value), (literal_key, literal)) in values.iter().zip(literals) {
                    if !same {
                        break;
                    }
                    budget.spend_bytes(key.len().min(literal_key.len()))?;
                    same = key == literal_key;
                    waiting.push((value, literal));
                }
                same
            }
            (Ipld::String(text), Ipld::String(literal)) => {
                budget.spend_bytes(text.len().min(literal.len()))?;
                text == literal
            }
            (Ipld::Bytes(bytes), Ipld::Bytes(literal)) => {
                budget.spend_bytes(bytes.len().min(literal.len()))?;
                bytes == literal
            }
            (Ipld::Bool(bool), Ipld::Bool(literal)) => {
                budget.spend(1)?;
                bool == literal
            }
            (Ipld::Link(link), Ipld::Link(literal)) => {
                budget.spend(1)?;
                link == literal
            }
            (Ipld::Null, Ipld::Null) => {
                budget.spend(1)?;
                true
            }
            (value, literal) => {
                budget.spend(1)?;
                Number::from_ipld(value)
                    .zip(Number::from_ipld(literal))
                    .is_some_and(|(value, literal)| value.same_value(literal))
            }
        };
        if !same {
            return Ok(false);
        }
        match waiting.pop() {
            Some(next) => pair = next,
            None => return Ok(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use ipld_core::ipld;

    use super::*;

    fn equal(value: &Ipld, literal: &Ipld) -> bool {
        equals(&Selected::one(value), literal, &mut Budget::default()).unwrap()
    }

    #[test]
    fn numbers_go_by_value_at_every_depth() {
        assert!(equal(&ipld!(1), &ipld!(1.0)));
        assert!(equal(&ipld!([1, { "a": [2.0] }]), &ipld!([1.0, { "a": [2] }])));
        assert!(!equal(&ipld!([9_007_199_254_740_993_i64]), &ipld!([9_007_199_254_740_992.0])));
    }

    #[test]
    fn kinds_are_never_mixed() {
        let values = [
            Ipld::Null,
            ipld!(false),
            ipld!(0),
            ipld!(""),
            Ipld::Bytes([].into()),
            ipld!([]),
            ipld!({}),
        ];
        for (left, value) in values.iter().enumerate() {
            for (right, literal) in values.iter().enumerate() {
                assert_eq!(equal(value, literal), left == right, "{value:?} {literal:?}");
            }
        }
    }

    #[test]
    fn order_length_and_keys_count() {
        assert!(!equal(&ipld!([1, 2]), &ipld!([2, 1])));
        assert!(!equal(&ipld!([1]), &ipld!([1, 2])));
        assert!(!equal(&ipld!([1, 2]), &ipld!([1])));
        assert!(!equal(&ipld!({ "a": 1 }), &ipld!({ "b": 1 })));
        assert!(!equal(&ipld!({ "a": 1 }), &ipld!({ "a": 1, "b": 1 })));
        assert!(!equal(&ipld!({ "a": [1, [2]] }), &ipld!({ "a": [1, [3]] })));
        assert!(!equal(&Ipld::Bytes([1].into()), &Ipld::Bytes([2].into())));
    }

    #[test]
    fn values_put_together_compare_like_values() {
        let items = [ipld!(1), ipld!("a")];
        let run = Selected(Parts::Run(&items));
        let gathered = Selected::gathered(vec![run.clone(), Selected(Parts::Byte(7))]);
        let budget = &mut Budget::default();
        assert_eq!(equals(&run, &ipld!([1.0, "a"]), budget), Ok(true));
        assert_eq!(equals(&run, &ipld!([1]), budget), Ok(false));
        assert_eq!(equals(&run, &ipld!({}), budget), Ok(false));
        assert_eq!(equals(&gathered, &ipld!([[1, "a"], 7.0]), budget), Ok(true));
        assert_eq!(equals(&gathered, &ipld!([[1, "b"], 7]), budget), Ok(false));
        assert_eq!(equals(&gathered, &ipld!([[1, "a"]]), budget), Ok(false));
        let bytes = Selected(Parts::Bytes(&[1, 2]));
        assert_eq!(equals(&bytes, &Ipld::Bytes([1, 2].into()), budget), Ok(true));
        assert_eq!(equals(&bytes, &Ipld::Bytes([1, 3].into()), budget), Ok(false));
        assert_eq!(equals(&bytes, &Ipld::Bytes([1].into()), budget), Ok(false));
        assert_eq!(equals(&bytes, &ipld!([1, 2]), budget), Ok(false));
        assert_eq!(equals(&run, &ipld!([1, "b"]), budget), Ok(false));
        assert_eq!(equals(&run, &ipld!([2, "a"]), budget), Ok(false));
        let byte = Selected(Parts::Byte(7));
        assert_eq!(equals(&byte, &ipld!(8), budget), Ok(false));
        assert_eq!(equals(&byte, &Ipld::Bytes([7].into()), budget), Ok(false));
        let none = Selected(Parts::Run(&[]));
        assert_eq!(equals(&none, &ipld!([]), budget), Ok(true));
        assert_eq!(equals(&Selected::gathered(vec![]), &ipld!([]), budget), Ok(true));
    }

    #[test]
    fn a_wide_comparison_exceeds_a_small_budget() {
        let wide = Ipld::List(vec![Ipld::Null; 1000]);
        assert_eq!(
            equals(&Selected::one(&wide), &wide, &mut Budget::new(1000)),
            Err(BudgetExceeded { limit: 1000 })
        );
    }

    #[test]
    fn deep_values_need_no_stack() {
        let deep = || (0..10_000).fold(ipld!(1), |inner, _| Ipld::List(vec![inner]));
        let (value, literal) = (deep(), deep());
        assert!(equal(&value, &literal));
        for mut left in [value, literal] {
            // Dropped from the outside in, since dropping needs stack.
            while let Ipld::List(items) = left {
                left = items.into_iter().next().unwrap();
            }
        }
    }
}
