//! Where in the arguments or the result something stands.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Segment {
    /// A field of a record, the case of a variant, `ok` or `error` of a result; or, as the first
    /// step, what the path starts from: `params`, `result`, `value` or `type`.
    Name(String),
    /// An argument, an element of a list or a tuple.
    Index(usize),
    /// Any element of a list, in the path of a type.
    Element,
}

/// Where in the arguments, the result or a type something stands, printed as `params[3].name`.
#[derive(Clone, Debug, PartialEq, Eq)]
// A boxed slice, not a vector: errors that hold a CID as well stay under 128 bytes.
pub struct Path(Box<[Segment]>);

impl Path {
    /// The steps from the outermost inwards.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Name(name) if position == 0 => f.write_str(name)?,
                Segment::Name(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Element => f.write_str("[]")?,
            }
        }
        Ok(())
    }
}

/// A step that borrows what it names.
#[derive(Clone, Copy)]
pub(crate) enum Step<'a> {
    Name(&'a str),
    Index(usize),
    Element,
    /// Into something that shows no place of its own, as a present option does.
    Through,
}

/// The place a conversion has reached: a list through the frames of the call stack, so that nothing
/// is allocated unless an error needs the [`Path`].
#[derive(Clone, Copy)]
pub(crate) struct Here<'a> {
    parent: Option<&'a Self>,
    step: Step<'a>,
    depth: usize,
}

impl<'a> Here<'a> {
    /// The list of parameters, which is no level of its own.
    pub(crate) const PARAMS: Self = Self { parent: None, step: Step::Name("params"), depth: 0 };

    /// Where one value or type starts.
    pub(crate) const fn start(name: &'a str) -> Self {
        Self { parent: None, step: Step::Name(name), depth: 1 }
    }

    pub(crate) const fn inside(&'a self, step: Step<'a>) -> Self {
        Self { parent: Some(self), step, depth: self.depth + 1 }
    }

    /// How many levels deep this is: 1 for an argument or a result.
    pub(crate) const fn depth(&self) -> usize {
        self.depth
    }

    pub(crate) fn path(&self) -> Path {
        let mut segments = Vec::new();
        let mut next = Some(self);
        while let Some(here) = next {
            match here.step {
                Step::Name(name) => segments.push(Segment::Name(name.into())),
                Step::Index(index) => segments.push(Segment::Index(index)),
                Step::Element => segments.push(Segment::Element),
                Step::Through => {}
            }
            next = here.parent;
        }
        segments.reverse();
        Path(segments.into_boxed_slice())
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn prints_like_an_expression() {
        let argument = Here::PARAMS.inside(Step::Index(3));
        let present = argument.inside(Step::Through);
        let field = present.inside(Step::Name("name"));
        let element = field.inside(Step::Element);
        assert_eq!(field.path().to_string(), "params[3].name");
        assert_eq!(element.path().to_string(), "params[3].name[]");
        assert_eq!(element.depth(), 4);
        assert_eq!(
            field.path().segments(),
            [Segment::Name("params".into()), Segment::Index(3), Segment::Name("name".into())]
        );
    }
}
