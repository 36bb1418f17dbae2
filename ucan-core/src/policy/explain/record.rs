//! Keeping what an evaluation did, within bounds.

use alloc::{vec, vec::Vec};
use core::mem;

use super::{
    super::{
        BudgetExceeded, SegmentError, Selected, Statement,
        judge::{Place, Watch},
    },
    Children, Explained, MAX_EXPLAINED, MAX_EXPLAINED_CHILDREN, Outcome, Selection,
};

/// Builds the tree of an explanation while the statements are evaluated.
pub(super) struct Recorder<'e> {
    /// The list of the policy, then the children of each statement that is being
    /// evaluated, innermost last.
    levels: Vec<Level<'e>>,
    /// How many statements that are being evaluated are not kept. All of them are
    /// inside of the last level.
    unseen: usize,
    /// How many statements are kept.
    kept: usize,
    /// Whether making room has been in vain.
    full: bool,
}

struct Level<'e> {
    children: Children<'e>,
    /// Whether each child must hold, so that one that does not decides.
    conjunction: bool,
    /// Whether a child that decides was kept, although evaluation goes on.
    decided: bool,
    /// The statement that the children are inside of; `None` for the policy.
    parent: Option<Explained<'e>>,
}

impl<'e> Recorder<'e> {
    pub(super) fn new(statements: usize) -> Self {
        let children = Children { skipped: statements, ..Children::default() };
        let top = Level { children, conjunction: true, decided: false, parent: None };
        Self { levels: vec![top], unseen: 0, kept: 0, full: false }
    }

    /// What was kept of the list of the policy.
    pub(super) fn finish(mut self) -> Children<'e> {
        self.levels.pop().map(|level| level.children).unwrap_or_default()
    }

    /// Makes room for another child of the innermost level, if that is possible
    /// without what decides.
    fn make_room(&mut self) -> bool {
        let Some(level) = self.levels.last_mut() else { return false };
        if level.children.kept.len() == MAX_EXPLAINED_CHILDREN {
            if level.decided {
                return false;
            }
            if let Some(last) = level.children.kept.pop() {
                self.kept -= last.count();
                level.children.omitted += 1;
            }
        }
        if self.kept >= MAX_EXPLAINED && !self.full {
            self.drop_details();
            self.full = self.kept > MAX_EXPLAINED / 4 * 3;
        }
        self.kept < MAX_EXPLAINED
    }

    /// Drops what is inside of statements that have been dealt with, where they do
    /// not decide. Seldom needed, so that going through all levels costs little.
    fn drop_details(&mut self) {
        for level in &mut self.levels {
            for child in &mut level.children.kept {
                if level.conjunction && child.outcome != Outcome::Holds {
                    continue;
                }
                self.kept -= child.count() - 1;
                let dropped = mem::take(&mut child.children);
                child.children.omitted = dropped.kept.len() + dropped.omitted;
                child.children.skipped = dropped.skipped;
            }
        }
    }

    /// The path to a child of the innermost level.
    fn path(&self, place: Place) -> Vec<usize> {
        let parent = self.levels.last().and_then(|level| level.parent.as_ref());
        let mut path = parent.map(|parent| parent.at.indices().to_vec()).unwrap_or_default();
        if let Some(parent) = parent {
            path.push(match parent.statement {
                Statement::All { .. } | Statement::Any { .. } => 2,
                _ => 1,
            });
        }
        if let Place::Listed(index) = place {
            path.push(index);
        }
        path
    }

    fn current(&mut self) -> Option<&mut Level<'e>> {
        if self.unseen == 0 { self.levels.last_mut() } else { None }
    }

    fn select(&mut self, selection: Selection<'e>) {
        if let Some(Level { children, parent: Some(statement), .. }) = self.current() {
            if let (Selection::Value(part), Statement::All { .. } | Statement::Any { .. }) =
                (&selection, statement.statement)
            {
                children.skipped = part.elements().map_or(0, |elements| elements.len());
            }
            statement.selection = selection;
        }
    }
}

impl<'e> Watch<'e> for Recorder<'e> {
    const GOES_ON: bool = true;

    fn enter(&mut self, statement: &'e Statement, place: Place) {
        if let Some(level) = self.current() {
            level.children.skipped = level.children.skipped.saturating_sub(1);
        }
        if self.unseen > 0 || !self.make_room() {
            self.unseen += 1;
            return;
        }
        self.kept += 1;
        let skipped = match statement {
            Statement::And(statements) | Statement::Or(statements) => statements.len(),
            Statement::Not(_) => 1,
            _ => 0,
        };
        let parent = Explained {
            at: self.path(place).into(),
            element: match place {
                Place::Element(index) => Some(index),
                Place::Listed(_) | Place::Inside => None,
            },
            statement,
            outcome: Outcome::BudgetExceeded,
            selection: Selection::None,
            children: Children::default(),
        };
        self.levels.push(Level {
            children: Children { skipped, ..Children::default() },
            conjunction: matches!(statement, Statement::And(_) | Statement::All { .. }),
            decided: false,
            parent: Some(parent),
        });
    }

    fn selected(&mut self, part: &Selected<'e>) {
        self.select(Selection::Value(part.clone()));
    }

    fn unresolvable(&mut self, segment: usize, error: SegmentError) {
        self.select(Selection::Nothing { segment, error });
    }

    fn leave(&mut self, held: Result<bool, BudgetExceeded>) {
        if self.unseen > 0 {
            self.unseen -= 1;
            if let Some(level) = self.current() {
                level.children.omitted += 1;
            }
            return;
        }
        let Some(Level { children, parent: Some(mut statement), .. }) = self.levels.pop() else {
            return;
        };
        statement.children = children;
        statement.outcome = match held {
            Ok(true) => Outcome::Holds,
            Ok(false) => Outcome::Fails,
            Err(_) => Outcome::BudgetExceeded,
        };
        if let Some(level) = self.levels.last_mut() {
            level.decided |= level.conjunction && statement.outcome != Outcome::Holds;
            level.children.kept.push(statement);
        }
    }
}
