//! Receipts: the word of an executor on what came out.

use alloc::vec::Vec;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Did, FieldError, FieldRule, Fields, Meta, Resolver};
use varsig::{Signer, VerifierSet};

use super::{
    dialect::Dialect,
    effects::Effects,
    encoded::{Encoded, Wire, links, map},
    error::{ReadError, WriteError, kind},
    output::Output,
    signature::{SignError, Signature, SignatureError},
    task::{meta, nullable},
};

/// The names of the signature: the one of the schema, and the one of the examples.
const SIGNATURE_FIELDS: [&str; 2] = ["sig", "s"];

/// `{ran, out, fx, meta, iss, prf, sig}` (UCAN Invocation 0.2, section 8).
///
/// Read but not believed; [`Encoded::verify`] says whose word it is. Receipts of the field
/// have neither effects nor signature, and are nobody's word.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// The address of the invocation that was run.
    pub ran: Cid,
    /// What came out.
    pub out: Output,
    /// What is asked for next.
    pub effects: Effects,
    /// Data beside the result; empty if there is none.
    pub meta: Meta,
    /// Who signs in place of the executor.
    pub issuer: Option<Did>,
    /// The UCANs, of a version before 1.0, by which the issuer may. Nothing here reads them.
    pub proofs: Vec<Cid>,
    /// The signature, as it was read. [`Receipt::sign`] makes it anew.
    pub signature: Option<Signature>,
}

impl Receipt {
    /// A receipt of an executor that signs itself, not signed yet.
    #[must_use]
    pub fn new(ran: Cid, out: Output) -> Self {
        Self {
            ran,
            out,
            effects: Effects::default(),
            meta: Meta::new(),
            issuer: None,
            proofs: Vec::new(),
            signature: None,
        }
    }

    /// Signs it, as the text has it, over the DAG-CBOR of everything but the signature
    /// (section 8.1.7).
    ///
    /// # Errors
    ///
    /// [`SignError`] as its variants say.
    pub fn sign(mut self, signer: &dyn Signer) -> Result<Encoded<Self>, SignError> {
        self.signature = None;
        let unsigned = Encoded::new(self, Dialect::Text).map_err(SignError::Write)?;
        let signature = Signature::make(signer, unsigned.bytes())?;
        let signed = Self { signature: Some(signature), ..unsigned.into_value() };
        Encoded::new(signed, Dialect::Text).map_err(SignError::Write)
    }
}

impl Wire for Receipt {
    fn read(value: Ipld) -> Result<Self, ReadError> {
        let mut fields = Fields::of("receipt", value)?;
        let ran = fields.link("ran")?;
        let out = Output::read(fields.required("out")?)?;
        let effects = fields.optional("fx").map(Effects::read).transpose()?.unwrap_or_default();
        let receipt = Self {
            ran,
            out,
            effects,
            meta: fields.optional_map("meta")?.unwrap_or_default(),
            issuer: read_issuer(&mut fields)?,
            proofs: fields.optional_links("prf")?.unwrap_or_default(),
            signature: read_signature(&mut fields)?,
        };
        fields.finish()?;
        Ok(receipt)
    }

    fn write(&self, dialect: Dialect) -> Result<Ipld, WriteError> {
        if dialect == Dialect::Field {
            if self.signature.is_some() {
                return Err(WriteError::NoPlace { field: "sig", dialect });
            }
            if !self.effects.is_empty() {
                return Err(WriteError::NoPlace { field: "fx", dialect });
            }
        }
        let issuer = self.issuer.as_ref().map(|did| Ipld::String(did.as_str().into()));
        let proofs =
            (dialect == Dialect::Field || !self.proofs.is_empty()).then(|| links(&self.proofs));
        let signature = self.signature.as_ref().map(|it| Ipld::Bytes(it.encode()));
        Ok(map([
            ("ran", Some(Ipld::Link(self.ran))),
            ("out", Some(self.out.write(dialect)?)),
            ("fx", self.effects.to_ipld()),
            ("meta", meta(&self.meta, dialect)),
            ("iss", nullable(issuer, dialect)),
            ("prf", proofs),
            ("sig", signature),
        ]))
    }
}

fn read_issuer(fields: &mut Fields) -> Result<Option<Did>, ReadError> {
    match fields.optional("iss") {
        None | Some(Ipld::Null) => Ok(None),
        Some(Ipld::String(text)) => Did::try_from(text).map(Some).map_err(ReadError::Did),
        Some(other) => {
            let rule = FieldRule::Kind { expected: "DID", found: kind(&other) };
            Err(FieldError::new("iss", rule).into())
        }
    }
}

fn read_signature(fields: &mut Fields) -> Result<Option<Signature>, ReadError> {
    let mut found = None;
    for field in SIGNATURE_FIELDS {
        let Some(value) = fields.optional(field) else { continue };
        if found.is_some() {
            return Err(ReadError::TwoSignatures);
        }
        let bytes = Fields::new([(field.into(), value)].into()).bytes(field)?;
        let signature = Signature::decode(&bytes);
        found = Some(signature.map_err(|error| ReadError::Signature { field, error })?);
    }
    Ok(found)
}

impl Encoded<Receipt> {
    /// The bytes that the signature is over: this receipt as it came, without it.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        self.bytes_without(&SIGNATURE_FIELDS)
    }

    /// Checks that `executor` signed this.
    ///
    /// Who the executor is stands in the UCANs that the task names as proofs, and so has to
    /// be known.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Delegate`] if the receipt names an issuer who is not the executor,
    /// [`SignatureError::Unsigned`] if it has no signature, and others as they say.
    pub fn verify(
        self,
        executor: &Did,
        resolver: &dyn Resolver,
        verifiers: &VerifierSet<'_>,
    ) -> Result<VerifiedReceipt, SignatureError> {
        if let Some(issuer) = self.value().issuer.as_ref().filter(|issuer| *issuer != executor) {
            return Err(SignatureError::Delegate { issuer: issuer.clone() });
        }
        let signature = self.value().signature.as_ref().ok_or(SignatureError::Unsigned)?;
        signature.verify(executor, &self.signed_bytes(), resolver, verifiers)?;
        Ok(VerifiedReceipt { receipt: self, executor: executor.clone() })
    }
}

/// A receipt whose signature was checked. The result is what the executor says, and may be
/// wrong.
///
/// Only [`Encoded::verify`] makes one.
#[derive(Clone, Debug)]
pub struct VerifiedReceipt {
    receipt: Encoded<Receipt>,
    executor: Did,
}

impl VerifiedReceipt {
    /// Whose word it is.
    #[must_use]
    pub const fn executor(&self) -> &Did {
        &self.executor
    }

    /// What is said.
    #[must_use]
    pub const fn receipt(&self) -> &Encoded<Receipt> {
        &self.receipt
    }
}
