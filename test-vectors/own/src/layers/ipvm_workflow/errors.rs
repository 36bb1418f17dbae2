//! The errors of the crate under their neutral names, variant by variant.

use ipvm_task::{ConfigLayerError, ConfigRule, MeasureRule};
use ipvm_workflow::{
    CaughtFailureError, DocumentError, DraftError, EffectiveError, FlowError, HandledError,
    OpenError, ResultsError, ScheduleError, SealError, task_list, v0_1,
};
use ucan_core::FieldRule;
use varsig::dag_cbor::DagCborError;

use super::names::{Named, unnamed};

impl Named for DocumentError {
    fn name(&self) -> &'static str {
        match self {
            Self::Config { error, .. } => error.name(),
            Self::Cycle(_) => "WorkflowCycle",
            Self::FailureSlot { .. } => "FailureSlot",
            Self::Field(error) | Self::Handler(error) | Self::Task { error, .. } => error.name(),
            Self::HandlerAwaits => "HandlerAwaits",
            Self::HandlerCommand { .. } => "HandlerCommand",
            Self::LabelTooLong { .. } => "LabelTooLong",
            Self::NoTasks => "WorkflowNoTasks",
            Self::Parent => "WorkflowParent",
            Self::ReservedLabel { .. } => "WorkflowReservedLabel",
            Self::Version { .. } => "WorkflowVersion",
            _ => unnamed(self),
        }
    }
}

impl Named for ConfigLayerError {
    fn name(&self) -> &'static str {
        match &self.rule {
            ConfigRule::Field(FieldRule::Kind { .. } | FieldRule::Value { .. }) => "ConfigField",
            ConfigRule::Field(FieldRule::Unknown) => "ConfigUnknown",
            ConfigRule::Measure(MeasureRule::Kind { .. }) => "MeasureKind",
            ConfigRule::Measure(MeasureRule::Unit { .. }) => "MeasureUnit",
            _ => unnamed(self),
        }
    }
}

impl Named for DraftError {
    fn name(&self) -> &'static str {
        match self {
            Self::Field { error, .. } => error.name(),
            Self::Json { error, .. } => error.name(),
            Self::Parent => "WorkflowParent",
            Self::Version { .. } => "WorkflowVersion",
            _ => unnamed(self),
        }
    }

    fn offset(&self) -> Option<usize> {
        match self {
            Self::Json { error, .. } => error.offset(),
            _ => None,
        }
    }
}

impl Named for SealError {
    fn name(&self) -> &'static str {
        match self {
            Self::Cycle(_) => "WorkflowCycle",
            Self::Document(error) => error.name(),
            Self::EmptyNonce { .. } => "NonceEmpty",
            Self::Encode { error, .. } => error.name(),
            Self::HandlerAwaits { .. } => "HandlerAwaits",
            Self::NoIssuer { .. } => "NoIssuer",
            Self::NoNonceSource { .. } => "NonceMissing",
            Self::RepeatedNonce { .. } => "NonceRepeated",
            Self::UnknownLabel { .. } => "LabelUnknown",
            Self::WholeArguments { .. } => "PromiseOfAllArguments",
            _ => unnamed(self),
        }
    }
}

impl Named for OpenError {
    fn name(&self) -> &'static str {
        match self {
            Self::Command { .. } => "WorkflowCommand",
            Self::Document(error) => error.name(),
            Self::Handler(error) | Self::Task { error, .. } => error.name(),
            Self::Policy(error) => error.name(),
            _ => unnamed(self),
        }
    }
}

impl Named for FlowError {
    fn name(&self) -> &'static str {
        match self {
            Self::Cycle(_) => "WorkflowCycle",
            Self::NoTasks => "WorkflowNoTasks",
            Self::ReservedLabel { .. } => "WorkflowReservedLabel",
            Self::UnknownLabel { .. } => "LabelUnknown",
            _ => unnamed(self),
        }
    }
}

