//! Delegations that need not be verified again.

mod methods;
mod revocation;
mod stage;
mod warm;
