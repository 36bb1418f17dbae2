//! An executor in seven lines: a key, a store on disk, a program, a task, its result.
//!
//! A submitted job is waited for, or awaited: its handle is a plain future, which any async runtime
//! can drive, here a dozen lines of `std`. Whoever asks again, also of another executor over the same
//! store, gets what was computed once.

use std::{
    error::Error,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

use ipld_core::ipld::Ipld;
use ipvm_redb::RedbStore;
use ipvm_runtime::{Executor, JobReport};
use ipvm_task::WasmCall;
use ucan_core::Did;
use ucan_invocation::Outcome;
use varsig::Ed25519Signer;

/// A component with the function `shout`, which is all capitals.
const HELLO: &[u8] = include_bytes!("guests/components/hello-rust.wasm");

fn main() -> Result<(), Box<dyn Error>> {
    let scratch = tempfile::tempdir()?;
    let signer = Arc::new(Ed25519Signer::from_seed(&[9; 32])); // draw yours at random, and keep it
    let me = Did::from_signer(signer.as_ref());

    // The seven lines. Here the executor works for itself; for others it works just as well.
    let store = Arc::new(RedbStore::open(scratch.path().join("store"))?);
    let executor = Executor::builder(signer.clone(), store.clone()).build()?;
    let module = executor.publish_component(HELLO)?;
    let task = WasmCall::new(module, "shout", vec!["hello, world".into()]).to_task(me)?;
    let token = executor.request(task, signer.as_ref())?;
    let job = executor.receive(token.bytes(), &[])?;
    let waited = executor.submit(&job)?.wait();
    print("waited", &waited)?;

    // The handle is a future as well. It is the same job again, so that nothing is computed.
    let awaited = block_on(executor.submit(&job)?);
    print("awaited", &awaited)?;

    // Another executor over the same store, as the next process has one.
    let executor = Executor::builder(signer, store).build()?;
    let later = executor.submit(&executor.receive(token.bytes(), &[])?)?.wait();
    print("later", &later)?;

    if (waited.executed(), awaited.reused(), later.reused()) != (1, 1, 1) {
        return Err("it was not run exactly once".into());
    }
    Ok(())
}

fn print(how: &str, report: &JobReport) -> Result<(), Box<dyn Error>> {
    let Some(Outcome::Ok(Ipld::String(text))) = report.result() else {
        return Err(format!("the task gave no text: {report}").into());
    };
    println!("{how:<8} {text}: {} executed, {} reused", report.executed(), report.reused());
    Ok(())
}

/// Drives a future on this thread, which sleeps in between.
fn block_on<F: Future>(future: F) -> F::Output {
    struct Sleeper(Thread);

    impl Wake for Sleeper {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(Arc::new(Sleeper(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}
