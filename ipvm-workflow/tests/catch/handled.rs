//! What a handler answers.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_workflow::{Handled, HandledError, rethrown};
use proptest::prelude::*;

#[test]
fn reads_each_of_the_three_answers() {
    let rows = [
        (ipld!({ "ok": { "any": [1, null] } }), Handled::Ok(ipld!({ "any": [1, null] }))),
        (ipld!({ "ok": null }), Handled::Ok(Ipld::Null)),
        (ipld!({ "rewire": "mirror" }), Handled::Rewire("mirror".into())),
        (ipld!({ "msg": "" }), Handled::Msg(String::new())),
    ];
    for (output, handled) in rows {
        assert_eq!(handled.to_ipld(), output);
        assert_eq!(Handled::read(output), Ok(handled));
    }
}

#[test]
fn refuses_anything_else_by_name() {
    let rows = [
        (ipld!({}), HandledError::Keys { found: 0 }),
        (ipld!({ "ok": 1, "msg": "x" }), HandledError::Keys { found: 2 }),
        (ipld!({ "ok": 1, "more": 1 }), HandledError::Keys { found: 2 }),
        (ipld!(["ok", 1]), HandledError::NotAMap),
        (ipld!("ok"), HandledError::NotAMap),
        (Ipld::Null, HandledError::NotAMap),
        (ipld!({ "rewire": ["mirror"] }), HandledError::NotText { key: "rewire" }),
        (ipld!({ "rewire": null }), HandledError::NotText { key: "rewire" }),
        (ipld!({ "msg": 7 }), HandledError::NotText { key: "msg" }),
        (ipld!({ "Ok": 1 }), HandledError::UnknownKey { key: "Ok".into() }),
        (ipld!({ "error": "x" }), HandledError::UnknownKey { key: "error".into() }),
    ];
    for (output, error) in rows {
        assert_eq!(Handled::read(output), Err(error));
    }
}

#[test]
fn a_rethrown_error_has_the_message_and_the_first_error_as_cause() {
    assert_eq!(
        rethrown("no paper", ipld!({ "name": "OutOfPaper" })).to_ipld(),
        ipld!({ "name": "Rethrown", "message": "no paper", "cause": { "name": "OutOfPaper" } })
    );
}

proptest! {
    #[test]
    fn what_is_written_is_read(text in ".*", number in any::<i64>(), which in 0..3) {
        let handled = match which {
            0 => Handled::Ok(ipld!({ "text": text, "number": number })),
            1 => Handled::Rewire(text),
            _ => Handled::Msg(text),
        };
        prop_assert_eq!(Handled::read(handled.to_ipld()), Ok(handled));
    }
}
