//! The HTTP client of Klarna's Payments API.

mod answer;
mod attempts;
mod call;
mod config;
mod error;
mod last_call;
mod reason;
mod repetition;
mod retry;
mod transport;

use serde::Serialize;

pub use call::Call;
pub use config::{
    ClientConfig, ConfigError, Credentials, Environment, IntegrationMetadata,
    InvalidIntegrationMetadata,
};
pub use error::{KlarnaError, Malformation, Refusal};
pub use last_call::LastCall;
pub use reason::{FieldPath, RefusalText, RefusedValue};
pub use repetition::Repetition;
pub use retry::Retry;

use crate::{
    customer_token::{CreatedCustomerToken, CustomerTokenRead, NewCustomerToken},
    id::{OrderId, SessionId},
    managed_order::ManagedOrder,
    order::{NewOrder, PlacedOrder},
    session::{CreatedSession, NewSession, SessionRead, SessionUpdate},
    token::{AuthorizationToken, CustomerToken},
    token_order::{IdempotencyKey, NewTokenOrder},
};
use answer::Answer;
use call::Request;
use transport::Transport;

/// A client of Klarna's Payments API. Cheap to clone; clones share their connections.
///
/// Requests are checked before they are sent, and repeated as [`Retry`] says. Each try is one
/// `tracing` event, without token or personal data. Dropping a call's future does not take the
/// request back: run [`Client::create_order`] in a task of its own where the caller may vanish.
///
/// ```no_run
/// # async fn pay(token: klarna_payments::AuthorizationToken) -> Result<(), Box<dyn std::error::Error>> {
/// use klarna_payments::*;
///
/// let credentials = Credentials::new("user", "password");
/// let config = ClientConfig::for_region(Region::Europe, Environment::Playground, credentials);
/// let client = Client::new(config)?;
///
/// let cup = OrderLine::new("Cup", 1, MinorUnits(9900))?.with_tax_rate(2500)?;
/// let purchase = Purchase::new(Country::Se, vec![cup])?;
/// let plan = SessionPlan::OneTime;
/// let session = client.create_session(&plan.session(purchase.clone())?).await?;
/// // … the browser shows `session.client_token`, the shopper approves, `token` comes back …
/// match client.create_order(&token, &plan.order(purchase)?).await {
///     Ok(order) => println!("placed {}", order.order_id),
///     Err(error) if error.outcome_unknown() => {
///         let now = client.read_session(&session.session_id).await?;
///         println!("unknown: {:?}", now.status);
///     }
///     Err(error) => return Err(error.into()),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Client {
    transport: Transport,
    retry: Retry,
}

impl Client {
    /// Sets a client up; makes no call.
    ///
    /// # Errors
    /// A base URL that is not one, or not HTTPS; an HTTP client that cannot be set up.
    pub fn new(config: ClientConfig) -> Result<Self, ConfigError> {
        let retry = config.retry;
        let transport = Transport::new(config)?;
        Ok(Self { transport, retry })
    }

    /// Creates a session: `POST /payments/v1/sessions`.
    ///
    /// # Errors
    /// See [`KlarnaError`].
    pub async fn create_session(
        &self,
        session: &NewSession,
    ) -> Result<CreatedSession, KlarnaError> {
        session.validate()?;
        let request = Request::create_session().with_body(json(session)?);
        self.call(request, Answer::value).await
    }

    /// Updates a session: `POST /payments/v1/sessions/{session_id}`.
    ///
    /// # Errors
    /// See [`KlarnaError`]; [`KlarnaError::SessionNotFound`] asks for a new session.
    pub async fn update_session(
        &self,
        id: &SessionId,
        update: &SessionUpdate,
    ) -> Result<(), KlarnaError> {
        update.validate()?;
        let request = Request::of_session(Call::UpdateSession, id)?.with_body(json(update)?);
        self.call(request, Answer::nothing).await
    }

    /// Reads a session: `GET /payments/v1/sessions/{session_id}`.
    ///
    /// # Errors
    /// See [`KlarnaError`].
    pub async fn read_session(&self, id: &SessionId) -> Result<SessionRead, KlarnaError> {
        let request = Request::of_session(Call::ReadSession, id)?;
        self.call(request, Answer::value).await
    }

    /// Places an order: `POST /payments/v1/authorizations/{token}/order`.
    ///
    /// One order per authorization. Klarna does not publish what it answers to the same order a
    /// second time: that order again, or a refusal ([`KlarnaError::AuthorizationSpent`],
    /// [`KlarnaError::AuthorizationNotFound`], [`KlarnaError::SessionCompleted`]). That it places no
    /// second one is inferred from an authorization being good for one order. Where the outcome is
    /// unknown, read the session before the order is sent again, and send it only while the session
    /// is [`SessionStatus::Incomplete`](crate::SessionStatus::Incomplete).
    ///
    /// The client's own [`Retry`] repeats without that look; where an earlier try may have been
    /// carried out, it reports the outcome as unknown whatever the last try was refused for.
    /// [`Retry::NEVER`] leaves every repetition to the caller.
    ///
    /// # Errors
    /// See [`KlarnaError`], and mind [`KlarnaError::outcome_unknown`].
    pub async fn create_order(
        &self,
        token: &AuthorizationToken,
        order: &NewOrder,
    ) -> Result<PlacedOrder, KlarnaError> {
        order.validate()?;
        let request = Request::of_authorization(Call::CreateOrder, token)?;
        self.call(request.with_body(json(order)?), Answer::value)
            .await
    }

