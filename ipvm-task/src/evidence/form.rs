//! Evidence as DAG-CBOR: written, and strictly read.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, FieldRule, Fields};
use ucan_invocation::Task;
use varsig::{
    Block,
    dag_cbor::{self, Limits},
    multicodec::DAG_CBOR,
};

use super::{Content, Evidence, EvidenceFormError, EvidenceKind, Pair, text};

impl Evidence {
    /// Reads evidence. Nothing in it is believed before it is
    /// [checked](Evidence::check).
    ///
    /// It is the map `{v: "0.1.0", kind, task, receipts, proofs?}`, where the receipts are
    /// two, as bytes, in the order of their CIDs, and the proofs, as bytes, are left out if
    /// there are none; or `{v: "0.1.0", kind: "signature", token}`.
    ///
    /// # Errors
    ///
    /// [`EvidenceFormError`] for the first rule of the form that is broken.
    pub fn decode(bytes: &[u8]) -> Result<Self, EvidenceFormError> {
        let value =
            dag_cbor::decode(bytes, &Limits::default()).map_err(EvidenceFormError::Encoding)?;
        let Ipld::Map(map) = value else { return Err(EvidenceFormError::NotAMap) };
        let mut fields = Fields::new(map);
        let version = string(&mut fields, "v")?;
        if version != Self::VERSION {
            return Err(EvidenceFormError::Version { found: version });
        }
        let name = string(&mut fields, "kind")?;
        let kind = EvidenceKind::of_name(&name).ok_or(EvidenceFormError::Kind { found: name })?;
        let content = if kind == EvidenceKind::Signature {
            Content::Token(Block::new(DAG_CBOR, fields.bytes("token")?))
        } else {
            let task = Task::from_map(fields.map("task")?).map_err(EvidenceFormError::Task)?;
            let receipts = tokens("receipts", fields.required("receipts")?)?;
            let found = receipts.len();
            let receipts = <[Block; 2]>::try_from(receipts)
                .map_err(|_| EvidenceFormError::Receipts { found })?;
            if receipts[0].cid() >= receipts[1].cid() {
                return Err(EvidenceFormError::Order);
            }
            let proofs = match fields.optional("proofs") {
                None => Vec::new(),
                Some(proofs) => {
                    let proofs = tokens("proofs", proofs)?;
                    if !(1..=Self::MAX_PROOFS).contains(&proofs.len()) {
                        return Err(EvidenceFormError::Proofs { found: proofs.len() });
                    }
                    proofs
                }
            };
            Content::Pair(Pair { kind, task, receipts, proofs })
        };
        fields.finish()?;
        Ok(Self { block: Block::new(DAG_CBOR, bytes), content })
    }

    /// A token that does not bear the signature of its issuer, as it came.
    ///
    /// It speaks against nobody: whoever made it did not sign it, and whoever it names had
    /// no part in it. It shows that this is so.
    ///
    /// # Errors
    ///
    /// [`EvidenceFormError::TooLarge`] if the evidence could not be read back.
    pub fn of_token(token: &[u8]) -> Result<Self, EvidenceFormError> {
        Self::write(Content::Token(Block::new(DAG_CBOR, token)))
    }

    pub(super) fn write(content: Content) -> Result<Self, EvidenceFormError> {
        let mut map: BTreeMap<String, Ipld> = BTreeMap::new();
        map.insert("v".into(), text(Self::VERSION));
        match &content {
            Content::Token(token) => {
                map.insert("kind".into(), text(EvidenceKind::Signature.name()));
                map.insert("token".into(), Ipld::Bytes(token.bytes().to_vec()));
            }
            Content::Pair(pair) => {
                let bytes = |blocks: &[Block]| {
                    Ipld::List(blocks.iter().map(|it| Ipld::Bytes(it.bytes().to_vec())).collect())
                };
                map.insert("kind".into(), text(pair.kind.name()));
                map.insert("task".into(), pair.task.to_ipld());
                map.insert("receipts".into(), bytes(&pair.receipts));
                if !pair.proofs.is_empty() {
                    map.insert("proofs".into(), bytes(&pair.proofs));
                }
            }
        }
        let block = Block::encode(&Ipld::Map(map)).map_err(|_| EvidenceFormError::TooLarge)?;
        dag_cbor::check(block.bytes(), &Limits::default())
            .map_err(|_| EvidenceFormError::TooLarge)?;
        Ok(Self { block, content })
    }
}

fn string(fields: &mut Fields, name: &'static str) -> Result<String, FieldError> {
    match fields.required(name)? {
        Ipld::String(text) => Ok(text),
        _ => Err(FieldError::new(name, FieldRule::Value { expected: "a text" })),
    }
}

/// Tokens as bytes. Their blocks are not checked here: each is when it is decoded.
fn tokens(name: &'static str, value: Ipld) -> Result<Vec<Block>, FieldError> {
    let refused = || FieldError::new(name, FieldRule::Value { expected: "a list of bytes" });
    let Ipld::List(items) = value else { return Err(refused()) };
    let token = |item| match item {
        Ipld::Bytes(bytes) => Ok(Block::new(DAG_CBOR, bytes)),
        _ => Err(refused()),
    };
    items.into_iter().map(token).collect()
}
