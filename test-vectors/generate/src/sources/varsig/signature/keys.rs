//! Headers and keys of the cases.
//!
//! The secret keys are the hash of a text, so that anybody can make them again:
//! `varsig vectors: NAME key N`, with NAME one of `Ed25519`, `P-256`, `P-384`, `P-521`,
//! `secp256k1`, `secp256k1 Keccak-256` and `BLS`, and N 1 or 2. For Ed25519 it is the
//! SHA2-256, for the others as many leading bytes of the SHA2-512 as the key has (at most 64),
//! as a big-endian number, modulo the order of the curve. The RSA keys were drawn at random.

use crate::hex;

/// Ed25519 over DAG-CBOR.
pub(in super::super) const ED25519: [u8; 8] = hex!("34 01 ed01 ed01 13 71");
/// Ed448 over DAG-CBOR.
pub(in super::super) const ED448: [u8; 8] = hex!("34 01 ed01 8324 19 71");
/// ECDSA on P-256 with SHA2-256 over DAG-CBOR.
pub(in super::super) const ES256: [u8; 8] = hex!("34 01 ec01 8024 12 71");
/// ECDSA on P-384 with SHA2-384 over DAG-CBOR.
pub(in super::super) const ES384: [u8; 8] = hex!("34 01 ec01 8124 20 71");
/// ECDSA on P-521 with SHA2-512 over DAG-CBOR.
pub(in super::super) const ES512: [u8; 8] = hex!("34 01 ec01 8224 13 71");
/// ECDSA on secp256k1 with SHA2-256 over DAG-CBOR.
pub(in super::super) const ES256K: [u8; 8] = hex!("34 01 ec01 e701 12 71");
/// ECDSA on secp256k1 with Keccak-256 over DAG-CBOR.
pub(in super::super) const ES256K_KECCAK: [u8; 8] = hex!("34 01 ec01 e701 1b 71");
/// RSASSA-PKCS1-v1_5 with SHA2-256 and 256 bytes over DAG-CBOR.
pub(in super::super) const RS256: [u8; 8] = hex!("34 01 8524 12 8002 71");
/// RSASSA-PKCS1-v1_5 with SHA2-512 and 256 bytes over DAG-CBOR.
pub(in super::super) const RS512: [u8; 8] = hex!("34 01 8524 13 8002 71");
/// BLS with the key on G1 over DAG-CBOR.
pub(in super::super) const BLS_G1: [u8; 8] = hex!("34 01 b101 ea01 12 71");
/// BLS with the key on G2 over DAG-CBOR.
pub(in super::super) const BLS_G2: [u8; 8] = hex!("34 01 b101 eb01 12 71");

/// Ed25519 key 1.
pub(in super::super) const ED25519_KEY: [u8; 34] =
    hex!("ed01 83423655e1facf30ffd0dccf4f4a95bcb72c2fa05a2ddd61b3f31c23cb957aaf");
/// P-256 key 1.
pub(in super::super) const P256_KEY: [u8; 35] =
    hex!("8024 02235413c96aa9dc88bc1ba03c8f2203de01b2a08a33de05da36e65656a04b3766");
/// P-384 key 1.
pub(in super::super) const P384_KEY: [u8; 51] = hex!(
    "8124",
    "02c890e27efa324d0bcf402c02e7d3a8f8756d85455121d6cf2575a1eb8b1525",
    "92383f28a063c0e81ea84d5ba867a79674",
);
/// P-521 key 1.
pub(in super::super) const P521_KEY: [u8; 69] = hex!(
    "8224",
    "03015f92c7b7939ed111151042143e72b31607b9583aa35a37b8af7e2dca9896",
    "db99b8f2029a78b419ab0edc2f829c935574d7a3f576a27f4840411345dcf388",
    "9c2ab9",
);
/// secp256k1 key 1.
pub(in super::super) const SECP256K1_KEY: [u8; 35] =
    hex!("e701 02c3fd465a0f9ae20526be9663bf436245622ac0ef8dd880b871b046a365945a92");
/// secp256k1 Keccak-256 key 1.
pub(in super::super) const KECCAK_KEY: [u8; 35] =
    hex!("e701 0362ae710d5b4b3528eaab5e37644c5a52f98bc81f34bf176a6d0533008647a6b1");
