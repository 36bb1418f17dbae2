//! The world `example:hello/hello` in Rust.

use std::collections::BTreeMap;

wit_bindgen::generate!({ path: "wit", world: "hello" });

struct Hello;

export!(Hello);

impl Guest for Hello {
    fn shout(text: String) -> String {
        text.to_ascii_uppercase()
    }

    fn divide(dividend: i64, divisor: i64) -> Result<i64, String> {
        if divisor == 0 {
            return Err("division by zero".to_owned());
        }
        dividend.checked_div(divisor).ok_or_else(|| "the quotient is too large".to_owned())
    }

    fn letters(text: String) -> Vec<(char, u32)> {
        let mut counts = BTreeMap::new();
        for letter in text.chars().filter(char::is_ascii_alphabetic) {
            *counts.entry(letter.to_ascii_lowercase()).or_insert(0) += 1;
        }
        counts.into_iter().collect()
    }
}
