//! Both interfaces, over random signatures.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use ::wasmtime::Engine;
use ::wasmtime::component::{Component, ComponentExportIndex};
use ipld_core::cid::Cid;
use ipld_core::ipld::Ipld;
use ipld_wit::wasmtime::{CallError, DirectFunction, EncodedOutput};
use ipld_wit::{Budget, Contents, FunctionType, NoContents, Parameter, Type, Value};
use proptest::prelude::*;
use wit_component::StringEncoding;

use crate::echo::echo;
use crate::generate::{ipld, mutate, ty, value};
use crate::wit::named;
use crate::{Exported, cid, encoded};

pub(crate) static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::default);

fn is_direct(ty: &Type) -> bool {
    match ty {
        Type::Map(..) | Type::FixedLengthList(..) => false,
        Type::List(inner) | Type::Option(inner) => is_direct(inner),
        Type::Tuple(types) => types.iter().all(is_direct),
        Type::Record(fields) => fields.iter().all(|field| is_direct(&field.ty)),
        Type::Variant(cases) => {
            cases.iter().filter_map(|case| case.payload.as_ref()).all(is_direct)
        }
        Type::Result { ok, error } => [ok, error].into_iter().flatten().all(|ty| is_direct(ty)),
        _ => true,
    }
}

/// A type of which functions are called directly.
pub(crate) fn direct() -> impl Strategy<Value = Type> {
    ty().prop_filter("called through dynamic values", is_direct).prop_map(named)
}

fn types(most: usize) -> impl Strategy<Value = Vec<Type>> {
    proptest::collection::vec(direct(), 0..=most)
}

fn values(types: &[Type]) -> BoxedStrategy<Vec<Value>> {
    types.iter().map(value).collect::<Vec<_>>().boxed()
}

fn signature(types: &[Type]) -> FunctionType {
    let params = types.iter().enumerate();
    let params = params.map(|(index, ty)| Parameter::new(format!("p{index}"), ty.clone()));
    FunctionType::new(params.collect(), None).expect("the types are types")
}

/// Types and the arguments that values of them are.
fn arguments(most: usize) -> impl Strategy<Value = (Vec<Type>, Vec<Ipld>)> {
    types(most).prop_flat_map(|types| {
        let values = values(&types);
        (Just(types), values).prop_map(|(types, values)| {
            let arguments = signature(&types).encode_params(&values).expect("encoding is total");
            (types, arguments)
        })
    })
}

pub(crate) fn encoding() -> impl Strategy<Value = StringEncoding> {
    prop_oneof![
        2 => Just(StringEncoding::UTF8),
        1 => Just(StringEncoding::UTF16),
        1 => Just(StringEncoding::CompactUTF16),
    ]
}

/// What a function that echoes makes of its arguments.
fn echoed(types: &[Type], arguments: &[Ipld]) -> EncodedOutput {
    match (types, arguments) {
        ([Type::Result { .. }], [Ipld::Map(map)]) => match map.first_key_value() {
            Some((branch, value)) if branch == "ok" => EncodedOutput::Ok(encoded(value)),
            Some((_, value)) => EncodedOutput::Error(encoded(value)),
            None => panic!("one entry"),
        },
        (_, []) => EncodedOutput::Ok(vec![0xa0]),
        (_, [only]) => EncodedOutput::Ok(encoded(only)),
        _ => EncodedOutput::Ok(encoded(&Ipld::List(arguments.to_vec()))),
    }
}

/// A few contents, and none for other CIDs.
fn contents() -> BTreeMap<Cid, Vec<u8>> {
    (0..200).map(|byte| (cid(byte), vec![byte; usize::from(byte % 7)])).collect()
}

