//! A server on the loopback, which can be silenced and stopped.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
};

use crate::http::Message;

/// Answers each request with the same text, and keeps what it received.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    state: Arc<Mutex<State>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

struct State {
    received: Vec<Message>,
    answer: String,
    mode: Mode,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Answering,
    /// It takes a request and goes down before it answers.
    Silent,
    Stopped,
}

impl Server {
    pub(crate) fn start(answer: &str) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let (received, answer, mode) = (Vec::new(), answer.to_owned(), Mode::Answering);
        let server = Self {
            address: listener.local_addr()?,
            state: Arc::new(Mutex::new(State { received, answer, mode })),
            thread: Mutex::new(None),
        };
        server.listen(listener);
        Ok(server)
    }

    fn listen(&self, listener: TcpListener) {
        let state = Arc::clone(&self.state);
        *lock(&self.thread) = Some(thread::spawn(move || serve(&listener, &state)));
    }

    /// Answers from now on, at the address that it had.
    pub(crate) fn resume(&self) -> io::Result<()> {
        let was_stopped = lock(&self.state).mode == Mode::Stopped;
        lock(&self.state).mode = Mode::Answering;
        if was_stopped {
            self.listen(TcpListener::bind(self.address)?);
        }
        Ok(())
    }

    /// Takes requests from now on, and answers none.
    pub(crate) fn silence(&self) {
        lock(&self.state).mode = Mode::Silent;
    }

    /// Takes no connections any more.
    pub(crate) fn stop(&self) {
        lock(&self.state).mode = Mode::Stopped;
        let thread = lock(&self.thread).take();
        if let Some(thread) = thread {
            // It waits for a connection, and sees by this one that it is over.
            let _ = TcpStream::connect(self.address);
            let _ = thread.join();
        }
    }

    /// What it received so far.
    pub(crate) fn received(&self) -> Vec<Message> {
        lock(&self.state).received.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(listener: &TcpListener, state: &Mutex<State>) {
    for stream in listener.incoming().map_while(Result::ok) {
        if lock(state).mode == Mode::Stopped {
            return;
        }
        let Ok(request) = Message::read(&stream) else { continue };
        let mut state = lock(state);
        state.received.push(request);
        if state.mode == Mode::Answering {
            let answer =
                Message { start: "HTTP/1.1 200 OK".to_owned(), body: state.answer.clone() };
            // Whoever went away meanwhile gets no answer.
            let _ = answer.write(&stream);
        }
    }
}
