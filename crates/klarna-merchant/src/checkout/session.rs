//! Sessions: made for a cart, and kept in step with it.

use checkout_contract::{Code, Intent, Money, NewSession, Session};
use klarna_payments::{KlarnaError, Locale, Purchase, SessionPlan, SessionStatus};
use time::{Duration, OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};
use uuid::Uuid;

use super::{Checkout, cart_changed, locale::locale_for, place::Settled, spent, unavailable};
use crate::{
    problem::ApiError,
    store::{StoredCart, StoredSession},
};

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
        let session = match self.0.store.session_of(&cart.id, &locale).await? {
            Some(session) => self.keep_in_step(session, &cart).await?,
            None => self.create(new_id(), &cart, locale).await?,
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
                let placed = latest.is_some_and(|attempt| attempt.is_placed());
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
        if cart.order_number.is_some() {
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
        let purchase = self.purchase(cart, &session.locale)?;
        let expired = session.expires_at <= self.0.clock.now();
        let alive = if expired {
            None
        } else if session.purchase == purchase {
            self.reread(session.clone()).await?
        } else {
            self.update(session.clone(), &purchase).await?
        };
        let Some(mut alive) = alive else {
            let StoredSession { id, locale, .. } = session;
            return self.create(id, cart, locale).await;
        };
        alive.cart_version = cart.version;
        alive.purchase = purchase;
        self.0.store.save_session(alive.clone()).await?;
        Ok(alive)
    }

    /// Asks Klarna whether a session is alive, until when, and what it offers.
    async fn reread(&self, mut session: StoredSession) -> Result<Option<StoredSession>, ApiError> {
        match self.0.klarna.read_session(&session.klarna_session_id).await {
            Ok(read) if read.status == SessionStatus::Incomplete => {
                let expiry = read.expires_at.as_deref().and_then(instant);
                session.expires_at = expiry.unwrap_or(session.expires_at);
                let categories = read.payment_method_categories;
                session.categories = categories.unwrap_or(session.categories);
                Ok(Some(session))
            }
            Ok(_) | Err(KlarnaError::SessionNotFound(_) | KlarnaError::SessionCompleted(_)) => {
                Ok(None)
            }
            Err(error) => Err(refused(&error)),
        }
    }

    /// Tells Klarna what has changed. The client token stays the same; what Klarna offers may not,
    /// and its answer does not say.
    async fn update(
        &self,
        session: StoredSession,
        purchase: &Purchase,
    ) -> Result<Option<StoredSession>, ApiError> {
        let update = SessionPlan::OneTime
            .update(purchase.clone())
            .map_err(|_| ApiError::internal())?;
        let id = &session.klarna_session_id;
        match self.0.klarna.update_session(id, &update).await {
            // The session is in step: not to learn what is offered now is no reason to fail.
            Ok(()) => Ok(self.reread(session.clone()).await.unwrap_or(Some(session))),
            Err(KlarnaError::SessionNotFound(_) | KlarnaError::SessionCompleted(_)) => Ok(None),
            Err(error) => Err(refused(&error)),
        }
    }

    /// Creates a Klarna session, under a new id of ours or one that a page knows already.
    async fn create(
        &self,
        id: String,
        cart: &StoredCart,
        locale: Locale,
    ) -> Result<StoredSession, ApiError> {
        let purchase = self.purchase(cart, &locale)?;
        let expires_at = self.0.clock.now() + LIFETIME;
        let new = SessionPlan::OneTime
            .session(purchase.clone())
            .map_err(|_| ApiError::internal())?;
        let created = self.0.klarna.create_session(&new).await;
        let created = created.map_err(|error| refused(&error))?;
        let session = StoredSession {
            id,
            cart_id: cart.id.clone(),
            locale,
            cart_version: cart.version,
            klarna_session_id: created.session_id,
            client_token: created.client_token,
            categories: created.payment_method_categories,
            purchase,
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
        intent: Intent::Buy,
        cart_version: session.cart_version,
        amount: Money {
            minor_units: session.purchase.order_amount,
            currency: session.purchase.purchase_currency,
        },
        subscriptions: Vec::new(),
        expires_at: expires_at.map_err(|_| ApiError::internal())?,
    })
}

/// Reads a time as Klarna writes it.
fn instant(text: &str) -> Option<OffsetDateTime> {
    let instant = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some(instant.to_offset(UtcOffset::UTC).truncate_to_second())
}

/// What a page is told when Klarna does not take a session. The client has logged the call.
fn refused(error: &KlarnaError) -> ApiError {
    match error {
        KlarnaError::BadValue { fields, .. } if fields.iter().any(|field| is_of_market(field)) => {
            not_offered()
        }
        KlarnaError::Rejected(_) | KlarnaError::Forbidden(_) => not_offered(),
        // Ours to mend, and the same again until then.
        KlarnaError::Invalid(_) | KlarnaError::BadValue { .. } => ApiError::internal(),
        _ => unavailable(),
    }
}

fn is_of_market(field: &str) -> bool {
    matches!(field, "purchase_country" | "purchase_currency" | "locale")
}

fn not_offered() -> ApiError {
    ApiError::new(
        Code::Declined,
        "Klarna is not offered to this shop in the cart's market.",
    )
}
