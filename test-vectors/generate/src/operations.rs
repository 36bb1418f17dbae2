//! What a case may ask an implementation to do.

mod container;
mod invocation;
mod ipld_wit;
mod ipvm_content;
mod ipvm_execution;
mod ipvm_housekeeping;
mod ipvm_registry;
mod ipvm_task;
mod ipvm_wasi;
mod ipvm_workflow;
mod pipeline;
mod policy;
mod revocation;
mod text;
mod token;
mod v0_2;

use crate::{map, topic::SourceErrorKind, value::Value};

/// An operation, its inputs and what comes out.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The name, unique over all layers.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// The fields of `input`.
    pub inputs: &'static [Field],
    /// The kind of `expected` where the operation succeeds: `value` or `cid`.
    pub gives: &'static str,
    /// What that value is.
    pub result: &'static str,
}

/// One field of an input.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The name of the field.
    pub name: &'static str,
    /// What data it holds.
    pub kind: Kind,
    /// Whether a case may leave it out.
    pub optional: bool,
    /// What it means, and what holds where it is left out.
    pub meaning: &'static str,
}

/// The kind of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any data.
    Any,
    /// `true` or `false`.
    Boolean,
    /// Bytes.
    Bytes,
    /// An integer within ±(2^53 − 1).
    Integer,
    /// A link.
    Link,
    /// A list.
    List,
    /// A map.
    Map,
    /// A string.
    Text,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Boolean => "boolean",
            Self::Bytes => "bytes",
            Self::Integer => "integer",
            Self::Link => "link",
            Self::List => "list",
            Self::Map => "map",
            Self::Text => "text",
        }
    }

    const fn fits(self, value: &Value) -> bool {
        matches!(
            (self, value),
            (Self::Any, _)
                | (Self::Boolean, Value::Bool(_))
                | (Self::Bytes, Value::Bytes(_))
                | (Self::Integer, Value::Integer(_))
                | (Self::Link, Value::Link(_))
                | (Self::List, Value::List(_))
                | (Self::Map, Value::Map(_))
                | (Self::Text, Value::Text(_))
        )
    }
}

const fn bytes(name: &'static str, meaning: &'static str) -> Field {
    Field { name, kind: Kind::Bytes, optional: false, meaning }
}

const fn text(name: &'static str, meaning: &'static str) -> Field {
    Field { name, kind: Kind::Text, optional: false, meaning }
}

const fn link(name: &'static str, meaning: &'static str) -> Field {
    Field { name, kind: Kind::Link, optional: false, meaning }
}

const fn integer(name: &'static str, meaning: &'static str) -> Field {
    Field { name, kind: Kind::Integer, optional: false, meaning }
}

const fn list(name: &'static str, meaning: &'static str) -> Field {
    Field { name, kind: Kind::List, optional: false, meaning }
}

const fn boolean(name: &'static str, meaning: &'static str) -> Field {
    Field { name, kind: Kind::Boolean, optional: false, meaning }
}

const fn map(name: &'static str, meaning: &'static str) -> Field {
    Field { name, kind: Kind::Map, optional: false, meaning }
}

const fn optional(mut field: Field) -> Field {
    field.optional = true;
    field
}

const HEADER: Field = bytes("header", "The whole varsig header.");
const PUBLIC_KEY: Field =
    bytes("public-key", "The public key behind its multicodec prefix, as a did:key carries it.");
const SIGNATURE: Field = bytes(
    "signature",
    "The signature; for ECDSA r and s as numbers of fixed width, one after the other.",
);
const ALLOW: Field = optional(text(
    "allow",
    "Which algorithms the verifier allows: \"all\" it knows, or \"required\" for the three that \
     UCAN Core requires (Ed25519, ES256, ES256K). \"all\" where it is left out.",
));
const VALID: &str = "{\"valid\": true}";
const CANONICAL_JSON: &str = "The value in canonical DAG-JSON, as text.";

/// Every operation, in the order of the layers.
pub const ALL: &[&[Operation]] = &[
    VARSIG,
    text::ALL,
    policy::ALL,
    container::ALL,
    token::ALL,
    invocation::ALL,
    v0_2::ALL,
    revocation::ALL,
    pipeline::ALL,
    ipld_wit::ALL,
    ipvm_content::ALL,
    ipvm_housekeeping::ALL,
    ipvm_task::ALL,
    ipvm_wasi::ALL,
    ipvm_execution::ALL,
    ipvm_workflow::ALL,
    ipvm_registry::ALL,
];

