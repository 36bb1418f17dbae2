//! When a call is to end, whether it is done or not.

use std::time::{Duration, Instant};

use super::call::Stop;
use crate::Cancellation;

/// What is looked at whenever the clock ticks.
#[derive(Debug)]
pub(super) struct Watch {
    /// None for a time beyond what clocks can tell.
    deadline: Option<Instant>,
    cancellation: Option<Cancellation>,
}

impl Watch {
    /// Over a call that begins now and may take so long.
    pub(super) fn new(time: Duration, cancellation: Option<Cancellation>) -> Self {
        Self { deadline: Instant::now().checked_add(time), cancellation }
    }

    /// What ends the call now, if anything does.
    pub(super) fn look(&self) -> Option<Stop> {
        if self.cancellation.as_ref().is_some_and(Cancellation::is_cancelled) {
            return Some(Stop::Cancelled);
        }
        let deadline = self.deadline?;
        (Instant::now() >= deadline).then_some(Stop::Time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_ends_when_its_time_is_up_and_when_it_is_called_off() {
        assert_eq!(Watch::new(Duration::ZERO, None).look(), Some(Stop::Time));
        assert_eq!(Watch::new(Duration::from_secs(3600), None).look(), None);
        assert_eq!(Watch::new(Duration::MAX, None).look(), None);
        let cancellation = Cancellation::new();
        let watch = Watch::new(Duration::MAX, Some(cancellation.clone()));
        assert_eq!(watch.look(), None);
        cancellation.cancel();
        assert_eq!(watch.look(), Some(Stop::Cancelled));
    }
}
