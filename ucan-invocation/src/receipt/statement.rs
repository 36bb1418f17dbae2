//! The payload of a receipt.

use alloc::{collections::BTreeMap, string::String};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Did, FieldError, FieldRule, Fields, Payload, Timestamp};
use varsig::dag_cbor::{EncodeError, Encoder};

use super::{RECEIPT_COMMAND, Receipt, ReceiptMeta, read_args};
use crate::{effects::Effects, invocation::Invocation, outcome::Outcome, task::Arguments};

/// The invocation that a receipt is, with nothing in it but what a receipt says: what an
/// executor signs, and what it reads again.
///
/// It has no task with an ID, which would be the address of a question that nobody asks.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) issuer: Did,
    pub(super) executor: Did,
    pub(super) ran: Cid,
    pub(super) outcome: Outcome,
    pub(super) effects: Effects,
    pub(super) issued_at: Option<Timestamp>,
    pub(super) expiration: Option<Timestamp>,
    pub(super) meta: ReceiptMeta,
}

impl Statement {
    fn args(&self) -> Arguments {
        let mut args = Arguments::from([
            ("ran".into(), Ipld::Link(self.ran)),
            ("out".into(), self.outcome.to_ipld()),
        ]);
        if let Some(effects) = self.effects.to_ipld() {
            args.insert("fx".into(), effects);
        }
        args
    }

    fn encode_args(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
        let (fork, join) = (self.effects.fork(), self.effects.join());
        encoder.map(if self.effects.is_empty() { 2 } else { 3 });
        if !self.effects.is_empty() {
            encoder.text("fx");
            encoder.map(u64::from(!fork.is_empty()) + u64::from(join.is_some()));
            if !fork.is_empty() {
                encoder.text("fork");
                encoder.list(u64::try_from(fork.len()).unwrap_or(u64::MAX));
                fork.iter().try_for_each(|task| encoder.link(task))?;
            }
            if let Some(join) = join {
                encoder.text("join");
                encoder.link(join)?;
            }
        }
        encoder.text("out");
        encoder.map(1);
        encoder.text(match self.outcome {
            Outcome::Ok(_) => "ok",
            Outcome::Error(_) => "error",
        });
        encoder.value(self.outcome.value(), 4)?;
        encoder.text("ran");
        encoder.link(&self.ran)
    }
}

impl Payload for Statement {
    const KIND: &'static str = <Invocation as Payload>::KIND;

    fn issuer(&self) -> &Did {
        &self.issuer
    }

    fn read(mut fields: Fields) -> Result<Self, FieldError> {
        let (issuer, executor) = (fields.did("iss")?, fields.did("sub")?);
        if fields.command("cmd")?.as_str() != RECEIPT_COMMAND {
            return Err(FieldError::new("cmd", FieldRule::Value { expected: RECEIPT_COMMAND }));
        }
        let (ran, outcome, effects) = read_args(fields.map("args")?)?;
        // What else an invocation may say, and what decides nothing once it was accepted.
        fields.bytes("nonce")?;
        fields.optional_did("aud")?;
        fields.links("prf")?;
        fields.optional_timestamp("nbf")?;
        fields.optional_link("cause")?;
        let statement = Self {
            issuer,
            executor,
            ran,
            outcome,
            effects,
            issued_at: fields.optional_timestamp("iat")?,
            expiration: fields.nullable_timestamp("exp")?,
            meta: ReceiptMeta::read(fields.optional_map("meta")?.as_ref())?,
        };
        fields.finish()?;
        Ok(statement)
    }

    fn write(&self) -> BTreeMap<String, Ipld> {
        let seconds = |time: Timestamp| Ipld::Integer(time.seconds().into());
        let mut map = BTreeMap::from([
            ("iss".into(), Ipld::String(self.issuer.as_str().into())),
            ("sub".into(), Ipld::String(self.executor.as_str().into())),
            ("cmd".into(), Ipld::String(RECEIPT_COMMAND.into())),
            ("args".into(), Ipld::Map(self.args())),
            ("nonce".into(), Ipld::Bytes(Default::default())),
            ("prf".into(), Ipld::List(Default::default())),
            ("exp".into(), self.expiration.map_or(Ipld::Null, seconds)),
        ]);
        if let Some(time) = self.issued_at {
            map.insert("iat".into(), seconds(time));
        }
        if let Some(meta) = self.meta.write() {
            map.insert("meta".into(), Ipld::Map(meta));
        }
        map
    }

    fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
        let is_plain = self.meta == ReceiptMeta::default();
        encoder.map(7 + u64::from(self.issued_at.is_some()) + u64::from(!is_plain));
        encoder.text("cmd");
        encoder.text(RECEIPT_COMMAND);
        encoder.text("exp");
        match self.expiration {
            Some(time) => encoder.integer(time.seconds()),
            None => encoder.null(),
        }
        if let Some(time) = self.issued_at {
            encoder.text("iat");
            encoder.integer(time.seconds());
        }
        encoder.text("iss");
        encoder.text(self.issuer.as_str());
        encoder.text("prf");
        encoder.list(0);
        encoder.text("sub");
        encoder.text(self.executor.as_str());
        encoder.text("args");
        self.encode_args(encoder)?;
        if !is_plain {
            encoder.text("meta");
            self.meta.encode(encoder)?;
        }
        encoder.text("nonce");
        encoder.bytes(&[]);
        Ok(())
    }
}

impl Receipt {
    pub(super) fn of(block: varsig::Block, statement: Statement) -> Self {
        let Statement { issuer, executor, ran, outcome, effects, .. } = statement;
        let Statement { issued_at, expiration, meta, .. } = statement;
        Self { block, issuer, executor, ran, outcome, effects, issued_at, expiration, meta }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;
    use varsig::{Block, dag_cbor};

    fn link() -> impl Strategy<Value = Cid> {
        any::<u16>().prop_map(|number| *Block::raw(number.to_be_bytes()).cid())
    }

    fn statement() -> impl Strategy<Value = Statement> {
        let did = || any::<u8>().prop_map(|it| alloc::format!("did:web:{it}.example").parse());
        let time = || proptest::option::of(any::<u32>().prop_map(i64::from));
        let links = || proptest::option::of(link());
        let said = (link(), any::<bool>(), any::<i64>(), proptest::collection::vec(link(), 0..4));
        let known = proptest::collection::vec(link(), 0..3);
        let meta = (any::<[bool; 2]>(), proptest::option::of(any::<u64>()), links(), known);
        let links = (links(), links(), links(), links());
        (did(), did(), said, time(), time(), meta, links).prop_map(
            |(issuer, executor, said, issued_at, expiration, meta, links)| {
                let (join, from, settles, computation) = links;
                let (ran, is_ok, value, fork) = said;
                let value = Ipld::Integer(value.into());
                let ([fault, secret], fuel, resolved, known) = meta;
                let meta = ReceiptMeta {
                    fault,
                    resolved,
                    from,
                    fuel,
                    secret,
                    settles,
                    ..ReceiptMeta::default()
                };
                let meta = meta.with_known(known).with_computation(computation);
                let time = |time: Option<i64>| time.map(|it| Timestamp::from_seconds(it).unwrap());
                Statement {
                    issuer: issuer.unwrap(),
                    executor: executor.unwrap(),
                    ran,
                    outcome: if is_ok { Outcome::Ok(value) } else { Outcome::Error(value) },
                    effects: Effects::new(fork, join).unwrap_or_default(),
                    issued_at: time(issued_at),
                    expiration: time(expiration),
                    meta,
                }
            },
        )
    }

    proptest! {
        #[test]
        fn it_is_written_in_one_way_and_reads_as_it_was(statement in statement()) {
            let map = statement.write();
            let mut encoder = Encoder::new();
            statement.encode(&mut encoder).unwrap();
            prop_assert_eq!(encoder.finish(), dag_cbor::encode(&Ipld::Map(map.clone())).unwrap());

            let invocation = Invocation::read(Fields::new(map.clone())).unwrap();
            let again = Statement::read(Fields::new(map)).unwrap();
            prop_assert_eq!(&again.issuer, invocation.issuer());
            prop_assert_eq!(&again.executor, invocation.task().subject());
            prop_assert_eq!(again.issued_at, statement.issued_at);
            prop_assert_eq!(again.expiration, statement.expiration);
            prop_assert_eq!(&again.effects, &statement.effects);
            prop_assert_eq!(&again.outcome, &statement.outcome);
            prop_assert_eq!(again.ran, statement.ran);
            prop_assert_eq!(&again.meta, &statement.meta);
        }

        #[test]
        fn what_is_picked_is_what_is_read(statement in statement()) {
            let signer = varsig::Ed25519Signer::from_seed(&[1; 32]);
            let executor = Did::from_signer(&signer);
            let statement = Statement { issuer: executor, ..statement };
            let envelope = ucan_core::Envelope::sign(statement, &signer).unwrap();
            let block = envelope.block().clone();
            let picked = Receipt::pick(&block);
            prop_assert_eq!(picked.is_none(), !envelope.unverified_payload().meta.known.is_empty());
            let Some(picked) = picked else { return Ok(()) };
            let envelope = ucan_core::Envelope::<Statement>::decode_block(block).unwrap();
            let (block, statement) = envelope.into_parts();
            let read = Receipt::of(block, statement);
            prop_assert_eq!(alloc::format!("{:?}", picked), alloc::format!("{:?}", read));
        }

        /// The bytes of a receipt with something changed in them: what is picked from it, if
        /// anything is, is what would be read.
        #[test]
        fn nothing_is_picked_but_what_would_be_read(
            statement in statement(),
            at in any::<prop::sample::Index>(),
            byte in any::<u8>(),
        ) {
            let signer = varsig::Ed25519Signer::from_seed(&[1; 32]);
            let statement = Statement { issuer: Did::from_signer(&signer), ..statement };
            let envelope = ucan_core::Envelope::sign(statement, &signer).unwrap();
            let mut bytes = envelope.block().bytes().to_vec();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let Ok(block) = Block::dag_cbor(bytes) else { return Ok(()) };
            let read = ucan_core::Envelope::<Statement>::decode_block(block.clone());
            if let (Some(picked), Ok(read)) = (Receipt::pick(&block), read) {
                let (block, statement) = read.into_parts();
                let read = Receipt::of(block, statement);
                prop_assert_eq!(alloc::format!("{:?}", picked), alloc::format!("{:?}", read));
            }
        }
    }

    #[test]
    fn whatever_an_invocation_may_say_beside_it_is_read_over() {
        let signer = varsig::Ed25519Signer::from_seed(&[1; 32]);
        let ran = *Block::raw(*b"task").cid();
        let at = Timestamp::from_seconds(1_767_225_600).unwrap();
        let receipt = crate::Attestation::new(ran, Outcome::Ok(Ipld::Null), at);
        let receipt = receipt.sign(&signer).unwrap();
        let envelope =
            ucan_core::Envelope::<Invocation>::decode_block(receipt.block().clone()).unwrap();
        let mut map = envelope.unverified_payload().write();
        let did = Ipld::String("did:web:executor.example".into());
        map.extend([
            ("aud".into(), did),
            ("nbf".into(), Ipld::Integer(5)),
            ("cause".into(), Ipld::Link(ran)),
            ("prf".into(), Ipld::List([Ipld::Link(ran)].into())),
            ("nonce".into(), Ipld::Bytes([1; 12].into())),
        ]);
        assert!(Statement::read(Fields::new(map.clone())).is_ok());
        for (key, value, rule) in [
            ("cmd", Ipld::String("/ucan/assert".into()), "command"),
            ("nbf", Ipld::Null, "null"),
            ("other", Ipld::Null, "unknown"),
        ] {
            let mut map = map.clone();
            map.insert(key.into(), value);
            let refused = Statement::read(Fields::new(map)).unwrap_err();
            assert!(refused.to_string().contains(key), "{rule}: {refused}");
        }
        let missing: Vec<_> = ["iss", "sub", "cmd", "args", "nonce", "prf", "exp"].into();
        for key in missing {
            let mut map = map.clone();
            map.remove(key);
            let refused = Statement::read(Fields::new(map)).unwrap_err();
            assert_eq!(refused, FieldError::new(key, FieldRule::Missing));
        }
    }

    use alloc::string::ToString;
}
