//! How fast this machine is at the time.

use ed25519_dalek::{Signer as _, SigningKey};

use crate::measure::alone;

/// What one signature took where the absolute bars were set, in nanoseconds.
const WHERE_BARS_WERE_SET: f64 = 11_900.0;

/// One Ed25519 signature of 254 bytes: work like that which most of what is measured is beside,
/// and which takes the same whatever a processor has besides.
#[derive(Clone, Copy, Debug)]
pub struct Calibration {
    /// Nanoseconds that a signature takes here and now.
    pub nanoseconds: f64,
    /// How many times as long that is as where the absolute bars were set.
    pub factor: f64,
}

impl Calibration {
    /// Measures it.
    #[must_use]
    pub fn measure() -> Self {
        let key = SigningKey::from_bytes(&[7; 32]);
        let message = [7; 254];
        let nanoseconds = alone(|| key.sign(&message)).nanoseconds;
        Self { nanoseconds, factor: nanoseconds / WHERE_BARS_WERE_SET }
    }
}

impl std::fmt::Display for Calibration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (now, then) = (self.nanoseconds / 1e3, WHERE_BARS_WERE_SET / 1e3);
        write!(
            f,
            "one signature takes {now:.1} us; where the bars were set it took {then:.1} us: \
             {:.2} times as long",
            self.factor
        )
    }
}
