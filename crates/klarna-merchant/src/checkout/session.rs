//! Sessions: made for a cart, and kept in step with it.

use checkout_contract::{Code, Money, NewSession, Session};
use klarna_payments::{IntentError, KlarnaError, Locale, RefusedValue};
use time::{Duration, OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};
use uuid::Uuid;

use super::{
    Checkout, cart_changed,
    locale::locale_for,
    settle::Settled,
    short, spent,
    terms::{Terms, shown, with_callbacks},
    unavailable,
};
use crate::{
    problem::ApiError,
    secret::Secret,
    store::{StoredCart, StoredSession},
};
use approval_rules::{self as rules, SessionAnswer, SessionUse};

/// How long Klarna's sessions live. Klarna's answer to "create" does not say; reading one does.
const LIFETIME: Duration = Duration::hours(48);

impl Checkout {
    /// `POST {base}/sessions`: a session for a cart.
    ///
    /// A cart has one session per locale. Asked again, by a second mount or a reload, the answer
    /// is that session, in step with the cart.
    pub(crate) async fn open(&self, new: &NewSession) -> Result<Session, ApiError> {
        let wish: Locale = new
            .locale
            .parse()
            .map_err(|_| ApiError::invalid("locale: a language and a country, such as de-DE."))?;
        let market = self.known_cart(&new.cart).await?.market;
        let locale = locale_for(&wish, market).map_err(|_| ApiError::internal())?;
        if self
            .0
            .region
            .is_some_and(|region| region != market.region())
        {
            return Err(not_offered());
        }
        let _turn = self.0.locks.lock(&new.cart).await;
        let cart = self.open_cart(&new.cart).await?;
        let known = self.0.store.session_of(&cart.id, &locale).await?;
        let auto_finalize = new.auto_finalize;
        let session = if let Some(mut session) = known {
            session.auto_finalize = rules::auto_finalize(session.auto_finalize, auto_finalize);
            self.keep_in_step(session, &cart).await?
        } else {
            let secret = self.0.addresses.new_secret();
            self.create(new_id(), &cart, locale, secret, auto_finalize)
                .await?
        };
        answer(&session)
    }

    /// `POST {base}/sessions/{id}/refresh`: the same session, in step with the cart and alive.
    pub(crate) async fn refresh(&self, id: &str) -> Result<Session, ApiError> {
        let session = self.known_session(id).await?;
        let _turn = self.0.locks.lock(&session.cart_id).await;
        let cart = match self.open_cart(&session.cart_id).await {
            Ok(cart) => cart,
            // Ordered through this very session: there is nothing to refresh, only to look up.
            Err(closed) if closed.code() == Code::CartChanged => {
                let latest = self.0.store.latest_attempt(id).await?;
                let placed = latest.is_some_and(|attempt| attempt.is_done());
                return Err(if placed {
                    spent("The session's order is placed. Ask for the session's status.").into()
                } else {
                    closed
                });
            }
            Err(other) => return Err(other),
        };
        // Only now, as another refresh may have come first.
        let session = self.known_session(id).await?;
        answer(&self.keep_in_step(session, &cart).await?)
    }

    /// The cart, once every approval of it has an outcome. An ordered cart is `cart_changed`.
    async fn open_cart(&self, id: &str) -> Result<StoredCart, ApiError> {
        if let Some(attempt) = self.0.store.live_attempt(id).await?
            && matches!(self.settle(attempt).await?, Settled::Unknown)
        {
            return Err(unavailable());
        }
        let cart = self.known_cart(id).await?;
        if cart.closed {
            return Err(cart_changed().into());
        }
        Ok(cart)
    }

    /// Brings a session in step with its cart; one that has ended at Klarna is replaced.
    ///
    /// Also where nothing has changed Klarna is asked whether the session is alive: whoever asks
    /// for a session again may do so because it is not.
    async fn keep_in_step(
        &self,
        session: StoredSession,
        cart: &StoredCart,
    ) -> Result<StoredSession, ApiError> {
        let terms = self.terms(cart, &session.locale)?;
        let Some(mut alive) = self.reuse(session.clone(), &terms).await? else {
            let secret = session.secret.or_else(|| self.0.addresses.new_secret());
            let auto_finalize = session.auto_finalize;
            return self
                .create(session.id, cart, session.locale, secret, auto_finalize)
                .await;
        };
        alive.cart_version = cart.version;
        alive.purchase = terms.purchase;
        alive.sign_up = terms.sign_up;
        self.0.store.save_session(alive.clone()).await?;
        Ok(alive)
    }

    /// The session, told of the cart as it is now; `None` where another one has to take its place.
    /// There is none while an order that the shop does not know may have come of it.
    async fn reuse(
        &self,
        mut session: StoredSession,
        terms: &Terms,
    ) -> Result<Option<StoredSession>, ApiError> {
        let klarna_session = session.klarna_session_id.clone();
        let expired = session.expires_at <= self.0.clock.now();
        // What a shopper is asked to agree to cannot change within a session of Klarna's.
        if expired || session.plan != terms.plan {
            let store = &self.0.store;
            if store
                .has_unexplained_approval(klarna_session.as_str())
                .await?
            {
                self.read(&mut session).await?;
            }
            return Ok(None);
        }
        let updated = session.purchase != terms.purchase;
        if updated && !self.update(&session, terms).await? {
            return Ok(None);
        }
        match self.read(&mut session).await {
            Ok(is_alive) => Ok(is_alive.then_some(session)),
            // The session is in step: not to learn what is offered now is no reason to fail.
            Err(error) if updated && error.code() == Code::KlarnaUnavailable => Ok(Some(session)),
            Err(error) => Err(error),
        }
    }

