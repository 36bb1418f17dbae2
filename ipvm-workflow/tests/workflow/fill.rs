//! What sealing fills in.

use ipld_core::ipld;
use ipvm_task::{EffectClass, HandlerDeclaration, HandlerDeclarations, wasm_run};
use ipvm_workflow::{Draft, DraftPlace, SealError, Sealer, TaskDraft, awaits};
use ucan_core::Nonce;

use crate::parties::{command, link, three};

/// `/read` is a query, `/pay` a mutation, and `/put` one that may be repeated.
fn handlers() -> HandlerDeclarations {
    let mut handlers = HandlerDeclarations::built_in();
    for declaration in [
        HandlerDeclaration::new(command("/read"), EffectClass::Query),
        HandlerDeclaration::new(command("/pay"), EffectClass::Mutation),
        HandlerDeclaration::new(command("/put"), EffectClass::Mutation).idempotent(),
    ] {
        handlers.declare(declaration).expect("three commands");
    }
    handlers
}

fn of_bob(text: &str) -> TaskDraft {
    let [_, bob, _] = three();
    TaskDraft::new(bob.did, command(text), [].into())
}

fn task(label: &str) -> DraftPlace {
    DraftPlace::Task(label.into())
}

/// Nonces that count up.
fn counting() -> impl FnMut() -> Nonce {
    let mut drawn = 0;
    move || {
        drawn += 1;
        Nonce::from_random([drawn; Nonce::RANDOM_LENGTH])
    }
}

#[test]
fn nonces_are_empty_where_the_handler_allows_it_and_else_are_drawn_in_the_order_of_labels() {
    let handlers = handlers();
    let [_, bob, _] = three();
    let draft = Draft::new()
        .with_task("1 pay", of_bob("/pay"))
        .with_task("2 pure", TaskDraft::new(bob.did, wasm_run(), [].into()))
        .with_task("3 read", of_bob("/read"))
        .with_task("4 put", of_bob("/put"))
        .with_task("5 unknown", of_bob("/read/all"))
        .with_task("6 given", of_bob("/pay").with_nonce(Nonce::new([9])))
        .with_task("7 again", of_bob("/pay"));
    let sealed =
        Sealer::new().with_handlers(&handlers).with_nonces(counting()).seal(draft).unwrap();
    let nonce = |label: &str| sealed.task(label).unwrap().nonce().clone();
    for (label, expected) in [
        ("1 pay", Nonce::new([1; 12])),
        ("2 pure", Nonce::empty()),
        ("3 read", Nonce::empty()),
        ("4 put", Nonce::empty()),
        ("5 unknown", Nonce::new([2; 12])),
        ("6 given", Nonce::new([9])),
        ("7 again", Nonce::new([3; 12])),
    ] {
        assert_eq!(nonce(label), expected, "{label}");
    }
    assert_ne!(sealed.task("1 pay").unwrap().id(), sealed.task("7 again").unwrap().id());
}

#[test]
fn an_empty_nonce_that_is_given_is_kept() {
    let handlers = handlers();
    let draft = Draft::new().with_task("a", of_bob("/pay").with_nonce(Nonce::empty()));
    let sealed =
        Sealer::new().with_handlers(&handlers).with_nonces(counting()).seal(draft).unwrap();
    assert_eq!(sealed.task("a").unwrap().nonce(), &Nonce::empty());
}

#[test]
fn nothing_draws_at_random_unless_it_was_given_a_source() {
    let draft = Draft::new()
        .with_task("a", of_bob("/pay").with_nonce(Nonce::new([1])))
        .with_task("b", of_bob("/pay"));
    let error = draft.seal().unwrap_err();
    assert_eq!(error, SealError::NoNonceSource { at: task("b") });
    assert_eq!(
        error.to_string(),
        "task `b` does something each time, as far as is declared, and has no nonce; \
         give a source of nonces"
    );
}

#[test]
fn a_source_that_draws_nothing_or_the_same_again_is_refused() {
    let draft = || Draft::new().with_task("a", of_bob("/pay")).with_task("b", of_bob("/pay"));
    let error = Sealer::new().with_nonces(Nonce::empty).seal(draft()).unwrap_err();
    assert_eq!(error, SealError::EmptyNonce { at: task("a") });
    let error = Sealer::new().with_nonces(|| Nonce::new([7; 12])).seal(draft()).unwrap_err();
    assert_eq!(error, SealError::RepeatedNonce { at: task("b") });
}

#[test]
fn a_task_without_a_subject_is_one_on_the_issuer() {
    let [alice, bob, _] = three();
    let of_issuer = || TaskDraft::of_issuer(command("/pay"), [].into()).with_nonce(Nonce::empty());
    let draft = || {
        Draft::new().with_task("a", of_issuer()).with_task(
            "b",
            TaskDraft::new(alice.did.clone(), command("/pay"), [("in".into(), awaits("a"))].into())
                .with_nonce(Nonce::empty()),
        )
    };
    let sealed = Sealer::new().with_issuer(bob.did.clone()).seal(draft()).unwrap();
    assert_eq!(sealed.task("a").unwrap().subject(), &bob.did);
    assert_eq!(sealed.task("b").unwrap().subject(), &alice.did);
    assert_eq!(draft().seal().unwrap_err(), SealError::NoIssuer { at: task("a") });
}

#[test]
fn one_sealer_seals_many_drafts() {
    let mut sealer = Sealer::new().with_nonces(counting());
    let mut nonce = || {
        let sealed = sealer.seal(Draft::new().with_task("a", of_bob("/pay"))).unwrap();
        sealed.task("a").unwrap().nonce().clone()
    };
    assert_eq!([nonce(), nonce()], [Nonce::new([1; 12]), Nonce::new([2; 12])]);
}

#[test]
fn what_was_sealed_leaves_nothing_open() {
    let [_, bob, _] = three();
    let draft = Draft::new()
        .with_task("a", TaskDraft::of_issuer(command("/pay"), [].into()))
        .with_task("b", TaskDraft::of_issuer(wasm_run(), [("in".into(), awaits("a"))].into()))
        .with_config(ipld!({ "secret": null, "gas": 4 }))
        .with_defaults(ipld!({}))
        .with_catch(link("a module"));
    let sealed =
        Sealer::new().with_issuer(bob.did.clone()).with_nonces(counting()).seal(draft).unwrap();
    // No issuer, no source: nothing is needed any more.
    let again = sealed.to_draft().seal().unwrap();
    assert_eq!(again.to_args(), sealed.to_args());
    assert_eq!(again, sealed);
}
