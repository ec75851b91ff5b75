//! What a merchant server is started with.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use anyhow::Context;
use klarna_payments::{
    ClientConfig, Country, Credentials, Environment, MinorUnits, OrderLine, Purchase, Region,
    SessionPlan, WidgetOptions,
};

use crate::{
    limits::{ConnectionLimits, RateLimits},
    merchant_token::MerchantToken,
    retention::Retention,
    subscriptions::Charging,
    vault::TokenKey,
};

/// Where Klarna's JavaScript SDK lives, for the playground and live alike.
const KLARNA_SDK: &str = "https://x.klarnacdn.net/kp/lib/v1/api.js";

/// What a merchant server is started with. Built by [`Config::sandbox`] or [`Config::klarna`],
/// then changed field by field.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub addr: SocketAddr,
    /// Where the shop remembers.
    pub database: Database,
    /// The key that tokens are sealed with in the database. In front of Klarna itself there has to
    /// be one. `None` in front of the sandbox: a key of the program's own making, for a file kept
    /// beside it in `{file}.key`, readable by its owner alone.
    pub token_key: Option<TokenKey>,
    /// Earlier keys: tokens are opened with them, and never sealed. [`DatabaseKeys`] says which are
    /// still needed.
    ///
    /// [`DatabaseKeys`]: crate::DatabaseKeys
    pub former_token_keys: Vec<TokenKey>,
    /// The bearer token of the merchant's own calls below `/merchant`. `None`: there are no such
    /// calls, except in front of the sandbox, whose pages log in without a token.
    pub merchant_token: Option<MerchantToken>,
    /// Which Klarna to call, as whom.
    pub klarna: ClientConfig,
    /// Which markets the credentials are for; `None`: all, as with the sandbox.
    pub region: Option<Region>,
    /// The time that records are kept which nothing came of.
    pub retention: Retention,
    /// How often and how fast subscriptions are charged.
    pub charging: Charging,
    /// Where the page loads Klarna's JavaScript SDK from.
    pub sdk_url: String,
    /// Whether it is the sandbox, so that the page can say that no money moves.
    pub sandbox: bool,
    /// Where shoppers reach the shop, `https://shop.example`; by default the address it listens on.
    pub public_url: Option<String>,
    /// Further hosts that the shop is asked at, such as `shop.internal`. Requests for other hosts than
    /// these, that of `public_url`, and on loopback the machine's own names, are refused with 421.
    pub hosts: Vec<String>,
    /// Limits on the connections: their number, and the time that each may keep the server waiting.
    pub connection_limits: ConnectionLimits,
    /// Limits on the calls that ask Klarna. In front of the sandbox far higher by default,
    /// as a developer's pages and tests all come from one address.
    pub rate_limits: RateLimits,
    /// The directory of the built shop page; `None`: the API alone.
    pub site: Option<PathBuf>,
    /// Sent with the pages of the site in the place of the documented list
    /// (`docs/content-security.md`); `{{nonce}}` in it stands for the response's nonce.
    pub content_security_policy: Option<String>,
    /// Whether Klarna takes the money with the order instead of on capture, for what is sent at
    /// once. Needs Klarna's agreement; `false` by default.
    pub auto_capture: bool,
    /// How Klarna's widget looks: its colours, `#RRGGBB`, and the radius of its corners. What is
    /// not there stays as Klarna has it.
    pub widget: WidgetOptions,
}

/// Where the shop remembers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Database {
    /// In the process: gone when it ends.
    Memory,
    /// In that file, made where there is none.
    File(PathBuf),
}

impl Config {
    /// A server over the sandbox at that URL, on a free port, with an in-memory database.
    pub fn sandbox(url: &str) -> Self {
        let url = url.trim_end_matches('/');
        // Any user name is a merchant of its own there.
        let credentials = Credentials::new("demo-shop", "sandbox");
        Self::new(
            ClientConfig::new(url, credentials),
            format!("{url}/kp/lib/v1/api.js"),
        )
        .in_sandbox()
    }

    /// A server over Klarna itself, on a free port, with an in-memory database.
    pub fn klarna(region: Region, environment: Environment, credentials: Credentials) -> Self {
        let klarna = ClientConfig::for_region(region, environment, credentials);
        Self {
            region: Some(region),
            ..Self::new(klarna, KLARNA_SDK.to_owned())
        }
    }

    fn new(klarna: ClientConfig, sdk_url: String) -> Self {
        Self {
            addr: (Ipv4Addr::LOCALHOST, 0).into(),
            database: Database::Memory,
            token_key: None,
            former_token_keys: Vec::new(),
            retention: Retention::default(),
            merchant_token: None,
            klarna,
            charging: Charging::default(),
            region: None,
            sdk_url,
            sandbox: false,
            public_url: None,
            hosts: Vec::new(),
            connection_limits: ConnectionLimits::default(),
            rate_limits: RateLimits::default(),
            site: None,
            content_security_policy: None,
            auto_capture: false,
            widget: WidgetOptions::default(),
        }
    }

    fn in_sandbox(mut self) -> Self {
        self.sandbox = true;
        self.rate_limits = RateLimits::for_sandbox();
        self
    }
}

impl Config {
    /// Whether Klarna takes the widget's options: it would refuse every session otherwise.
    pub(crate) fn check_widget(&self) -> anyhow::Result<()> {
        let line = OrderLine::new("Line", 1, MinorUnits(1))?;
        let purchase = Purchase::new(Country::Se, vec![line])?;
        let mut session = SessionPlan::OneTime.session(purchase)?;
        session.options = Some(self.widget.clone());
        session.validate().context("the widget's options")
    }
}
