//! Links that open the same thing every time: `/?market=SE&basket=trial&email=…&buyer=business`.

use demo_shop_api::Basket;
use klarna_payments::Country;

const MARKET: &str = "market";
const BASKET: &str = "basket";
const EMAIL: &str = "email";
const BUYER: &str = "buyer";

/// What a link asks for. A link that asks for anything starts a cart of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Link {
    /// The market; `None`: the shopper's last one.
    pub(crate) market: Option<Country>,
    /// What to put into the cart.
    pub(crate) basket: Basket,
    /// Replaces the sample customer's e-mail, which decides how the sandbox answers.
    pub(crate) email: Option<String>,
    /// Whether the checkout opens for a company.
    pub(crate) business: bool,
}

impl Link {
    /// Takes what a link asks for out of its query, so that a reload does not ask again: the cart
    /// it made then survives the reload. `take` removes a parameter and gives its value. `None`: an
    /// ordinary link.
    pub(crate) fn take(take: impl FnMut(&'static str) -> Option<String>) -> Option<Self> {
        let asked = [MARKET, BASKET, EMAIL, BUYER].map(take);
        if asked.iter().all(Option::is_none) {
            return None;
        }
        let [market, basket, email, buyer] = asked;
        Some(Self {
            market: market.and_then(|code| code.parse().ok()),
            basket: basket.map(|name| basket_named(&name)).unwrap_or_default(),
            // In a query a plus is a space, and the sandbox's special e-mails have a plus.
            email: email
                .filter(|email| !email.is_empty())
                .map(|email| email.replace(' ', "+")),
            business: buyer.as_deref() == Some("business"),
        })
    }
}

/// An unknown name gives the usual basket: a link from elsewhere still opens a shop.
fn basket_named(name: &str) -> Basket {
    match name {
        "subscription" => Basket::Subscription,
        "trial" => Basket::Trial,
        "mixed" => Basket::Mixed,
        _ => Basket::Once,
    }
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
            business: false,
        };
        assert_eq!(Link::take(|name| map.remove(name)), Some(link));
        assert_eq!(Link::take(|name| map.remove(name)), None);
        assert_eq!(map, query([("order", "42")]));
    }

    #[test]
    fn a_link_names_the_basket_and_the_buyer() {
        let baskets = [
            ("once", Basket::Once),
            ("subscription", Basket::Subscription),
            ("trial", Basket::Trial),
            ("mixed", Basket::Mixed),
        ];
        for (name, basket) in baskets {
            let mut map = query([("basket", name), ("buyer", "business")]);
            let link = Link {
                basket,
                business: true,
                ..Link::default()
            };
            assert_eq!(Link::take(|name| map.remove(name)), Some(link));
        }
    }

    #[test]
    fn how_many_steps_the_checkout_has_stays_in_the_link() {
        let mut map = query([("steps", "2")]);
        assert_eq!(Link::take(|name| map.remove(name)), None);
    }

    #[test]
    fn what_is_not_understood_is_the_default() {
        let mut map = query([("market", "XX"), ("basket", "huge"), ("email", "")]);
        assert_eq!(Link::take(|name| map.remove(name)), Some(Link::default()));
    }
}
