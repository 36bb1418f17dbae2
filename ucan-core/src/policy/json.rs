//! Policies as DAG-JSON text.

use alloc::{string::String, vec::Vec};
use core::{fmt, str::FromStr};

use ipld_core::ipld::Ipld;
use varsig::{
    dag_cbor::Limits,
    dag_json::{self, DagJsonError, EncodeError},
};

use super::{Policy, PolicyError, Statement};

/// Why a text is no policy or statement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyTextError {
    /// The text is not DAG-JSON.
    #[error(transparent)]
    DagJson(#[from] DagJsonError),
    /// It is DAG-JSON, but no policy or statement.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

impl Policy {
    /// Reads a policy from DAG-JSON, which need not be canonical: people write policies.
    ///
    /// # Errors
    ///
    /// - [`PolicyTextError::DagJson`] if the text is not DAG-JSON or is beyond the
    ///   default [`Limits`] of size.
    /// - [`PolicyTextError::Policy`] if it is, but no policy.
    pub fn parse_dag_json(text: impl AsRef<[u8]>) -> Result<Self, PolicyTextError> {
        Ok(Self::parse(&dag_json::decode(text.as_ref(), &Limits::default())?)?)
    }

    /// Writes the policy as canonical DAG-JSON, which reads back as the same policy.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if a value to compare with is or contains a map that DAG-JSON
    /// keeps for links and bytes, such as `{"/": "text"}`. Its path begins at that value.
    pub fn to_dag_json(&self) -> Result<String, EncodeError> {
        let mut text = Vec::new();
        write_statements(self.statements(), &mut text, &mut dag_json::encode)?;
        Ok(into_string(text))
    }
}

impl Statement {
    /// Reads a statement from DAG-JSON, which need not be canonical.
    ///
    /// # Errors
    ///
    /// As [`Policy::parse_dag_json`].
    pub fn parse_dag_json(text: impl AsRef<[u8]>) -> Result<Self, PolicyTextError> {
        Ok(Self::parse(&dag_json::decode(text.as_ref(), &Limits::default())?)?)
    }

    /// Writes the statement as canonical DAG-JSON.
    ///
    /// # Errors
    ///
    /// As [`Policy::to_dag_json`], and for what no policy could contain: numbers without
    /// an encoding, and values that are nested too deeply.
    pub fn to_dag_json(&self) -> Result<String, EncodeError> {
        let mut text = Vec::new();
        write_statement(self, &mut text, &mut dag_json::encode)?;
        Ok(into_string(text))
    }
}

impl fmt::Display for Policy {
    /// Canonical DAG-JSON, as [`Policy::to_dag_json`] writes it. A value that has none is
    /// written in its `Debug` form in angle brackets instead, which no reader accepts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::new();
        let Ok(()) = write_statements(self.statements(), &mut text, &mut encode_or_debug);
        f.write_str(&into_string(text))
    }
}

impl fmt::Display for Statement {
    /// Canonical DAG-JSON, as [`Statement::to_dag_json`] writes it. A value that has none
    /// is written in its `Debug` form in angle brackets instead, which no reader accepts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::new();
        let Ok(()) = write_statement(self, &mut text, &mut encode_or_debug);
        f.write_str(&into_string(text))
    }
}

impl FromStr for Policy {
    type Err = PolicyTextError;

    fn from_str(text: &str) -> Result<Self, PolicyTextError> {
        Self::parse_dag_json(text)
    }
}

impl FromStr for Statement {
    type Err = PolicyTextError;

    fn from_str(text: &str) -> Result<Self, PolicyTextError> {
        Self::parse_dag_json(text)
    }
}

/// The brackets matter: the `Debug` form alone may be DAG-JSON, of another value.
fn encode_or_debug(value: &Ipld) -> Result<Vec<u8>, core::convert::Infallible> {
    Ok(dag_json::encode(value).unwrap_or_else(|_| alloc::format!("<{value:?}>").into_bytes()))
}

fn into_string(text: Vec<u8>) -> String {
    // Only whole strings are put together, so that nothing is replaced.
    String::from_utf8(text).unwrap_or_default()
}

/// Writes the brackets of statements, and has `encode` write what is between them, so that
/// one value without text does not spoil the others.
fn write_statements<E>(
    statements: &[Statement],
    text: &mut Vec<u8>,
    encode: &mut impl FnMut(&Ipld) -> Result<Vec<u8>, E>,
) -> Result<(), E> {
    text.push(b'[');
    for (index, statement) in statements.iter().enumerate() {
        if index > 0 {
            text.push(b',');
        }
        write_statement(statement, text, encode)?;
    }
    text.push(b']');
    Ok(())
}

fn write_statement<E>(
    statement: &Statement,
    text: &mut Vec<u8>,
    encode: &mut impl FnMut(&Ipld) -> Result<Vec<u8>, E>,
) -> Result<(), E> {
    text.push(b'[');
    text.extend(encode(&statement.operator().into())?);
    text.push(b',');
    if let Some(selector) = statement.selector() {
        text.extend(encode(&selector.as_str().into())?);
        text.push(b',');
    }
    match statement {
        Statement::Equal { value, .. } | Statement::NotEqual { value, .. } => {
            text.extend(encode(value)?);
        }
        Statement::Less { bound, .. }
        | Statement::LessOrEqual { bound, .. }
        | Statement::Greater { bound, .. }
        | Statement::GreaterOrEqual { bound, .. } => text.extend(encode(&(*bound).into())?),
        Statement::Like { pattern, .. } => text.extend(encode(&pattern.as_str().into())?),
        Statement::And(statements) | Statement::Or(statements) => {
            write_statements(statements, text, encode)?;
        }
        Statement::Not(statement)
        | Statement::All { statement, .. }
        | Statement::Any { statement, .. } => write_statement(statement, text, encode)?,
    }
    text.push(b']');
    Ok(())
}