    /// Asks Klarna whether a session is alive, until when, and what it offers. Returns `false` where it
    /// has ended without an order.
    async fn read(&self, session: &mut StoredSession) -> Result<bool, ApiError> {
        let read = self.0.klarna.read_session(&session.klarna_session_id).await;
        let answer = SessionAnswer::new(&read);
        if let Ok(read) = &read {
            let expiry = read.expires_at.as_deref().and_then(instant);
            session.expires_at = expiry.unwrap_or(session.expires_at);
            if let Some(categories) = &read.payment_method_categories {
                session.categories.clone_from(categories);
            }
        }
        self.is_alive(session, answer, read.err().as_ref()).await
    }

    /// Tells Klarna what has changed. The client token stays the same; what Klarna offers may not,
    /// and its answer does not say. Returns `false` where the session has ended without an order.
    async fn update(&self, session: &StoredSession, terms: &Terms) -> Result<bool, ApiError> {
        let purchase = with_callbacks(terms.purchase.clone(), session.secret.as_ref());
        let update = terms.plan.update(purchase).map_err(unfit)?;
        let id = &session.klarna_session_id;
        match self.0.klarna.update_session(id, &update).await {
            Ok(()) => Ok(true),
            Err(error) => {
                let answer = SessionAnswer::from_error(&error);
                self.is_alive(session, answer, Some(&error)).await
            }
        }
    }

    /// Returns `false` where a session has ended, and no order came of it that the shop does not know.
    ///
    /// # Errors
    /// An order came of it, which is recorded now; or Klarna gave no clear answer.
    async fn is_alive(
        &self,
        session: &StoredSession,
        answer: SessionAnswer,
        error: Option<&KlarnaError>,
    ) -> Result<bool, ApiError> {
        match self.use_session(&session.klarna_session_id, answer).await? {
            SessionUse::Keep => Ok(true),
            SessionUse::Replace => Ok(false),
            SessionUse::Ordered(_) => {
                Err(spent("The session's order is placed. Ask for the session's status.").into())
            }
            SessionUse::Unknown => Err(error.map_or_else(unavailable, refused)),
        }
    }

    /// Creates a Klarna session, under a new id of ours or one that a page knows already.
    async fn create(
        &self,
        id: String,
        cart: &StoredCart,
        locale: Locale,
        secret: Option<Secret>,
        auto_finalize: bool,
    ) -> Result<StoredSession, ApiError> {
        let terms = self.terms(cart, &locale)?;
        let expires_at = self.0.clock.now() + LIFETIME;
        let purchase = with_callbacks(terms.purchase.clone(), secret.as_ref());
        let mut new = terms.plan.session(purchase).map_err(unfit)?;
        new.options.clone_from(&self.0.widget);
        let created = self.0.klarna.create_session(&new).await;
        let created = created.map_err(|error| refused(&error))?;
        let klarna = created.session_id.as_str();
        tracing::info!(session = short(&id), klarna, "session created");
        let session = StoredSession {
            id,
            cart_id: cart.id.clone(),
            locale,
            cart_version: cart.version,
            klarna_session_id: created.session_id,
            client_token: created.client_token,
            categories: created.payment_method_categories,
            purchase: terms.purchase,
            plan: terms.plan,
            sign_up: terms.sign_up,
            secret,
            auto_finalize,
            expires_at,
        };
        self.0.store.save_session(session.clone()).await?;
        Ok(session)
    }
}

fn new_id() -> String {
    Uuid::new_v4().to_string()
}

/// What a page learns of a session.
fn answer(session: &StoredSession) -> Result<Session, ApiError> {
    let expires_at = session.expires_at.format(&Rfc3339);
    Ok(Session {
        id: session.id.clone(),
        client_token: session.client_token.clone(),
        payment_method_categories: session.categories.clone(),
        intent: session.plan.intent(),
        cart_version: session.cart_version,
        amount: Money {
            minor_units: session.purchase.order_amount,
            currency: session.purchase.purchase_currency,
        },
        subscriptions: shown(session)?,
        expires_at: expires_at.map_err(|_| ApiError::internal())?,
    })
}

/// Reads a time as Klarna writes it.
fn instant(text: &str) -> Option<OffsetDateTime> {
    let instant = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some(instant.to_offset(UtcOffset::UTC).truncate_to_second())
}

/// A cart that was priced for another plan than its own. Never the shopper's fault.
fn unfit(error: IntentError) -> ApiError {
    tracing::error!(%error, "the cart does not fit its plan");
    ApiError::internal()
}

/// What a page is told when Klarna does not take a session. The client has logged the call.
fn refused(error: &KlarnaError) -> ApiError {
    match error {
        KlarnaError::BadValue { values, .. } if values.iter().any(is_of_market) => not_offered(),
        KlarnaError::Rejected(_) | KlarnaError::Forbidden(_) => not_offered(),
        // Ours to mend, and the same again until then.
        KlarnaError::Invalid(_) | KlarnaError::BadValue { .. } => ApiError::internal(),
        _ => unavailable(),
    }
}

fn is_of_market(value: &RefusedValue) -> bool {
    matches!(
        value.field(),
        Some("purchase_country" | "purchase_currency" | "locale")
    )
}

fn not_offered() -> ApiError {
    ApiError::new(
        Code::Declined,
        "Klarna is not offered to this shop in the cart's market.",
    )
}
