//! Base64 as DAG-JSON writes bytes: the standard alphabet, no padding, no stray bits.

/// The bytes, or `None` if `text` is not their one spelling.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    if text.len() % 4 == 1 {
        return None;
    }
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut pending, mut count) = (0_u32, 0);
    for byte in text.bytes() {
        pending = (pending << 6 | u32::from(digit(byte)?)) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((pending >> count).to_le_bytes()[0]);
        }
    }
    (pending & ((1 << count) - 1) == 0).then_some(out)
}

const fn digit(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_examples_of_rfc_4648_without_their_padding() {
        for (text, bytes) in
            [("", ""), ("Zg", "f"), ("Zm8", "fo"), ("Zm9v", "foo"), ("Zm9vYmE", "fooba")]
        {
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        assert_eq!(decode("+/8"), Some(vec![0xfb, 0xff]));
    }

    #[test]
    fn refuses_every_other_spelling() {
        for text in ["Zg==", "Zh", "Zm9", "Z", "Zm9vY", "-_8", "Zg\n", "Z g"] {
            assert_eq!(decode(text), None, "{text:?}");
        }
    }
}
