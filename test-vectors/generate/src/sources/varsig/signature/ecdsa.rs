//! ECDSA on four curves, r ‖ s as numbers of fixed width.

use super::{MESSAGE, NOBLE, common::Scheme, keys, verify};
use crate::{case::CaseBuilder, hex};

/// A scheme and what its numbers are.
struct Ecdsa {
    scheme: Scheme,
    order: &'static [u8],
    high_s: &'static [u8],
    /// The signature in ASN.1.
    der: &'static [u8],
}

const ES256: Ecdsa = Ecdsa {
    scheme: Scheme {
        slug: "es256",
        name: "ES256",
        section: "common headers, ES256",
        rule: "signature.es256",
        tags: &[],
        header: &keys::ES256,
        public_key: &keys::P256_KEY,
        signature: &keys::ES256_SIGNATURE,
        by_another_key: &hex!(
            "a6b0ed60ae2a679869fdbf85a108e465fc87b455a7bad6fb261e9b8692947500",
            "7e5dde9e2aee1303769038b9767ac899c3a1ee8d529f75032bcdd2429a3f9b75",
        ),
        with_another_hash: &hex!(
            "aa4c4815c394a0380ba83f846c02c509395e845f66867e297130d992510d5bf3",
            "045f710e19882f29e36943db8312455a42d6a89400e557bc50f1a44c90f8e838",
        ),
        another_header: &keys::ES384,
        computed: NOBLE,
    },
    order: &keys::P256_ORDER,
    high_s: &keys::ES256_HIGH_S,
    der: &hex!(
        "30450221009b5758c011dcb43b30833c0d2a343f5a7d2d6ebe8475b2f379527a",
        "05f805a68e022069289d89ce9028fc0b0be74812cffb9d4093928e0d76a7efbf",
        "3d6e9dea8c2b2d",
    ),
};

const ES384: Ecdsa = Ecdsa {
    scheme: Scheme {
        slug: "es384",
        name: "ES384",
        section: "common headers, ECDSA",
        rule: "signature.es384",
        tags: &[],
        header: &keys::ES384,
        public_key: &keys::P384_KEY,
        signature: &keys::ES384_SIGNATURE,
        by_another_key: &hex!(
            "5327f4d47015bd0d087be2c83116ca0f69e9baefc4303a47e95be3f5e6f3ae8d",
            "8569cffd1732fed0bb8c4d44a99226730f74b355a52515136b2d8bcac3a5f06a",
            "7b20b62e1d66d111e6572a650a011027225521c10b531a2fbe7297e5b655e6b4",
        ),
        with_another_hash: &hex!(
            "3f1a2e6011d43c3d70473c4a915df002062df6b416ac0019fbcf1668ceb82d89",
            "f172596b458e88e691d192e2ec1dc4322bc988bdca2a9ab56c846eabc1b0ebb9",
            "abeffcaf788a19d7c90786ce37db00cb1c0036b877c4e58b16e3b3de1b93edb4",
        ),
        another_header: &keys::ES256,
        computed: NOBLE,
    },
    order: &keys::P384_ORDER,
    high_s: &keys::ES384_HIGH_S,
    der: &hex!(
        "3065023100ff407d2cc1c590d27131fbb01bf64db54c9bcf0d4ce7093d79d697",
        "89aa2fe9850ad97eed135c2ea8228fbe83dc6440d802301d89d84db3b5b83858",
        "690d375150cfa829704bd3430ea67f4afafe5ca1559dceddf119ff1b3686ce55",
        "bfe584decb80f7",
    ),
};

