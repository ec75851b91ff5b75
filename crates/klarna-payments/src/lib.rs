//! Klarna's Payments API, typed.
//!
//! Types and order arithmetic are always there, do no I/O and also compile to WebAssembly. The HTTP
//! client is behind the feature `client`, Klarna's published sample customers behind `samples`.

mod category;
mod market;
mod money;
mod token;

pub use category::{AssetUrls, PaymentMethodCategory};
pub use market::{Country, Locale, LocaleError, Region};
pub use money::{Currency, MinorUnits, UnknownCode};
pub use token::{AuthorizationToken, ClientToken};
