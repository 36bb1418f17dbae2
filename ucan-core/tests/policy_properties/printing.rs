//! What is written reads back as the same.

use proptest::prelude::*;
use ucan_core::policy::{Policy, PolicyError, PolicyTextError, Selector, Statement};
use varsig::{dag_cbor::Limits, dag_json};

use crate::generators::{policy, selector, statement, value};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn policies_survive_being_written_and_read(
        policy in policy(),
    ) {
        let ipld = policy.to_ipld();
        let read = Policy::parse(&ipld).unwrap();
        prop_assert_eq!(&read, &policy);
        prop_assert_eq!(read.to_ipld(), ipld);
    }

    #[test]
    fn selectors_print_byte_for_byte(selector in selector()) {
        let printed = selector.to_string();
        prop_assert_eq!(Selector::parse(&printed), Ok(selector));
    }

    #[test]
    fn any_text_is_a_selector_that_prints_as_given_or_an_error(
        text in r#"\.?[.a\[\]"0-9:?\\é-]{0,12}"#,
    ) {
        if let Ok(selector) = Selector::parse(&text) {
            prop_assert_eq!(selector.as_str(), &text);
            prop_assert!(text.starts_with('.'));
        }
    }

    #[test]
    fn any_value_is_a_policy_that_is_written_as_read_or_an_error(ipld in value()) {
        if let Ok(policy) = Policy::parse(&ipld) {
            prop_assert_eq!(policy.to_ipld(), ipld);
        }
    }

    #[test]
    fn policies_print_as_canonical_dag_json_and_read_back(policy in policy()) {
        let printed = policy.to_string();
        prop_assert_eq!(printed.parse::<Policy>(), Ok(policy.clone()));
        prop_assert_eq!(policy.to_dag_json(), Ok(printed.clone()));
        prop_assert_eq!(dag_json::encode(&policy.to_ipld()).unwrap(), printed.as_bytes());
        dag_json::check(printed.as_bytes(), &Limits::default()).unwrap();
    }

    #[test]
    fn statements_print_as_canonical_dag_json_and_read_back(statement in statement()) {
        let printed = statement.to_string();
        prop_assert_eq!(printed.parse::<Statement>(), Ok(statement.clone()));
        prop_assert_eq!(Statement::parse(&statement.to_ipld()), Ok(statement.clone()));
        prop_assert_eq!(statement.to_dag_json(), Ok(printed.clone()));
        prop_assert_eq!(dag_json::encode(&statement.to_ipld()).unwrap(), printed.as_bytes());
    }

    #[test]
    fn any_text_is_a_policy_or_an_error(text in r#"\[?(\["(==|not|and|<)",("\.a?",)?[0-9\[\]"]{0,4}\]){0,2}\]?"#) {
        match text.parse::<Policy>() {
            Ok(policy) => prop_assert_eq!(policy.to_string(), text),
            Err(PolicyTextError::Policy(PolicyError::PolicyNotList { .. })) => {
                prop_assert!(!text.starts_with('['));
            }
            Err(_) => {}
        }
    }
}
