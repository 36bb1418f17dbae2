//! Handlers that are functions of typed arguments.

use std::marker::PhantomData;

use ipld_core::{
    ipld::Ipld,
    serde::{from_ipld, to_ipld},
};
use serde::{Serialize, de::DeserializeOwned};
use ucan_invocation::Arguments;

use super::{Call, Handler, HandlerError, Output};

/// A function of `A` that gives `R`, or an error.
pub(super) struct Typed<A, R, F> {
    function: F,
    types: PhantomData<fn(A) -> R>,
}

impl<A, R, F> Typed<A, R, F> {
    pub(super) const fn new(function: F) -> Self {
        Self { function, types: PhantomData }
    }
}

fn read<A: DeserializeOwned>(args: &Arguments) -> Result<A, HandlerError> {
    from_ipld(Ipld::Map(args.clone()))
        .map_err(|error| HandlerError::not_done("InvalidArguments", error.to_string()))
}

impl<A, R, F> Handler for Typed<A, R, F>
where
    A: DeserializeOwned,
    R: Serialize,
    F: Fn(A, &Call<'_>) -> Result<R, HandlerError> + Send + Sync,
{
    fn accepts(&self, args: &Arguments) -> Result<(), HandlerError> {
        read::<A>(args).map(|_| ())
    }

    fn run(&self, call: &Call<'_>) -> Result<Output, HandlerError> {
        let output = (self.function)(read(call.args())?, call)?;
        // It was done; that the answer cannot be written down does not undo it.
        to_ipld(output)
            .map(Output::new)
            .map_err(|error| HandlerError::failed("UnrepresentableOutput", error.to_string()))
    }
}
