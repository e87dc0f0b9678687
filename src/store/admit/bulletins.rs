//! Alerts and kills that the entries of one batch are held to, read with the first of them that resembles nothing.

use std::cell::RefCell;
use std::rc::Rc;

use super::Context;
use super::alert::{self, Alert};
use super::kill::{EARLY_HOURS_MAX, Early};
use crate::model::{PubStatus, Story, StoryKind};
use crate::store::story::{kills_of_nothing, short_alerts};
use crate::store::{HOUR_MS, StoreError, millis};

/// Kills that found no story and are asked for a print, the last ones of each feed first: a desk sends a few a day (P5).
const KILLS_MAX: i64 = 50;

/// Alerts that are asked, the feed's own and the newest ones of each other feed first (P5).
const ALERTS_MAX: i64 = 64;

#[derive(Default)]
pub(super) struct Bulletins {
    kills: RefCell<Option<Rc<Vec<Early>>>>,
    alerts: RefCell<Option<Rc<Vec<Alert>>>>,
}

impl Bulletins {
    pub(super) fn kills(&self, context: &Context<'_>) -> Result<Rc<Vec<Early>>, StoreError> {
        if let Some(known) = self.kills.borrow().as_ref() {
            return Ok(Rc::clone(known));
        }
        // Dated a day before its print, a kill may have been seen a day before its date.
        let since = millis(context.batch.fetched_at) - 2 * EARLY_HOURS_MAX * HOUR_MS;
        let own = context.batch.feed.as_str();
        let kills = kills_of_nothing(context.tx, own, since, KILLS_MAX)?;
        let kills = Rc::new(kills.into_iter().map(Early::new).collect());
        Ok(Rc::clone(self.kills.borrow_mut().insert(kills)))
    }

    pub(super) fn alerts(&self, context: &Context<'_>) -> Result<Rc<Vec<Alert>>, StoreError> {
        if let Some(known) = self.alerts.borrow().as_ref() {
            return Ok(Rc::clone(known));
        }
        let since = millis(context.batch.fetched_at) - alert::HOURS_MAX * HOUR_MS;
        let own = context.batch.feed.as_str();
        let alerts = short_alerts(context.tx, own, since, ALERTS_MAX)?;
        let alerts = Rc::new(alerts.into_iter().map(Alert::new).collect());
        Ok(Rc::clone(self.alerts.borrow_mut().insert(alerts)))
    }

    /// `next` is a story's new version, and `before` what its last one was for.
    pub(super) fn heed(&self, next: &Story, before: Option<StoryKind>) {
        let is_bulletin = |kind: StoryKind| match kind {
            StoryKind::Alert | StoryKind::Kill => true,
            StoryKind::Story | StoryKind::Correction => false,
        };
        let is_canceled = next.status == PubStatus::Canceled;
        if is_canceled || is_bulletin(next.kind) || before.is_some_and(is_bulletin) {
            self.kills.replace(None);
            self.alerts.replace(None);
        }
    }
}
