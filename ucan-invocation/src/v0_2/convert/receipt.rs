//! What a receipt says.

use alloc::vec::Vec;

use cid::Cid;

use super::{
    super::{effects::Effects as OldEffects, output::Output, receipt::Receipt},
    ConversionError, Links,
    invocation::no_proofs,
};
use crate::{effects::Effects, outcome::Outcome};

/// What receipts of both wires say: which task ran, what came out, and what is asked for next.
///
/// It is nobody's word: a signature is over the bytes of one wire, and so stays there. The
/// executor attests anew, with [`Attestation`](crate::Attestation).
#[derive(Clone, Debug, PartialEq)]
pub struct Attested {
    /// The ID of the task of 1.0.
    pub ran: Cid,
    /// How it ended.
    pub outcome: Outcome,
    /// What is asked for next.
    pub effects: Effects,
}

impl Receipt {
    /// What this says, in the terms of 1.0. Links to invocations and instructions go to the
    /// tasks that [`Links`] has for them.
    ///
    /// # Errors
    ///
    /// [`ConversionError::NoPlace`] for a result on neither branch (`just`), for an issuer
    /// other than the executor and for data beside the result; [`ConversionError::Proofs`]
    /// if there are proofs; [`ConversionError::RequestedTwice`] for a task that is forked and
    /// joined, or whose counterpart is; [`ConversionError::UnknownLink`].
    pub fn to_attested(&self, links: &Links) -> Result<Attested, ConversionError> {
        no_proofs(self.proofs.len())?;
        for (field, is_there) in [("iss", self.issuer.is_some()), ("meta", !self.meta.is_empty())] {
            if is_there {
                return Err(ConversionError::NoPlace { field });
            }
        }
        let outcome = match &self.out {
            Output::Ok(value) => Outcome::Ok(value.clone()),
            Output::Error(value) => Outcome::Error(value.clone()),
            Output::Just(_) => return Err(ConversionError::NoPlace { field: "just" }),
        };
        let fork = self.effects.fork().iter().map(|fork| links.to_new(fork));
        let fork: Vec<_> = fork.collect::<Result<_, _>>()?;
        let join = self.effects.join().map(|join| links.to_new(join)).transpose()?;
        let effects = Effects::new(fork, join).map_err(ConversionError::RequestedTwice)?;
        Ok(Attested { ran: links.to_new(&self.ran)?, outcome, effects })
    }

    /// A receipt that says this and is not signed yet: the inverse of
    /// [`Receipt::to_attested`], up to the order of forks, which means nothing.
    ///
    /// # Errors
    ///
    /// [`ConversionError::UnknownLink`].
    pub fn from_attested(attested: &Attested, links: &Links) -> Result<Self, ConversionError> {
        let out = match &attested.outcome {
            Outcome::Ok(value) => Output::Ok(value.clone()),
            Outcome::Error(value) => Output::Error(value.clone()),
        };
        let fork: Result<Vec<_>, _> =
            attested.effects.fork().iter().map(|fork| links.to_old(fork)).collect();
        let join = attested.effects.join().map(|join| links.to_old(join)).transpose()?;
        let mut receipt = Self::new(links.to_old(&attested.ran)?, out);
        receipt.effects = OldEffects::new(fork?, join);
        Ok(receipt)
    }
}
