//! Laws of policies, for any policy and any arguments.

mod explaining;
mod foreseeing;
mod generators;
mod judging;
mod printing;
mod selecting;
