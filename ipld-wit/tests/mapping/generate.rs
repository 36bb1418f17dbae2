//! Types, values of a type, and arbitrary data.

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use ipld_wit::{Case, Field, FunctionType, Parameter, Type, Value};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::cid;

/// A type of at most five levels.
pub(crate) fn ty() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![
        Just(Type::Bool),
        Just(Type::U8),
        Just(Type::S8),
        Just(Type::U16),
        Just(Type::S16),
        Just(Type::U32),
        Just(Type::S32),
        Just(Type::U64),
        Just(Type::S64),
        Just(Type::F32),
        Just(Type::F64),
        Just(Type::Char),
        Just(Type::String),
        Just(Type::Link),
        Just(Type::list(Type::U8)),
        (1..4u32).prop_map(|length| Type::fixed_length_list(Type::U8, length)),
        (1..40usize).prop_map(|count| Type::Enum(names(count))),
        (1..=32usize).prop_map(|count| Type::Flags(names(count))),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let payload = || proptest::option::of(inner.clone());
        prop_oneof![
            inner.clone().prop_map(Type::list),
            inner.clone().prop_map(Type::option),
            (inner.clone(), 1..4u32).prop_map(|(ty, length)| Type::fixed_length_list(ty, length)),
            (key(), inner.clone()).prop_map(|(key, ty)| Type::map(key, ty)),
            vec(inner.clone(), 1..4).prop_map(Type::Tuple),
            vec(inner.clone(), 1..4).prop_map(|types| {
                let fields = types.into_iter().zip(names(4));
                Type::record(fields.map(|(ty, name)| Field::new(name, ty)).collect())
            }),
            vec(payload(), 1..4).prop_map(|payloads| {
                let cases = payloads.into_iter().zip(names(4));
                Type::Variant(cases.map(|(payload, name)| Case::new(name, payload)).collect())
            }),
            (payload(), payload()).prop_map(|(ok, error)| Type::result(ok, error)),
        ]
    })
}

/// A signature of up to three parameters.
pub(crate) fn signature() -> impl Strategy<Value = FunctionType> {
    (vec(ty(), 0..4), proptest::option::of(ty())).prop_map(|(types, result)| {
        let params = types.into_iter().zip(["to", "list", "a1-b"]);
        let params = params.map(|(ty, name)| Parameter::new(name, ty)).collect();
        FunctionType::new(params, result).expect("the types are types")
    })
}

/// A type that keys may be of.
fn key() -> impl Strategy<Value = Type> {
    proptest::sample::select(vec![
        Type::String,
        Type::String,
        Type::Bool,
        Type::U8,
        Type::S16,
        Type::U64,
        Type::S64,
        Type::Char,
    ])
}

fn names(count: usize) -> Vec<String> {
    // Not in the order of their bytes.
    (0..count).map(|number| format!("n{}-{number}", (number * 7) % 10)).collect()
}

/// A value of the type.
pub(crate) fn value(ty: &Type) -> BoxedStrategy<Value> {
    match ty {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::U8 => any::<u8>().prop_map(Value::U8).boxed(),
        Type::S8 => any::<i8>().prop_map(Value::S8).boxed(),
        Type::U16 => any::<u16>().prop_map(Value::U16).boxed(),
        Type::S16 => any::<i16>().prop_map(Value::S16).boxed(),
        Type::U32 => any::<u32>().prop_map(Value::U32).boxed(),
        Type::S32 => any::<i32>().prop_map(Value::S32).boxed(),
        Type::U64 => any::<u64>().prop_map(Value::U64).boxed(),
        Type::S64 => any::<i64>().prop_map(Value::S64).boxed(),
        Type::F32 => prop_oneof![
            any::<u32>().prop_map(f32::from_bits),
            Just(-0.0),
            Just(f32::NAN),
            Just(f32::INFINITY),
            Just(3.0),
        ]
        .prop_map(Value::F32)
        .boxed(),
        Type::F64 => prop_oneof![
            any::<u64>().prop_map(f64::from_bits),
            Just(-0.0),
            Just(f64::NAN),
            Just(f64::NEG_INFINITY),
            Just(3.0),
        ]
        .prop_map(Value::F64)
        .boxed(),
        Type::Char => any::<char>().prop_map(Value::Char).boxed(),
        Type::String => {
            prop_oneof![any::<String>(), Just("null".to_string())].prop_map(Value::String).boxed()
        }
        Type::Link => any::<u8>().prop_map(|byte| Value::Link(cid(byte))).boxed(),
        Type::List(element) if **element == Type::U8 => {
            vec(any::<u8>(), 0..9).prop_map(Value::Bytes).boxed()
        }
        Type::FixedLengthList(element, length) => {
            let length = usize::try_from(*length).expect("a small length");
            match **element {
                Type::U8 => vec(any::<u8>(), length).prop_map(Value::Bytes).boxed(),
                _ => vec(value(element), length).prop_map(Value::List).boxed(),
            }
        }
        Type::Map(key, ty) => vec((value(key), value(ty)), 0..4)
            .prop_map(|pairs| {
                let mut unique: Vec<(Value, Value)> = Vec::new();
                for pair in pairs {
                    if unique.iter().all(|(key, _)| *key != pair.0) {
                        unique.push(pair);
                    }
                }
                Value::Map(unique)
            })
            .boxed(),
        Type::List(element) => vec(value(element), 0..4).prop_map(Value::List).boxed(),
        Type::Tuple(types) => each(types.iter()).prop_map(Value::Tuple).boxed(),
        Type::Record(fields) => {
            each(fields.iter().map(|field| &field.ty)).prop_map(Value::Record).boxed()
        }
        Type::Variant(cases) => {
            let cases: Vec<_> = cases.iter().map(|case| payload(case.payload.as_ref())).collect();
            let indexed = cases.into_iter().enumerate().map(|(case, payload)| {
                payload.prop_map(move |payload| Value::Variant { case, payload }).boxed()
            });
            proptest::strategy::Union::new(indexed).boxed()
        }
        Type::Enum(labels) => (0..labels.len()).prop_map(Value::Enum).boxed(),
        Type::Flags(labels) => vec(any::<bool>(), labels.len()).prop_map(Value::Flags).boxed(),
        Type::Option(inner) => proptest::option::of(value(inner))
            .prop_map(|present| Value::Option(present.map(Box::new)))
            .boxed(),
        Type::Result { ok, error } => prop_oneof![
            payload(ok.as_deref()).prop_map(|payload| Value::Result(Ok(payload))),
            payload(error.as_deref()).prop_map(|payload| Value::Result(Err(payload))),
        ]
        .boxed(),
        other => unreachable!("no strategy for {other}"),
    }
}

