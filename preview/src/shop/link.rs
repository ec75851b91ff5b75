//! Links that open the same thing every time: `/?market=SE&basket=once&email=…`.

use checkout_contract::shop::Basket;
use klarna_payments::Country;

const MARKET: &str = "market";
const BASKET: &str = "basket";
const EMAIL: &str = "email";

/// What a link asks for. A link that asks for anything starts a cart of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Link {
    /// The market; `None`: the shopper's last one.
    pub(crate) market: Option<Country>,
    /// What to put into the cart.
    pub(crate) basket: Basket,
    /// Replaces the sample customer's e-mail, which decides how the sandbox answers.
    pub(crate) email: Option<String>,
}

impl Link {
    /// Takes what a link asks for out of its query, so that a reload does not ask again: the cart
    /// it made then survives the reload. `take` removes a parameter and gives its value. `None`: an
    /// ordinary link.
    pub(crate) fn take(take: impl FnMut(&'static str) -> Option<String>) -> Option<Self> {
        let [market, basket, email] = [MARKET, BASKET, EMAIL].map(take);
        if market.is_none() && basket.is_none() && email.is_none() {
            return None;
        }
        Some(Self {
            market: market.and_then(|code| code.parse().ok()),
            basket: basket.map(|name| basket_named(&name)).unwrap_or_default(),
            // In a query a plus is a space, and the sandbox's special e-mails have a plus.
            email: email
                .filter(|email| !email.is_empty())
                .map(|email| email.replace(' ', "+")),
        })
    }
}

/// An unknown name gives the usual basket: a link from elsewhere still opens a shop.
fn basket_named(_name: &str) -> Basket {
    Basket::Once
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn query<const N: usize>(pairs: [(&'static str, &str); N]) -> HashMap<&'static str, String> {
        pairs.map(|(name, value)| (name, value.to_owned())).into()
    }

    #[test]
    fn an_ordinary_link_asks_for_nothing_and_is_left_alone() {
        let mut map = query([("order", "42")]);
        assert_eq!(Link::take(|name| map.remove(name)), None);
        assert_eq!(map, query([("order", "42")]));
    }

    #[test]
    fn a_link_is_used_up() {
        let mut map = query([
            ("market", "se"),
            ("email", "customer denied@email.se"),
            ("order", "42"),
        ]);
        let link = Link {
            market: Some(Country::Se),
            basket: Basket::Once,
            email: Some("customer+denied@email.se".to_owned()),
        };
        assert_eq!(Link::take(|name| map.remove(name)), Some(link));
        assert_eq!(Link::take(|name| map.remove(name)), None);
        assert_eq!(map, query([("order", "42")]));
    }

    #[test]
    fn what_is_not_understood_is_the_default() {
        let mut map = query([("market", "XX"), ("basket", "huge"), ("email", "")]);
        assert_eq!(Link::take(|name| map.remove(name)), Some(Link::default()));
    }
}
