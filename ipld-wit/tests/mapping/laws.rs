//! The laws, over random types and values.

use ipld_core::ipld::Ipld;
use ipld_wit::{Budget, FunctionType, NoContents, Parameter, Type, Value};
use proptest::prelude::*;

use crate::generate::{ipld, mutate, ty, typed, value};
use crate::{Everything, decode, encode};

/// Whether two values are equal bit for bit, after all NaNs are one and minus zero is zero. The
/// text of a float tells all others apart.
fn same_bits(a: &Value, b: &Value) -> bool {
    // No two strings differ in these words alone: both sides are written the same way.
    let text = |value: &Value| {
        format!("{:?}", with_sorted_maps(value.clone()))
            .replace("F32(-0.0)", "F32(0.0)")
            .replace("F64(-0.0)", "F64(0.0)")
    };
    text(a) == text(b)
}

/// The same value, with the pairs of every map in one order.
fn with_sorted_maps(value: Value) -> Value {
    let each = |values: Vec<Value>| values.into_iter().map(with_sorted_maps).collect();
    let payload = |payload: Option<Box<Value>>| payload.map(|it| Box::new(with_sorted_maps(*it)));
    match value {
        Value::Map(pairs) => {
            let mut pairs: Vec<_> =
                pairs.into_iter().map(|(key, value)| (key, with_sorted_maps(value))).collect();
            pairs.sort_by_key(|(key, _)| format!("{key:?}"));
            Value::Map(pairs)
        }
        Value::List(values) => Value::List(each(values)),
        Value::Tuple(values) => Value::Tuple(each(values)),
        Value::Record(values) => Value::Record(each(values)),
        Value::Variant { case, payload: inner } => Value::Variant { case, payload: payload(inner) },
        Value::Option(inner) => Value::Option(payload(inner)),
        Value::Result(Ok(inner)) => Value::Result(Ok(payload(inner))),
        Value::Result(Err(inner)) => Value::Result(Err(payload(inner))),
        plain => plain,
    }
}

/// Whether no encoding has to refuse or rewrite this.
fn is_plain(ipld: &Ipld) -> bool {
    match ipld {
        Ipld::Float(float) => float.is_finite() && float.to_bits() != (-0.0f64).to_bits(),
        Ipld::List(items) => items.iter().all(is_plain),
        Ipld::Map(map) => map.values().all(is_plain),
        _ => true,
    }
}

/// Whether `given` is `canonical` but for the two relaxations.
fn relaxes(given: &Ipld, canonical: &Ipld) -> bool {
    match (given, canonical) {
        (Ipld::Integer(_), Ipld::Float(_)) => true,
        (Ipld::Link(_), Ipld::Bytes(bytes)) => bytes == &[42],
        (Ipld::List(a), Ipld::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| relaxes(a, b))
        }
        (Ipld::Map(a), Ipld::Map(b)) => {
            a.keys().eq(b.keys()) && a.values().zip(b.values()).all(|(a, b)| relaxes(a, b))
        }
        _ => given == canonical && is_plain(given),
    }
}

fn accepted_only_in_canonical_form(ty: &Type, given: &Ipld) -> Result<bool, TestCaseError> {
    let Ok(value) = ipld_wit::decode(ty, given, &Everything, &Budget::default()) else {
        return Ok(false);
    };
    let canonical = encode(ty, &value);
    prop_assert!(relaxes(given, &canonical), "{ty}: {given:?} became {canonical:?}");
    let again = decode(ty, &canonical);
    prop_assert_eq!(again.as_ref(), Ok(&value));
    Ok(true)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn generated_types_are_types(ty in ty()) {
        prop_assert_eq!(ty.check(), Ok(()));
    }

    // Laws 1 and 2.
    #[test]
    fn what_is_encoded_comes_back((ty, value) in typed()) {
        let ipld = encode(&ty, &value);
        prop_assert!(is_plain(&ipld));
        let back = decode(&ty, &ipld).expect("what is encoded decodes");
        prop_assert!(same_bits(&back, &value), "{value:?} came back as {back:?}");
        prop_assert_eq!(&back, &value);
        prop_assert_eq!(encode(&ty, &back), ipld);
    }

    // Law 3, near canonical forms.
    #[test]
    fn what_is_nearly_encoded_is_refused_or_relaxed(
        (ty, value) in typed(), at: usize, with in ipld(),
    ) {
        let mut ipld = encode(&ty, &value);
        mutate(&mut ipld, at, &with);
        accepted_only_in_canonical_form(&ty, &ipld)?;
    }

    // Laws 3 and 4, anywhere.
    #[test]
    fn any_data_is_refused_or_canonical(ty in ty(), ipld in ipld()) {
        accepted_only_in_canonical_form(&ty, &ipld)?;
    }

    // Law 4 for values that are none of the type.
    #[test]
    fn any_value_is_refused_or_encoded(ty in ty(), (other, value) in typed()) {
        if let Ok(ipld) = ipld_wit::encode(&ty, &value, &Budget::default()) {
            prop_assert_eq!(decode(&ty, &ipld), Ok(value), "{} as {}", other, ty);
        }
    }

    #[test]
    fn two_values_are_equal_if_their_encodings_are((ty, one, other) in ty().prop_flat_map(|ty| {
        let (one, other) = (value(&ty), value(&ty));
        (Just(ty), one, other)
    })) {
        prop_assert_eq!(encode(&ty, &one) == encode(&ty, &other), one == other);
    }

    // A budget is met by everything or by nothing: what passes is what would pass without one.
    #[test]
    fn a_budget_refuses_and_never_cuts((ty, value) in typed(), elements in 0..20usize, bytes in 0..60usize) {
        let ipld = encode(&ty, &value);
        let budget = Budget::default().with_elements(elements).with_bytes(bytes);
        if let Ok(back) = ipld_wit::decode(&ty, &ipld, &NoContents, &budget) {
            prop_assert_eq!(&back, &value);
        }
        if let Ok(small) = ipld_wit::encode(&ty, &value, &budget) {
            prop_assert_eq!(&small, &ipld);
            // What the type supplies counts on the way out only.
            prop_assert!(ipld_wit::decode(&ty, &ipld, &NoContents, &budget).is_ok());
        }
    }

    #[test]
    fn arguments_come_back(arguments in proptest::collection::vec(typed(), 0..4)) {
        let (types, values): (Vec<_>, Vec<_>) = arguments.into_iter().unzip();
        let params = types.into_iter().enumerate();
        let params = params.map(|(index, ty)| Parameter::new(format!("p{index}"), ty)).collect();
        let function = FunctionType::new(params, None).expect("the types are types");
        let encoded = function.encode_params(&values).expect("encoding is total");
        prop_assert_eq!(function.content_links(&encoded), Ok(vec![]));
        let back = function.decode_params(&encoded, &NoContents, &Budget::default());
        prop_assert_eq!(back, Ok(values));
    }
}
