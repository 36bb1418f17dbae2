//! The byte in front, and what it says.

/// How the CBOR of a container becomes bytes (Container, Serialization).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    /// The bytes as they are: `0x40`, `@`. The default (ruling T12).
    #[default]
    Raw,
    /// Base64 in the standard alphabet with padding: `0x42`, `B`.
    Base64,
    /// Base64 in the URL alphabet without padding: `0x43`, `C`.
    Base64Url,
    /// Compressed: `0x4d`, `M`.
    RawGzip,
    /// Compressed, then as [`Encoding::Base64`]: `0x4f`, `O`.
    Base64Gzip,
    /// Compressed, then as [`Encoding::Base64Url`]: `0x50`, `P`.
    Base64UrlGzip,
}

/// Whose bytes stand for the three compressed encodings.
///
/// Readers know both, as no byte means two things. A writer uses those of the text
/// unless told otherwise (ruling T12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// Those of the container text: `0x4d`, `0x4f`, `0x50`.
    #[default]
    Standard,
    /// Those of the peer `fil-forge/ucantone` and of its text on HTTP headers:
    /// `0x44`, `0x45`, `0x46`.
    Ucantone,
}

/// What stands under the compression: bytes or one of two kinds of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Raw,
    Standard,
    Url,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Raw,
        Self::Base64,
        Self::Base64Url,
        Self::RawGzip,
        Self::Base64Gzip,
        Self::Base64UrlGzip,
    ];

    /// The byte in front of a container in this encoding.
    #[must_use]
    pub const fn header_byte(self, profile: Profile) -> u8 {
        match (self, profile) {
            (Self::Raw, _) => b'@',
            (Self::Base64, _) => b'B',
            (Self::Base64Url, _) => b'C',
            (Self::RawGzip, Profile::Standard) => b'M',
            (Self::Base64Gzip, Profile::Standard) => b'O',
            (Self::Base64UrlGzip, Profile::Standard) => b'P',
            (Self::RawGzip, Profile::Ucantone) => b'D',
            (Self::Base64Gzip, Profile::Ucantone) => b'E',
            (Self::Base64UrlGzip, Profile::Ucantone) => b'F',
        }
    }

    /// What a byte in front of a container says. [`Profile::Ucantone`] only if the
    /// byte is one of that peer's alone.
    #[must_use]
    pub fn from_header_byte(byte: u8) -> Option<(Self, Profile)> {
        [Profile::Standard, Profile::Ucantone].into_iter().find_map(|profile| {
            let mut all = Self::ALL.into_iter();
            all.find(|encoding| encoding.header_byte(profile) == byte)
                .map(|encoding| (encoding, profile))
        })
    }

    /// Whether the container is text after its first byte, which is ASCII as well.
    #[must_use]
    pub const fn is_text(self) -> bool {
        !matches!(self, Self::Raw | Self::RawGzip)
    }

    /// Whether the container is compressed.
    #[must_use]
    pub const fn is_compressed(self) -> bool {
        matches!(self, Self::RawGzip | Self::Base64Gzip | Self::Base64UrlGzip)
    }

    pub(super) const fn base(self) -> Base {
        match self {
            Self::Raw | Self::RawGzip => Base::Raw,
            Self::Base64 | Self::Base64Gzip => Base::Standard,
            Self::Base64Url | Self::Base64UrlGzip => Base::Url,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_are_those_of_the_texts() {
        // Container, Serialization; HTTP Header, Container Encoding.
        for (encoding, standard, ucantone) in [
            (Encoding::Raw, 0x40, 0x40),
            (Encoding::Base64, 0x42, 0x42),
            (Encoding::Base64Url, 0x43, 0x43),
            (Encoding::RawGzip, 0x4d, 0x44),
            (Encoding::Base64Gzip, 0x4f, 0x45),
            (Encoding::Base64UrlGzip, 0x50, 0x46),
        ] {
            assert_eq!(encoding.header_byte(Profile::Standard), standard);
            assert_eq!(encoding.header_byte(Profile::Ucantone), ucantone);
        }
    }

    #[test]
    fn every_byte_says_one_thing_or_nothing() {
        let known = (0..=u8::MAX).filter_map(|byte| {
            let (encoding, profile) = Encoding::from_header_byte(byte)?;
            assert_eq!(encoding.header_byte(profile), byte);
            Some(byte)
        });
        assert!(known.eq([0x40, 0x42, 0x43, 0x44, 0x45, 0x46, 0x4d, 0x4f, 0x50]));
    }
}
