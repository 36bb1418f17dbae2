//! A receipt out of a token that was read before.

use ipld_core::ipld::Ipld;
use ucan_core::{Did, Timestamp};
use varsig::{
    Block,
    dag_cbor::{Items, Limits},
};

use super::{RECEIPT_COMMAND, Receipt, ReceiptMeta};
use crate::{effects::Effects, outcome::Outcome};

impl Receipt {
    /// Takes what a receipt has from where it stands, with nothing made of the rest: several
    /// times as fast as reading the token and then the receipt in it.
    ///
    /// It refuses nothing. `None` says that this has not the form of a receipt, or that of
    /// one from which something is left out, and that whoever wants to know which has to read
    /// it as a token.
    pub(super) fn pick(block: &Block) -> Option<Self> {
        let mut items = Items::new(block.bytes(), &Limits::default()).ok()?;
        if items.list()? != 2 {
            return None;
        }
        items.skip()?; // the signature
        // The header, which is the shorter key.
        if items.map()? != 2 || items.text()? != "h" {
            return None;
        }
        items.skip()?;
        items.text()?.strip_prefix("ucan/inv@")?;

        let (mut issuer, mut executor) = (None, None);
        let mut said = None;
        let (mut issued_at, mut expiration) = (None, None);
        let mut meta = ReceiptMeta::default();
        for _ in 0..items.map()? {
            match items.text()? {
                "cmd" => {
                    if items.text()? != RECEIPT_COMMAND {
                        return None;
                    }
                }
                "iss" => issuer = Some(items.text()?),
                "sub" => executor = Some(items.text()?),
                "args" => said = Some(args(&mut items)?),
                "iat" => issued_at = Some(timestamp(&mut items)?),
                "exp" => expiration = Some(optional_timestamp(&mut items)?),
                "meta" => meta = pick_meta(&mut items)?,
                _ => items.skip()?,
            }
        }
        let (issuer, executor) = (issuer?, executor?);
        let (ran, outcome, effects) = said?;
        let executor_did: Did = executor.parse().ok()?;
        let issuer =
            if issuer == executor { executor_did.clone() } else { issuer.parse::<Did>().ok()? };
        Some(Self {
            block: block.clone(),
            issuer,
            executor: executor_did,
            ran,
            outcome,
            effects,
            issued_at,
            expiration: expiration?,
            meta,
        })
    }
}

fn args(items: &mut Items<'_>) -> Option<(cid::Cid, Outcome, Effects)> {
    let (mut ran, mut outcome) = (None, None);
    let mut effects = Effects::default();
    for _ in 0..items.map()? {
        match items.text()? {
            "ran" => ran = Some(items.link()?),
            "out" => {
                if items.map()? != 1 {
                    return None;
                }
                outcome = Some(match items.text()? {
                    "ok" => Outcome::Ok(items.value()?),
                    "error" => Outcome::Error(items.value()?),
                    _ => return None,
                });
            }
            "fx" => match items.value()? {
                Ipld::Map(map) => effects = Effects::read(map).ok()?,
                _ => return None,
            },
            _ => return None,
        }
    }
    Some((ran?, outcome?, effects))
}

fn pick_meta(items: &mut Items<'_>) -> Option<ReceiptMeta> {
    let mut meta = ReceiptMeta::default();
    let is_true = |items: &mut Items<'_>| items.value().filter(|it| *it == true.into()).map(drop);
    for _ in 0..items.map()? {
        match items.text()? {
            "ipvm/fault" => {
                is_true(items)?;
                meta.fault = true;
            }
            "ipvm/secret" => {
                is_true(items)?;
                meta.secret = true;
            }
            "ipvm/resolved" => meta.resolved = Some(items.link()?),
            "ipvm/computation" => meta.computation = Some(items.link()?),
            "ipvm/from" => meta.from = Some(items.link()?),
            "ipvm/settles" => meta.settles = Some(items.link()?),
            // Seldom there, and bound by rules of its own.
            "ipvm/known" => return None,
            "ipvm/fuel" => meta.fuel = Some(items.integer()?.try_into().ok()?),
            _ => items.skip()?,
        }
    }
    Some(meta)
}

fn timestamp(items: &mut Items<'_>) -> Option<Timestamp> {
    Timestamp::from_seconds(items.integer()?.try_into().ok()?).ok()
}

/// A time, or an explicit null.
fn optional_timestamp(items: &mut Items<'_>) -> Option<Option<Timestamp>> {
    let here = items.clone();
    if let Some(time) = timestamp(items) {
        return Some(Some(time));
    }
    *items = here;
    (items.value()? == Ipld::Null).then_some(None)
}
