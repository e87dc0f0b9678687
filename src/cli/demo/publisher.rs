//! The sample papers' web server on the loopback interface: every page in its wave, none skipped, with validators.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::cast::{Outlet, Wave};

/// What has been handed out so far.
#[derive(Debug)]
pub(super) struct Press {
    outlets: &'static [Outlet],
    state: Mutex<Handed>,
}

#[derive(Debug)]
struct Handed {
    wave: Wave,
    shelves: Vec<Shelf>,
}

/// Counts of one outlet's pages.
#[derive(Debug, Clone, Copy, Default)]
struct Shelf {
    shown: usize,
    /// Pages after which the outlet was asked again. A feed is never polled twice at once, so these are admitted.
    taken: usize,
}

impl Press {
    pub(super) fn new(outlets: &'static [Outlet]) -> Self {
        let shelves = vec![Shelf::default(); outlets.len()];
        Self { outlets, state: Mutex::new(Handed { wave: 0, shelves }) }
    }

    pub(super) fn open(&self, wave: Wave) {
        self.lock().wave = wave;
    }

    /// Names of the outlets whose pages up to the open wave were not all taken.
    pub(super) fn waiting(&self) -> Vec<&'static str> {
        let state = self.lock();
        let shelves = self.outlets.iter().zip(&state.shelves);
        let behind = shelves.filter(|(outlet, shelf)| shelf.taken < pages_due(outlet, state.wave));
        behind.map(|(outlet, _)| outlet.name).collect()
    }

    /// The page to show now, with its number from 1; the next one only when the last was asked for.
    fn show(&self, id: &str) -> Option<(&'static Outlet, usize, &'static [u8])> {
        let at = self.outlets.iter().position(|outlet| outlet.id == id)?;
        let outlet = self.outlets.get(at)?;
        let mut state = self.lock();
        let due = pages_due(outlet, state.wave);
        let shelf = state.shelves.get_mut(at)?;
        shelf.taken = shelf.shown;
        shelf.shown = due.min(shelf.shown + 1);
        let number = shelf.shown;
        let page = outlet.pages.get(number.checked_sub(1)?)?;
        Some((outlet, number, page.1))
    }

    fn lock(&self) -> MutexGuard<'_, Handed> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn pages_due(outlet: &Outlet, wave: Wave) -> usize {
    outlet.pages.iter().filter(|page| page.0 <= wave).count()
}

/// Serves until `stop`.
pub(super) async fn serve(
    listener: TcpListener,
    press: Arc<Press>,
    stop: CancellationToken,
) -> std::io::Result<()> {
    let routes = Router::new().route("/{outlet}", get(answer)).with_state(press);
    axum::serve(listener, routes).with_graceful_shutdown(stop.cancelled_owned()).await
}

async fn answer(
    State(press): State<Arc<Press>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some((outlet, number, page)) = press.show(&id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{id}-{number}\"");
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let head = [(header::CONTENT_TYPE, outlet.content_type.to_owned()), (header::ETAG, tag)];
    (head, page).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPER: &[Outlet] = &[Outlet {
        id: "paper",
        name: "Paper",
        form: "",
        content_type: "",
        pages: &[(0, b"one"), (1, b"two"), (2, b"three")],
    }];

    #[test]
    fn a_page_counts_as_taken_only_when_the_paper_is_asked_again() {
        let press = Press::new(PAPER);
        assert_eq!(press.waiting(), ["Paper"]);
        assert_eq!(press.show("paper").unwrap().2, b"one");
        assert_eq!(press.waiting(), ["Paper"]);
        assert_eq!(press.show("paper").unwrap().2, b"one");
        assert!(press.waiting().is_empty());
        assert!(press.show("other").is_none());
    }

    #[test]
    fn no_page_is_skipped_however_late_the_reader() {
        let press = Press::new(PAPER);
        press.open(2);
        let shown: Vec<_> = (0..4).map(|_| press.show("paper").unwrap().1).collect();
        assert_eq!(shown, [1, 2, 3, 3]);
        assert!(press.waiting().is_empty());
    }
}