const ES512: Ecdsa = Ecdsa {
    scheme: Scheme {
        slug: "es512",
        name: "ES512",
        section: "common headers, ES512",
        rule: "signature.es512",
        tags: &[],
        header: &keys::ES512,
        public_key: &keys::P521_KEY,
        signature: &keys::ES512_SIGNATURE,
        by_another_key: &hex!(
            "00c75e4832757e0dbfcf880a7bae29fcca786adde9d6501ee2ce0d7eb2058737",
            "af27fe9326cdc15af57c822e7f138a6065173c63b5bc35a6452b80d7df33ede4",
            "3fb00090c4bbcb34873c67aba52e0bc4430d0e7e1c262b18003e50c347fdf84c",
            "5ae27c566ebc99b51621a38f7dd440e3971dd59798c46afa4a49372f64eb7efe",
            "0b2132e0",
        ),
        with_another_hash: &hex!(
            "01ed426d8d4066bc5eda1f3eba9e1b83c72d2f0e6f43f3bdc0c0d3a0430a0dde",
            "a5209d90d7ab6a1ca828f15a47949bf3f2a646dd1955b3cd3776207d7f678664",
            "7cc400a91e0c04b4fdde06c5e2fbce6ecbb307b88040ce8655c2dfdcee79c7cd",
            "a23f0e8325754f2e80e5563d887fffe141a4b74501cb2fd56e0f6e74d3c14bee",
            "bdcc92d5",
        ),
        another_header: &keys::ES384,
        computed: NOBLE,
    },
    order: &keys::P521_ORDER,
    high_s: &keys::ES512_HIGH_S,
    der: &hex!(
        "308188024200878e6844a9e207ac503e718d0c1147e29e9b2e6d99b597a64f6f",
        "378bc1d571d54a074460ca5f63d689f568efbe3a4c0873b64bd68ca495346b1f",
        "e85b60341ee2bb024200a47be17afe9f8aa2e3e05ad2535f6a9fcac246128250",
        "080658f21400537a163bd95378bf002aeabbe47ccc3b08bdb676e4a854ab90be",
        "8f6b873b902765cb34a365",
    ),
};

const ES256K: Ecdsa = Ecdsa {
    scheme: Scheme {
        slug: "es256k",
        name: "ES256K",
        section: "common headers, ES256K",
        rule: "signature.es256k",
        tags: &[],
        header: &keys::ES256K,
        public_key: &keys::SECP256K1_KEY,
        signature: &keys::ES256K_SIGNATURE,
        by_another_key: &hex!(
            "d8bd818cb523b517512664e03c8cb0b6212e2bea7a1f9ac2d160e26e2d7dac5c",
            "48beb22150d6982c479dcac221467641b24a97e8abb7ba851e30f153d1f89a55",
        ),
        with_another_hash: &hex!(
            "1d20c2ae6de81f9ba48a77eafccd4f21a48faf455fb74a9f2437457583a29ac0",
            "1eb9b5035e3228400e7d78da27717900fd28e28d85231f1c1b21c0dee6bf73d5",
        ),
        // As long a key, as long a signature, another curve.
        another_header: &keys::ES256,
        computed: NOBLE,
    },
    order: &keys::SECP256K1_ORDER,
    high_s: &keys::ES256K_HIGH_S,
    der: &hex!(
        "3045022100b0088aca433d0b9af113b42f3a2da1c05057d56b47211ea4d72892",
        "7e0ac44a1702203aa524aac9b203359d57f03473107da5fcb2addf06f3a722ce",
        "c45a4b028bf0eb",
    ),
};

const KECCAK: Ecdsa = Ecdsa {
    scheme: Scheme {
        slug: "es256k-keccak",
        name: "ES256K with Keccak-256",
        section: "Format",
        rule: "signature.es256k-keccak",
        tags: &[],
        header: &keys::ES256K_KECCAK,
        public_key: &keys::KECCAK_KEY,
        signature: &keys::KECCAK_SIGNATURE,
        by_another_key: &hex!(
            "0559514697438de238b18c6fe340271f5905a37b4a1c1eefda70fcda7b13111b",
            "1b4dd6eda0afdbccfc3bb30deed8c8cb7c88816ef351a90d31c69879b388aed6",
        ),
        with_another_hash: &hex!(
            "4a47fb61c83b0d626ba3cb921192a42db3b3242bf0f90f3ebd1b47dbdf7c9bc4",
            "6e6f925d05874834ba3739fec2e44396ac30a928e883c9b2065b9a7327fc9056",
        ),
        another_header: &keys::ES256K,
        computed: "@noble/curves 1.9.7 and @noble/hashes 1.8.0, checked with pycryptodome and \
                   Python cryptography 48.0.0",
    },
    order: &keys::SECP256K1_ORDER,
    high_s: &keys::KECCAK_HIGH_S,
    der: &hex!(
        "304402206ea7577837b0e7d7c3254118c22ea5375d1b40bc3e6db3e2110ad958",
        "f28cdbdb02202b1b49b46be7f3b0b45c40e50e757302a56b3bfc686e4ca50716",
        "8d35ddd57341",
    ),
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for algorithm in [ES256, ES384, ES512, ES256K, KECCAK] {
        cases.extend(algorithm.scheme.cases());
        cases.extend(algorithm.numbers());
    }
    cases.extend(rfc_6979());
    cases.push(recovery_byte());
    cases
}

