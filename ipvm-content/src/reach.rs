//! What is reached from some roots.

use alloc::{collections::BTreeMap, vec::Vec};

use cid::Cid;

/// Reachability without I/O: it says what is to be looked at, and is told what was there.
///
/// Each CID is given out once, however often it is linked to, so that rings of names and
/// graphs in which everything links to everything cost no more than their blocks. Several
/// may be out at a time, to be answered in any order. Memory grows with the number of CIDs.
///
/// ```
/// use ipvm_content::{Reach, links};
/// use ipld_core::ipld;
/// use varsig::Block;
///
/// let leaf = Block::raw(*b"leaf");
/// let absent = *Block::raw(*b"absent").cid();
/// let root = Block::encode(&ipld!([leaf.cid(), absent]))?;
/// let store = [leaf.clone(), root.clone()];
///
/// let mut reach = Reach::new([*root.cid()]);
/// while let Some(cid) = reach.next() {
///     match store.iter().find(|block| *block.cid() == cid) {
///         Some(block) => reach.visit(&cid, links(block)?)?,
///         None => reach.missing(&cid)?,
///     }
/// }
/// let reached = reach.finish()?;
/// assert!(reached.contains(leaf.cid()) && reached.contains(root.cid()));
/// assert_eq!(reached.missing().collect::<Vec<_>>(), [&absent]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// Named, and not given out yet.
    waiting: Vec<Cid>,
    /// Every CID that was ever named.
    known: BTreeMap<Cid, Standing>,
    /// How many are given out and not answered.
    open: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Waiting,
    Open,
    Reached,
    Missing,
}

impl Reach {
    /// Begins at these roots.
    #[must_use]
    pub fn new(roots: impl IntoIterator<Item = Cid>) -> Self {
        let mut reach = Self::default();
        reach.name(roots);
        reach
    }

    /// What is to be looked at next, each CID once. `None` if nothing is waiting: more may
    /// come once what is out is answered, see [`Reach::is_complete`].
    #[expect(
        clippy::should_implement_trait,
        reason = "no iterator: there may be more after `None`, and the answers are part of it"
    )]
    pub fn next(&mut self) -> Option<Cid> {
        let cid = self.waiting.pop()?;
        self.known.insert(cid, Standing::Open);
        self.open += 1;
        Some(cid)
    }

    /// The block is here, and links to these. Of a leaf there are none.
    ///
    /// # Errors
    ///
    /// [`ReachError::NotAsked`] if the CID is not one that is given out and unanswered. Then
    /// nothing has changed.
    pub fn visit(
        &mut self,
        cid: &Cid,
        links: impl IntoIterator<Item = Cid>,
    ) -> Result<(), ReachError> {
        self.answer(cid, Standing::Reached)?;
        self.name(links);
        Ok(())
    }

    /// The block is not here.
    ///
    /// # Errors
    ///
    /// As [`Reach::visit`].
    pub fn missing(&mut self, cid: &Cid) -> Result<(), ReachError> {
        self.answer(cid, Standing::Missing)
    }

    /// Whether all that was named has been answered.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.open == 0 && self.waiting.is_empty()
    }

    /// How many CIDs were named so far.
    #[must_use]
    pub fn named(&self) -> usize {
        self.known.len()
    }

    /// What was reached, and what was missing.
    ///
    /// # Errors
    ///
    /// [`ReachError::Incomplete`] if not all that was named has been answered: whoever
    /// deletes what was not reached must not go by half of an answer.
    pub fn finish(self) -> Result<Reached, ReachError> {
        if self.is_complete() {
            Ok(Reached(self.known))
        } else {
            Err(ReachError::Incomplete { unanswered: self.waiting.len() + self.open })
        }
    }

    fn name(&mut self, cids: impl IntoIterator<Item = Cid>) {
        for cid in cids {
            self.known.entry(cid).or_insert_with(|| {
                self.waiting.push(cid);
                Standing::Waiting
            });
        }
    }

    fn answer(&mut self, cid: &Cid, answer: Standing) -> Result<(), ReachError> {
        match self.known.get_mut(cid) {
            Some(standing) if *standing == Standing::Open => *standing = answer,
            _ => return Err(ReachError::NotAsked { cid: *cid }),
        }
        self.open -= 1;
        Ok(())
    }
}

/// What was reached from some roots, and what was named there and missing.
#[derive(Clone, Debug)]
pub struct Reached(BTreeMap<Cid, Standing>);

impl Reached {
    /// Whether the block was reached, which a missing one was not.
    #[must_use]
    pub fn contains(&self, cid: &Cid) -> bool {
        self.0.get(cid) == Some(&Standing::Reached)
    }

    /// What was reached, the roots included, in order.
    pub fn reached(&self) -> impl Iterator<Item = &Cid> {
        self.with(Standing::Reached)
    }

    /// What was named and missing, in order.
    pub fn missing(&self) -> impl Iterator<Item = &Cid> {
        self.with(Standing::Missing)
    }

    fn with(&self, standing: Standing) -> impl Iterator<Item = &Cid> {
        self.0.iter().filter(move |entry| *entry.1 == standing).map(|(cid, _)| cid)
    }
}

/// A step that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReachError {
    /// Not everything that was named has been answered.
    #[error("{unanswered} CIDs that were named have not been looked at")]
    Incomplete {
        /// How many.
        unanswered: usize,
    },
    /// The CID was not given out, or was answered before.
    #[error("{cid} was not asked for, or is answered already")]
    NotAsked {
        /// The CID.
        cid: Cid,
    },
}
