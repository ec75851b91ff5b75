//! Payment sessions: what is asked of Klarna, and what it answers.

use serde::{Deserialize, Serialize};

use crate::{
    category::PaymentMethodCategory,
    id::SessionId,
    line::OrderLine,
    market::{Country, Locale},
    money::{Currency, MinorUnits},
    person::{Address, Customer},
    plan::SessionPlan,
    purchase::{MerchantUrls, Purchase},
    token::{AuthorizationToken, ClientToken, StepUpId},
};

/// Asks for a payment session: the body of `POST /payments/v1/sessions`.
///
/// Made by a [`SessionPlan`], which sees to it that purchase and intent fit together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewSession {
    #[serde(flatten)]
    purchase: Purchase,
    intent: Intent,
    #[serde(skip)]
    plan: SessionPlan,
    /// The place of the sale; online where it is left out. Another one needs Klarna's agreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acquiring_channel: Option<AcquiringChannel>,
    /// The look of the widget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<WidgetOptions>,
    /// More about the purchase, for kinds of goods where Klarna asks for it. Personal data belongs
    /// into the last update before the shopper authorizes, or into the authorization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
    /// A look agreed on with Klarna, by Klarna's name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub design: Option<String>,
    /// The payment methods to offer, of those agreed on with Klarna (promo codes).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub custom_payment_method_ids: Vec<String>,
    /// The refused charge that the shopper confirms in this session: see
    /// [`NewTokenOrder::step_up`](crate::NewTokenOrder::step_up). The session has the amounts and
    /// lines of that charge, the plan of the sign-up, and [`Customer::customer_token`]. Klarna's
    /// guide to the step-up describes it; its API description lacks it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step_up_id: Option<StepUpId>,
}

impl NewSession {
    /// A session for a purchase that fits the plan, everything else left to Klarna.
    pub(crate) fn new(purchase: Purchase, plan: SessionPlan) -> Self {
        Self {
            purchase,
            intent: plan.intent(),
            plan,
            acquiring_channel: None,
            options: None,
            attachment: None,
            design: None,
            custom_payment_method_ids: Vec::new(),
            step_up_id: None,
        }
    }

    /// What is bought.
    pub const fn purchase(&self) -> &Purchase {
        &self.purchase
    }

    /// What the shopper agrees to. It cannot be changed later.
    pub const fn plan(&self) -> SessionPlan {
        self.plan
    }
}

/// Changes a session: the body of `POST /payments/v1/sessions/{session_id}`.
///
/// What is left out stays as it is. [`SessionPlan::update`] makes an update of everything that a
/// purchase says, and sees to it that it fits the session's intent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionUpdate {
    /// See [`Purchase::purchase_country`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_country: Option<Country>,
    /// See [`Purchase::purchase_currency`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_currency: Option<Currency>,
    /// See [`Purchase::locale`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// See [`Purchase::order_amount`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_amount: Option<MinorUnits>,
    /// See [`Purchase::order_tax_amount`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_tax_amount: Option<MinorUnits>,
    /// See [`Purchase::order_lines`]. Goes with `order_amount`: the two are checked together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_lines: Option<Vec<OrderLine>>,
    /// See [`Purchase::merchant_urls`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_urls: Option<MerchantUrls>,
    /// See [`Purchase::merchant_reference1`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_reference1: Option<String>,
    /// See [`Purchase::merchant_reference2`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_reference2: Option<String>,
    /// See [`Purchase::merchant_data`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_data: Option<String>,
    /// See [`Purchase::billing_address`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// See [`Purchase::shipping_address`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// See [`Purchase::customer`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
    /// See [`NewSession::acquiring_channel`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acquiring_channel: Option<AcquiringChannel>,
    /// See [`NewSession::options`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<WidgetOptions>,
    /// See [`NewSession::attachment`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
    /// See [`NewSession::design`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub design: Option<String>,
    /// See [`NewSession::custom_payment_method_ids`]; left out, they stay as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_payment_method_ids: Option<Vec<String>>,
}

impl SessionUpdate {
    /// Everything that a purchase says.
    pub(crate) fn of(purchase: Purchase) -> Self {
        Self {
            purchase_country: Some(purchase.purchase_country),
            purchase_currency: Some(purchase.purchase_currency),
            locale: purchase.locale,
            order_amount: Some(purchase.order_amount),
            order_tax_amount: purchase.order_tax_amount,
            order_lines: Some(purchase.order_lines),
            merchant_urls: purchase.merchant_urls,
            merchant_reference1: purchase.merchant_reference1,
            merchant_reference2: purchase.merchant_reference2,
            merchant_data: purchase.merchant_data,
            billing_address: purchase.billing_address,
            shipping_address: purchase.shipping_address,
            customer: purchase.customer,
            ..Self::default()
        }
    }
}

