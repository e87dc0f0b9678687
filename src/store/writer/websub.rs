//! What WebSub asks of the store, each in the writer's own transaction.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::StoreWriter;
use crate::model::FeedId;
use crate::store::StoreError;
use crate::store::websub::{self, Due, Kept, Standing};
use crate::websub::{Subscription, Token};

impl StoreWriter {
    /// The subscription behind a callback's address.
    pub async fn subscription(
        &self,
        token: Token,
    ) -> Result<Option<Subscription>, Arc<StoreError>> {
        self.job(false, move |tx| websub::read(tx, &token)).await
    }

    /// The feed's subscription, but none that is being left.
    pub async fn subscription_of(
        &self,
        feed: FeedId,
    ) -> Result<Option<Subscription>, Arc<StoreError>> {
        self.job(false, move |tx| websub::of_feed(tx, &feed)).await
    }

    /// All that are not being left.
    pub async fn kept_subscriptions(&self, now: Timestamp) -> Result<Vec<Kept>, Arc<StoreError>> {
        self.job(false, move |tx| websub::kept(tx, now)).await
    }

    /// Whatever polls find next is no fault of the hubs.
    pub async fn begin_subscriptions_anew(&self) -> Result<(), Arc<StoreError>> {
        self.job(true, |tx| websub::begin_anew(tx)).await
    }

    /// Those that are due with the sites of their hubs, but none of those `held_up`, and when the next one is.
    pub async fn subscriptions_due(
        &self,
        now: Timestamp,
        held_up: BTreeSet<String>,
    ) -> Result<Due, Arc<StoreError>> {
        self.job(false, move |tx| websub::due(tx, now, &held_up)).await
    }

    /// How many are in each state.
    pub async fn count_subscriptions(
        &self,
        now: Timestamp,
    ) -> Result<Vec<(Standing, u64)>, Arc<StoreError>> {
        self.job(false, move |tx| websub::count(tx, now)).await
    }

    /// Changes a subscription; `None` where there is none any more.
    pub async fn step_subscription<T: Send + 'static>(
        &self,
        token: Token,
        change: impl FnOnce(&mut Subscription) -> T + Send + 'static,
    ) -> Result<Option<T>, Arc<StoreError>> {
        self.job(true, move |tx| websub::step(tx, &token, change)).await
    }

    pub async fn write_subscription(
        &self,
        subscription: Subscription,
    ) -> Result<(), Arc<StoreError>> {
        self.job(true, move |tx| websub::write(tx, &subscription)).await
    }

    pub async fn forget_subscription(&self, token: Token) -> Result<(), Arc<StoreError>> {
        self.job(true, move |tx| websub::forget(tx, &token)).await
    }

    /// Forgets all of them; how many there were.
    pub async fn forget_subscriptions(&self) -> Result<usize, Arc<StoreError>> {
        self.job(true, |tx| websub::forget_all(tx)).await
    }
}
