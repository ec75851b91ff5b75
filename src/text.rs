//! The component's own words: plain sentences for shoppers, one file of JSON for each language.
//!
//! Klarna's words are Klarna's: the widget, its windows and the names of the payment methods come in
//! the session's locale by themselves.

use std::borrow::Cow;

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// A sentence, or a pattern with places such as `{amount}`.
type Text = Cow<'static, str>;

/// The words of one language. `{name}` is a place that is filled in.
///
/// `<klarna-checkout>` loads the JSON file of one language and makes its words with
/// [`Words::from_texts`]: a derived decoder of so many fields costs 19 kB of wasm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The pay button's label. In the EU it has to say that the order obliges to pay.
    pub pay: Text,
    /// The same button's label in a checkout of several pages, before the last.
    pub go_on: Text,
    /// The label of the button that goes back to the choice of a payment method.
    pub change: Text,
    /// The legend above the payment methods.
    pub payment_methods: Text,
    /// The amount that is paid now: `{amount}`.
    pub today: Text,
    /// The later charges: `{name}`, `{amount}`, `{every}`, `{date}`.
    pub subscription: Text,
    /// An interval of one day.
    pub every_day: Text,
    /// An interval of `{n}` days.
    pub every_n_days: Text,
    /// An interval of one week.
    pub every_week: Text,
    /// An interval of `{n}` weeks.
    pub every_n_weeks: Text,
    /// An interval of one month.
    pub every_month: Text,
    /// An interval of `{n}` months.
    pub every_n_months: Text,
    /// An interval of one year.
    pub every_year: Text,
    /// An interval of `{n}` years.
    pub every_n_years: Text,
    /// The payment method is stored for the charges of a subscription.
    pub stored_for_charges: Text,
    /// The payment method is stored for later purchases.
    pub stored_for_later: Text,
    /// Klarna has agreed; the shopper has yet to confirm.
    pub awaiting_finalize: Text,
    /// The order is placed, and the payment method was not stored.
    pub not_stored: Text,
    /// The label of the button that tries again.
    pub retry: Text,
    /// The label of the button that asks again what became of an order.
    pub check: Text,
    /// The label of the button that ends the wait for Klarna's window.
    pub stop_waiting: Text,
    /// Script, session or widget are on their way.
    pub loading: Text,
    /// Klarna's window is open.
    pub authorizing: Text,
    /// Klarna's window has been open for long.
    pub overdue: Text,
    /// The approval is on its way to the shop.
    pub placing: Text,
    /// The shop is asked if the order was placed.
    pub checking: Text,
    /// The shop could not say if the order was placed; the shopper can ask again.
    pub unknown: Text,
    /// The order is placed.
    pub placed: Text,
    /// The payment method is stored; no order was due.
    pub stored: Text,
    /// The order is placed, and Klarna reviews it.
    pub pending: Text,
    /// The shopper closed Klarna's window.
    pub cancelled: Text,
    /// The cart has changed since the shopper saw it.
    pub cart_changed: Text,
    /// The session was replaced by a new one.
    pub renewed: Text,
    /// The session has ended; a new one is on its way.
    pub expired: Text,
    /// The approval was not used.
    pub confirm_again: Text,
    /// Klarna is not offered for this cart.
    pub not_offered: Text,
    /// Klarna declined the purchase.
    pub declined: Text,
    /// Introduces the list of fields to correct.
    pub invalid_fields: Text,
    /// Klarna's script did not come.
    pub script: Text,
    /// The shop's server did not answer.
    pub server: Text,
    /// Anything else that a shopper cannot mend.
    pub technical: Text,
}

impl Words {
    /// Returns the words of a locale: `de-AT` speaks `de`; a language without a file is English.
    pub fn for_locale(locale: &str) -> &'static Self {
        let language = locale.split(['-', '_']).next().unwrap_or_default();
        let spoken = |language: &str| {
            let mut all = LANGUAGES.iter();
            all.find(|(name, _)| name.eq_ignore_ascii_case(language))
                .map(|(_, words)| words)
        };
        spoken(language)
            .or_else(|| spoken("en"))
            .unwrap_or(&LANGUAGES[0].1)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    /// A pattern: its name, its text, and the places that it has to have.
    type Pattern = (&'static str, fn(&Words) -> &Text, &'static [&'static str]);

    const PATTERNS: [Pattern; 6] = [
        ("today", |it| &it.today, &["{amount}"]),
        (
            "subscription",
            |it| &it.subscription,
            &["{name}", "{amount}", "{every}", "{date}"],
        ),
        ("every_n_days", |it| &it.every_n_days, &["{n}"]),
        ("every_n_weeks", |it| &it.every_n_weeks, &["{n}"]),
        ("every_n_months", |it| &it.every_n_months, &["{n}"]),
        ("every_n_years", |it| &it.every_n_years, &["{n}"]),
    ];

    /// A pattern without its place would leave out a fact that the shopper has to know.
    #[test]
    fn every_language_has_all_places_and_no_empty_word() {
        assert!(LANGUAGES.len() >= 3);
        for (language, words) in LANGUAGES {
            for (name, text, places) in PATTERNS {
                for place in places {
                    assert!(text(words).contains(place), "{language} {name} {place}");
                }
            }
            let empty = format!("{:?}", Cow::Borrowed(""));
            assert!(!format!("{words:?}").contains(&empty), "{language}");
        }
    }

    #[test]
    fn a_locale_falls_back_to_its_language_and_then_to_english() {
        let words = Words::for_locale;
        assert_eq!(words("de-AT"), words("de"));
        assert_eq!(words("sv_FI"), words("SV"));
        assert_ne!(words("de"), words("en"));
        for unspoken in ["", "d", "xx", "-", "el-GR", "den-XX", "svan"] {
            assert_eq!(words(unspoken), words("en"));
        }
    }
}
