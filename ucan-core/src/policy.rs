//! The policy language: conditions on the arguments of an eventual invocation
//! (UCAN Delegation, Policy; rulings Q1–Q10).
//!
//! A [`Policy`] is a list of [`Statement`]s, all of which must hold. A statement
//! picks a part of the arguments with a [`Selector`] and compares it with what the
//! policy says, or joins, inverts or repeats other statements.
//!
//! | On the wire | [`Statement`] | Holds when |
//! |---|---|---|
//! | `["==", selector, value]` | [`equal`] | the selected value is `value`, at every depth |
//! | `["!=", selector, value]` | [`not_equal`] | there is a selected value, and it is another one |
//! | `["<", selector, number]` | [`less`] | the selected value is a smaller number |
//! | `["<=", selector, number]` | [`at_most`] | … is a smaller number or the same |
//! | `[">", selector, number]` | [`greater`] | … is a greater number |
//! | `[">=", selector, number]` | [`at_least`] | … is a greater number or the same |
//! | `["like", selector, pattern]` | [`like`] | … is a string that the [`Pattern`] matches |
//! | `["and", [statement, …]]` | [`and`] | every one holds; also if there is none |
//! | `["or", [statement, …]]` | [`or`] | one holds; also if there is none (ruling Q9) |
//! | `["not", statement]` | [`not`] | the inner one does not hold |
//! | `["all", selector, statement]` | [`all`] | it holds for every element of a collection |
//! | `["any", selector, statement]` | [`any`] | it holds for one element; also if there is none |
//!
//! A selector that selects nothing, or a value of the wrong kind, makes its
//! statement false and is never an error. What cannot be read is an error when the
//! policy is parsed, so that no mistake waits until a token is used.
//!
//! ```
//! use ipld_core::ipld;
//! # use ucan_core::policy;
//! use policy::{Budget, Policy, Selector, any, at_most, like};
//!
//! let policy = Policy::new(vec![
//!     any(Selector::parse(".to")?, like(Selector::parse(".")?, "*@example.com")),
//!     at_most(Selector::parse(".size")?, 1024),
//! ])?;
//!
//! let args = ipld!({ "to": ["bob@example.com", "carol@elsewhere.test"], "size": 12 });
//! assert_eq!(policy.judge(&args, &mut Budget::default()), Ok(()));
//!
//! let args = ipld!({ "to": ["carol@elsewhere.test"], "size": 12 });
//! let failure = policy.judge(&args, &mut Budget::default()).unwrap_err();
//! assert_eq!(failure.to_string(), "the arguments do not satisfy the policy statement at [0]");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Why not?
//!
//! [`Policy::explain`] comes to the same verdict as [`Policy::judge`] and says for every
//! statement what it saw, as a tree, as text and as data:
//!
//! ```
//! # use ipld_core::ipld;
//! # use ucan_core::policy::{Budget, Policy};
//! let policy: Policy = r#"[["<=", ".amount", 400], ["like", ".to.name", "A*"]]"#.parse()?;
//! let args = ipld!({ "amount": 500, "to": "Alice" });
//! let explanation = policy.explain(&args, &mut Budget::default());
//! assert_eq!(explanation.to_string(), "\
//! the arguments do not satisfy the policy statement at [0]
//!   [0] fails: `.amount` is 500, which is not at most 400
//!   [1] fails: `.to.name` selects nothing: a string has no keys, at segment 1, `.name`");
//! # Ok::<(), ucan_core::policy::PolicyTextError>(())
//! ```
//!
//! Where parts of the arguments are not known yet, [`Policy::foresee`] says which
//! statements hold or fail whatever they will be, and on which parts the others depend.
//!
//! # Text
//!
//! Policies and statements print as canonical DAG-JSON and are read from any DAG-JSON;
//! selectors and patterns print byte for byte as they were written. [`Selector::builder`]
//! and [`Pattern::literal`] take care of quotes and escapes. [`Policy::warnings`] finds
//! what is allowed but likely a mistake.
//!
//! # Cost
//!
//! Policies and arguments come from strangers. [`Policy::parse`] refuses policies
//! beyond [`MAX_NESTING`], [`MAX_STATEMENTS`] and
//! [`MAX_SELECTOR_SEGMENTS`]; [`Policy::judge`] spends a [`Budget`] of steps, refuses
//! when it is used up, and never clones the arguments (ruling Q10).

mod budget;
mod builder;
mod document;
mod equality;
mod error;
mod excerpt;
mod explain;
mod foresee;
mod json;
mod judge;
mod number;
mod operator;
mod pattern;
mod resolve;
mod segment_error;
mod selected;
mod selector;
mod shape;
mod statement;
mod syntax;
mod warning;
mod wire;

pub use budget::{Budget, BudgetExceeded};
pub use builder::SelectorBuilder;
pub use document::Policy;
pub use error::{IndexPath, PolicyError, PolicyFailure};
pub use explain::{
    Explained, Explanation, MAX_EXPLAINED, MAX_EXPLAINED_CHILDREN, Outcome, Selection,
};
pub use foresee::Prospect;
pub use json::PolicyTextError;
pub use number::Number;
pub use pattern::Pattern;
pub use resolve::ResolveError;
pub use segment_error::SegmentError;
pub use selected::Selected;
pub use selector::{MAX_SELECTOR_SEGMENTS, Selector, SelectorError};
pub use shape::{MAX_NESTING, MAX_STATEMENTS};
pub use statement::{
    Statement, all, and, any, at_least, at_most, equal, greater, less, like, not, not_equal, or,
};
pub use warning::PolicyWarning;
