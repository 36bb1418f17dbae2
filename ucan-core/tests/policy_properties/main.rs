//! Laws of policies, for any policy and any arguments.

mod explaining;
mod generators;
mod judging;
mod printing;
mod selecting;