/// RSA key 1, 2048 bits, exponent 65537.
pub(in super::super) const RSA_KEY: [u8; 272] = hex!(
    "8524",
    "3082010a0282010100ecfa09cb232c36e20f6b3ab6664d5d907fde8f205f0f54",
    "2d324d089cc6efa61e94077c8378a911cea3102c97888fe08d11beda23f706d8",
    "87a5b4487ae6bdc199f84b146c926b5f21b5fc26f338b93b1cabc231799eb333",
    "6b2cf8ee78d574fd68ed50beceee5b8814e0d4971a1ed745adefe129781fb428",
    "742ee1321d3d10f70c73e5f3edca46f8af06b6d9dd895407bb986576728c749d",
    "8b035a924f741102075637b2ebec24c381e6643e4e600265aa4baad373584eb7",
    "fb28e6ccbc7e129dbe29b7f6de56ef2ef5d8e0e2341cbe9269e30e210dfe79fc",
    "1a714e03ecb83e8f1f4ad2438bae624b12f2e7641b3a11f2ff9ff860fea83614",
    "746539fc84d4496b8d0203010001",
);
/// BLS key 1 on G1.
pub(in super::super) const BLS_G1_KEY: [u8; 50] = hex!(
    "ea01",
    "93b80fc026724f7cb592f826e149523133332b8a15f3bcc2587034f29f1b8979",
    "f251078f13e537e969e9f399e887e06e",
);
/// BLS key 1 on G2.
pub(in super::super) const BLS_G2_KEY: [u8; 98] = hex!(
    "eb01",
    "b7995379fbdd69fd145c24905548d9032de9ec5fb6d41170f15ce297dd48926b",
    "deb5c90e8c171a90def37b6a66770101002a3633e97e92a593c87c19223d6ae4",
    "571c870bebc263536a90c43d93c8fd746c399a64eb8649167bbefc7fe075374e",
);

/// Ed25519 key 1 over [`MESSAGE`](super::MESSAGE).
pub(in super::super) const ED25519_SIGNATURE: [u8; 64] = hex!(
    "ba6c79cf822fb3b129f6bcbc15c0a899efb99847b07fd6cbf14fb1c83dc89b37",
    "20e55810e7d7db4dbd4a8bccf910c574bc84cfd0c066d258ac139841d7cde705",
);
/// P-256 key 1, low s.
pub(in super::super) const ES256_SIGNATURE: [u8; 64] = hex!(
    "9b5758c011dcb43b30833c0d2a343f5a7d2d6ebe8475b2f379527a05f805a68e",
    "69289d89ce9028fc0b0be74812cffb9d4093928e0d76a7efbf3d6e9dea8c2b2d",
);
/// P-384 key 1, low s.
pub(in super::super) const ES384_SIGNATURE: [u8; 96] = hex!(
    "ff407d2cc1c590d27131fbb01bf64db54c9bcf0d4ce7093d79d69789aa2fe985",
    "0ad97eed135c2ea8228fbe83dc6440d81d89d84db3b5b83858690d375150cfa8",
    "29704bd3430ea67f4afafe5ca1559dceddf119ff1b3686ce55bfe584decb80f7",
);
/// P-521 key 1, low s.
pub(in super::super) const ES512_SIGNATURE: [u8; 132] = hex!(
    "00878e6844a9e207ac503e718d0c1147e29e9b2e6d99b597a64f6f378bc1d571",
    "d54a074460ca5f63d689f568efbe3a4c0873b64bd68ca495346b1fe85b60341e",
    "e2bb00a47be17afe9f8aa2e3e05ad2535f6a9fcac246128250080658f2140053",
    "7a163bd95378bf002aeabbe47ccc3b08bdb676e4a854ab90be8f6b873b902765",
    "cb34a365",
);
/// secp256k1 key 1, low s.
pub(in super::super) const ES256K_SIGNATURE: [u8; 64] = hex!(
    "b0088aca433d0b9af113b42f3a2da1c05057d56b47211ea4d728927e0ac44a17",
    "3aa524aac9b203359d57f03473107da5fcb2addf06f3a722cec45a4b028bf0eb",
);
/// secp256k1 Keccak-256 key 1, low s.
pub(in super::super) const KECCAK_SIGNATURE: [u8; 64] = hex!(
    "6ea7577837b0e7d7c3254118c22ea5375d1b40bc3e6db3e2110ad958f28cdbdb",
    "2b1b49b46be7f3b0b45c40e50e757302a56b3bfc686e4ca507168d35ddd57341",
);
/// RSA key 1 with SHA2-256.
pub(in super::super) const RS256_SIGNATURE: [u8; 256] = hex!(
    "3d682293764363ccbc0bb43be3debe650996919db2926ea60dd79a263ec0afd5",
    "5964e2b18ac0b0933cb653315a630ac557f7246029916b33176c7e2aba36e494",
    "8e98ac1c146ce99bfe86329b3eabf00fc52f4a867b6632d42ceec975781424ee",
    "d8fdc65c5424cd58453aab287007af8f1051d176bd6a27b385d53f20b04c4a28",
    "d2866a9444ace87d5f47d9b74038817eb27f9a21ac46f4fb153a276352556d88",
    "836d7c22949897703f1fa0266c207210519eeeb01aba43c27f67cf2bb6fd0ccc",
    "196c609bda0e709f05dd4e97604102dacb19e5ebab064f19e9ceed1c3d291542",
    "f7a97814b1c61db589c2cc89da758d06096d3416b8405fc0b802d02ce6ef2b8b",
);
/// RSA key 1 with SHA2-512.
pub(in super::super) const RS512_SIGNATURE: [u8; 256] = hex!(
    "e0995f13e13439792997381e0ee3a09fde4ef2d7c42b9c4e420205e46fb6a9c2",
    "fea44877f153020b4db5d704b02eb71fb0a22961832a5656c1371dcfece10ff1",
    "57ce36966aa265d704c9a24c20236226ce50cf8355ef7f088373d654cf90f06b",
    "6364db1b762fd8e0e6fed72e218aaad6af226ad0cde5d01ffed650327b3ea7ff",
    "f001fec6ee016556723340b6ad6832612fca677da0be1aeac6d2f57585af6e90",
    "c2e5fedc4007f741fa9692bcb6394c8c912189a6804f7ac8a650e341c4678c5a",
    "f101a490a9a82cb46353d1582c5167adc36ab984122357112d2f794f4ee16e36",
    "ccb0ff0c2343da3e7f6a2d4ab375de9c7db74a94cc78344f54e3bbd8b521b432",
);
/// BLS key 1 on G1.
pub(in super::super) const BLS_G1_SIGNATURE: [u8; 96] = hex!(
    "a6b27c533009742795802f32bf8bc27a28bb7ac6c5aec8a528b148a1103d667c",
    "7acd8273855a79463b02e27cea9a823e16fdabf2b7432f55046438be73757c60",
    "9540973b2b666acc3c57e25fa96b971985b6284691ce5c31bcc07d827fe7a9d4",
);
/// BLS key 1 on G2.
pub(in super::super) const BLS_G2_SIGNATURE: [u8; 48] = hex!(
    "8b20d6702ebdc0311e82809ee2b7064bc50b54c3a7238372266574652b166bdb",
    "ceec15f3e90b50d6d3d2bd040ee5ed03",
);