impl Named for ScheduleError {
    fn name(&self) -> &'static str {
        match self {
            Self::Encode { error, .. } => error.name(),
            Self::NotAsked { .. } => "HandlerNotAsked",
            Self::NotRunning { .. } => "TaskNotRunning",
            Self::PromiseBroken { .. } => "PromiseBroken",
            Self::UnknownLabel { .. } => "LabelUnknown",
            _ => unnamed(self),
        }
    }
}

impl Named for CaughtFailureError {
    fn name(&self) -> &'static str {
        match self {
            Self::Field(error) => error.name(),
            Self::Value(error) => error.name(),
            Self::Words { .. } => "FailureWords",
            _ => unnamed(self),
        }
    }

    fn offset(&self) -> Option<usize> {
        match self {
            Self::Value(error) => DagCborError::offset(error),
            _ => None,
        }
    }
}

impl Named for HandledError {
    fn name(&self) -> &'static str {
        match self {
            Self::Keys { .. } => "AnswerKeys",
            Self::NotAMap => "AnswerNotAMap",
            Self::NotText { .. } => "AnswerNotText",
            Self::UnknownKey { .. } => "AnswerUnknownKey",
            _ => unnamed(self),
        }
    }
}

impl Named for EffectiveError {
    fn name(&self) -> &'static str {
        match self {
            Self::Answer { .. } => "OutcomeAnswer",
            Self::Branch { .. } => "OutcomeBranch",
            Self::Handled { error, .. } => error.name(),
            _ => unnamed(self),
        }
    }
}

impl Named for ResultsError {
    fn name(&self) -> &'static str {
        match self {
            Self::Caught { .. } => "ResultsCaught",
            Self::CaughtWell { .. } => "ResultsCaughtWell",
            Self::Conclusion { .. } => "ResultsConclusion",
            Self::End { .. } => "ResultsEnd",
            Self::Field(error) => error.name(),
            Self::Name { .. } => "ResultsName",
            Self::NoTasks => "WorkflowNoTasks",
            Self::NoneCaught => "ResultsNoneCaught",
            Self::NotAMap => "ResultsNotAMap",
            Self::NotOver { .. } => "ResultsNotOver",
            Self::Ran { .. } => "ResultsRan",
            Self::Ring { .. } => "ResultsRing",
            Self::Target { .. } => "ResultsTarget",
            Self::Word { .. } => "ResultsWord",
            _ => unnamed(self),
        }
    }
}

impl Named for v0_1::ReadError {
    fn name(&self) -> &'static str {
        match self {
            Self::Catch => "OlderCatch",
            Self::Config { error, .. } => error.name(),
            Self::Field { error, .. } => error.name(),
            Self::InvocationVersion { .. } | Self::Version { .. } => "WorkflowVersion",
            Self::Json(error) => error.name(),
            Self::LooksLikePromise { .. } => "OlderData",
            Self::OtherInvocation { .. } => "OlderPromiseElsewhere",
            Self::Parent => "WorkflowParent",
            Self::Promise { .. } => "OlderPromise",
            Self::Task { .. } => "OlderTask",
            Self::TwoNames { .. } => "OlderTwoNames",
            _ => unnamed(self),
        }
    }
}

impl Named for task_list::ReadError {
    fn name(&self) -> &'static str {
        match self {
            Self::ByLink { .. } => "ListByLink",
            Self::Field(error) => error.name(),
            Self::Limits { .. } => "ListLimits",
            Self::LooksLikeLabel { .. } => "ListData",
            Self::NonceForm { .. } => "ListNonce",
            Self::Older { .. } => "OlderTask",
            _ => unnamed(self),
        }
    }
}

impl Named for task_list::WriteError {
    fn name(&self) -> &'static str {
        match self {
            Self::NoPlace { .. } => "ListNoPlace",
            Self::Proofs { .. } => "ListProofs",
            _ => unnamed(self),
        }
    }
}
