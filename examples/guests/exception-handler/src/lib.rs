//! The guest `exception-handler`: what the `catch` of a workflow may call when a task fails.
//!
//! The contract is `wit/world.wit`. It depends on the failure and the arguments alone, like every
//! guest, so that the same failure is answered the same way on every machine.

/// What `wit-bindgen` makes of `wit/world.wit`.
#[expect(
    unsafe_code,
    clippy::too_many_arguments,
    reason = "the canonical ABI passes pointers and the fields of records one by one; the generated code handles them"
)]
mod bindings {
    wit_bindgen::generate!({ path: "wit", world: "exception-handler", generate_all });

    export!(ExceptionHandler with_types_in self);

    use super::ExceptionHandler;
}

use bindings::{Answer, Failure};

/// The name of the error with which an executor stops a task at a limit.
const LIMIT_REACHED: &str = "LimitReached";

/// The world `ipvm:exception-handler/exception-handler`, without state.
struct ExceptionHandler;

impl bindings::Guest for ExceptionHandler {
    fn end_as(label: String, failure: Failure) -> Answer {
        mended(&failure, Answer::Rewire(label))
    }

    fn end_with(bytes: Vec<u8>, failure: Failure) -> Answer {
        mended(&failure, Answer::Ok(bytes))
    }
}

/// The answer, if more work would have been enough; else the error in a sentence.
fn mended(failure: &Failure, answer: Answer) -> Answer {
    let Failure { label, name, message, .. } = failure;
    if name == LIMIT_REACHED {
        answer
    } else {
        Answer::Msg(format!("{label} ended with {name}: {message}"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, ExceptionHandler, Failure};
    use crate::bindings::{Guest, Link};

    fn failure(name: &str) -> Failure {
        Failure {
            label: "blur".into(),
            task: Link { ipld_cid: vec![1, 0x55, 0, 0] },
            name: name.into(),
            message: "no more".into(),
            value: vec![0xf6],
        }
    }

    #[test]
    fn a_limit_that_was_reached_is_mended() {
        let answer = ExceptionHandler::end_as("crop".into(), failure("LimitReached"));
        assert!(matches!(answer, Answer::Rewire(label) if label == "crop"));
        let answer = ExceptionHandler::end_with(vec![7], failure("LimitReached"));
        assert!(matches!(answer, Answer::Ok(bytes) if bytes == [7]));
    }

    #[test]
    fn any_other_failure_stays_one() {
        for answer in [
            ExceptionHandler::end_as("crop".into(), failure("Trapped")),
            ExceptionHandler::end_with(vec![7], failure("Trapped")),
        ] {
            let text = "blur ended with Trapped: no more";
            assert!(matches!(answer, Answer::Msg(message) if message == text));
        }
    }
}