    /// Gives an approval back: `DELETE /payments/v1/authorizations/{token}`. For a purchase that
    /// will not be ordered.
    ///
    /// # Errors
    /// See [`KlarnaError`].
    pub async fn cancel_authorization(
        &self,
        token: &AuthorizationToken,
    ) -> Result<(), KlarnaError> {
        let request = Request::of_authorization(Call::CancelAuthorization, token)?;
        self.call(request, Answer::nothing).await
    }

    /// Stores the approved payment method: `POST /payments/v1/authorizations/{token}/customer-token`.
    ///
    /// One authorization may become both an order and a token, in either sequence.
    ///
    /// # Errors
    /// See [`KlarnaError`], and mind [`KlarnaError::outcome_unknown`].
    pub async fn create_customer_token(
        &self,
        token: &AuthorizationToken,
        new: &NewCustomerToken,
    ) -> Result<CreatedCustomerToken, KlarnaError> {
        new.validate()?;
        let request = Request::of_authorization(Call::CreateCustomerToken, token)?;
        self.call(request.with_body(json(new)?), Answer::value)
            .await
    }

    /// Reads a customer token: `GET /customer-token/v1/tokens/{token}`.
    ///
    /// # Errors
    /// See [`KlarnaError`].
    pub async fn read_customer_token(
        &self,
        token: &CustomerToken,
    ) -> Result<CustomerTokenRead, KlarnaError> {
        let request = Request::of_customer_token(Call::ReadCustomerToken, token)?;
        self.call(request, Answer::value).await
    }

    /// Cancels a customer token for good: `PATCH /customer-token/v1/tokens/{token}/status`.
    ///
    /// A token that is cancelled already is a success too: it is as it shall be, and the answer to
    /// an earlier try may have been lost.
    ///
    /// # Errors
    /// See [`KlarnaError`].
    pub async fn cancel_customer_token(&self, token: &CustomerToken) -> Result<(), KlarnaError> {
        let request = Request::of_customer_token(Call::CancelCustomerToken, token)?
            .with_body(br#"{"status":"CANCELLED"}"#.to_vec());
        match self.call(request, Answer::accepted).await {
            Err(KlarnaError::TokenCancelled(_)) => Ok(()),
            other => other,
        }
    }

    /// Charges a customer token: `POST /customer-token/v1/tokens/{token}/order`.
    ///
    /// One order per key: to repeat it with the same key and the same order is safe for
    /// [`IdempotencyKey::LIFETIME`]. Write the key down before the first try.
    ///
    /// ```no_run
    /// # async fn renew(client: klarna_payments::Client, token: klarna_payments::CustomerToken)
    /// # -> Result<(), Box<dyn std::error::Error>> {
    /// use klarna_payments::*;
    ///
    /// let month = OrderLine::new("Coffee", 1, MinorUnits(1900))?
    ///     .with_subscription(Subscription::every("Coffee", 1, Interval::Month));
    /// let order = NewTokenOrder::new(Currency::Eur, vec![month])?;
    /// let key = IdempotencyKey::new("2c8b1a5e-9f0e-5d3c-8a41-5a2f0b9c6d7e")?;
    /// match client.create_token_order(&token, &key, &order).await {
    ///     Ok(order) => println!("charged: {}", order.order_id),
    ///     Err(error) if error.repetition() == Repetition::Never => println!("stopped: {error}"),
    ///     Err(error) if error.settles_key() => println!("again under a new key: {error}"),
    ///     Err(error) => println!("again under the same key: {error}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`KlarnaError`]; [`KlarnaError::repetition`] says what to do about it, and
    /// [`KlarnaError::settles_key`] whether a new try takes a new key.
    pub async fn create_token_order(
        &self,
        token: &CustomerToken,
        key: &IdempotencyKey,
        order: &NewTokenOrder,
    ) -> Result<PlacedOrder, KlarnaError> {
        order.validate()?;
        let request = Request::of_customer_token(Call::CreateTokenOrder, token)?.with_key(key);
        self.call(request.with_body(json(order)?), Answer::value)
            .await
    }

    /// Reads an order: `GET /ordermanagement/v1/orders/{order_id}`.
    ///
    /// # Errors
    /// See [`KlarnaError`]; [`KlarnaError::OrderNotFound`] for an order that does not exist, or is
    /// another merchant's.
    pub async fn read_order(&self, id: &OrderId) -> Result<ManagedOrder, KlarnaError> {
        let request = Request::of_order(Call::ReadOrder, id)?;
        self.call(request, Answer::value).await
    }
}

/// The body of a request, written once: a repetition sends the same bytes.
fn json(body: &impl Serialize) -> Result<Vec<u8>, KlarnaError> {
    // Plain structs with text keys can always be written; an error is still better than a panic.
    serde_json::to_vec(body).map_err(|_| KlarnaError::Refused(Refusal::unsent()))
}