impl Ecdsa {
    fn numbers(&self) -> [CaseBuilder; 6] {
        let Self { scheme, order, high_s, der } = self;
        let (r, s) = scheme.signature.split_at(order.len());
        let zero = vec![0; order.len()];
        let out_of_range = |what: &str, title: &str, signature: Vec<u8>| {
            scheme
                .signature(what, title, signature)
                .expect_error("InvalidSignature")
                .stated("SEC 1, section 4.1.4, step 1: r and s are from 1 to n - 1")
        };
        [
            scheme
                .signature(
                    "high-s",
                    "the twin with n - s instead of s holds as well.",
                    [r, high_s].concat(),
                )
                .ruling("T10")
                .why("Browsers produce either: to refuse one is to refuse half of them.")
                .expect_valid(),
            out_of_range("zero-r", "r = 0 is refused.", [&zero, s].concat())
                .why("With r = 0 the key falls out of the equation."),
            out_of_range("zero-s", "s = 0 is refused.", [r, &zero].concat())
                .why("Zero has no inverse; a library that takes zero for it accepts anything."),
            out_of_range("r-of-the-order", "r = n is refused.", [order, s].concat())
                .why("n is zero modulo n: a check for zero alone does not see it."),
            out_of_range("s-of-the-order", "s = n is refused.", [r, order].concat())
                .why("n is zero modulo n: a check for zero alone does not see it."),
            scheme
                .signature("der", "the signature in ASN.1 is refused.", *der)
                .section("common headers, ECDSA")
                .why("Two encodings of one signature give a token two addresses.")
                .expect_error("InvalidSignature"),
        ]
    }
}

fn rfc_6979() -> [CaseBuilder; 3] {
    let published =
        |slug: &str, scheme: &Scheme, source, key: &'static [u8], signature: &'static [u8]| {
            verify(slug)
                .section(scheme.section)
                .title(format!("{}: the signature of {source} over \"sample\" holds.", scheme.name))
                .why("Every implementation of the curve agrees on these.")
                .input("header", scheme.header)
                .input("public-key", key)
                .input("message", b"sample")
                .input("signature", signature)
                .expect_valid()
                .published(source)
                .rules([scheme.rule])
        };
    [
        published(
            "es256-rfc-6979",
            &ES256.scheme,
            "RFC 6979, appendix A.2.5",
            &hex!("8024 0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"),
            &hex!(
                "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
                "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
            ),
        ),
        published(
            "es384-rfc-6979",
            &ES384.scheme,
            "RFC 6979, appendix A.2.6",
            &hex!(
                "8124",
                "02ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c",
                "64def8f0ea9055866064a254515480bc13",
            ),
            &hex!(
                "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c",
                "81a648152e44acf96e36dd1e80fabe4699ef4aeb15f178cea1fe40db2603138f",
                "130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8",
            ),
        ),
        published(
            "es512-rfc-6979",
            &ES512.scheme,
            "RFC 6979, appendix A.2.7",
            &hex!(
                "8224",
                "0301894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5b",
                "cd371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f",
                "5023a4",
            ),
            &hex!(
                "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f",
                "174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e3",
                "77fa00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b",
                "68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e4",
                "4da4a67a",
            ),
        ),
    ]
}

/// Only EIP-191 knows a recovery byte.
fn recovery_byte() -> CaseBuilder {
    verify("es256k-keccak-recovery-byte")
        .section("common headers, ECDSA")
        .title("ES256K with Keccak-256: a recovery byte behind the signature is refused.")
        .why(
            "Only a wallet's message (EIP-191) carries one; elsewhere it is a byte that nobody \
              looks at.",
        )
        .input("header", keys::ES256K_KECCAK)
        .input("public-key", keys::KECCAK_KEY)
        .input("message", MESSAGE)
        .input("signature", [keys::KECCAK_SIGNATURE.as_slice(), &hex!("1b")].concat())
        .expect_error("InvalidSignature")
        .stated("the signature is 64 bytes, r and s")
        .rules(["signature.es256k-keccak", "payload.recovery-byte"])
}