/// Varsig, blocks and codecs.
const VARSIG: &[Operation] = &[
    Operation {
        name: "varsig.header.decode",
        summary: "Reads a varsig header that fills the bytes exactly.",
        inputs: &[bytes("bytes", "The bytes to read.")],
        gives: "value",
        result: "{\"algorithm\": {\"name\", \"segments\", …}, \"encoding\": {\"name\", \
                 \"segments\", …}}. Segments are numbers in hexadecimal text, in the order of the \
                 header. Algorithm names: \"Ed25519\", \"Ed448\", \"ECDSA\" (with \"curve\" and \
                 \"hash\"), \"RSASSA-PKCS1-v1_5\" (with \"hash\" and \"key-length\" in bytes), \
                 \"BLS12-381\" (with \"key-group\" and \"hash\"), \"unknown\". Encoding names: \
                 \"byte-identical\", \"DAG-CBOR\", \"DAG-JSON\", \"EIP-191\" (with \"inner\", the \
                 encoding inside), \"unknown\". Where the first segment of the algorithm is \
                 unknown, nobody can say where it ends: its segments are the first one, and \
                 those of the encoding all the rest.",
    },
    Operation {
        name: "varsig.header.round-trip",
        summary: "Reads a varsig header and writes it back.",
        inputs: &[bytes("bytes", "The bytes to read.")],
        gives: "value",
        result: "The bytes written, which are the bytes read.",
    },
    Operation {
        name: "varsig.public-key.decode",
        summary: "Reads a public key behind its multicodec prefix.",
        inputs: &[bytes("bytes", "The bytes to read.")],
        gives: "value",
        result: "{\"type\", \"key\"}: the type is one of \"Ed25519\", \"Ed448\", \"P-256\", \
                 \"P-384\", \"P-521\", \"secp256k1\", \"RSA\", \"BLS12-381 G1\", \
                 \"BLS12-381 G2\"; the key is the bytes behind the prefix.",
    },
    Operation {
        name: "varsig.signature.verify",
        summary: "Checks a signature over a message that is signed as it is: the algorithm is \
                  that of the header, its payload encoding is not looked at. Errors come in this order: header, \
                  public key, algorithm, signature.",
        inputs: &[HEADER, PUBLIC_KEY, bytes("message", "The message."), SIGNATURE, ALLOW],
        gives: "value",
        result: VALID,
    },
    Operation {
        name: "varsig.payload.verify",
        summary: "Checks that a payload is in the canonical form that the header names and that \
                  the signature was made over it as the header says. Errors come in this \
                  order: header, public key, payload, algorithm, signature.",
        inputs: &[
            HEADER,
            PUBLIC_KEY,
            bytes("payload", "The payload as it was received."),
            SIGNATURE,
            ALLOW,
        ],
        gives: "value",
        result: VALID,
    },
    Operation {
        name: "varsig.payload.message",
        summary: "Gives the bytes that are signed for a payload in canonical form.",
        inputs: &[HEADER, bytes("payload", "The payload.")],
        gives: "value",
        result: "The bytes that the signature algorithm is given.",
    },
    Operation {
        name: "varsig.signature.twins",
        summary: "Gives every spelling of a signature that anybody can compute from it without the \
                  key and that may hold where the given one does: both s of ECDSA and, under \
                  EIP-191 with secp256k1 and Keccak-256, with and without the recovery byte. \
                  Where the given one has no recovery byte, only the key would tell which of \
                  the two is right: both are given.",
        inputs: &[HEADER, SIGNATURE],
        gives: "value",
        result: "A list of bytes without duplicates, the given signature among them, sorted \
                 bytewise. Only the given one for other algorithms and for what is malformed.",
    },
    Operation {
        name: "varsig.sign",
        summary: "Signs a message as it is, with an algorithm that draws no randomness (ECDSA by \
                  RFC 6979, with the low one of the two s). Errors come in this order: \
                  header, secret key, algorithm.",
        inputs: &[
            HEADER,
            bytes("secret-key", "The secret key behind its multicodec prefix."),
            bytes("message", "The message."),
        ],
        gives: "value",
        result: "{\"public-key\", \"signature\"}, both bytes; the public key behind its prefix.",
    },
    Operation {
        name: "varsig.block.cid",
        summary: "Gives the CID of bytes: CIDv1 with sha2-256.",
        inputs: &[
            text("codec", "\"raw\", \"dag-cbor\" or \"dag-json\"."),
            bytes("bytes", "The bytes. They are not checked against the codec."),
        ],
        gives: "cid",
        result: "The CID.",
    },
    Operation {
        name: "varsig.block.verify",
        summary: "Checks that bytes are those that a CID names.",
        inputs: &[link("cid", "The CID."), bytes("bytes", "The bytes that came with it.")],
        gives: "value",
        result: VALID,
    },
    Operation {
        name: "dag-cbor.check",
        summary: "Checks that bytes are exactly one value in canonical DAG-CBOR.",
        inputs: &[bytes("bytes", "The bytes.")],
        gives: "value",
        result: VALID,
    },
    Operation {
        name: "dag-cbor.decode",
        summary: "Decodes canonical DAG-CBOR.",
        inputs: &[bytes("bytes", "The bytes.")],
        gives: "value",
        result: CANONICAL_JSON,
    },
    Operation {
        name: "dag-cbor.encode",
        summary: "Encodes a value as canonical DAG-CBOR.",
        inputs: &[
            optional(text("dag-json", "The value in canonical DAG-JSON.")),
            optional(bytes(
                "float64",
                "Instead of the above: the value is the float with these eight bytes (IEEE 754, \
                 big endian), which DAG-JSON may have no form for.",
            )),
        ],
        gives: "value",
        result: "The bytes.",
    },
    Operation {
        name: "dag-json.check",
        summary: "Checks that bytes are exactly one value in canonical DAG-JSON.",
        inputs: &[
            optional(text("text", "The bytes, as the text that they are in UTF-8.")),
            optional(bytes("bytes", "Instead of the above: the bytes.")),
        ],
        gives: "value",
        result: VALID,
    },
    Operation {
        name: "dag-json.decode",
        summary: "Decodes DAG-JSON in any layout: white space, order of keys, escapes and spellings \
                  of floats are free, everything else is strict.",
        inputs: &[
            optional(text("text", "The bytes, as the text that they are in UTF-8.")),
            optional(bytes("bytes", "Instead of the above: the bytes.")),
        ],
        gives: "value",
        result: "The value in canonical DAG-CBOR, as bytes.",
    },
    Operation {
        name: "dag-json.encode",
        summary: "Encodes a value as canonical DAG-JSON.",
        inputs: &[bytes("dag-cbor", "The value in canonical DAG-CBOR.")],
        gives: "value",
        result: CANONICAL_JSON,
    },
];

