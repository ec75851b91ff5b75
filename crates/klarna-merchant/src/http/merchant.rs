//! The merchant's own calls, below `/merchant`: every order and every subscription, a charge now,
//! and the end of a subscription.

use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use axum_extra::extract::SignedCookieJar;
use demo_shop_api::{Order, Subscription};

use super::{App, subscriptions, visitor::no_subscription};
use crate::{Config, MerchantToken, extract::Path, problem::ApiError, subscriptions::Asked};

/// Decides on the merchant's own calls.
#[derive(Debug, Clone)]
pub(crate) struct Authorizer {
    token: Option<MerchantToken>,
    /// `true` if the cookie that [`log_in`] sets is taken, too.
    sandbox: bool,
}

impl Authorizer {
    /// Returns `None` where nobody can be authorized.
    pub(crate) fn new(config: &Config) -> Option<Self> {
        let authorizer = Self {
            token: config.merchant_token.clone(),
            sandbox: config.sandbox,
        };
        (authorizer.token.is_some() || authorizer.sandbox).then_some(authorizer)
    }

    fn authorizes(&self, headers: &HeaderMap, app: &App) -> bool {
        match (bearer(headers), &self.token) {
            (Some(given), Some(token)) => token.is(given),
            (Some(_), None) => false,
            (None, _) => self.sandbox && app.cookies.is_merchant(headers),
        }
    }
}

/// The merchant's routes; none without an [`Authorizer`].
pub(super) fn router(app: &App) -> Router<App> {
    let Some(authorizer) = &app.merchant else {
        return Router::new();
    };
    let router = Router::new()
        .route("/orders", get(orders))
        .route("/subscriptions", get(subscriptions::all))
        .route("/subscriptions/{id}/charge", post(charge))
        .route("/subscriptions/{id}/cancel", post(cancel))
        .route_layer(middleware::from_fn_with_state(app.clone(), authorize));
    if authorizer.sandbox {
        router.route("/login", post(log_in))
    } else {
        router
    }
}

async fn authorize(State(app): State<App>, request: Request, next: Next) -> Response {
    let authorizer = app.merchant.as_ref();
    if authorizer.is_some_and(|it| it.authorizes(request.headers(), &app)) {
        return next.run(request).await;
    }
    let problem = ApiError::http(
        StatusCode::UNAUTHORIZED,
        "This is the merchant's: give the bearer token that the server was started with.",
    );
    let challenge = HeaderValue::from_static("Bearer");
    ([(header::WWW_AUTHENTICATE, challenge)], problem).into_response()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

/// Lets the demo's pages act as the merchant. In front of the sandbox only, where no money moves.
async fn log_in(State(app): State<App>) -> (StatusCode, SignedCookieJar) {
    (StatusCode::NO_CONTENT, app.cookies.keep_merchant())
}

async fn orders(State(app): State<App>) -> Result<Json<Vec<Order>>, ApiError> {
    Ok(Json(app.store.orders().await?))
}

/// Charges the next period now. While one is being charged, that is the one.
async fn charge(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<Subscription>, ApiError> {
    match app.subscriptions.charge_now(&id).await? {
        Asked::Done => subscriptions::read(&app, &id).await,
        Asked::Ended => Err(conflict("The subscription has ended.")),
        Asked::ChargedToday { again_on } => Err(conflict(&format!(
            "The subscription was charged today, as often as on one day. The next charge can be \
             made from {again_on} on (UTC)."
        ))),
        Asked::OutcomeUnknown => Err(conflict(
            "A charge was sent to Klarna, and what came of it is not known. Look for its order \
             number among the merchant references in Klarna's portal.",
        )),
        Asked::NotFound => Err(no_subscription()),
    }
}

/// Ends any subscription. Again: the same.
async fn cancel(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<Subscription>, ApiError> {
    subscriptions::end(&app, &id).await
}

fn conflict(detail: &str) -> ApiError {
    ApiError::http(StatusCode::CONFLICT, detail)
}
