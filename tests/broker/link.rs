//! A way to a broker that a test can cut and mend: bytes pass unchanged while it is whole.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// Listens on one port and passes what comes to another.
pub(crate) struct Link {
    port: u16,
    state: Arc<State>,
    acceptor: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    cut: AtomicBool,
    closed: AtomicBool,
    /// Bytes that went to the broker.
    upstream_bytes: AtomicU64,
    open: Mutex<Vec<TcpStream>>,
}

impl Link {
    pub(super) fn open(port: u16, to: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let state = Arc::new(State::default());
        let acceptor = {
            let state = Arc::clone(&state);
            std::thread::spawn(move || accept(&listener, to, &state))
        };
        Self { port, state, acceptor: Some(acceptor) }
    }

    pub(crate) fn bootstrap(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Breaks every connection and refuses new ones.
    pub(crate) fn cut(&self) {
        self.state.cut.store(true, Ordering::SeqCst);
        for stream in self.state.open.lock().unwrap().drain(..) {
            // The other side may have closed it already.
            stream.shutdown(Shutdown::Both).ok();
        }
    }

    pub(crate) fn mend(&self) {
        self.state.cut.store(false, Ordering::SeqCst);
    }

    pub(crate) fn upstream_bytes(&self) -> u64 {
        self.state.upstream_bytes.load(Ordering::SeqCst)
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.state.closed.store(true, Ordering::SeqCst);
        self.cut();
        // Wakes `accept`.
        TcpStream::connect(("127.0.0.1", self.port)).ok();
        if let Some(acceptor) = self.acceptor.take() {
            acceptor.join().ok();
        }
    }
}

fn accept(listener: &TcpListener, to: u16, state: &Arc<State>) {
    for client in listener.incoming() {
        if state.closed.load(Ordering::SeqCst) {
            return;
        }
        let Ok(client) = client else { continue };
        let Ok(broker) = TcpStream::connect(("127.0.0.1", to)) else {
            continue;
        };
        let mut open = state.open.lock().unwrap();
        // Looked at under the lock: a cut closes all that is in the list.
        if state.cut.load(Ordering::SeqCst) {
            continue;
        }
        open.extend([client.try_clone().unwrap(), broker.try_clone().unwrap()]);
        drop(open);
        let (client_back, broker_back) = (client.try_clone().unwrap(), broker.try_clone().unwrap());
        let counting = Arc::clone(state);
        std::thread::spawn(move || pass(client, broker, Some(&counting.upstream_bytes)));
        std::thread::spawn(move || pass(broker_back, client_back, None));
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, count: Option<&AtomicU64>) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(read) = from.read(&mut buffer) {
        if read == 0 || to.write_all(&buffer[..read]).is_err() {
            break;
        }
        if let Some(count) = count {
            count.fetch_add(read as u64, Ordering::SeqCst);
        }
    }
    to.shutdown(Shutdown::Both).ok();
    from.shutdown(Shutdown::Both).ok();
}
