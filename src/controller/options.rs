//! The one-time options of a checkout.

use std::time::Duration;

use checkout_contract::Session;
use serde::Deserialize;

use crate::{
    checkout::{Layout, Limits},
    sdk::{KLARNA_SCRIPT, Script},
};

/// The one-time options of a checkout: read at its start. The default is what most pages want.
///
/// An option is declared here, and nowhere else. The props of [`KlarnaCheckout`](crate::KlarnaCheckout)
/// do not compile without it, and `<klarna-checkout>` reads the attribute of the same name: a test
/// compares the list with the element's attributes, its types and its documentation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct CheckoutOptions {
    /// The URL below which the merchant's server answers. `/klarna`.
    pub base: String,
    /// The URL of Klarna's script: [`KLARNA_SCRIPT`], or a sandbox's.
    pub script: String,
    /// The nonce for the script's tag, for a content security policy that asks for one.
    pub nonce: Option<String>,
    /// `true` if pay is the last button that the shopper presses. `false`: the shopper authorizes on this
    /// page ([`CheckoutEvent::Authorized`]) and confirms on another, with a checkout for the same cart
    /// that has `false` too. `true`.
    ///
    /// [`CheckoutEvent::Authorized`]: crate::CheckoutEvent::Authorized
    pub auto_finalize: bool,
    /// `true` if several payment method categories share one widget, instead of a choice with a widget
    /// for each. `false`.
    pub grouped: bool,
    /// The payment method that the widget preselects (`preferred_payment_method` of `load`): `invoice`,
    /// `direct_debit`, …. `None`: Klarna's choice.
    pub preferred_payment_method: Option<String>,
    /// `true` if Klarna is given the shopper's data with every `load` as well. Klarna asks for personal
    /// data not before `authorize`, for the sake of data protection; `true` is for those who have
    /// agreed otherwise with it. `false`.
    pub early_data: bool,
    /// The cart's session, where the page has it already: it stands for the answer to the first request
    /// for one.
    #[serde(skip)]
    pub session: Option<Session>,
    /// The time that Klarna's script may take. 10 s.
    #[serde(skip)]
    pub script_timeout: Duration,
    /// The time that the merchant's server may take for an answer. 20 s.
    #[serde(skip)]
    pub server_timeout: Duration,
    /// The time that everything else may take.
    #[serde(skip)]
    pub limits: Limits,
}

impl Default for CheckoutOptions {
    fn default() -> Self {
        Self {
            base: "/klarna".to_owned(),
            script: KLARNA_SCRIPT.to_owned(),
            nonce: None,
            auto_finalize: true,
            grouped: false,
            preferred_payment_method: None,
            early_data: false,
            session: None,
            script_timeout: Duration::from_secs(10),
            server_timeout: Duration::from_secs(20),
            limits: Limits::default(),
        }
    }
}

impl CheckoutOptions {
    pub(super) fn layout(&self) -> Layout {
        Layout {
            auto_finalize: self.auto_finalize,
            grouped: self.grouped,
        }
    }

    pub(super) fn script(&self) -> Script {
        Script {
            url: self.script.clone(),
            nonce: self.nonce.clone(),
            timeout: self.script_timeout,
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use serde::{
        Deserializer,
        de::{Visitor, value::Error},
        forward_to_deserialize_any,
    };

    use super::*;

    /// Takes the names of a struct's fields, as they are read.
    struct Names<'a>(&'a mut &'static [&'static str]);

    impl<'de> Deserializer<'de> for Names<'_> {
        type Error = Error;

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _name: &'static str,
            fields: &'static [&'static str],
            _visitor: V,
        ) -> Result<V::Value, Error> {
            *self.0 = fields;
            Err(serde::de::Error::custom("names only"))
        }

        fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Error> {
            Err(serde::de::Error::custom("no struct"))
        }

        forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
            unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }

    fn names() -> &'static [&'static str] {
        let mut names: &[&str] = &[];
        let read = CheckoutOptions::deserialize(Names(&mut names));
        assert!(read.is_err());
        names
    }

    /// The element's own property for an option, where it has another name there.
    fn property(option: &'static str) -> &'static str {
        match option {
            "autoFinalize" => "mode",
            same => same,
        }
    }

    fn kebab(name: &str) -> String {
        name.chars()
            .flat_map(|letter| {
                let hyphen = letter.is_ascii_uppercase().then_some('-');
                hyphen.into_iter().chain([letter.to_ascii_lowercase()])
            })
            .collect()
    }

    #[test]
    fn every_option_is_an_attribute_of_the_element_with_its_type_and_its_row() {
        let attributes = include_str!("../../crates/klarna-element/js/attributes.js");
        let types = include_str!("../../crates/klarna-element/npm/index.d.ts");
        let readme = include_str!("../../crates/klarna-element/npm/README.md");
        let (_, given) = attributes.split_once("export function optionsOf").unwrap();
        let (given, _) = given.split_once("\n}\n").unwrap();
        assert!(!names().is_empty());
        for option in names() {
            let property = property(option);
            assert!(given.contains(option), "optionsOf lacks {option}");
            assert!(
                types.contains(&format!("  {property}: ")),
                "no type: {property}"
            );
            let row = format!("`{}`", kebab(property));
            assert!(readme.contains(&row), "the README lacks {row}");
        }
    }

    /// The start before the wasm asks first, so that its address and its limits are those that count.
    #[test]
    fn the_start_before_the_wasm_has_the_same_defaults() {
        let early = include_str!("../klarna-early.js");
        let attributes = include_str!("../../crates/klarna-element/js/attributes.js");
        let defaults = CheckoutOptions::default();
        for (source, default) in [
            (early, format!("KLARNA_SCRIPT = {:?};", defaults.script)),
            (early, format!("base = {:?}", defaults.base)),
            (attributes, format!("base: () => {:?}", defaults.base)),
            (
                early,
                format!(
                    "SCRIPT_TIMEOUT_MS = {};",
                    defaults.script_timeout.as_millis()
                ),
            ),
            (
                early,
                format!(
                    "SERVER_TIMEOUT_MS = {};",
                    defaults.server_timeout.as_millis()
                ),
            ),
        ] {
            assert!(source.contains(&default), "{default}");
        }
    }
}
