//! The guest `event-log`: the stock and the till of a shop, as a pure fold over its events.
//!
//! The contract is `wit/world.wit`. A state depends on the events alone, and says which entry was
//! the last one, so that whoever has a state knows of which log it is, and how far it goes.

use std::collections::BTreeMap;

/// What `wit-bindgen` makes of `wit/world.wit`.
#[expect(
    unsafe_code,
    clippy::too_many_arguments,
    reason = "the canonical ABI passes pointers and the fields of records one by one; the generated code handles them"
)]
mod bindings {
    wit_bindgen::generate!({ path: "wit", world: "event-log", generate_all });

    export!(EventLog with_types_in self);

    use super::EventLog;
}

use bindings::{
    Amount, Batch, Entry, Event, Item, Link, Loss, Rate, Rejection, Report, Shortage, State,
};

/// The world `ipvm:event-log/event-log`, without a state of its own.
struct EventLog;

impl bindings::Guest for EventLog {
    fn start() -> State {
        State { last: None, events: 0, stock: Vec::new(), balance: 0 }
    }

    fn apply(state: State, entry: Entry) -> Result<State, Rejection> {
        let State { last, events, stock, balance } = state;
        if address(&entry.previous) != address(&last) {
            return Err(Rejection::NotNext(last));
        }
        let mut stock = stock.into_iter().map(|item| (item.goods, item.quantity)).collect();
        let earned = match entry.event {
            Event::Bought(Batch { goods, quantity, cents }) => {
                add(&mut stock, goods, quantity)?;
                -value(quantity, cents)
            }
            Event::Sold(Batch { goods, quantity, cents }) => {
                take(&mut stock, goods, quantity)?;
                value(quantity, cents)
            }
            Event::Lost(Loss { goods, quantity, reason: _ }) => {
                take(&mut stock, goods, quantity)?;
                0
            }
        };
        Ok(State {
            last: Some(entry.id),
            events: events.checked_add(1).ok_or(Rejection::TooLarge)?,
            stock: stock.into_iter().map(|(goods, quantity)| Item { goods, quantity }).collect(),
            balance: cents(i128::from(balance) + earned)?,
        })
    }

    fn summary(state: State, rate: Option<Rate>) -> Result<Report, Rejection> {
        let State { last: _, events, stock, balance } = state;
        let converted = match rate {
            None => None,
            Some(Rate { currency, per_mille }) => {
                let cents = cents(i128::from(balance) * i128::from(per_mille) / 1000)?;
                Some(Amount { currency, cents })
            }
        };
        Ok(Report { events, stock, balance, converted })
    }
}

/// What is there, by its name.
type Stock = BTreeMap<String, u32>;

fn add(stock: &mut Stock, goods: String, quantity: u32) -> Result<(), Rejection> {
    let there = stock.get(&goods).copied().unwrap_or(0);
    let after = there.checked_add(wanted(quantity)?).ok_or(Rejection::TooLarge)?;
    stock.insert(goods, after);
    Ok(())
}

fn take(stock: &mut Stock, goods: String, quantity: u32) -> Result<(), Rejection> {
    let there = stock.get(&goods).copied().unwrap_or(0);
    match there.checked_sub(wanted(quantity)?) {
        None => return Err(Rejection::Short(Shortage { goods, wanted: quantity, there })),
        Some(0) => stock.remove(&goods),
        Some(left) => stock.insert(goods, left),
    };
    Ok(())
}

/// The quantity, if it is one.
const fn wanted(quantity: u32) -> Result<u32, Rejection> {
    if quantity == 0 { Err(Rejection::Empty) } else { Ok(quantity) }
}

/// What so many cost.
fn value(quantity: u32, cents: u32) -> i128 {
    i128::from(quantity) * i128::from(cents)
}

fn cents(amount: i128) -> Result<i64, Rejection> {
    i64::try_from(amount).map_err(|_| Rejection::TooLarge)
}

fn address(link: &Option<Link>) -> Option<&[u8]> {
    link.as_ref().map(|link| &link.ipld_cid[..])
}

#[cfg(test)]
mod tests;
