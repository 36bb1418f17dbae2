//! The fold by hand, on the host.

use super::{Batch, Entry, Event, EventLog, Item, Link, Loss, Rate, Rejection, State};
use crate::bindings::Guest;

fn link(number: u8) -> Link {
    Link { ipld_cid: vec![1, 0x71, 0, 1, number] }
}

/// The entry with this number, behind the one before.
fn entry(number: u8, event: Event) -> Entry {
    Entry { id: link(number), previous: (number > 1).then(|| link(number - 1)), event }
}

fn batch(goods: &str, quantity: u32, cents: u32) -> Batch {
    Batch { goods: goods.into(), quantity, cents }
}

fn lost(goods: &str, quantity: u32) -> Event {
    Event::Lost(Loss { goods: goods.into(), quantity, reason: Some("mice".into()) })
}

/// The state after these events.
fn after(events: Vec<Event>) -> Result<State, Rejection> {
    let numbered = (1..).zip(events);
    numbered
        .map(|(number, event)| entry(number, event))
        .try_fold(EventLog::start(), EventLog::apply)
}

fn stock(state: &State) -> Vec<(&str, u32)> {
    state.stock.iter().map(|Item { goods, quantity }| (goods.as_str(), *quantity)).collect()
}

#[test]
fn what_is_bought_is_there_until_it_is_sold_or_lost() {
    let events = vec![
        Event::Bought(batch("tea", 20, 300)),
        Event::Bought(batch("coffee", 10, 500)),
        Event::Sold(batch("tea", 12, 450)),
        lost("coffee", 1),
        Event::Sold(batch("coffee", 9, 800)),
    ];
    let state = after(events).unwrap();
    assert_eq!(stock(&state), [("tea", 8)]);
    // 12 * 4.50 + 9 * 8.00 - 20 * 3.00 - 10 * 5.00
    assert_eq!((state.events, state.balance), (5, 1600));
    assert_eq!(state.last.unwrap().ipld_cid, link(5).ipld_cid);
}

#[test]
fn the_same_goods_are_one_item_and_items_are_in_order() {
    let bought = ["tea", "coffee", "tea", "Cocoa"].map(|goods| Event::Bought(batch(goods, 2, 0)));
    let state = after(bought.into()).unwrap();
    assert_eq!(stock(&state), [("Cocoa", 2), ("coffee", 2), ("tea", 4)]);
}

#[test]
fn an_entry_counts_in_its_place_only() {
    let first = || entry(1, Event::Bought(batch("tea", 1, 1)));
    let state = EventLog::apply(EventLog::start(), first()).unwrap();
    // The same once more, one that is too early, and one of another log.
    let other = Entry { previous: Some(link(9)), ..entry(2, lost("tea", 1)) };
    for (state, wrong, last) in [
        (state.clone(), first(), Some(1)),
        (EventLog::start(), entry(2, lost("tea", 1)), None),
        (state, other, Some(1)),
    ] {
        let Err(Rejection::NotNext(found)) = EventLog::apply(state, wrong) else {
            panic!("it was applied")
        };
        let expected = last.map(|number| link(number).ipld_cid);
        assert_eq!(found.map(|link| link.ipld_cid), expected);
    }
}

#[test]
fn nobody_sells_or_loses_what_is_not_there() {
    for (goods, there) in [("tea", 2), ("coffee", 0)] {
        for event in [Event::Sold(batch(goods, 3, 1)), lost(goods, 3)] {
            let Err(Rejection::Short(short)) =
                after(vec![Event::Bought(batch("tea", 2, 1)), event])
            else {
                panic!("it was applied")
            };
            assert_eq!((short.goods.as_str(), short.wanted, short.there), (goods, 3, there));
        }
    }
}

#[test]
fn nothing_is_no_quantity() {
    let nothing = || batch("tea", 0, 1);
    for event in [Event::Bought(nothing()), Event::Sold(nothing()), lost("tea", 0)] {
        assert!(matches!(after(vec![event]), Err(Rejection::Empty)));
    }
}

#[test]
fn what_cannot_be_counted_is_too_large() {
    let full = || Event::Bought(batch("tea", u32::MAX, 0));
    assert!(matches!(after(vec![full(), full()]), Err(Rejection::TooLarge)));
    let rich = State { balance: i64::MAX, ..after(vec![full()]).unwrap() };
    let sale = |cents| entry(2, Event::Sold(batch("tea", 1, cents)));
    assert_eq!(EventLog::apply(rich.clone(), sale(0)).unwrap().balance, i64::MAX);
    assert!(matches!(EventLog::apply(rich.clone(), sale(1)), Err(Rejection::TooLarge)));
    let endless = State { events: u32::MAX, ..after(vec![full()]).unwrap() };
    assert!(matches!(EventLog::apply(endless, sale(1)), Err(Rejection::TooLarge)));
    let rate = |per_mille| Some(Rate { currency: "USD".into(), per_mille });
    assert!(EventLog::summary(rich.clone(), rate(1000)).is_ok());
    assert!(matches!(EventLog::summary(rich, rate(1001)), Err(Rejection::TooLarge)));
}

#[test]
fn a_balance_is_converted_towards_zero() {
    for (balance, per_mille, expected) in
        [(1600, 1250, 2000), (1, 1999, 1), (-1, 1999, -1), (999, 1, 0), (-3, 500, -1), (7, 0, 0)]
    {
        let state = State { balance, ..EventLog::start() };
        let rate = Rate { currency: "USD".into(), per_mille };
        let report = EventLog::summary(state, Some(rate)).unwrap();
        let converted = report.converted.unwrap();
        assert_eq!((converted.currency.as_str(), converted.cents), ("USD", expected));
        assert_eq!(report.balance, balance);
    }
    assert!(EventLog::summary(EventLog::start(), None).unwrap().converted.is_none());
}
