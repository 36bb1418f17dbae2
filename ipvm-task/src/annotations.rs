//! What stands beside a task for people.

use alloc::{string::String, vec::Vec};

use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, FieldRule, Meta};

use crate::{config::text, kind::kind};

/// The fields `tags` and `author` of the data beside a task, as the talks show them.
/// They are signed, and of no consequence: whoever wants to know reads them, and an
/// executor does not refuse a task for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Annotations {
    /// Words by which people find the task again, in their order.
    pub tags: Vec<String>,
    /// Who says to have written it, in their own words; not an issuer.
    pub author: Option<String>,
}

impl Annotations {
    /// Reads both; other keys are left to others.
    ///
    /// # Errors
    ///
    /// [`FieldRule::Kind`] unless `tags` is a list, of strings, and `author` a string.
    pub fn read(meta: &Meta) -> Result<Self, FieldError> {
        let kind_error = |name, expected, found: &Ipld| {
            FieldError::new(name, FieldRule::Kind { expected, found: kind(found) })
        };
        let string = |name, value| match text(value) {
            Ok(text) => Ok(String::from(text)),
            Err(_) => Err(kind_error(name, "string", value)),
        };
        Ok(Self {
            tags: match meta.get("tags") {
                None => Vec::new(),
                Some(Ipld::List(tags)) => {
                    tags.iter().map(|tag| string("tags", tag)).collect::<Result<_, _>>()?
                }
                Some(other) => return Err(kind_error("tags", "list of strings", other)),
            },
            author: meta.get("author").map(|author| string("author", author)).transpose()?,
        })
    }

    /// The entries that are read; none for what there is none of.
    #[must_use]
    pub fn to_meta(&self) -> Meta {
        let mut meta = Meta::new();
        if !self.tags.is_empty() {
            let tags = self.tags.iter().cloned().map(Ipld::String).collect();
            meta.insert("tags".into(), Ipld::List(tags));
        }
        if let Some(author) = &self.author {
            meta.insert("author".into(), Ipld::String(author.clone()));
        }
        meta
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ipld_core::ipld;

    fn meta(value: Ipld) -> Meta {
        let Ipld::Map(meta) = value else { panic!("a map") };
        meta
    }

    #[test]
    fn the_example_of_the_talks_is_read() {
        let written = meta(ipld!({
            "limits": { "fuel": 10000 },
            "tags": ["demo", "wasm", "ucan", "ipvm"],
            "author": "@expede@octodon.social"
        }));
        let read = Annotations::read(&written).unwrap();
        assert_eq!(read.tags, ["demo", "wasm", "ucan", "ipvm"]);
        assert_eq!(read.author.as_deref(), Some("@expede@octodon.social"));
        assert_eq!(Annotations::read(&read.to_meta()), Ok(read));
        assert_eq!(Annotations::read(&Meta::new()).unwrap().to_meta(), Meta::new());
    }

    #[test]
    fn refuses_what_is_no_list_of_words_and_no_name() {
        let refused = |value| Annotations::read(&meta(value)).unwrap_err();
        let kind = |expected, found| FieldRule::Kind { expected, found };
        assert_eq!(
            refused(ipld!({ "tags": "demo" })),
            FieldError::new("tags", kind("list of strings", "string"))
        );
        assert_eq!(
            refused(ipld!({ "tags": ["demo", 1] })),
            FieldError::new("tags", kind("string", "integer"))
        );
        assert_eq!(
            refused(ipld!({ "author": null })),
            FieldError::new("author", kind("string", "null"))
        );
    }
}
