//! The shop's addresses, as Klarna is told of them.

use std::net::IpAddr;

use klarna_payments::MerchantUrls;

use crate::secret::Secret;

/// The page after a purchase.
const CONFIRMATION: &str = "/confirmation?order={order.id}";

/// The shop's addresses, as Klarna is told of them.
#[derive(Debug)]
pub(super) struct Addresses {
    /// Where shoppers reach the shop, without a slash at its end.
    shop: String,
    /// Whether Klarna can call there.
    callable: bool,
}

impl Addresses {
    /// Those of the shop there. Klarna itself calls only https; the sandbox also this very machine.
    pub(super) fn new(shop: &str, sandbox: bool) -> Self {
        Self {
            shop: shop.to_owned(),
            callable: shop.starts_with("https://") || (sandbox && is_loopback(shop)),
        }
    }

    /// A new secret for a session's callbacks, where Klarna can call.
    pub(super) fn new_secret(&self) -> Option<Secret> {
        self.callable.then(Secret::random)
    }

    /// Where Klarna sends the shopper. It fills in its order's id.
    pub(super) fn confirmation(&self) -> String {
        format!("{}{CONFIRMATION}", self.shop)
    }

    /// An article's page.
    pub(super) fn article(&self, sku: &str) -> String {
        format!("{}/shop/articles/{sku}", self.shop)
    }

    /// An article's picture.
    pub(super) fn picture(&self, sku: &str) -> String {
        format!("{}/shop/articles/{sku}/picture.svg", self.shop)
    }
}

/// Adds whom Klarna calls to where it sends the shopper: at the same shop, also where that has
/// another address since. A repeated order has to be the same order. Holds the session's secret.
pub(super) fn with_callbacks(urls: &MerchantUrls, secret: Option<&Secret>) -> MerchantUrls {
    let confirmation = urls.confirmation.as_deref();
    let shop = confirmation.and_then(|page| page.strip_suffix(CONFIRMATION));
    let callback = |name: &str| {
        let (shop, secret) = (shop?, secret?.expose());
        Some(format!("{shop}/klarna/callbacks/{name}/{secret}"))
    };
    MerchantUrls {
        notification: callback("notification"),
        authorization: callback("authorization"),
        // With its id: the way to an order whose answer was lost.
        push: callback("push").map(|url| format!("{url}?order_id={{order.id}}")),
        ..urls.clone()
    }
}

fn is_loopback(url: &str) -> bool {
    let Some(authority) = url.strip_prefix("http://") else {
        return false;
    };
    let authority = authority.split('/').next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_where_klarna_can_call_it_is_told_to() {
        let callable = |url: &str, sandbox| Addresses::new(url, sandbox).callable;
        for (url, by_klarna, by_sandbox) in [
            ("https://shop.example", true, true),
            ("http://shop.example", false, false),
            ("http://127.0.0.1:8080", false, true),
            ("http://[::1]:8080", false, true),
            ("http://localhost", false, true),
            ("http://localhost.example", false, false),
            ("http://127.0.0.1.example", false, false),
        ] {
            assert_eq!(callable(url, false), by_klarna, "{url}");
            assert_eq!(callable(url, true), by_sandbox, "{url}");
        }
    }

    #[test]
    fn callbacks_have_the_secret_in_their_address() {
        let addresses = Addresses::new("https://shop.example", false);
        let secret = addresses.new_secret().unwrap();
        let page = MerchantUrls {
            confirmation: Some(addresses.confirmation()),
            ..MerchantUrls::default()
        };
        let urls = with_callbacks(&page, Some(&secret));
        let expected = format!(
            "https://shop.example/klarna/callbacks/notification/{}",
            secret.expose()
        );
        assert_eq!(urls.notification, Some(expected));
        assert_eq!(secret.expose().len(), 64);
        assert_ne!(addresses.new_secret(), Some(secret));
        assert_eq!(with_callbacks(&page, None), page);
    }
}
