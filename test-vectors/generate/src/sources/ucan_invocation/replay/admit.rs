//! Which work is admitted, one piece after the other.

use super::{NOW, alice, mutation, paula, promising, to};
use crate::{
    case,
    case::CaseBuilder,
    map,
    people::BOB,
    sources::{ucan_core::high, ucan_invocation::invocation::elsewhere},
    token::{Invocation, Token},
    value::Value,
};

/// Attempts, in their order, at a window.
#[must_use]
struct Window {
    attempts: Vec<Value>,
    capacity: i64,
    leeway: i64,
    durable: bool,
}

/// A window with room for ten pieces of work, within an hour, without leeway.
const fn window() -> Window {
    Window { attempts: Vec::new(), capacity: 10, leeway: 0, durable: false }
}

impl Window {
    /// Then this token comes.
    fn then(self, token: &Token) -> Self {
        self.at(NOW, token)
    }

    /// Then, at this time, this token comes.
    fn at(mut self, now: i64, token: &Token) -> Self {
        self.attempts.push(map! { "invocation" => token.bytes(), "now" => now });
        self
    }

    /// Then this token comes, and these are its arguments after resolution.
    fn resolved(mut self, token: &Token, args: Value) -> Self {
        self.attempts.push(map! { "invocation" => token.bytes(), "now" => NOW, "args" => args });
        self
    }

    fn capacity(mut self, capacity: i64) -> Self {
        self.capacity = capacity;
        self
    }

    fn leeway(mut self, seconds: i64) -> Self {
        self.leeway = seconds;
        self
    }

    /// With claims beside it that last for ever.
    fn durable(mut self) -> Self {
        self.durable = true;
        self
    }

    fn case(self, slug: &str) -> CaseBuilder {
        let case = case(slug)
            .operation("ucan.replay.admit")
            .section("Nonce")
            .ruling("P11")
            .input("attempts", self.attempts)
            .input("capacity", self.capacity)
            .input("horizon", 3_600)
            .input("leeway", self.leeway);
        if self.durable { case.input("durable", true) } else { case }
    }
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    [again(), ends(), room()].concat()
}

fn nonce(invocation: Invocation, nonce: &str) -> Invocation {
    invocation.with("nonce", nonce.as_bytes())
}

fn again() -> Vec<CaseBuilder> {
    let token = alice().sign();
    let (low, turned) = (paula().sign(), high(&paula().sign()));
    let promised = promising(alice()).sign();
    let otherwise = alice().with("args", to(map! { "await/ok" => elsewhere("another") })).sign();
    let twins = promising(paula()).sign();
    let restated = alice().with("iat", NOW).sign();
    let case = |slug: &str, window: Window| window.case(slug).rules(["replay.once"]);
    let once = "Nobody sends a letter twice because the post was overheard.";
    vec![
        case("first-time", window().then(&token))
            .title("A mutation is admitted the first time.")
            .why(once)
            .expect_valid(),
        case("second-time", window().then(&token).then(&token))
            .title("A mutation is not admitted the second time.")
            .why(once)
            .expect_error_of("Replayed", 1),
        case("in-its-last-second", window().then(&token).at(NOW + 10, &token))
            .title("A mutation is not admitted again in the last second of its token.")
            .why("It is remembered for as long as it could be used.")
            .expect_error_of("Replayed", 1),
        case("within-the-leeway", window().leeway(60).then(&token).at(NOW + 70, &token))
            .title("A mutation is not admitted again within the leeway.")
            .why("It is remembered for as long as it could be used.")
            .expect_error_of("Replayed", 1),
        case("twin", window().then(&low).then(&turned))
            .ruling("T10")
            .title("The twin of a token that was used is not admitted.")
            .why("Anybody can turn one form into the other.")
            .expect_error_of("Replayed", 1),
        case("same-task-by-another-token", window().then(&token).then(&restated))
            .title("A task is not admitted again where another token asks for it.")
            .why("Subject, command, arguments and nonce say what is the same work.")
            .expect_error_of("Replayed", 1),
        case("another-nonce", window().then(&token).then(&nonce(alice(), "another").sign()))
            .title("The same work with another nonce is admitted.")
            .why("What is not idempotent is to be done as often as it is asked for.")
            .expect_valid(),
        case("another-subject", window().then(&token).then(&mutation(BOB).sign()))
            .title("The same work on another subject is admitted.")
            .why("It is another task.")
            .expect_valid(),
        case(
            "resolved-to-the-same",
            window().resolved(&promised, to("dan")).resolved(&otherwise, to("dan")),
        )
        .title("Two promises that turn out to be the same task are one piece of work.")
        .why("What is done counts, and not how it was asked for.")
        .expect_error_of("Replayed", 1),
        case(
            "resolved-otherwise",
            window().resolved(&promised, to("dan")).resolved(&promised, to("eve")),
        )
        .title("A token is not admitted again where its promise turns out otherwise.")
        .why("It asked once.")
        .expect_error_of("Replayed", 1),
        case(
            "twin-resolved-otherwise",
            window().resolved(&twins, to("dan")).resolved(&high(&twins), to("eve")),
        )
        .ruling("T10")
        .title("The twin of a token is not admitted where its promise turns out otherwise.")
        .why("Only the twin tells that it is the same token.")
        .expect_error_of("Replayed", 1),
    ]
}

