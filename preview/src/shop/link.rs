//! Links that open the same thing every time: `/?market=SE&basket=trial&email=…&buyer=business`.

use demo_shop_api::{Basket, Country};

const MARKET: &str = "market";
const BASKET: &str = "basket";
const EMAIL: &str = "email";
const BUYER: &str = "buyer";

/// The cart and buyer that a link asks for. Any of its parameters starts a new cart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Link {
    /// The market; `None` for the shopper's last one.
    pub(crate) market: Option<Country>,
    /// The articles to put into the cart.
    pub(crate) basket: Basket,
    /// The e-mail that replaces the sample customer's. It decides how the sandbox answers.
    pub(crate) email: Option<String>,
    /// `true` if the checkout opens for a company.
    pub(crate) is_business: bool,
}

impl Link {
    /// Takes the parameters out of a link's query, so that a reload does not start another cart.
    /// `take` removes a parameter and returns its value. `None` for a link without any of them.
    pub(crate) fn from_query(take: impl FnMut(&'static str) -> Option<String>) -> Option<Self> {
        let parameters = [MARKET, BASKET, EMAIL, BUYER].map(take);
        if parameters.iter().all(Option::is_none) {
            return None;
        }
        let [market, basket, email, buyer] = parameters;
        Some(Self {
            market: market.and_then(|code| code.parse().ok()),
            // An unknown name gives the usual basket: a link from elsewhere still opens a shop.
            basket: basket
                .and_then(|name| Basket::from_name(&name))
                .unwrap_or_default(),
            // In a query a plus is a space, and the sandbox's special e-mails have a plus.
            email: email
                .filter(|email| !email.is_empty())
                .map(|email| email.replace(' ', "+")),
            is_business: buyer.as_deref() == Some("business"),
        })
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
    fn a_link_without_parameters_is_unchanged() {
        let mut map = query([("order", "42")]);
        assert_eq!(Link::from_query(|name| map.remove(name)), None);
        assert_eq!(map, query([("order", "42")]));
    }

    #[test]
    fn parameters_are_taken_out_of_the_query() {
        let mut map = query([
            ("market", "se"),
            ("email", "customer denied@email.se"),
            ("order", "42"),
        ]);
        let link = Link {
            market: Some(Country::Se),
            basket: Basket::Once,
            email: Some("customer+denied@email.se".to_owned()),
            is_business: false,
        };
        assert_eq!(Link::from_query(|name| map.remove(name)), Some(link));
        assert_eq!(Link::from_query(|name| map.remove(name)), None);
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
                is_business: true,
                ..Link::default()
            };
            assert_eq!(Link::from_query(|name| map.remove(name)), Some(link));
        }
    }

    #[test]
    fn the_number_of_pages_stays_in_the_query() {
        let mut map = query([("steps", "2")]);
        assert_eq!(Link::from_query(|name| map.remove(name)), None);
    }

    #[test]
    fn unknown_values_give_the_default() {
        let mut map = query([("market", "XX"), ("basket", "huge"), ("email", "")]);
        assert_eq!(
            Link::from_query(|name| map.remove(name)),
            Some(Link::default())
        );
    }
}