/// That two outcomes are the same, as far as errors of the engine can be compared.
pub(crate) fn same(
    [direct, dynamic]: [Result<EncodedOutput, CallError>; 2],
) -> Result<(), TestCaseError> {
    match (direct, dynamic) {
        (Ok(direct), Ok(dynamic)) => prop_assert_eq!(direct, dynamic),
        (Err(CallError::Arguments(direct)), Err(CallError::Arguments(dynamic))) => {
            prop_assert_eq!(direct, dynamic);
        }
        (Err(CallError::Result(direct)), Err(CallError::Result(dynamic))) => {
            prop_assert_eq!(direct, dynamic);
        }
        (Err(CallError::Encode(direct)), Err(CallError::Encode(dynamic))) => {
            prop_assert_eq!(direct, dynamic);
        }
        (Err(CallError::Engine(direct)), Err(CallError::Engine(dynamic))) => {
            prop_assert_eq!(direct.root_cause().to_string(), dynamic.root_cause().to_string());
        }
        (direct, dynamic) => prop_assert!(false, "{direct:?}, but {dynamic:?}"),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    // Law 2 through a guest, and that both interfaces are one.
    #[test]
    fn what_a_guest_echoes_comes_back((types, arguments) in arguments(3), encoding in encoding()) {
        let exported = Exported::new(&ENGINE, &echo(&types, encoding), "f");
        let params = encoded(&Ipld::List(arguments.clone()));
        let [direct, dynamic] = exported.both(&params, &NoContents, &Budget::default());
        let expected = echoed(&types, &arguments);
        prop_assert_eq!(direct.expect("no fault"), expected.clone());
        prop_assert_eq!(dynamic.expect("no fault"), expected);
    }

    // Arguments that are refused, or relaxed; and budgets that they may not meet.
    #[test]
    fn a_guest_sees_no_difference(
        (types, mut arguments) in arguments(2),
        at: usize,
        with in ipld(),
        elements in prop_oneof![Just(1000), 0..30usize],
        bytes in prop_oneof![Just(1000), 0..60usize],
        finite: bool,
    ) {
        if let Some(count) = arguments.len().checked_sub(1) {
            let index = at.min(count);
            mutate(&mut arguments[index], at, &with);
        }
        let Ok(params) = varsig::dag_cbor::encode(&Ipld::List(arguments)) else { return Ok(()) };
        let mut exported = Exported::new(&ENGINE, &echo(&types, StringEncoding::UTF8), "f");
        if finite {
            exported = exported.with_finite();
        }
        let budget = Budget::default().with_elements(elements).with_bytes(bytes);
        same(exported.both(&params, &contents(), &budget))?;
    }
}

/// A function of these types that is never called.
fn prepared(types: &[Type]) -> DirectFunction {
    // Any export will do.
    static EXPORT: LazyLock<ComponentExportIndex> = LazyLock::new(|| {
        let component = r#"(component (core module $m (func (export "f")))
            (core instance $i (instantiate $m))
            (func (export "f") (canon lift (core func $i "f"))))"#;
        let component = wat::parse_str(component).expect("a component");
        let component = Component::new(&ENGINE, component).expect("the component is valid");
        component.get_export_index(None, "f").expect("the export")
    });
    DirectFunction::new(signature(types), *EXPORT)
}

/// That both readings of encoded arguments are the same.
fn same_reading(
    types: &[Type],
    params: &[u8],
    contents: &dyn Contents,
    budget: &Budget,
) -> Result<(), TestCaseError> {
    let direct = prepared(types);
    let dynamic = direct.clone().through_dynamic_values();
    prop_assert_eq!(
        direct.check(params, contents, budget),
        dynamic.check(params, contents, budget)
    );
    prop_assert_eq!(
        direct.canonical(params, contents, budget),
        dynamic.canonical(params, contents, budget)
    );
    prop_assert_eq!(direct.content_links(params), dynamic.content_links(params));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn arguments_are_read_alike(
        (types, mut arguments) in arguments(2),
        at: usize,
        with in ipld(),
        elements in prop_oneof![Just(1000), 0..30usize],
        bytes in prop_oneof![Just(1000), 0..60usize],
        depth in prop_oneof![Just(64), 1..5usize],
    ) {
        if let Some(count) = arguments.len().checked_sub(1) {
            let index = at.min(count);
            mutate(&mut arguments[index], at, &with);
        }
        let Ok(params) = varsig::dag_cbor::encode(&Ipld::List(arguments)) else { return Ok(()) };
        let budget =
            Budget::default().with_elements(elements).with_bytes(bytes).with_depth(depth);
        same_reading(&types, &params, &contents(), &budget)?;
    }

    // Bytes that are hardly ever canonical.
    #[test]
    fn mutilated_arguments_are_refused_alike(
        (types, arguments) in arguments(2),
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..3),
        cut in proptest::option::of(any::<usize>()),
    ) {
        let mut params = encoded(&Ipld::List(arguments));
        for (at, byte) in changes {
            let length = params.len();
            params[at % length] = byte;
        }
        if let Some(cut) = cut {
            params.truncate(cut % (params.len() + 1));
        }
        same_reading(&types, &params, &NoContents, &Budget::default())?;
    }
}

#[test]
fn flags_stand_in_their_order_and_once() {
    let flags = Type::Flags(["a", "b", "c"].map(String::from).into());
    let names = |names: &[&str]| {
        let names = names.iter().map(|name| Ipld::String((*name).into()));
        encoded(&Ipld::List(vec![Ipld::List(names.collect())]))
    };
    let types = [flags];
    let direct = prepared(&types);
    let budget = Budget::default();
    for accepted in [&[][..], &["a", "c"], &["a", "b", "c"]] {
        assert_eq!(direct.check(&names(accepted), &NoContents, &budget), Ok(()));
    }
    for (refused, at) in [(&["a", "a"][..], 1), (&["b", "a"], 1), (&["a", "c", "b"], 2)] {
        let error = direct.check(&names(refused), &NoContents, &budget).unwrap_err();
        let place = format!("params[0][{at}]: ");
        assert!(error.to_string().starts_with(&place), "{error}");
        same_reading(&types, &names(refused), &NoContents, &budget).unwrap();
    }
}
