//! Nonces, from the randomness of the system.

use ucan_core::Nonce;

/// A nonce of [`Nonce::RANDOM_LENGTH`] bytes that the operating system draws: for tokens, and for
/// tasks that are done again each time they are asked for (ruling T11).
///
/// ```
/// use ipvm_runtime::random_nonce;
///
/// assert_ne!(random_nonce()?, random_nonce()?);
/// # Ok::<(), ipvm_runtime::NoRandomness>(())
/// ```
///
/// A [`Sealer`](ipvm_workflow::Sealer) takes `|| random_nonce().unwrap_or_default()` as its
/// source: it refuses the empty nonce that stands for none.
///
/// # Errors
///
/// [`NoRandomness`] if the system gives none.
pub fn random_nonce() -> Result<Nonce, NoRandomness> {
    let mut drawn = [0; Nonce::RANDOM_LENGTH];
    getrandom::fill(&mut drawn).map_err(|_| NoRandomness)?;
    Ok(Nonce::from_random(drawn))
}

/// The operating system gives no random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no random bytes")]
pub struct NoRandomness;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_thousand_draws_are_a_thousand_nonces() {
        let drawn: BTreeSet<Vec<u8>> =
            (0..1000).map(|_| random_nonce().unwrap().as_bytes().to_vec()).collect();
        assert_eq!(drawn.len(), 1000);
        assert!(drawn.iter().all(|nonce| nonce.len() == 12));
    }
}
