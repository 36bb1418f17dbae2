//! What an executor chooses where the mapping leaves a choice.

use alloc::string::String;

#[cfg(any(feature = "wit", feature = "wasmtime"))]
use crate::refused::Unsupported;

/// The choices that the mapping leaves to an executor.
///
/// Each of them can change what a signature is accepted for, or what an argument is, so that they
/// belong into the identifier of whatever profile a result is remembered under: [`Profile::id`].
///
/// The default, [`Profile::STRICT`], takes none: no maps, no lists of fixed length (engines keep
/// both behind flags), and NaN and infinities written as Strings.
///
/// Two exceptions that the mapping allows to be opted into are **not offered** by any profile: a
/// resource that is a content handle, and a `stream<u8>`. A signature with one is
/// [refused](crate::Refused::Unsupported) like any other resource or stream.
///
/// ```
/// use ipld_wit::Profile;
///
/// assert_eq!(Profile::STRICT.id(), "ipld-wit-1");
/// let profile = Profile::STRICT.with_maps().refusing_non_finite();
/// assert_eq!(profile.id(), "ipld-wit-1+map+finite");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Profile {
    maps: bool,
    fixed_length_lists: bool,
    finite: bool,
}

impl Profile {
    /// No choice taken.
    pub const STRICT: Self = Self { maps: false, fixed_length_lists: false, finite: false };

    /// Accepts `map<K, V>`. The engine must have its flag for maps on.
    #[must_use]
    pub const fn with_maps(mut self) -> Self {
        self.maps = true;
        self
    }

    /// Accepts `list<T, N>`. The engine must have its flag for lists of fixed length on.
    #[must_use]
    pub const fn with_fixed_length_lists(mut self) -> Self {
        self.fixed_length_lists = true;
        self
    }

    /// Refuses NaN and infinities among arguments and in results instead of writing them as Strings.
    #[must_use]
    pub const fn refusing_non_finite(mut self) -> Self {
        self.finite = true;
        self
    }

    /// Whether `map<K, V>` is accepted.
    #[must_use]
    pub const fn has_maps(&self) -> bool {
        self.maps
    }

    /// Whether `list<T, N>` is accepted.
    #[must_use]
    pub const fn has_fixed_length_lists(&self) -> bool {
        self.fixed_length_lists
    }

    /// Whether NaN and infinities are refused.
    #[must_use]
    pub const fn refuses_non_finite(&self) -> bool {
        self.finite
    }

    /// The name of these choices, as a part of the identifier of an executor's profile.
    #[must_use]
    pub fn id(&self) -> String {
        let mut id = String::from("ipld-wit-1");
        for (chosen, name) in
            [(self.maps, "+map"), (self.fixed_length_lists, "+fixed"), (self.finite, "+finite")]
        {
            if chosen {
                id.push_str(name);
            }
        }
        id
    }

    /// Whether a type that engines keep behind a flag is accepted.
    #[cfg(any(feature = "wit", feature = "wasmtime"))]
    pub(crate) const fn enables(self, what: Unsupported) -> bool {
        match what {
            Unsupported::Map => self.maps,
            Unsupported::FixedLengthList => self.fixed_length_lists,
            _ => false,
        }
    }
}
