//! Base64 and base32 without padding, as DAG-JSON and CIDs write bytes (RFC 4648).

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// Base64 with `+` and `/`, without padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    encode(bytes, 6, BASE64)
}

/// Lower-case base32 without padding.
pub(crate) fn base32(bytes: &[u8]) -> String {
    encode(bytes, 5, BASE32)
}

fn encode(bytes: &[u8], width: u32, alphabet: &[u8]) -> String {
    let mut out = String::new();
    let (mut pending, mut count) = (0_u32, 0);
    let mut push = |bits: u32| {
        let index = usize::try_from(bits).unwrap_or_default() & (alphabet.len() - 1);
        out.push(char::from(alphabet[index]));
    };
    for byte in bytes {
        pending = (pending << 8 | u32::from(*byte)) & 0xffff;
        count += 8;
        while count >= width {
            count -= width;
            push(pending >> count);
        }
    }
    if count > 0 {
        push(pending << (width - count));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_examples_of_rfc_4648() {
        let base64s = ["", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"];
        let base32s = ["", "my", "mzxq", "mzxw6", "mzxw6yq", "mzxw6ytb", "mzxw6ytboi"];
        for length in 0..=6 {
            let bytes = &b"foobar"[..length];
            assert_eq!(base64(bytes), base64s[length]);
            assert_eq!(base32(bytes), base32s[length]);
        }
        assert_eq!(base64(&[0xfb, 0xff]), "+/8");
    }
}
