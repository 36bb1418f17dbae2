//! An executor as an agent.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::Thread,
    time::{Duration, Instant},
};

use ucan_core::Did;

use super::{Agent, AgentError, AgentRequest};
use crate::executor::{Executor, Job, JobReport, TaskOutcome};

/// How long it takes at the most until a wish that the answer is not wanted is heeded.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// It takes the work that it takes from everybody, and gives its receipt even of a secret
/// task: whoever has the invocation may have the result.
impl Agent for Executor {
    fn did(&self) -> &Did {
        Self::did(self)
    }

    fn attest(&self, request: &AgentRequest) -> Result<Vec<u8>, AgentError> {
        let job = self
            .receive(request.invocation.bytes(), &request.blocks)
            .map_err(|error| AgentError::Receive(Box::new(error)))?;
        if job.workflow().is_some() {
            return Err(AgentError::Workflow);
        }
        let mut handle = self.submit(&job).map_err(|error| AgentError::Run(Box::new(error)))?;
        let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
        let mut context = Context::from_waker(&waker);
        let report: JobReport = loop {
            match Pin::new(&mut handle).poll(&mut context) {
                Poll::Ready(report) => break report,
                Poll::Pending => std::thread::park_timeout(LOOK_AGAIN),
            }
            if request.cancellation.is_cancelled() || Instant::now() >= request.deadline {
                handle.cancel();
            }
        };
        let task = report.task(Job::SINGLE).ok_or(AgentError::Task(None))?;
        match (&task.outcome, task.attested()) {
            (_, Some(attested)) => Ok(attested.released().block().bytes().to_vec()),
            (TaskOutcome::Failed { error }, None) => {
                Err(AgentError::Task(Some(Box::new(error.clone()))))
            }
            (_, None) => Err(AgentError::Task(None)),
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
