//! Selectors, policies and patterns.

use super::{Rule, rule};

pub(super) const ALL: &[Rule] = &[
    rule("selector.dot", "A selector begins with one dot.", "ruling Q6"),
    rule(
        "selector.dots",
        "Dots do not repeat, and none stands at the end.",
        "UCAN Delegation, Selectors; ruling Q6",
    ),
    rule(
        "selector.name",
        "A bare name begins with a letter or _ and goes on with letters, digits, _, $ and -.",
        "ruling Q6",
    ),
    rule(
        "selector.features",
        "There are names, quoted keys, indices, slices, [] and ?, and nothing else of jq.",
        "UCAN Delegation, Selectors",
    ),
    rule("selector.quoted", "A quoted key is a JSON string.", "ruling Q6"),
    rule("selector.optional", "A question mark follows a segment.", "ruling Q6"),
    rule("selector.integer", "Integers are in their shortest form.", "ruling Q6"),
    rule("selector.range", "Integers are within 2^53 - 1 of zero.", "ruling Q6"),
    rule("selector.slice", "A slice has a start or an end.", "ruling Q5"),
    rule("selector.segments", "The number of segments is bounded.", "ruling Q10"),
    rule("resolve.key", "Only maps have keys.", "ruling Q1"),
    rule("resolve.index", "Only lists and bytes have indices, up to their ends.", "ruling Q1"),
    rule("resolve.slice", "Only lists and bytes have slices.", "rulings Q1 and Q5"),
    rule("resolve.each", "Only lists and maps have elements.", "rulings Q4 and Q5"),
    rule(
        "resolve.optional",
        "A question mark turns the failure of its own segment into null.",
        "ruling Q3",
    ),
    rule(
        "resolve.children",
        "Of what [] expands, one child that cannot be resolved fails the whole.",
        "ruling Q4",
    ),
    rule("policy.shape", "A policy is a list of statements.", "UCAN Delegation, Policy"),
    rule("policy.operator", "A statement begins with a known operator.", "ruling Q10"),
    rule(
        "policy.arity",
        "A statement has the items of its operator and no others.",
        "UCAN Delegation, Policy; ruling Q10",
    ),
    rule("policy.selector", "Every selector of a policy parses.", "ruling Q6"),
    rule("policy.bound", "A bound is a number.", "ruling Q10"),
    rule("policy.pattern", "A pattern is a string.", "ruling Q10"),
    rule("policy.size", "Depth and number of statements are bounded.", "ruling Q10"),
    rule("policy.budget", "The work of an evaluation is bounded.", "ruling Q10"),
    rule("policy.conjunction", "Every statement of a policy holds.", "UCAN Delegation, Policy"),
    rule(
        "policy.equality",
        "What is selected is the value, at every depth.",
        "UCAN Delegation, Comparisons",
    ),
    rule("policy.inequality", "What is selected is a value, and another one.", "ruling Q2"),
    rule(
        "policy.numbers",
        "Numbers are compared by their exact values, whatever their types.",
        "UCAN Delegation, Comparisons; ruling Q7",
    ),
    rule(
        "policy.number-kind",
        "Only numbers are less or greater.",
        "UCAN Delegation, Comparisons; ruling Q7",
    ),
    rule(
        "policy.unresolvable",
        "A statement whose selector selects nothing does not hold.",
        "UCAN Delegation, Validation; ruling Q1",
    ),
    rule("policy.like", "Only strings are like a pattern.", "UCAN Delegation, Glob Matching"),
    rule("policy.and", "Of an and every statement holds.", "UCAN Delegation, And"),
    rule("policy.or", "Of an or one statement holds, or there is none.", "UCAN Delegation, Or"),
    rule("policy.not", "Of a not the inner statement does not hold.", "UCAN Delegation, Not"),
    rule(
        "policy.all",
        "An all holds for every element of a list or value of a map.",
        "UCAN Delegation, Quantification",
    ),
    rule(
        "policy.any",
        "An any holds for one element of a list or value of a map, or there is none.",
        "UCAN Delegation, Quantification; ruling Q9",
    ),
    rule(
        "policy.collection",
        "Only lists and maps are quantified over.",
        "UCAN Delegation, Quantification; ruling Q9",
    ),
    rule("policy.verbatim", "Arguments are taken as they are.", "UCAN Delegation, Validation"),
    rule(
        "pattern.wildcard",
        "A star is any run of characters, none and line ends included.",
        "UCAN Delegation, Glob Matching; ruling Q8",
    ),
    rule(
        "pattern.escape",
        "A backslash before a star makes it a star, and is a backslash elsewhere.",
        "ruling Q8",
    ),
    rule(
        "pattern.literal",
        "Everything else stands for itself, from the first character to the last.",
        "UCAN Delegation, Glob Matching",
    ),
];
