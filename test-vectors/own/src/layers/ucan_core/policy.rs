//! Operations on selectors, policies and patterns.

use ipld_core::ipld::Ipld;
use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ucan_core::policy::{
    Budget, Pattern, Policy, PolicyError, PolicyFailure, PolicyTextError, ResolveError, Selector,
    SelectorError,
};
use varsig::{dag_cbor::Limits, dag_json};

use super::names::{Named, refuse, unnamed};

pub(crate) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "ucan.selector.parse" => parse_selector(case),
        "ucan.selector.resolve" => resolve(case),
        "ucan.policy.parse" => parse_policy(case),
        "ucan.policy.judge" => judge(case),
        "ucan.pattern.matches" => {
            let pattern = Pattern::new(case.text("pattern")?);
            Ok(Ok(answer("matches", pattern.matches(case.text("text")?))))
        }
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

/// `{name: yes}`, the value of a question.
pub(crate) fn answer(name: &str, yes: bool) -> Outcome {
    Outcome::Value(map([(name, Value::Boolean(yes))]))
}

fn parse_selector(case: &Case) -> Run {
    Ok(Selector::parse(case.text("text")?)
        .map(|selector| Outcome::Value(text(selector.to_string())))
        .map_err(|error| refuse(&error)))
}

fn resolve(case: &Case) -> Run {
    let selector = match Selector::parse(case.text("selector")?) {
        Ok(selector) => selector,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let value = canonical(case.text("value")?)?;
    match selector.resolve(&value, &mut Budget::default()) {
        Ok(selected) => Ok(Ok(Outcome::Value(text(written(&selected.to_ipld())?)))),
        Err(error) => Ok(Err(refuse(&error))),
    }
}

fn parse_policy(case: &Case) -> Run {
    let policy = match Policy::parse_dag_json(case.text("policy")?) {
        Ok(policy) => policy,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let text = policy.to_dag_json().map_err(|_| Fault::Invariant("the policy has no text"))?;
    if written(&policy.to_ipld())? != text {
        return Err(Fault::Invariant("the policy as data is not the policy as text"));
    }
    Ok(Ok(Outcome::Value(ipvm_conformance::text(text))))
}

/// By [`Policy::judge`], and [`Policy::explain`] must come to the same.
fn judge(case: &Case) -> Run {
    let policy = match Policy::parse_dag_json(case.text("policy")?) {
        Ok(policy) => policy,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let args = canonical(case.text("args")?)?;
    let verdict = policy.judge(&args, &mut Budget::default());
    let explained = policy.explain(&args, &mut Budget::default());
    if explained.verdict().map_err(Clone::clone) != verdict {
        return Err(Fault::Invariant("the explanation comes to another verdict"));
    }
    match verdict {
        Ok(()) => Ok(Ok(answer("holds", true))),
        Err(PolicyFailure::Unsatisfied { .. }) => Ok(Ok(answer("holds", false))),
        Err(error) => Ok(Err(refuse(&error))),
    }
}

/// The value of canonical DAG-JSON.
fn canonical(text: &str) -> Result<Ipld, Fault> {
    dag_json::decode_canonical(text.as_bytes(), &Limits::default())
        .map_err(|_| Fault::Invariant("the input is no canonical DAG-JSON"))
}

fn written(value: &Ipld) -> Result<String, Fault> {
    let bytes =
        dag_json::encode(value).map_err(|_| Fault::Invariant("the value has no DAG-JSON form"))?;
    String::from_utf8(bytes).map_err(|_| Fault::Invariant("DAG-JSON is not UTF-8"))
}

impl Named for SelectorError {
    fn name(&self) -> &'static str {
        match self {
            Self::ControlCharacter { .. } => "SelectorControlCharacter",
            Self::DanglingOptional { .. } => "SelectorDanglingOptional",
            Self::IntegerOutOfRange { .. } => "SelectorIntegerOutOfRange",
            Self::InvalidBracket { .. } => "SelectorInvalidBracket",
            Self::InvalidEscape { .. } => "SelectorInvalidEscape",
            Self::InvalidInteger { .. } => "SelectorInvalidInteger",
            Self::MissingDot => "SelectorMissingDot",
            Self::RepeatedDot { .. } => "SelectorRepeatedDot",
            Self::TooManySegments => "SelectorTooManySegments",
            Self::TrailingDot => "SelectorTrailingDot",
            Self::UnboundedSlice { .. } => "SelectorUnboundedSlice",
            Self::UnclosedKey { .. } => "SelectorUnclosedKey",
            Self::UnexpectedCharacter { .. } => "SelectorUnexpectedCharacter",
            _ => unnamed(self),
        }
    }

    fn offset(&self) -> Option<usize> {
        match self {
            Self::ControlCharacter { offset }
            | Self::DanglingOptional { offset }
            | Self::IntegerOutOfRange { offset }
            | Self::InvalidBracket { offset }
            | Self::InvalidEscape { offset }
            | Self::InvalidInteger { offset }
            | Self::RepeatedDot { offset }
            | Self::UnboundedSlice { offset }
            | Self::UnclosedKey { offset }
            | Self::UnexpectedCharacter { offset, .. } => Some(*offset),
            _ => None,
        }
    }
}

impl Named for ResolveError {
    fn name(&self) -> &'static str {
        match self {
            Self::BudgetExceeded(_) => "PolicyBudgetExceeded",
            Self::Unresolvable { .. } => "SelectorUnresolvable",
            _ => unnamed(self),
        }
    }
}

impl Named for PolicyError {
    fn name(&self) -> &'static str {
        match self {
            Self::BoundNotNumber { .. } => "PolicyBoundNotNumber",
            Self::LiteralTooDeep { .. } | Self::TooDeep { .. } => "PolicyTooDeep",
            Self::MissingOperator { .. } => "PolicyMissingOperator",
            Self::OperatorNotString { .. } => "PolicyOperatorNotString",
            Self::PatternNotString { .. } => "PolicyPatternNotString",
            Self::PolicyNotList { .. } => "PolicyNotList",
            // Of a selector that stands in a policy: its offset says nothing there.
            Self::Selector { error, .. } => error.name(),
            Self::SelectorNotString { .. } => "PolicySelectorNotString",
            Self::StatementNotList { .. } => "PolicyStatementNotList",
            Self::StatementsNotList { .. } => "PolicyStatementsNotList",
            Self::TooManyStatements { .. } => "PolicyTooManyStatements",
            Self::UnknownOperator { .. } => "PolicyUnknownOperator",
            Self::WrongArity { .. } => "PolicyWrongArity",
            // A number without an encoding has no text either.
            _ => unnamed(self),
        }
    }
}

impl Named for PolicyTextError {
    fn name(&self) -> &'static str {
        match self {
            Self::DagJson(error) => error.name(),
            Self::Policy(error) => error.name(),
            _ => unnamed(self),
        }
    }
}

impl Named for PolicyFailure {
    fn name(&self) -> &'static str {
        match self {
            Self::BudgetExceeded { .. } => "PolicyBudgetExceeded",
            _ => unnamed(self),
        }
    }
}
