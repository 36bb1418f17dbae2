//! Numbers.

use alloc::string::{String, ToString};

use ipld_core::ipld::Ipld;

use super::{ArgumentFault, Parsed, Parser, fault_at};
use crate::float::{decode_f32, decode_f64, encode_f64};
use crate::path::Here;
use crate::types::Type;

impl<'t> Parser<'t, '_> {
    pub(super) fn integer<T: TryFrom<i128>>(&mut self, ty: &Type, here: &Here<'_>) -> Parsed {
        let offset = self.cursor.offset();
        let text = self.digits(ty, here)?;
        let value = text.parse::<i128>().ok().filter(|value| T::try_from(*value).is_ok());
        let out_of_range = || fault_at(offset, ArgumentFault::OutOfRange, ty, here);
        value.map(Ipld::Integer).ok_or_else(out_of_range)
    }

    pub(super) fn float(&mut self, ty: &Type, here: &Here<'_>) -> Parsed {
        let offset = self.cursor.offset();
        let special = ["nan", "inf", "-inf", "\"NaN\"", "\"Infinity\"", "\"-Infinity\""];
        let values = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
        for (name, value) in special.into_iter().zip(values.into_iter().cycle()) {
            if self.cursor.eat(name) {
                if self.finite {
                    return Err(fault_at(offset, ArgumentFault::NonFinite, ty, here));
                }
                return Ok(encode_f64(value));
            }
        }
        let start = self.cursor;
        self.digits(ty, here)?;
        let fraction = self.cursor.eat(".");
        if fraction {
            self.some_digits(ty, here)?;
        }
        let exponent = self.cursor.eat("e") || self.cursor.eat("E");
        if exponent {
            let _ = self.cursor.eat("+") || self.cursor.eat("-");
            self.some_digits(ty, here)?;
        }
        let length = self.cursor.offset() - start.offset();
        let text = &start.rest()[..length];
        let parsed = if fraction || exponent {
            nearest(text, ty).ok_or(ArgumentFault::OutOfRange)
        } else {
            exact(text, ty).ok_or(ArgumentFault::Inexact)
        };
        parsed.map(encode_f64).map_err(|fault| fault_at(offset, fault, ty, here))
    }

    /// An integer as JSON has it: no plus sign, no zero in front.
    fn digits(&mut self, ty: &Type, here: &Here<'_>) -> Result<String, crate::ArgumentError> {
        let minus = if self.cursor.eat("-") { "-" } else { "" };
        if self.cursor.eat("0") {
            return Ok("0".to_string());
        }
        Ok(minus.to_string() + self.some_digits(ty, here)?)
    }

    fn some_digits(&mut self, ty: &Type, here: &Here<'_>) -> Result<&'t str, crate::ArgumentError> {
        match self.cursor.take(|char| char.is_ascii_digit()) {
            "" => Err(self.unexpected(ty, here)),
            digits => Ok(digits),
        }
    }
}

/// The float of the type that is nearest to a decimal number, if it is finite.
fn nearest(text: &str, ty: &Type) -> Option<f64> {
    let float =
        if *ty == Type::F32 { text.parse::<f32>().ok()?.into() } else { text.parse().ok()? };
    Some(float).filter(|float: &f64| float.is_finite())
}

/// The float that is this integer.
fn exact(text: &str, ty: &Type) -> Option<f64> {
    let integer = Ipld::Integer(text.parse().ok()?);
    if *ty == Type::F32 {
        decode_f32(&integer).ok().map(f64::from)
    } else {
        decode_f64(&integer).ok()
    }
}
