//! The guest that folds events: states, rejections and reports, as they stand in receipts.

use ipld_core::{ipld, ipld::Ipld};
use ucan_invocation::Outcome;
use varsig::Block;

use crate::host::Guest;

/// The address of an entry, as far as the guest is concerned.
fn address(number: u8) -> Ipld {
    Ipld::Link(*Block::raw([number]).cid())
}

fn entry(number: u8, event: Ipld) -> Ipld {
    let previous = if number > 1 { address(number - 1) } else { Ipld::Null };
    ipld!({"id": address(number), "previous": previous, "event": event})
}

fn bought(goods: &str, quantity: u32) -> Ipld {
    ipld!({"bought": {"goods": goods, "quantity": quantity, "cents": 250}})
}

#[test]
fn a_state_says_what_is_there_and_which_entry_was_the_last() {
    let guest = Guest::load("event-log");
    let start = ipld!({"last": null, "events": 0, "stock": [], "balance": 0});
    assert_eq!(guest.call("start", vec![]), Outcome::Ok(start.clone()));

    let lost = ipld!({"lost": {"goods": "tea", "quantity": 3, "reason": null}});
    let mut state = start;
    for (number, event) in [(1, bought("tea", 4)), (2, bought("cocoa", 2)), (3, lost)] {
        let Outcome::Ok(after) = guest.call("apply", vec![state, entry(number, event)]) else {
            panic!("entry {number} is rejected")
        };
        state = after;
    }
    let stock = ipld!([{"goods": "cocoa", "quantity": 2}, {"goods": "tea", "quantity": 1}]);
    let last = address(3);
    let expected = ipld!({"last": last, "events": 3, "stock": stock.clone(), "balance": -1500});
    assert_eq!(state, expected);

    let rate = ipld!({"currency": "USD", "per-mille": 1085});
    for (rate, converted) in [
        (Ipld::Null, Ipld::Null),
        (rate, ipld!({"currency": "USD", "cents": -1627})), // 1627.5, cut towards zero
    ] {
        let report = guest.call("summary", vec![state.clone(), rate]);
        let expected = ipld!({
            "events": 3, "stock": stock.clone(), "balance": -1500, "converted": converted,
        });
        assert_eq!(report, Outcome::Ok(expected));
    }
}

#[test]
fn a_rejection_is_a_value_on_the_error_branch() {
    let guest = Guest::load("event-log");
    let start = || ipld!({"last": null, "events": 0, "stock": [], "balance": 0});
    let after = ipld!({"last": address(1), "events": 1, "stock": [], "balance": 0});
    let sold = ipld!({"sold": {"goods": "tea", "quantity": 1, "cents": 450}});
    for (state, entry, expected) in [
        (start(), entry(2, bought("tea", 1)), ipld!({ "not-next": null })),
        (after.clone(), entry(1, bought("tea", 1)), ipld!({ "not-next": address(1) })),
        (start(), entry(1, sold), ipld!({"short": {"goods": "tea", "wanted": 1, "there": 0}})),
        (start(), entry(1, bought("tea", 0)), ipld!({ "empty": null })),
        (
            ipld!({"last": null, "events": u32::MAX, "stock": [], "balance": 0}),
            entry(1, bought("tea", 1)),
            ipld!({ "too-large": null }),
        ),
    ] {
        assert_eq!(guest.call("apply", vec![state, entry]), Outcome::Error(expected));
    }
    let rich = ipld!({"last": null, "events": 0, "stock": [], "balance": i64::MAX});
    let rate = ipld!({"currency": "USD", "per-mille": 1001});
    let too_large = Outcome::Error(ipld!({ "too-large": null }));
    assert_eq!(guest.call("summary", vec![rich, rate]), too_large);
}