/// What the shopper agrees to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Intent {
    /// One purchase.
    #[default]
    Buy,
    /// Nothing is paid now; the method is stored for later charges.
    Tokenize,
    /// The first period is paid now, and the method is stored.
    BuyAndTokenize,
    /// A one-time purchase, and the method is stored beside it.
    BuyAndDefaultTokenize,
    /// A one-time purchase, and the shopper's account at Klarna is linked to the shop's. Klarna's guide
    /// to account linking has this intent; its API description lacks it.
    BuyAndLink,
}

impl Intent {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Buy,
        Self::Tokenize,
        Self::BuyAndTokenize,
        Self::BuyAndDefaultTokenize,
        Self::BuyAndLink,
    ];

    /// As Klarna writes it: `buy_and_tokenize`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Buy => "buy",
            Self::Tokenize => "tokenize",
            Self::BuyAndTokenize => "buy_and_tokenize",
            Self::BuyAndDefaultTokenize => "buy_and_default_tokenize",
            Self::BuyAndLink => "buy_and_link",
        }
    }

    /// `true` if an approval is good for an order now.
    pub const fn places_order(self) -> bool {
        match self {
            Self::Buy | Self::BuyAndTokenize | Self::BuyAndDefaultTokenize | Self::BuyAndLink => {
                true
            }
            Self::Tokenize => false,
        }
    }

    /// `true` if an approval is good for a customer token. Klarna does not publish how the token of a
    /// linked account is given out, so `buy_and_link` is not taken for an intent that stores one.
    pub const fn stores_token(self) -> bool {
        match self {
            Self::Tokenize | Self::BuyAndTokenize | Self::BuyAndDefaultTokenize => true,
            Self::Buy | Self::BuyAndLink => false,
        }
    }
}

/// Where a sale takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum AcquiringChannel {
    /// Online.
    Ecommerce,
    /// In a shop.
    InStore,
    /// On the phone.
    Telesales,
}

/// The look of the widget. Colours are `#RRGGBB`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WidgetOptions {
    /// Colour of borders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color_border: Option<String>,
    /// Colour of the chosen item's border.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color_border_selected: Option<String>,
    /// Colour of bullets and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color_details: Option<String>,
    /// Colour of text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color_text: Option<String>,
    /// Radius of corners, such as `5px`: Klarna states no form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radius_border: Option<String>,
}

/// More about the purchase, for kinds of goods where Klarna asks for it. Sessions, their updates and
/// orders with a customer token take it; an order from an authorization does not.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// A JSON document, written as text. May name people: `Debug` does not show it.
    pub body: String,
    /// Usually [`Attachment::EXTRA_MERCHANT_DATA`]; Klarna's API takes any.
    pub content_type: String,
}

impl Attachment {
    /// The content type of Klarna's extra merchant data.
    pub const EXTRA_MERCHANT_DATA: &str = "application/vnd.klarna.internal.emd-v2+json";

    /// Extra merchant data: a JSON object of Klarna's segments, written as text.
    pub fn extra_merchant_data(body: impl Into<String>) -> Self {
        Self {
            body: body.into(),
            content_type: Self::EXTRA_MERCHANT_DATA.to_owned(),
        }
    }
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attachment")
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

/// The answer to a [`NewSession`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedSession {
    /// For the server, which needs it for every later call.
    pub session_id: SessionId,
    /// For the browser.
    pub client_token: ClientToken,
    /// The payment method categories that Klarna offers. None: it is not offered for this purchase.
    #[serde(default)]
    pub payment_method_categories: Vec<PaymentMethodCategory>,
}

/// A session as Klarna holds it: the answer to `GET /payments/v1/sessions/{session_id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRead {
    /// Whether an order was placed.
    pub status: SessionStatus,
    /// When it ends: RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// The shopper's approval, once there is one: the way back to it when the browser's answer
    /// was lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_token: Option<AuthorizationToken>,
    /// For the browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_token: Option<ClientToken>,
    /// The payment method categories that Klarna offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_method_categories: Option<Vec<PaymentMethodCategory>>,
    /// What is to be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_amount: Option<MinorUnits>,
    /// Who pays; only once the shopper has approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// Where it goes; only once the shopper has approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
}

/// Whether an order was placed from a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SessionStatus {
    /// Not yet.
    Incomplete,
    /// An order was placed. The session cannot be used any more.
    Complete,
}
