//! Selectors and policies.

use super::{ErrorName, error};

pub(super) const ALL: &[ErrorName] = &[
    error("SelectorMissingDot", "The selector does not begin with a dot.", "ruling Q6"),
    error("SelectorRepeatedDot", "Two dots stand side by side.", "UCAN Delegation, Selectors"),
    error("SelectorTrailingDot", "The selector ends with a dot and is more than it.", "ruling Q6"),
    error("SelectorDanglingOptional", "A question mark follows a dot.", "ruling Q6"),
    error(
        "SelectorUnexpectedCharacter",
        "A character stands where a name, a dot, a bracket or a question mark could.",
        "ruling Q6",
    ),
    error(
        "SelectorInvalidBracket",
        "A bracket is not closed, or holds something else than nothing, a quoted key, an index \
         or a slice.",
        "UCAN Delegation, Selectors",
    ),
    error("SelectorUnclosedKey", "A quoted key has no closing quotes.", "ruling Q6"),
    error(
        "SelectorInvalidEscape",
        "A quoted key has an escape that JSON does not have, or one half of a surrogate pair.",
        "ruling Q6; RFC 8259, section 7",
    ),
    error(
        "SelectorControlCharacter",
        "A control character stands in a quoted key unescaped.",
        "ruling Q6; RFC 8259, section 7",
    ),
    error(
        "SelectorInvalidInteger",
        "An index or a bound has a zero in front, a plus sign or no digits, or is minus zero.",
        "ruling Q6",
    ),
    error(
        "SelectorIntegerOutOfRange",
        "An index or a bound is beyond 2^53 - 1 on either side of zero.",
        "ruling Q6",
    ),
    error("SelectorUnboundedSlice", "A slice has neither start nor end.", "ruling Q5"),
    error(
        "SelectorTooManySegments",
        "The selector has more segments than the reader allows.",
        "ruling Q10",
    ),
    error(
        "SelectorUnresolvable",
        "The selector selects nothing, not even null.",
        "UCAN Delegation, Validation; ruling Q1",
    ),
    error("PolicyNotList", "The policy is not a list.", "UCAN Delegation, Policy"),
    error("PolicyStatementNotList", "A statement is not a list.", "UCAN Delegation, Policy"),
    error("PolicyMissingOperator", "A statement is an empty list.", "ruling Q10"),
    error("PolicyOperatorNotString", "The operator of a statement is not a string.", "ruling Q10"),
    error("PolicyUnknownOperator", "The language has no such operator.", "ruling Q10"),
    error(
        "PolicyWrongArity",
        "A statement has more or fewer items than its operator demands.",
        "ruling Q10",
    ),
    error("PolicySelectorNotString", "A selector is not a string.", "UCAN Delegation, Policy"),
    error(
        "PolicyBoundNotNumber",
        "An inequality compares with something else than a number.",
        "ruling Q10",
    ),
    error("PolicyPatternNotString", "The pattern of a like is not a string.", "ruling Q10"),
    error("PolicyStatementsNotList", "An and or an or has no list of statements.", "ruling Q10"),
    error(
        "PolicyTooDeep",
        "Lists and maps of the policy, those of values to compare with included, nest deeper \
         than the reader allows.",
        "ruling Q10",
    ),
    error(
        "PolicyTooManyStatements",
        "The policy has more statements than the reader allows.",
        "ruling Q10",
    ),
    error(
        "PolicyBudgetExceeded",
        "The evaluation takes more work than is allowed, so that the token is refused.",
        "ruling Q10",
    ),
];
