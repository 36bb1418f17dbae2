//! Which types are types.

use ipld_wit::{Case, Field, FunctionType, Parameter, Type, TypeError};

use crate::labels;

fn nested(levels: usize) -> Type {
    (1..levels).fold(Type::Bool, |ty, _| Type::list(ty))
}

fn message(ty: &Type) -> String {
    ty.check().expect_err("this is no type").to_string()
}

#[test]
fn refuses_a_type_nested_too_deep() {
    assert_eq!(nested(Type::MAX_DEPTH).check(), Ok(()));
    let error = nested(Type::MAX_DEPTH + 1).check().unwrap_err();
    assert!(matches!(error, TypeError::TooDeep { maximum: 48, .. }), "{error}");
}

#[test]
fn refuses_a_signature_with_too_many_nodes() {
    // The tuple itself is a node as well.
    assert_eq!(Type::Tuple(vec![Type::U8; Type::MAX_NODES - 1]).check(), Ok(()));
    let large = Type::Tuple(vec![Type::U8; Type::MAX_NODES]);
    assert!(matches!(large.check(), Err(TypeError::TooLarge { maximum: 65_536, .. })));

    let half = Type::Tuple(vec![Type::U8; Type::MAX_NODES / 2]);
    let both = FunctionType::new(vec![Parameter::new("a", half.clone())], Some(half));
    assert!(matches!(both, Err(TypeError::TooLarge { .. })));
}

#[test]
fn refuses_a_type_of_nothing() {
    for ty in [
        Type::Tuple(vec![]),
        Type::Record(vec![]),
        Type::Variant(vec![]),
        Type::Enum(vec![]),
        Type::Flags(vec![]),
    ] {
        assert_eq!(message(&ty), "type: the type has no element, field, case or label");
    }
}

#[test]
fn refuses_more_flags_than_the_component_model() {
    let flags = |count| Type::Flags((0..count).map(|number| format!("f{number}")).collect());
    assert_eq!(flags(32).check(), Ok(()));
    assert_eq!(message(&flags(33)), "type: 33 flags, where the component model allows 32");
}

#[test]
fn refuses_a_name_that_stands_twice() {
    let twice = "type: the name `a` stands twice";
    let fields = vec![Field::new("a", Type::U8), Field::new("a", Type::Bool)];
    assert_eq!(message(&Type::record(fields)), twice);
    let cases = vec![Case::new("a", None), Case::new("a", Some(Type::U8))];
    assert_eq!(message(&Type::Variant(cases)), twice);
    assert_eq!(message(&Type::Enum(labels(&["a", "b", "a"]))), twice);
    let cased = message(&Type::Enum(labels(&["A", "b", "a"])));
    assert_eq!(cased, twice, "case makes no difference");
    assert_eq!(message(&Type::Flags(labels(&["a", "a"]))), twice);
    let params = vec![Parameter::new("a", Type::U8), Parameter::new("a", Type::U8)];
    let error = FunctionType::new(params, None).unwrap_err();
    assert_eq!(error.to_string(), "params: the name `a` stands twice");
}

#[test]
fn refuses_a_field_that_would_look_like_a_promise() {
    let ty = Type::record(vec![Field::new("await/ok", Type::Link)]);
    assert_eq!(message(&ty), "type: `await/ok` is no name in WIT");
    assert_eq!(message(&Type::Enum(labels(&[""]))), "type: `` is no name in WIT");
    for name in ["a--b", "-a", "a-", "1a", "aB", "a_b", "é"] {
        let expected = format!("type: `{name}` is no name in WIT");
        assert_eq!(message(&Type::Enum(labels(&[name]))), expected);
    }
    assert_eq!(Type::Enum(labels(&["a-1", "ABC-d2-3E"])).check(), Ok(()));
    assert_eq!(Type::Enum(vec!["n".repeat(256)]).check(), Ok(()));
    assert!(Type::Enum(vec!["n".repeat(257)]).check().is_err());
}

#[test]
fn refuses_a_link_that_is_not_called_one() {
    let bytes = Type::list(Type::U8);
    let ty = Type::list(Type::Record(vec![Field::new("ipld-cid", bytes.clone())]));
    assert_eq!(message(&ty), "type[]: this record is a link; build records with `Type::record`");
    // Only the exact shape is one.
    for fields in [
        vec![Field::new("cid", bytes.clone())],
        vec![Field::new("ipld-cid", Type::String)],
        vec![Field::new("ipld-cid", bytes.clone()), Field::new("more", bytes)],
    ] {
        assert_eq!(Type::record(fields.clone()), Type::Record(fields));
    }
}

#[test]
fn says_where_in_the_signature_a_type_is_wrong() {
    let inner = Type::record(vec![Field::new("size", Type::option(Type::Tuple(vec![])))]);
    let params = vec![Parameter::new("a", Type::U8), Parameter::new("b", Type::list(inner))];
    let error = FunctionType::new(params, None).unwrap_err();
    let message = "params[1][].size: the type has no element, field, case or label";
    assert_eq!(error.to_string(), message);
}

#[test]
fn what_converts_checks_the_type_first() {
    use ipld_core::ipld::Ipld;
    use ipld_wit::{Budget, DecodeError, EncodeError, NoContents, Value};

    let ty = nested(Type::MAX_DEPTH + 1);
    let budget = Budget::default();
    assert!(matches!(
        ipld_wit::decode(&ty, &Ipld::Null, &NoContents, &budget),
        Err(DecodeError::Type(TypeError::TooDeep { .. }))
    ));
    assert!(matches!(
        ipld_wit::encode(&ty, &Value::Bool(true), &budget),
        Err(EncodeError::Type(TypeError::TooDeep { .. }))
    ));
}