fn each<'t>(types: impl Iterator<Item = &'t Type>) -> BoxedStrategy<Vec<Value>> {
    types.map(value).collect::<Vec<_>>().boxed()
}

fn payload(ty: Option<&Type>) -> BoxedStrategy<Option<Box<Value>>> {
    match ty {
        None => Just(None).boxed(),
        Some(ty) => value(ty).prop_map(|value| Some(Box::new(value))).boxed(),
    }
}

/// A type and a value of it.
pub(crate) fn typed() -> impl Strategy<Value = (Type, Value)> {
    ty().prop_flat_map(|ty| {
        let value = value(&ty);
        (Just(ty), value)
    })
}

/// Any data, also such as no encoding has.
pub(crate) fn ipld() -> impl Strategy<Value = Ipld> {
    let leaf = prop_oneof![
        Just(Ipld::Null),
        any::<bool>().prop_map(Ipld::Bool),
        any::<i128>().prop_map(Ipld::Integer),
        any::<i8>().prop_map(|integer| Ipld::Integer(integer.into())),
        any::<f64>().prop_map(Ipld::Float),
        prop_oneof![Just(f64::NAN), Just(-0.0), Just(1.0)].prop_map(Ipld::Float),
        prop_oneof![Just("NaN"), Just("ok"), Just("n0-0"), Just("x")]
            .prop_map(|text| Ipld::String(text.into())),
        any::<String>().prop_map(Ipld::String),
        vec(any::<u8>(), 0..4).prop_map(Ipld::Bytes),
        any::<u8>().prop_map(|byte| Ipld::Link(cid(byte))),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let key = prop_oneof![
            Just("n0-0".to_string()),
            Just("ok".to_string()),
            Just("error".to_string()),
            any::<String>()
        ];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Ipld::List),
            proptest::collection::btree_map(key, inner, 0..3)
                .prop_map(|map: BTreeMap<_, _>| Ipld::Map(map)),
        ]
    })
}

/// `ipld` with one of its nodes, the one numbered `at`, replaced; or removed from its parent, or
/// doubled.
pub(crate) fn mutate(ipld: &mut Ipld, at: usize, with: &Ipld) {
    let count = nodes(ipld);
    replace(ipld, at % count, with);
}

fn nodes(ipld: &Ipld) -> usize {
    1 + match ipld {
        Ipld::List(items) => items.iter().map(nodes).sum(),
        Ipld::Map(map) => map.values().map(nodes).sum(),
        _ => 0,
    }
}

fn replace(ipld: &mut Ipld, mut at: usize, with: &Ipld) {
    if at == 0 {
        match (&mut *ipld, with) {
            // An element too many or too few is a nearer miss than something else altogether.
            (Ipld::List(items), Ipld::Bool(true)) => drop(items.pop()),
            (Ipld::List(items), Ipld::List(_)) => items.extend(items.first().cloned()),
            (Ipld::Map(map), Ipld::Bool(true)) => drop(map.pop_first()),
            (Ipld::Map(map), Ipld::Map(more)) => map.extend(more.clone()),
            (Ipld::Float(float), Ipld::Integer(_)) if float.abs() < 1e6 && float.fract() == 0.0 => {
                *ipld = Ipld::Integer(format!("{float:.0}").parse().expect("an integer"));
            }
            _ => *ipld = with.clone(),
        }
        return;
    }
    at -= 1;
    let children: Vec<&mut Ipld> = match ipld {
        Ipld::List(items) => items.iter_mut().collect(),
        Ipld::Map(map) => map.values_mut().collect(),
        _ => Vec::new(),
    };
    for child in children {
        let count = nodes(child);
        if at < count {
            return replace(child, at, with);
        }
        at -= count;
    }
}