/// How long a token may be used.
fn ends() -> Vec<CaseBuilder> {
    let until_invocation = |exp: i64| alice().with("exp", exp);
    let until = |exp: i64| until_invocation(exp).sign();
    let endless = alice().with("exp", Value::Null).sign();
    let case = |slug: &str, window: Window| window.case(slug).rules(["replay.bounded"]);
    let later = nonce(until_invocation(NOW + 1_000), "later").sign();
    let why = "What can be used for ever would have to be remembered for ever.";
    vec![
        case("never-expires", window().then(&endless))
            .title("A token that never expires is not admitted.")
            .why(why)
            .expect_error_of("ReplayNoExpiration", 0),
        case("never-expires-with-a-durable-claim", window().durable().then(&endless))
            .title("A token that never expires is admitted where a claim lasts for ever.")
            .why("Somebody else remembers.")
            .expect_valid(),
        case("at-the-horizon", window().then(&until(NOW + 3_600)))
            .title("A token that can be used until the horizon is admitted.")
            .why(why)
            .expect_valid(),
        case("beyond-the-horizon", window().then(&until(NOW + 3_601)))
            .title("A token that can be used beyond the horizon is not admitted.")
            .why(why)
            .expect_error_of("ReplayBeyondHorizon", 0),
        case(
            "beyond-the-horizon-with-a-durable-claim",
            window().durable().then(&until(NOW + 3_601)),
        )
        .title("A token that can be used beyond the horizon is admitted where a claim lasts.")
        .why("Somebody else remembers.")
        .expect_valid(),
        case(
            "clock-set-back",
            window().then(&until(NOW + 10)).at(NOW + 11, &later).then(&until(NOW + 10)),
        )
        .title("What was forgotten is not admitted again when the clock goes back.")
        .why("It was done, and nothing but its end tells that it may have been.")
        .expect_error_of("ReplayForgotten", 2),
        case(
            "clock-set-back-and-later",
            window().then(&until(NOW + 10)).at(NOW + 11, &later).then(&until(NOW + 11)),
        )
        .title("What can be used for longer than what was forgotten is admitted.")
        .why("It would still be remembered.")
        .expect_valid(),
        case("no-nonce", window().then(&nonce(alice(), "").sign()))
            .ruling("I10")
            .title("A mutation with an empty nonce is not admitted.")
            .why("Nothing tells whether it was meant twice or is a repetition.")
            .expect_error_of("ReplayEmptyNonce", 0),
    ]
}

/// How much is remembered.
fn room() -> Vec<CaseBuilder> {
    let first = alice().sign();
    let second = nonce(alice().with("exp", NOW + 1_000), "second").sign();
    let case = |slug: &str, window: Window| window.case(slug).rules(["replay.room"]);
    let full = "Whoever could push out what is remembered could repeat it.";
    let one = || window().capacity(1);
    vec![
        case("room-for-two", window().capacity(2).then(&first).then(&second))
            .title("While there is room, work is admitted.")
            .why(full)
            .expect_valid(),
        case("room-for-one", one().then(&first).then(&second))
            .title("Where there is no room, new work is not admitted.")
            .why(full)
            .expect_error_of("ReplayWindowFull", 1),
        case("full-and-replayed", one().then(&first).then(&first))
            .title("Where there is no room, what comes again is still recognised.")
            .why("The one means to try later, the other never to try again.")
            .expect_error_of("Replayed", 1),
        case("room-in-the-last-second", one().then(&first).at(NOW + 10, &second))
            .title("What can still be used is not forgotten to make room.")
            .why(full)
            .expect_error_of("ReplayWindowFull", 1),
        case("room-again", one().then(&first).at(NOW + 11, &second))
            .title("When a token has expired, there is room again.")
            .why("What cannot be used needs no memory.")
            .expect_valid(),
        case("room-within-the-leeway", one().leeway(60).then(&first).at(NOW + 70, &second))
            .title("Within the leeway, what has expired is not forgotten to make room.")
            .why(full)
            .expect_error_of("ReplayWindowFull", 1),
        case("room-beyond-the-leeway", one().leeway(60).then(&first).at(NOW + 71, &second))
            .title("When the leeway is over too, there is room again.")
            .why("What cannot be used needs no memory.")
            .expect_valid(),
        case("no-room-at-all", window().capacity(0).then(&first))
            .title("A window without room admits nothing.")
            .why("What is not remembered is not done.")
            .expect_error_of("ReplayWindowFull", 0),
    ]
}
