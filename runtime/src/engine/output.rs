//! What a guest wrote to standard output and standard error.

use std::fmt;

/// What a guest wrote while it was called. It goes to the embedder; a receipt has none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CapturedOutput {
    /// What it wrote to standard output.
    pub stdout: CapturedStream,
    /// What it wrote to standard error.
    pub stderr: CapturedStream,
}

impl CapturedOutput {
    /// Of these two streams.
    #[must_use]
    pub const fn new(stdout: CapturedStream, stderr: CapturedStream) -> Self {
        Self { stdout, stderr }
    }

    /// Whether nothing was written.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.stdout.is_empty() && self.stderr.is_empty()
    }
}

/// The beginning of what was written to one stream.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CapturedStream {
    bytes: Vec<u8>,
    omitted: u64,
}

impl CapturedStream {
    /// Takes in what is written next: all of it, as long as there are no more than `limit`
    /// bytes, and what is beyond that is only counted.
    pub fn write(&mut self, bytes: &[u8], limit: usize) {
        let room = limit.saturating_sub(self.bytes.len());
        let (kept, omitted) = bytes.split_at(room.min(bytes.len()));
        self.bytes.extend_from_slice(kept);
        let omitted = u64::try_from(omitted.len()).unwrap_or(u64::MAX);
        self.omitted = self.omitted.saturating_add(omitted);
    }

    /// What was written, from the beginning. Whether it is text only the guest knows.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many bytes were written after these and not kept.
    #[must_use]
    pub const fn omitted(&self) -> u64 {
        self.omitted
    }

    /// Whether nothing was written.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty() && self.omitted == 0
    }
}

impl fmt::Display for CapturedStream {
    /// As text, and at the end, where something was cut off, a mark that says so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.bytes))?;
        match self.omitted {
            0 => Ok(()),
            omitted => write!(f, "[… {omitted} bytes more were not kept]"),
        }
    }
}

impl fmt::Debug for CapturedStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_the_limit_is_counted_and_marked() {
        let mut stream = CapturedStream::default();
        assert!(stream.is_empty());
        stream.write(b"hello", 8);
        assert_eq!((stream.bytes(), stream.omitted()), (&b"hello"[..], 0));
        assert_eq!(stream.to_string(), "hello");
        stream.write(b" world", 8);
        stream.write(b"!", 8);
        assert_eq!((stream.bytes(), stream.omitted()), (&b"hello wo"[..], 4));
        assert_eq!(stream.to_string(), "hello wo[… 4 bytes more were not kept]");
    }

    #[test]
    fn a_stream_of_which_nothing_may_be_kept_is_not_empty() {
        let mut stream = CapturedStream::default();
        stream.write(b"x", 0);
        assert!(!stream.is_empty());
        assert!(!CapturedOutput::new(CapturedStream::default(), stream).is_empty());
    }
}
