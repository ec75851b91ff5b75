//! The component's own words, by locale.
//!
//! Klarna's words are Klarna's: the widget, its windows and the names of the ways to pay come in
//! the session's locale by themselves.

use checkout_contract::Interval;

mod de;
mod en;
mod sv;

/// What the component says. Plain sentences for shoppers, without names of states or codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Messages {
    /// On the pay button. In the EU it has to say that the order obliges to pay.
    pub(crate) pay: &'static str,
    /// On the same button in a checkout of several pages, before the last.
    pub(crate) go_on: &'static str,
    /// On the button that goes back to choosing how to pay.
    pub(crate) change: &'static str,
    /// Above the ways to pay.
    pub(crate) methods: &'static str,
    /// What is paid now: `{amount}`.
    pub(crate) today: &'static str,
    /// What is charged later: `{name}`, `{amount}`, `{every}`, `{date}`.
    pub(crate) subscription: &'static str,
    /// How often, for one and for `{n}` days, weeks, months, years.
    pub(crate) every: [[&'static str; 2]; 4],
    /// That the way to pay is stored for a subscription.
    pub(crate) stored_for_charges: &'static str,
    /// That the way to pay is stored for what the shopper buys later.
    pub(crate) stored_for_later: &'static str,
    /// Klarna has agreed; the shopper has to confirm.
    pub(crate) awaiting_finalize: &'static str,
    /// The order is placed, but the way to pay is not stored.
    pub(crate) not_stored: &'static str,
    /// On the button after a failure.
    pub(crate) retry: &'static str,
    /// On the button that asks again what became of an order.
    pub(crate) check: &'static str,
    /// On the button that ends the wait for Klarna's window.
    pub(crate) stop_waiting: &'static str,
    /// While the widget is on its way.
    pub(crate) loading: &'static str,
    /// While Klarna's window is open.
    pub(crate) authorizing: &'static str,
    /// When it has been open for long.
    pub(crate) overdue: &'static str,
    /// While the order is placed.
    pub(crate) placing: &'static str,
    /// While nobody knows whether the order was placed.
    pub(crate) checking: &'static str,
    /// When that cannot be found out for now.
    pub(crate) unknown: &'static str,
    /// The order is placed.
    pub(crate) placed: &'static str,
    /// The way to pay is stored.
    pub(crate) stored: &'static str,
    /// The order is placed, and Klarna is still looking at it.
    pub(crate) pending: &'static str,
    /// The shopper closed Klarna's window.
    pub(crate) cancelled: &'static str,
    /// The cart changed after the shopper looked.
    pub(crate) cart_changed: &'static str,
    /// The session was renewed.
    pub(crate) renewed: &'static str,
    /// The session has ended, and a new one is on its way.
    pub(crate) expired: &'static str,
    /// The approval was not used.
    pub(crate) confirm_again: &'static str,
    /// Klarna is not offered.
    pub(crate) not_offered: &'static str,
    /// Klarna said no.
    pub(crate) declined: &'static str,
    /// Before the list of fields to correct.
    pub(crate) invalid_fields: &'static str,
    /// The script did not come.
    pub(crate) script: &'static str,
    /// The server did not answer.
    pub(crate) server: &'static str,
    /// Anything else that a shopper cannot mend.
    pub(crate) technical: &'static str,
}

impl Messages {
    /// The words for a locale: `de-AT` speaks `de`, and what nobody speaks is English.
    pub(crate) fn for_locale(locale: &str) -> &'static Self {
        let language = locale.split(['-', '_']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("de") {
            &de::MESSAGES
        } else if language.eq_ignore_ascii_case("sv") {
            &sv::MESSAGES
        } else {
            &en::MESSAGES
        }
    }
}

impl Messages {
    /// How often a subscription is charged: `every 3 months`.
    pub(crate) fn every(&self, interval: Interval, count: u32) -> String {
        let [day, week, month, year] = self.every;
        let [one, several] = match interval {
            Interval::Day => day,
            Interval::Week => week,
            Interval::Month => month,
            Interval::Year => year,
        };
        match count {
            1 => one.to_owned(),
            n => fill(several, &[("n", &n.to_string())]),
        }
    }
}

/// Puts values into the places of a pattern: `{name}`. A place without a value is left out.
pub(crate) fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (place, after) = after.split_once('}').unwrap_or((after, ""));
        if let Some((_, value)) = values.iter().find(|(name, _)| *name == place) {
            filled.push_str(value);
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::{Interval, Messages, fill};

    #[test]
    fn a_pattern_is_filled_once_whatever_the_values_hold() {
        let values = [("a", "{b}"), ("b", "2")];
        assert_eq!(fill("{a} and {b}{c}.", &values), "{b} and 2.");
        for broken in ["{", "}", "{a", "a}"] {
            let _ = fill(broken, &values);
        }
    }

    #[test]
    fn how_often_is_said_for_one_and_for_several() {
        let words = Messages::for_locale("en");
        assert_eq!(words.every(Interval::Month, 1), "every month");
        assert_eq!(words.every(Interval::Week, 2), "every 2 weeks");
        assert_eq!(
            Messages::for_locale("sv").every(Interval::Year, 1),
            "varje år"
        );
    }

    /// A pattern without its place would leave out what has to be said.
    #[test]
    fn every_language_says_all_of_the_terms() {
        for locale in ["en", "de", "sv"] {
            let words = Messages::for_locale(locale);
            assert!(words.today.contains("{amount}"), "{locale}");
            for place in ["{name}", "{amount}", "{every}", "{date}"] {
                assert!(words.subscription.contains(place), "{locale} {place}");
            }
            for [one, several] in words.every {
                assert!(!one.contains('{') && several.contains("{n}"), "{locale}");
            }
        }
    }

    #[test]
    fn a_locale_falls_back_to_its_language_and_then_to_english() {
        assert_eq!(Messages::for_locale("de-AT"), Messages::for_locale("de"));
        assert_eq!(Messages::for_locale("sv-FI"), Messages::for_locale("SV"));
        assert_ne!(Messages::for_locale("de"), Messages::for_locale("en"));
        for unspoken in ["", "xx", "-", "el-GR"] {
            assert_eq!(Messages::for_locale(unspoken), Messages::for_locale("en"));
        }
    }
}
