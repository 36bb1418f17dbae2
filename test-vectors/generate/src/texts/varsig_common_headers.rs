//! Varsig, common headers.

use super::row::{Text, by, row, section};

pub(super) const TEXT: Text = Text {
    file: "varsig-common-headers.md",
    name: "Varsig, common headers",
    standing: "In force, as the appendix of Varsig; the order of the segments of \
               RSA is ruling T7.",
    sections: &[
        section(
            "RSA",
            &[row(
                "932eebd2",
                "RSA is followed by the hash and the length of the modulus.",
                by(&["varsig.rsa-order", "signature.rs256", "signature.rs512"]),
            )],
        ),
        section(
            "ECDSA",
            &[row(
                "10d59930",
                "An ECDSA signature is r and s one after the other, each as long \
                 as the curve has it.",
                by(&[
                    "signature.es256",
                    "signature.es384",
                    "signature.es512",
                    "signature.es256k",
                    "signature.es256k-keccak",
                ]),
            )],
        ),
    ],
};