/// P-256: n − s of the signature.
pub(in super::super) const ES256_HIGH_S: [u8; 32] =
    hex!("96d76275316fd704f4f418b7ed3004627c53681f99a0f695347c5c2511d6fa24");
/// P-384: n − s of the signature.
pub(in super::super) const ES384_HIGH_S: [u8; 48] = hex!(
    "e27627b24c4a47c7a796f2c8aeaf3057d68fb42cbcf159807c684f2552e19010",
    "7a28f3b32d7a20ac972c33e5edf9a87c",
);
/// P-521: n − s of the signature.
pub(in super::super) const ES512_HIGH_S: [u8; 66] = hex!(
    "015b841e850160755d1c1fa52daca09560353db9ed7daff7f9a70debffac85e9",
    "c420fe0dc8839444da8702ffc64039532eeb93611e27cb0cdc277fdf8fb8c603",
    "c0a4",
);
/// secp256k1: n − s of the signature.
pub(in super::super) const ES256K_HIGH_S: [u8; 32] =
    hex!("c55adb55364dfcca62a80fcb8cef8258bdfc2f07a854f918f10e0441cdaa5056");
/// secp256k1 with Keccak-256: n − s of the signature.
pub(in super::super) const KECCAK_HIGH_S: [u8; 32] =
    hex!("d4e4b64b94180c4f4ba3bf1af18a8cfc1543a0ea46da5396b8bbd156f260ce00");

/// The order of P-256.
pub(in super::super) const P256_ORDER: [u8; 32] =
    hex!("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
/// The order of P-384.
pub(in super::super) const P384_ORDER: [u8; 48] = hex!(
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf",
    "581a0db248b0a77aecec196accc52973",
);
/// The order of P-521.
pub(in super::super) const P521_ORDER: [u8; 66] = hex!(
    "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "fffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e9138",
    "6409",
);
/// The order of secp256k1.
pub(in super::super) const SECP256K1_ORDER: [u8; 32] =
    hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
