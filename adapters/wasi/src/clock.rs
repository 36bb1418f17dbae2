//! The clock of a guest.

/// Where the clock of every guest stands when it is called: 1980-01-01T00:00:00Z, in seconds
/// since 1970. It is the first moment that the formats in use can write, those of ZIP and FAT
/// among them, and none that programs take for "never".
pub const CLOCK_START: u64 = 315_532_800;

const NANOSECONDS: u64 = 1_000_000_000;

/// A clock that goes on only when the guest waits: then it is at once as late as the guest would
/// wait. A program that sleeps, and looks at the clock whether it slept long enough, finds that
/// it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    /// Nanoseconds since 1970, for both clocks.
    now: u64,
}

impl Default for Clock {
    fn default() -> Self {
        Self { now: CLOCK_START * NANOSECONDS }
    }
}

impl Clock {
    /// What the monotonic clock says.
    pub(crate) const fn now(self) -> u64 {
        self.now
    }

    /// What the wall clock says, in seconds and nanoseconds.
    pub(crate) fn wall(self) -> (u64, u32) {
        let part = u32::try_from(self.now % NANOSECONDS).unwrap_or(0);
        (self.now / NANOSECONDS, part)
    }

    /// So much later, or as late as it can get.
    pub(crate) const fn after(self, duration: u64) -> u64 {
        self.now.saturating_add(duration)
    }

    /// Whether that moment has come.
    pub(crate) const fn has_come(self, moment: u64) -> bool {
        moment <= self.now
    }

    /// Waits for that moment.
    pub(crate) fn wait(&mut self, moment: u64) {
        self.now = self.now.max(moment);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_with_1980_and_stands_still() {
        let clock = Clock::default();
        // 10 years with two leap days, the number that is known from zip archives.
        assert_eq!(CLOCK_START, (10 * 365 + 2) * 86_400);
        assert_eq!(clock.wall(), (CLOCK_START, 0));
        assert_eq!(clock.now(), 315_532_800_000_000_000);
        assert_eq!(clock, Clock::default());
    }

    #[test]
    fn to_wait_takes_it_there_and_never_back() {
        let mut clock = Clock::default();
        let later = clock.after(1_500_000_000);
        assert!(!clock.has_come(later));
        clock.wait(later);
        assert!(clock.has_come(later));
        assert_eq!(clock.wall(), (CLOCK_START + 1, 500_000_000));
        clock.wait(0);
        assert_eq!(clock.now(), later);
    }

    #[test]
    fn the_end_of_time_can_be_waited_for() {
        let mut clock = Clock::default();
        clock.wait(clock.after(u64::MAX));
        assert_eq!(clock.wall(), (18_446_744_073, 709_551_615));
        assert_eq!(clock.after(1), u64::MAX);
    }
}