/// The operation with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Operation> {
    ALL.iter().copied().flatten().find(|operation| operation.name == name)
}

impl Operation {
    /// Checks an input against the fields.
    pub(crate) fn check_input(&self, input: &[(String, Value)]) -> Result<(), SourceErrorKind> {
        for (name, value) in input {
            let field = self
                .inputs
                .iter()
                .find(|field| field.name == name)
                .ok_or_else(|| SourceErrorKind::ExtraInput { name: name.clone() })?;
            if !field.kind.fits(value) {
                return Err(SourceErrorKind::InputKind { name: name.clone() });
            }
        }
        let given = |name: &str| input.iter().any(|(given, _)| given == name);
        match self.inputs.iter().find(|field| !field.optional && !given(field.name)) {
            Some(field) => Err(SourceErrorKind::MissingInput { name: field.name }),
            None => Ok(()),
        }
    }
}

/// The table as a file.
pub(crate) fn table() -> Value {
    let field = |field: &Field| {
        map! {
            "name" => field.name,
            "kind" => field.kind.name(),
            "optional" => field.optional,
            "meaning" => field.meaning,
        }
    };
    let operations = ALL
        .iter()
        .copied()
        .flatten()
        .map(|operation| {
            map! {
                "name" => operation.name,
                "summary" => operation.summary,
                "inputs" => operation.inputs.iter().map(field).collect::<Vec<_>>(),
                "gives" => operation.gives,
                "result" => operation.result,
            }
        })
        .collect::<Vec<_>>();
    map! { "format" => "1.0", "operations" => operations }
}
