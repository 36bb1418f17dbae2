//! The extremes and the mean of numbers.

/// What is found of numbers, of which there is at least one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Summary {
    pub(crate) count: u32,
    pub(crate) minimum: f64,
    pub(crate) maximum: f64,
    pub(crate) mean: f64,
}

/// Why numbers have no summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SummaryError {
    /// There are none.
    #[error("there are no samples")]
    Empty,
    /// One is infinite or not a number.
    #[error("sample {index} is not finite")]
    NotFinite {
        /// Which of them, counted from 0.
        index: usize,
    },
    /// There are more than are counted.
    #[error("there are more than {} samples", u32::MAX)]
    TooMany,
}

/// Summarizes `samples`; the mean of the same numbers in the same order is the same to the bit.
pub(crate) fn summarize(samples: &[f64]) -> Result<Summary, SummaryError> {
    let count = u32::try_from(samples.len()).map_err(|_| SummaryError::TooMany)?;
    let &first = samples.first().ok_or(SummaryError::Empty)?;
    if let Some(index) = samples.iter().position(|sample| !sample.is_finite()) {
        return Err(SummaryError::NotFinite { index });
    }
    let (mut minimum, mut maximum, mut mean) = (first, first, 0.0);
    for (&sample, seen) in samples.iter().zip(1_u32..) {
        minimum = minimum.min(sample);
        maximum = maximum.max(sample);
        // Divided first, so that the sum of large numbers does not become infinite.
        mean += sample / f64::from(seen) - mean / f64::from(seen);
    }
    Ok(Summary { count, minimum, maximum, mean })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_extremes_and_the_mean() {
        let summary = summarize(&[3.0, -1.0, 4.0]).unwrap();
        assert_eq!(summary, Summary { count: 3, minimum: -1.0, maximum: 4.0, mean: 2.0 });
    }

    #[test]
    fn the_mean_of_the_largest_numbers_is_finite() {
        assert_eq!(summarize(&[f64::MAX, f64::MAX]).unwrap().mean, f64::MAX);
    }

    #[test]
    fn refuses_nothing_and_what_is_not_finite() {
        assert_eq!(summarize(&[]), Err(SummaryError::Empty));
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(summarize(&[0.0, bad]), Err(SummaryError::NotFinite { index: 1 }));
        }
    }
}
