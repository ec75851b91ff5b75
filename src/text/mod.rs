//! The component's own words, by locale: plain sentences for shoppers, without names of states or
//! codes. One file of JSON for each language.
//!
//! Klarna's words are Klarna's: the widget, its windows and the names of the ways to pay come in
//! the session's locale by themselves.
//!
//! Words with a place in them, and others whose use their name does not say:
//!
//! | word | |
//! | --- | --- |
//! | `pay` | on the pay button; in the EU it has to say that the order obliges to pay |
//! | `go_on` | on the same button in a checkout of several pages, before the last |
//! | `change` | on the button that goes back to choosing how to pay |
//! | `methods` | above the ways to pay |
//! | `today` | what is paid now: `{amount}` |
//! | `subscription` | what is charged later: `{name}`, `{amount}`, `{every}`, `{date}` |
//! | `every` | how often, for one and for `{n}` of each interval |
//! | `stored_for_charges`, `stored_for_later` | that the way to pay is stored for a subscription; for what is bought later |
//! | `check`, `stop_waiting` | on the buttons that ask again what became of an order, and that end the wait for Klarna's window |
//! | `overdue` | when Klarna's window has been open for long |
//! | `checking`, `unknown` | while nobody knows whether the order was placed; when that cannot be found out for now |
//! | `confirm_again` | the approval was not used |
//! | `invalid_fields` | before the list of fields to correct |
//! | `script`, `server`, `technical` | Klarna's script did not come; the server did not answer; anything else that a shopper cannot mend |

/// The words of a locale, as JSON: `de-AT` speaks `de`, and what nobody speaks is English.
pub(crate) fn for_locale(locale: &str) -> &'static str {
    let language = locale.as_bytes().get(..2).unwrap_or_default();
    let ends = !matches!(locale.as_bytes().get(2), Some(it) if it.is_ascii_alphanumeric());
    if ends && language.eq_ignore_ascii_case(b"de") {
        include_str!("de.json")
    } else if ends && language.eq_ignore_ascii_case(b"sv") {
        include_str!("sv.json")
    } else {
        include_str!("en.json")
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::for_locale;

    pub(crate) fn words(locale: &str) -> Value {
        serde_json::from_str(for_locale(locale)).unwrap_or_default()
    }

    #[test]
    fn every_language_has_the_same_words_and_none_is_empty() {
        let names = |locale| -> BTreeSet<String> {
            let words = words(locale);
            let texts = words.as_object().unwrap().iter();
            texts
                .inspect(|(name, text)| assert_ne!(*text, "", "{locale} {name}"))
                .map(|(name, _)| name.clone())
                .collect()
        };
        assert_eq!(names("de"), names("en"));
        assert_eq!(names("sv"), names("en"));
    }

    /// A pattern without its place would leave out what has to be said.
    #[test]
    fn every_language_says_all_of_the_terms() {
        for locale in ["en", "de", "sv"] {
            let words = words(locale);
            let has = |name: &str, place| words[name].as_str().unwrap().contains(place);
            assert!(has("today", "{amount}"), "{locale}");
            for place in ["{name}", "{amount}", "{every}", "{date}"] {
                assert!(has("subscription", place), "{locale} {place}");
            }
            for interval in checkout_contract::Interval::ALL {
                let [one, several] = words["every"][interval.as_str()]
                    .as_array()
                    .and_then(|both| <&[Value; 2]>::try_from(&**both).ok())
                    .unwrap();
                assert!(!one.as_str().unwrap().contains('{'), "{locale}");
                assert!(several.as_str().unwrap().contains("{n}"), "{locale}");
            }
        }
    }

    #[test]
    fn every_file_is_a_language_that_is_spoken() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text");
        let files = std::fs::read_dir(folder).unwrap();
        let languages: Vec<_> = files
            .map(|file| file.unwrap().path())
            .filter(|path| path.extension() == Some("json".as_ref()))
            .collect();
        assert!(languages.len() >= 3);
        for path in languages {
            let language = path.file_stem().unwrap().to_string_lossy();
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(for_locale(&language), text, "{language}");
        }
    }

    #[test]
    fn a_locale_falls_back_to_its_language_and_then_to_english() {
        assert_eq!(for_locale("de-AT"), for_locale("de"));
        assert_eq!(for_locale("sv_FI"), for_locale("SV"));
        assert_ne!(for_locale("de"), for_locale("en"));
        for unspoken in ["", "d", "xx", "-", "el-GR", "den-XX", "svan"] {
            assert_eq!(for_locale(unspoken), for_locale("en"));
        }
    }
}
