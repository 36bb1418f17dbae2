//! The texts, sentence by sentence, and the rulings: what of them which cases pin.

mod container;
mod core;
mod delegation;
mod effects_draft;
mod error;
mod faults;
mod high_level;
mod homestar;
mod http_header;
mod index;
mod invocation;
mod invocation_v0_2;
mod job_draft;
mod page;
mod promise;
mod receipt_draft;
mod receipt_practice;
mod revocation;
mod revocation_service;
mod row;
mod rulings;
mod sentence;
mod varsig;
mod varsig_common_headers;
mod workflow;

pub use error::CoverageError;
pub(crate) use page::markdown;
pub use row::{Kind, Row, RulingRow, Section, Shown, Text};
pub use rulings::ALL as RULINGS;
pub use sentence::{Sentence, sentences};

/// Every text, in the order of the page.
pub const ALL: &[Text] = &[
    varsig::TEXT,
    varsig_common_headers::TEXT,
    core::TEXT,
    delegation::TEXT,
    invocation::TEXT,
    promise::TEXT,
    container::TEXT,
    revocation::TEXT,
    revocation_service::TEXT,
    http_header::TEXT,
    receipt_practice::TEXT,
    receipt_draft::TEXT,
    invocation_v0_2::TEXT,
    workflow::TEXT,
    job_draft::TEXT,
    effects_draft::TEXT,
    high_level::TEXT,
    homestar::TEXT,
];
