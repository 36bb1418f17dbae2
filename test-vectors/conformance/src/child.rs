//! A program as an implementation.

use std::{
    collections::VecDeque,
    io::{self, BufRead, BufReader, Read, Write},
    process::{Child as Process, ChildStderr, ChildStdout, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use ipvm_vectors_loader::{Block, Case};

use crate::{
    PROTOCOL,
    implementation::{Answer, Broken, Description, Garbage, Implementation, StartError},
    protocol,
    verdict::excerpt,
};

/// The longest line that is read.
const LINE: usize = 64 << 20;

/// How much of standard error is kept: as many lines, and of each as many bytes.
const LAST_LINES: usize = 8;
const LINE_BYTES: usize = 400;

/// A program that speaks the protocol of `test-vectors/protocol.md`.
///
/// It is started when it is first asked, and again after it has crashed, hung or written
/// garbage. Nothing that it does holds up its caller for longer than the time allowed, and
/// what it writes takes no more memory than one line of 64 MiB. On Unix it is a group of
/// processes of its own, all of which end with it.
#[derive(Debug)]
pub struct Child {
    program: String,
    arguments: Vec<String>,
    folder: Option<std::path::PathBuf>,
    timeout: Duration,
    running: Option<Running>,
    requests: i64,
}

impl Child {
    /// The program that `program` starts with `arguments`; each answer may take 10 seconds.
    #[must_use]
    pub fn new(
        program: impl Into<String>,
        arguments: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self {
            program: program.into(),
            arguments: arguments.into_iter().map(Into::into).collect(),
            folder: None,
            timeout: Duration::from_secs(10),
            running: None,
            requests: 0,
        }
    }

    /// Started in this folder.
    #[must_use]
    pub fn in_folder(mut self, folder: impl Into<std::path::PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// With so much time for each answer.
    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    fn running(&mut self) -> io::Result<&mut Running> {
        if self.running.is_none() {
            let mut command = Command::new(&self.program);
            command.args(&self.arguments);
            if let Some(folder) = &self.folder {
                command.current_dir(folder);
            }
            self.running = Some(Running::start(command)?);
        }
        // It was put there a line above, if it was not there.
        self.running.as_mut().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Writes a request and waits for its line.
    fn ask(&mut self, request: impl FnOnce(i64) -> String) -> Result<(i64, String), Broken> {
        let id = self.requests;
        self.requests += 1;
        let timeout = self.timeout;
        let running = self.running().map_err(|error| Broken::Crashed {
            status: format!("it does not start: {error}"),
            stderr: String::new(),
        })?;
        let asked = running.ask(request(id), timeout);
        if asked.is_err() {
            self.running = None;
        }
        Ok((id, asked?))
    }

    /// Ends the program over a line that is no answer.
    fn garbage(&mut self, what: Garbage, line: &str) -> Broken {
        self.running = None;
        Broken::Garbage { what, excerpt: excerpt(line, 200) }
    }
}

impl Implementation for Child {
    fn describe(&mut self) -> Result<Description, StartError> {
        if let Err(error) = self.running() {
            let (program, reason) = (self.program.clone(), error.to_string());
            return Err(StartError::Spawn { program, reason });
        }
        let (id, line) = self.ask(protocol::describe).map_err(StartError::Describe)?;
        match protocol::read_description(id, &line) {
            Ok((protocol, description)) if protocol == PROTOCOL => Ok(description),
            Ok((found, _)) => Err(StartError::Protocol { found }),
            Err(what) => Err(StartError::Describe(self.garbage(what, &line))),
        }
    }

    fn answer(&mut self, case: &Case, blocks: &[Block]) -> Result<Answer, Broken> {
        let (id, line) = self.ask(|id| protocol::request(id, case, blocks))?;
        protocol::read_answer(id, &line).map_err(|what| self.garbage(what, &line))
    }
}

/// A program that was started.
#[derive(Debug)]
struct Running {
    process: Process,
    /// To the thread that writes requests: a program that does not read holds up nobody else.
    requests: Sender<String>,
    lines: Receiver<Result<String, Ended>>,
    stderr: Arc<Mutex<VecDeque<String>>>,
}

/// Why no line comes.
#[derive(Debug)]
enum Ended {
    Closed,
    TooLong,
    NotText,
}

impl Running {
    fn start(mut command: Command) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut process = command.spawn()?;
        let missing = || io::Error::from(io::ErrorKind::BrokenPipe);
        let mut stdin = process.stdin.take().ok_or_else(missing)?;
        let stdout = process.stdout.take().ok_or_else(missing)?;
        let stderr = process.stderr.take().ok_or_else(missing)?;
        let (requests, to_write) = mpsc::channel::<String>();
        thread::spawn(move || {
            // It ends with the requests, or when nobody reads any more.
            while let Ok(request) = to_write.recv() {
                if stdin.write_all(request.as_bytes()).and_then(|()| stdin.flush()).is_err() {
                    break;
                }
            }
        });
        // With room for one line, so that a program that never stops writing is held up itself.
        let (read, lines) = mpsc::sync_channel(1);
        thread::spawn(move || read_lines(stdout, |line| read.send(line).is_ok()));
        let last = Arc::new(Mutex::new(VecDeque::new()));
        let kept = Arc::clone(&last);
        thread::spawn(move || keep_last_lines(stderr, &kept));
        Ok(Self { process, requests, lines, stderr: last })
    }

    fn ask(&mut self, request: String, timeout: Duration) -> Result<String, Broken> {
        // If nobody takes it, the program has ended, which the other end says better.
        drop(self.requests.send(request));
        match self.lines.recv_timeout(timeout) {
            Ok(Ok(line)) => Ok(line),
            Err(RecvTimeoutError::Timeout) => {
                Err(Broken::TimedOut { seconds: timeout.as_secs().max(1) })
            }
            Ok(Err(Ended::TooLong)) => Err(Broken::Garbage {
                what: Garbage::TooLong { limit: LINE },
                excerpt: String::new(),
            }),
            Ok(Err(Ended::NotText)) => Err(Broken::Garbage {
                what: Garbage::NotJson("not UTF-8".into()),
                excerpt: String::new(),
            }),
            Ok(Err(Ended::Closed)) | Err(RecvTimeoutError::Disconnected) => Err(self.crashed()),
        }
    }

    fn crashed(&mut self) -> Broken {
        // It closed its output; a moment later it has ended, or it is made to.
        let mut status = None;
        for _ in 0..50 {
            status = self.process.try_wait().ok().flatten();
            if status.is_some() {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
        let status = status.map_or_else(
            || "it closed its output and stayed".to_owned(),
            |status| status.to_string(),
        );
        // What it wrote last may be on its way still.
        thread::sleep(Duration::from_millis(20));
        let lines = self.stderr.lock().unwrap_or_else(PoisonError::into_inner);
        let stderr = lines.iter().map(String::as_str).collect::<Vec<_>>().join(" | ");
        Broken::Crashed { status, stderr }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // All that it started goes with it; if it has ended already, there is nothing to do.
        #[cfg(unix)]
        if let Some(group) =
            i32::try_from(self.process.id()).ok().and_then(rustix::process::Pid::from_raw)
        {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Gives every line to `put` until nobody wants one any more.
fn read_lines(stdout: ChildStdout, mut put: impl FnMut(Result<String, Ended>) -> bool) {
    let mut reader = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let most = u64::try_from(LINE).unwrap_or(u64::MAX).saturating_add(1);
        let read = reader.by_ref().take(most).read_until(b'\n', &mut line);
        let line = match read {
            Ok(0) | Err(_) => Err(Ended::Closed),
            // The end of a program in the middle of a line.
            Ok(_) if line.last() != Some(&b'\n') && line.len() <= LINE => Err(Ended::Closed),
            Ok(_) if line.len() > LINE => Err(Ended::TooLong),
            Ok(_) => String::from_utf8(line).map_err(|_| Ended::NotText),
        };
        let last = line.is_err();
        if !put(line) || last {
            return;
        }
    }
}

/// Keeps the last lines of standard error, and reads on so that nobody waits for that.
fn keep_last_lines(stderr: ChildStderr, kept: &Mutex<VecDeque<String>>) {
    let mut reader = BufReader::new(stderr);
    let mut line = Vec::new();
    loop {
        let Ok(buffer) = reader.fill_buf() else { return };
        if buffer.is_empty() {
            return;
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(buffer.len());
        let room = LINE_BYTES.saturating_sub(line.len());
        line.extend_from_slice(&buffer[..taken.min(room)]);
        reader.consume(end.map_or(taken, |end| end + 1));
        if end.is_some() && !line.is_empty() {
            let text = excerpt(&String::from_utf8_lossy(&line), LINE_BYTES);
            line.clear();
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() == LAST_LINES {
                kept.pop_front();
            }
            kept.push_back(text);
        }
    }
}
