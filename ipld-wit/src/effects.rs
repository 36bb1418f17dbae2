//! Functions that ask for effects, told by their types.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::function::FunctionType;
use crate::types::{Case, Field, Type};

impl Type {
    /// The record `effects` of the interface `ipvm:task/types@0.1.0`, which stands in
    /// [`TASK_WIT`](crate::TASK_WIT).
    #[must_use]
    pub fn effects() -> Self {
        let bytes = || Self::list(Self::U8);
        let record = |fields: Vec<(&str, Self)>| {
            Self::record(fields.into_iter().map(|(name, ty)| Field::new(name, ty)).collect())
        };
        let task = record(vec![
            ("subject", Self::String),
            ("command", Self::String),
            ("arguments", bytes()),
            ("nonce", bytes()),
        ]);
        let effect = Self::Variant(vec![
            Case::new(String::from("task"), Some(task)),
            Case::new(String::from("known"), Some(Self::Link)),
        ]);
        record(vec![("fork", Self::list(effect.clone())), ("join", Self::option(effect))])
    }
}

impl FunctionType {
    /// Whether the function asks for effects: it returns a tuple of two, the second of which has
    /// exactly the [type of effects](Type::effects), alone or as the success of a `result`.
    ///
    /// As with a link the structure decides and not a name, and never a value: what any other
    /// function returns is data, whatever it looks like.
    ///
    /// ```
    /// use ipld_wit::{FunctionType, Type};
    ///
    /// let effects = Type::effects();
    /// for (result, asks) in [
    ///     (format!("tuple<string, {effects}>"), true),
    ///     (format!("result<tuple<string, {effects}>, u8>"), true),
    ///     (format!("{effects}"), false),
    ///     (format!("option<tuple<string, {effects}>>"), false),
    /// ] {
    ///     let function: FunctionType = format!("func() -> {result}").parse()?;
    ///     assert_eq!(function.asks_for_effects(), asks);
    /// }
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    #[must_use]
    pub fn asks_for_effects(&self) -> bool {
        let returned = match self.result() {
            Some(Type::Result { ok: Some(ok), .. }) => ok,
            Some(returned) => returned,
            None => return false,
        };
        matches!(returned, Type::Tuple(parts) if matches!(
            &parts[..], [_, effects] if *effects == Type::effects()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn asks(result: &str) -> bool {
        format!("func() -> {result}").parse::<FunctionType>().unwrap().asks_for_effects()
    }

    #[test]
    fn a_tuple_of_a_result_and_effects_asks() {
        let effects = Type::effects();
        for value in ["u8", "tuple<u8, u8>", "list<string>", "result<u8, string>"] {
            assert!(asks(&format!("tuple<{value}, {effects}>")), "{value}");
            assert!(asks(&format!("result<tuple<{value}, {effects}>>")), "{value}");
            assert!(asks(&format!("result<tuple<{value}, {effects}>, {value}>")), "{value}");
        }
        assert!(asks(&format!("tuple<{effects}, {effects}>")));
    }

    #[test]
    fn nothing_else_does() {
        let effects = Type::effects();
        for result in [
            format!("{effects}"),
            format!("tuple<{effects}>"),
            format!("tuple<{effects}, u8>"),
            format!("tuple<u8, u8, {effects}>"),
            format!("tuple<tuple<u8, {effects}>>"),
            format!("list<tuple<u8, {effects}>>"),
            format!("option<tuple<u8, {effects}>>"),
            format!("result<u8, tuple<u8, {effects}>>"),
            format!("result<result<tuple<u8, {effects}>>>"),
            format!("record {{ value: u8, effects: {effects} }}"),
            "tuple<u8, record { fork: list<u8>, join: option<u8> }>".into(),
        ] {
            assert!(!asks(&result), "{result}");
        }
        assert!(!"func()".parse::<FunctionType>().unwrap().asks_for_effects());
    }

    #[test]
    fn every_name_and_every_order_matters() {
        let exact = format!("{}", Type::effects());
        assert!(asks(&format!("tuple<u8, {exact}>")));
        for (from, to) in [
            ("fork", "forks"),
            ("join", "next"),
            ("subject", "with"),
            ("known(link)", "known(record { cid: list<u8> })"),
            ("nonce: list<u8>", "nonce: string"),
            ("subject: string, command: string", "command: string, subject: string"),
        ] {
            let other = exact.replace(from, to);
            assert_ne!(other, exact, "{from}");
            assert!(!asks(&format!("tuple<u8, {other}>")), "{from}");
        }
    }
}
