//! Offers: signed, sent, read and accepted.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{
    ConfigLayer, ConfigRule, Offer, OfferError, Price, PriceError, SiPrefix, Terms,
    VerificationKind, VerificationRule, WorkLimit, offer_command, wasm_run,
};
use ucan_core::{ChainError, DidKeyResolver, Envelope, FieldRule, Nonce, Proofs, Verified};
use ucan_invocation::{Arguments, Invocation, Task, receipt_command};
use varsig::VerifierSet;

use crate::stage::{NOW, at, did, key, link, now, offer, terms};

fn arguments(value: Ipld) -> Arguments {
    let Ipld::Map(args) = value else { panic!("a map") };
    args
}

fn received(bytes: &[u8]) -> Verified<Invocation> {
    let token = Envelope::<Invocation>::decode(bytes).unwrap();
    token.verify(&DidKeyResolver, &VerifierSet::default()).unwrap()
}

fn accept(invocation: Invocation, signer: u8) -> Result<Offer, OfferError> {
    let token = Envelope::sign(invocation, &key(signer)).unwrap();
    Offer::accept(&received(token.bytes()), &Proofs::new(), &now())
}

fn by_hand(args: Ipld) -> Invocation {
    let task = Task::new(did(1), offer_command(), arguments(args), Nonce::empty()).unwrap();
    Invocation::new(did(1), task).with_expiration(at(NOW + 60))
}

fn full() -> Terms {
    let limits = ipld!({ "gas": 7, "time": [1, "m", "seconds"], "memory": [1, "kilo", "bytes"] });
    let limits = ConfigLayer::read(&limits).unwrap().with_secret(true);
    Terms::new([wasm_run(), "/crud/read".parse().unwrap()])
        .with_modules([link("module")])
        .with_data([link("b"), link("a")])
        .with_limits(limits)
        .with_checks([VerificationKind::Replay, VerificationKind::Attestation])
        .with_price(Price::new(5, Some(SiPrefix::Nano), "eur").unwrap())
        .with_label("region", "north")
}

#[test]
fn an_offer_is_accepted_as_it_was_signed() {
    for terms in
        [terms(), full(), terms().with_limits(ConfigLayer::EMPTY.with_work(WorkLimit::of_fuel(10)))]
    {
        let signed = offer(1, terms.clone());
        let read = Offer::accept(&received(signed.block().bytes()), &Proofs::new(), &now());
        let read = read.unwrap();
        assert_eq!((read.terms(), read.executor()), (&terms, &did(1)));
        assert_eq!((read.cid(), read.validity()), (signed.cid(), signed.validity()));
    }
    // An offer says nothing of secrecy and asks for no check.
    assert_eq!(full().limits.secret, None);
}

#[test]
fn the_arguments_have_the_names_of_the_ruling_and_nothing_that_is_empty() {
    assert_eq!(terms().to_args(), arguments(ipld!({ "commands": ["/wasm/run"] })));
    let mut data = [link("a"), link("b")];
    data.sort();
    assert_eq!(
        full().to_args(),
        arguments(ipld!({
            "commands": ["/crud/read", "/wasm/run"],
            "modules": [link("module")],
            "data": [data[0], data[1]],
            "limits": { "gas": 7, "time": [1, "m", "seconds"], "memory": [1, "kilo", "bytes"] },
            "checks": ["attestation", "replay"],
            "price": [5, "nano", "eur"],
            "labels": { "region": "north" }
        }))
    );
}

#[test]
fn refuses_what_is_no_offer_of_its_issuer_for_now() {
    let good = || by_hand(ipld!({ "commands": ["/wasm/run"] }));
    assert!(accept(good(), 1).is_ok());
    let receipt = Task::new(did(1), receipt_command(), Arguments::new(), Nonce::empty()).unwrap();
    let receipt = Invocation::new(did(1), receipt).with_expiration(at(NOW));
    let command = OfferError::Command { found: receipt_command() };
    assert_eq!(accept(receipt, 1).unwrap_err(), command);
    let audience = OfferError::Audience { found: did(2) };
    assert_eq!(accept(good().with_audience(did(2)), 1).unwrap_err(), audience);
    assert!(accept(good().with_audience(did(1)), 1).is_ok());
    let endless = Invocation::new(did(1), good().task().clone());
    assert_eq!(accept(endless, 1).unwrap_err(), OfferError::NoExpiration);
    let expired = accept(good().with_expiration(at(NOW - 1)), 1).unwrap_err();
    assert!(matches!(expired, OfferError::Chain(ChainError::Expired { .. })), "{expired}");
    // Nobody offers in the name of another.
    let forged = Invocation::new(did(2), good().task().clone()).with_expiration(at(NOW + 1));
    assert_eq!(accept(forged, 2).unwrap_err(), OfferError::Chain(ChainError::NoProofs));
}

