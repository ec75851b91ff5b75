//! Klarna's Payments API, typed.
//!
//! Types and order arithmetic are always there, do no I/O and also compile to WebAssembly. The HTTP
//! client is behind the feature `client`, Klarna's published sample customers behind `samples`.

pub mod arithmetic;
mod callback;
mod category;
#[cfg(feature = "client")]
mod client;
mod customer_token;
mod id;
mod line;
mod managed_order;
mod market;
mod money;
mod order;
mod person;
mod plan;
mod purchase;
mod redact;
#[cfg(feature = "samples")]
pub mod samples;
mod session;
mod subscription;
mod token;
mod token_order;
mod validate;

pub use arithmetic::ArithmeticError;
pub use callback::{AuthorizationCallback, FraudDecision, OrderNotification};
pub use category::{AssetUrls, PaymentMethodCategory};
#[cfg(feature = "client")]
pub use client::{
    Call, Client, ClientConfig, ConfigError, Credentials, Environment, FieldPath,
    IntegrationMetadata, InvalidIntegrationMetadata, KlarnaError, LastCall, Malformation, Refusal,
    RefusalText, RefusedValue, Repetition, Retry,
};
pub use customer_token::{
    CreatedCustomerToken, CustomerTokenRead, IntendedUse, NewCustomerToken, StoredAccount,
    StoredCard, TokenStatus,
};
pub use id::{CorrelationId, OrderId, SessionId};
pub use line::{OrderLine, OrderLineType, ProductIdentifiers};
pub use managed_order::{ManagedOrder, OrderStatus};
pub use market::{Country, Locale, LocaleError, Region};
pub use money::{Currency, MinorUnits, UnknownCode};
pub use order::{AuthorizedPaymentMethod, FraudStatus, NewOrder, PlacedOrder};
pub use person::{Address, Customer, CustomerType, Gender, OrganizationEntityType};
pub use plan::{IntentError, SessionPlan};
pub use purchase::{MerchantUrls, Purchase};
pub use session::{
    AcquiringChannel, Attachment, CreatedSession, Intent, NewSession, SessionRead, SessionStatus,
    SessionUpdate, WidgetOptions,
};
pub use subscription::{Interval, Subscription};
pub use token::{AuthorizationToken, ClientToken, CustomerToken, KlarnaAccessToken, StepUpId};
pub use token_order::{IdempotencyKey, NewTokenOrder, StepUp, TokenOrderUrls, UnfitKey};
pub use validate::{Invalid, Rule, Violation};
