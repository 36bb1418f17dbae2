//! A job that runs.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use super::{Event, JobReport, Observer, walk::Walk};

/// A job that was submitted. It goes on if this is dropped.
///
/// It can be waited on, or awaited in any async runtime: it is a plain future, woken by
/// the worker that ends the job. Clones are handles of the same job.
#[derive(Clone)]
pub struct JobHandle(pub(super) Way);

/// How a job goes.
#[derive(Clone)]
pub(super) enum Way {
    /// On its way, or at its end.
    Walk(Arc<Walk>),
    /// Nothing was to be done: the result of its one task was known.
    Known(Arc<JobReport>),
}

impl JobHandle {
    /// Waits until the job has ended. On a thread of the executor's own pool it works
    /// meanwhile.
    #[must_use]
    pub fn wait(&self) -> JobReport {
        match &self.0 {
            Way::Walk(walk) => walk.wait(),
            Way::Known(report) => report.as_ref().clone(),
        }
    }

    /// The report, if the job has ended.
    #[must_use]
    pub fn report(&self) -> Option<JobReport> {
        match &self.0 {
            Way::Walk(walk) => walk.report(),
            Way::Known(report) => Some(report.as_ref().clone()),
        }
    }

    /// Starts nothing any more, and stops what can be stopped. A mutation that was begun
    /// goes on, unless its handler heeds the wish and has done nothing yet. Tasks that did
    /// not begin end without a receipt; the job then ends as ever.
    pub fn cancel(&self) {
        if let Way::Walk(walk) = &self.0 {
            walk.cancel();
        }
    }

    /// Starts nothing any more, lets what runs come to its end, and waits for that: then
    /// [`Executor::archive`](super::Executor::archive) has all that there is, and the
    /// workflow can go on elsewhere, or here another time. It gets no receipt of its own,
    /// since it has not ended. A job that has ended already is as it was.
    #[must_use]
    pub fn suspend(&self) -> JobReport {
        if let Way::Walk(walk) = &self.0 {
            walk.suspend();
        }
        self.wait()
    }

    /// Whether it was [suspended](Self::suspend): what runs may still do so.
    #[must_use]
    pub fn is_suspended(&self) -> bool {
        match &self.0 {
            Way::Walk(walk) => walk.is_suspended(),
            Way::Known(_) => false,
        }
    }

    /// What happens, from the first event on; each asking starts there. The iterator waits
    /// for the next event, and ends with the job.
    #[must_use]
    pub fn events(&self) -> Events {
        Events { way: self.0.clone(), next: 0 }
    }

    /// The event with this number, if it has happened.
    pub(super) fn event(&self, number: usize) -> Option<Event> {
        match &self.0 {
            Way::Walk(walk) => walk.event_now(number),
            Way::Known(report) => known_event(report, number),
        }
    }

    /// Waits, and tells `observer` what happens meanwhile.
    pub(super) fn observed(&self, observer: &mut dyn Observer) -> JobReport {
        for event in self.events() {
            match event {
                Event::Started { label, .. } => observer.started(&label),
                Event::Finished(report) => observer.finished(&report),
                Event::Caught { .. } | Event::Answered { .. } | Event::Ended => {}
            }
        }
        self.wait()
    }
}

impl Future for JobHandle {
    type Output = JobReport;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<JobReport> {
        match &self.0 {
            Way::Walk(walk) => walk.poll(context.waker()),
            Way::Known(report) => Poll::Ready(report.as_ref().clone()),
        }
    }
}

impl std::fmt::Debug for JobHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JobHandle").finish_non_exhaustive()
    }
}

/// The events of a job, in order; ends when the job has.
pub struct Events {
    way: Way,
    next: usize,
}

impl Iterator for Events {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        let event = match &self.way {
            Way::Walk(walk) => walk.event(self.next)?,
            Way::Known(report) => known_event(report, self.next)?,
        };
        self.next += 1;
        Some(event)
    }
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").field("next", &self.next).finish_non_exhaustive()
    }
}

/// What there is to tell of a job whose result was known.
fn known_event(report: &JobReport, number: usize) -> Option<Event> {
    let [task] = &report.tasks[..] else { return None };
    match number {
        0 => Some(Event::Started { label: task.label.clone(), task: task.task }),
        1 => Some(Event::Finished(Arc::new(task.clone()))),
        2 => Some(Event::Ended),
        _ => None,
    }
}