#[test]
fn refuses_malformed_terms_with_their_place() {
    let refused = |value: Ipld| {
        let Err(OfferError::Terms(error)) = accept(by_hand(value), 1) else {
            panic!("an error of the terms");
        };
        (error.at.to_string(), error.rule)
    };
    let field = |at: &str, rule| (at.to_owned(), ConfigRule::Field(rule));
    let kind = |expected, found| FieldRule::Kind { expected, found };
    let with = |key: &str, value: Ipld| {
        let mut args = arguments(ipld!({ "commands": ["/wasm/run"] }));
        args.insert(key.into(), value);
        Ipld::Map(args)
    };
    assert_eq!(refused(ipld!({})), field("/commands", FieldRule::Missing));
    let none = FieldRule::Value { expected: "at least one command" };
    assert_eq!(refused(ipld!({ "commands": [] })), field("/commands", none));
    let (at, _) = refused(ipld!({ "commands": ["/wasm/run", "wasm"] }));
    assert_eq!(at, "/commands/1");
    assert_eq!(refused(with("cores", ipld!(4))), field("/cores", FieldRule::Unknown));
    assert_eq!(refused(with("data", ipld!(["a"]))), field("/data/0", kind("link", "string")));
    assert_eq!(refused(with("modules", ipld!(null))), field("/modules", kind("list", "null")));
    let secret = with("limits", ipld!({ "secret": true }));
    assert_eq!(refused(secret), field("/limits/secret", FieldRule::Unknown));
    let unknown = VerificationRule::Strategy { found: "faith".into() };
    let checks = with("checks", ipld!(["replay", "faith"]));
    assert_eq!(refused(checks), ("/checks/1".into(), ConfigRule::Verification(unknown)));
    let none = FieldRule::Value { expected: "at least one strategy" };
    assert_eq!(refused(with("checks", ipld!([]))), field("/checks", none));
    let labels = with("labels", ipld!({ "cores": 4 }));
    assert_eq!(refused(labels), field("/labels/cores", kind("string", "integer")));
}

#[test]
fn prices_are_exact_and_bounded() {
    let read =
        |value: Ipld| Price::read(&value).map_err(|error| (error.at.to_string(), error.rule));
    for written in [ipld!([5, "nano", "eur"]), ipld!([5, "n", "eur"]), ipld!([0, "eur"])] {
        assert_eq!(read(written.clone()).unwrap().to_ipld(), written);
    }
    let one = ipvm_task::Gas::new(1).unwrap();
    assert_eq!(read(ipld!([5, "n", "eur"])).unwrap().of(one), 5_000);
    assert_eq!(read(ipld!([5, "eur"])).unwrap().of(one), 5_000_000_000_000);
    let price = |error| Err((String::new(), ConfigRule::Price(error)));
    // All gas there is is 18,446,744,073,709; the bound is on that much.
    let largest = u128::MAX / 18_446_744_073_709 / 1_000_000_000_000;
    let largest = i128::try_from(largest).unwrap();
    assert!(read(ipld!([largest, "eur"])).is_ok());
    assert_eq!(read(ipld!([largest + 1, "eur"])), price(PriceError::Overflow));
    assert_eq!(read(ipld!([1, ""])), price(PriceError::Unit { length: 0, limit: 32 }));
    let long = "e".repeat(33);
    assert_eq!(read(ipld!([1, long])), price(PriceError::Unit { length: 33, limit: 32 }));
    let (at, _) = read(ipld!([-1, "eur"])).unwrap_err();
    assert_eq!(at, "/0");
    let (at, _) = read(ipld!([1, "nono", "eur"])).unwrap_err();
    assert_eq!(at, "/1");
    let (at, _) = read(ipld!([1, "nano", 7])).unwrap_err();
    assert_eq!(at, "/2");
    assert!(read(ipld!([1])).is_err() && read(ipld!("1 eur")).is_err());
}
