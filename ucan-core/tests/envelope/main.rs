//! Tokens: what is read, what is refused, and what a signature covers
//! (rulings T1 to T5, T8, T10 and T11).

mod canonical;
mod dag_json;
mod damage;
mod fields;
mod issuer_keys;
mod shape;
mod signing;
mod stage;
mod together;
mod verification;
mod whole;
