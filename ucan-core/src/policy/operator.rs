//! The names of the operators.

use super::Statement;

/// The first item of a statement.
#[derive(Clone, Copy)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
    And,
    Or,
    Not,
    All,
    Any,
}

impl Operator {
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "==" => Self::Equal,
            "!=" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            "like" => Self::Like,
            "and" => Self::And,
            "or" => Self::Or,
            "not" => Self::Not,
            "all" => Self::All,
            "any" => Self::Any,
            _ => return None,
        })
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Like => "like",
            Self::And => "and",
            Self::Or => "or",
            Self::Not => "not",
            Self::All => "all",
            Self::Any => "any",
        }
    }

    /// The operator of `statement`.
    pub(super) const fn of(statement: &Statement) -> Self {
        match statement {
            Statement::Equal { .. } => Self::Equal,
            Statement::NotEqual { .. } => Self::NotEqual,
            Statement::Less { .. } => Self::Less,
            Statement::LessOrEqual { .. } => Self::LessOrEqual,
            Statement::Greater { .. } => Self::Greater,
            Statement::GreaterOrEqual { .. } => Self::GreaterOrEqual,
            Statement::Like { .. } => Self::Like,
            Statement::And(_) => Self::And,
            Statement::Or(_) => Self::Or,
            Statement::Not(_) => Self::Not,
            Statement::All { .. } => Self::All,
            Statement::Any { .. } => Self::Any,
        }
    }
}
