//! Implementations beside each other: what each makes of the cases, and of what the others
//! have signed.
//!
//! [`Peers`] is a file that says how peers are installed and started; [`exchange`] has two
//! implementations make tokens, containers and receipts for each other; [`Page`] writes down
//! what came of both.

mod exchange;
mod page;
mod peers;

pub use exchange::{Exchanged, Outcome, Party, SCENARIOS, Scenario, exchange};
pub use page::{Exchanges, Page, Participant};
pub use peers::{Peer, Peers, PeersError};
