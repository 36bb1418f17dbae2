//! Keys, messages and signatures that others published. For RFC 6979 the s of
//! the text and the low one of the two, which is what we make.

pub(crate) struct Vector {
    pub(crate) key: &'static str,
    pub(crate) public_key: &'static str,
    pub(crate) message: &'static str,
    pub(crate) r: &'static str,
    pub(crate) low: &'static str,
    pub(crate) high: &'static str,
}

const P256_KEY: &str = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
const P256_PUBLIC: &str = "0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6";
/// RFC 6979, A.2.5, with SHA-256.
pub(crate) const P256: [Vector; 2] = [
    Vector {
        key: P256_KEY,
        public_key: P256_PUBLIC,
        message: "sample",
        r: "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
        low: "0834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9",
        high: "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    },
    Vector {
        key: P256_KEY,
        public_key: P256_PUBLIC,
        message: "test",
        r: "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
        low: "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
        high: "fe60beeb8bd5d4ec42da6d94b639b6ea5dc07c4cd3965338e6f1887217f424ce",
    },
];

const P384_KEY: &str = "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8\
                        96d5724e4c70a825f872c9ea60d2edf5";
const P384_PUBLIC: &str = "02ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b30\
                           0c64def8f0ea9055866064a254515480bc13";
/// RFC 6979, A.2.6, with SHA-384.
pub(crate) const P384: [Vector; 2] = [
    Vector {
        key: P384_KEY,
        public_key: P384_PUBLIC,
        message: "sample",
        r: "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c\
            81a648152e44acf96e36dd1e80fabe46",
        low: "6610b514ea0e87315e01bf24d9fcec70ecf18bf5e69dbad9a727ea302393848f\
              b4f04c6cd0423fdc7169525094629eab",
        high: "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f\
               a329c145786e679e7b82c71a38628ac8",
    },
    Vector {
        key: P384_KEY,
        public_key: P384_PUBLIC,
        message: "test",
        r: "8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb\
            0542a7f0812998da8f1dd3ca3cf023db",
        low: "222f89fbb72bd275bc50ba507c9031b21741f94b7a1649e444e71e6edcfe09fe\
              eda66eae426701132db096e8860a83ce",
        high: "ddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e0\
               6a739f040649a667bf3b828246baa5a5",
    },
];

const P521_KEY: &str = "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75\
                        caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b8\
                        3538";
const P521_PUBLIC: &str = "0301894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e\
                           5bcd371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b\
                           9a2f5023a4";
/// RFC 6979, A.2.7, with SHA-512.
pub(crate) const P521: [Vector; 2] = [
    Vector {
        key: P521_KEY,
        public_key: P521_PUBLIC,
        message: "sample",
        r: "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f\
            174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e3\
            77fa",
        low: "00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af\
              282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4\
              a67a",
        high: "019e8331830af9b7f93b9809872c4bf7f290e33af50d935df6be8cf7d7e49750\
               d7d42d9be14563d38f47a7133dc906922ab61abcfd06acd004153c50d63a4393\
               bd8f",
    },
    Vector {
        key: P521_KEY,
        public_key: P521_PUBLIC,
        message: "test",
        r: "013e99020abf5cee7525d16b69b229652ab6bdf2affcaef38773b4b7d08725f1\
            0cdb93482fdcc54edcee91eca4166b2a7c6265ef0ce2bd7051b7cef945babd47\
            ee6d",
        low: "00042ffec398b558634c67b6ad86e931cfe39915831747f97d879529f0670818\
              75e0871c978df9bb9587cc2b53e229002daeeea20ec39fefe7398bf4a1c06353\
              8726",
        high: "01fbd0013c674aa79cb39849527916ce301c66ea7ce8b80682786ad60f98f7e7\
               8a19ca69eff5c57400e3b3a0ad66ce0978214d13baf4e9ac60752f7b155e2de4\
               dce3",
    },
];

/// The set for RFC 6979 on secp256k1 with SHA-256 that the libraries of Bitcoin
/// share (`bitcointalk.org`, topic 285142).
pub(crate) const SECP256K1: [Vector; 3] = [
    Vector {
        key: "0000000000000000000000000000000000000000000000000000000000000001",
        public_key: "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        message: "Satoshi Nakamoto",
        r: "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8",
        low: "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5",
        high: "dbbd3162d46e9f9bef7feb87c16dc13b4f6568a87f4e83f728e2443ba586675c",
    },
    Vector {
        key: "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140",
        public_key: "0379be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        message: "Satoshi Nakamoto",
        r: "fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d0",
        low: "6b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5",
        high: "94c632f14e4379fc1ea610a3df5a375152549736425ee17cebe10abbc2a2826c",
    },
    Vector {
        key: "f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181",
        public_key: "0292df7b245b81aa637ab4e867c8d511008f79161a97d64f2ac709600352f7acbc",
        message: "Alan Turing",
        r: "7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c",
        low: "58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea",
        high: "a72033e1ff5ca1ea8d0c99001cb45f0272d3be7525d3049c0d9e98dc7582b857",
    },
];
