//! Klarna's decision on a customer: its sample customers decide it by their e-mail address or phone
//! number.

use klarna_payments::{Country, samples};

use crate::model::{Fields, text_at};

/// Klarna's decision on a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// Approved. The order's `fraud_status` is `ACCEPTED`.
    Approve,
    /// Approved; the order's `fraud_status` is `PENDING`. Only in the US and in Great Britain.
    ApprovePending,
    /// Turned down in the authorization window: `{approved: false, show_form: false}`.
    Deny,
    /// Turned down before anything is shown: `load` answers `{show_form: false}`.
    NotOffered,
}

/// Decides by the tags in an e-mail address (`customer+denied@email.se`) and by the phone number.
///
/// Source: Klarna's sample data for testing. The tags: `+denied`, with further tags or without, and
/// `+reject_reason_…` are turned down; `+red` is not offered; `+pend-accept-NN` and `+pend-reject-NN`
/// are pending in the US and Great Britain, and are decided after `NN` minutes. Each country's published denied phone number is turned
/// down too. Everybody else is approved.
///
/// Two tags are the sandbox's own and change nothing here: `+token-refused` may order and stores no
/// customer token, and what `+payment-failed` is charged later fails until a step-up.
pub fn decide(email: Option<&str>, phone: Option<&str>, country: Country) -> Decision {
    let decided = tags(email).find_map(|tag| match tag {
        "denied" => Some(Decision::Deny),
        "red" => Some(Decision::NotOffered),
        _ if tag.starts_with("reject_reason_") => Some(Decision::Deny),
        _ if tag.starts_with("pend-") && knows_pending(country) => Some(Decision::ApprovePending),
        _ => None,
    });
    match decided {
        Some(decision) => decision,
        None if phone.is_some_and(|phone| is_denied(phone, country)) => Decision::Deny,
        None => Decision::Approve,
    }
}

/// Decides on the customer of a session, by the billing address last sent.
pub(crate) fn on(fields: &Fields) -> Decision {
    match text_at(fields, "purchase_country").and_then(|code| code.parse().ok()) {
        Some(country) => decide(
            text_at(fields, "billing_address.email"),
            text_at(fields, "billing_address.phone"),
            country,
        ),
        None => Decision::Deny,
    }
}

/// The tag that asks for an order to be looked at: `pend-accept-05`.
pub(crate) fn pending_tag(email: Option<&str>) -> Option<&str> {
    tags(email).find(|tag| tag.starts_with("pend-"))
}

/// `true` if an e-mail address has a tag: `+denied` in `customer+denied@email.se`.
pub(crate) fn has_tag(email: Option<&str>, tag: &str) -> bool {
    tags(email).any(|of_email| of_email == tag)
}

fn tags(email: Option<&str>) -> impl Iterator<Item = &str> {
    email
        .and_then(|email| email.split_once('@'))
        .map(|(local, _)| local.split('+').skip(1))
        .into_iter()
        .flatten()
}

fn knows_pending(country: Country) -> bool {
    matches!(country, Country::Us | Country::Gb)
}

/// However the number is written: `+46 70 174 06 20` is `+46701740620`.
fn is_denied(phone: &str, country: Country) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    digits(phone) == digits(samples::customer(country).denied_phone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_customers_are_decided_as_klarna_publishes() {
        for country in Country::ALL {
            let sample = samples::customer(country);
            let email = sample.address.email.as_deref();
            let phone = sample.address.phone.as_deref();
            let denied = (Some(&*sample.denied_email), Some(sample.denied_phone));
            assert_eq!(
                decide(email, phone, country),
                Decision::Approve,
                "{country}"
            );
            assert_eq!(
                decide(denied.0, phone, country),
                Decision::Deny,
                "{country}"
            );
            assert_eq!(
                decide(email, denied.1, country),
                Decision::Deny,
                "{country}"
            );
        }
    }

    #[test]
    fn tags_in_the_address_decide() {
        for (email, country, expected) in [
            ("customer+red@email.se", Country::Se, Decision::NotOffered),
            (
                "customer+denied+auth_id_scan@email.de",
                Country::De,
                Decision::Deny,
            ),
            (
                "customer+reject_reason_high_risk@email.us",
                Country::Us,
                Decision::Deny,
            ),
            (
                "customer+pend-accept-05@email.us",
                Country::Us,
                Decision::ApprovePending,
            ),
            (
                "customer+pend-reject-05@email.uk",
                Country::Gb,
                Decision::ApprovePending,
            ),
            (
                "customer+pend-accept-05@email.se",
                Country::Se,
                Decision::Approve,
            ),
            ("customer+new_user@email.se", Country::Se, Decision::Approve),
            ("customer+deniedly@email.se", Country::Se, Decision::Approve),
            ("denied@red.se", Country::Se, Decision::Approve),
            ("not an address", Country::Se, Decision::Approve),
        ] {
            assert_eq!(decide(Some(email), None, country), expected, "{email}");
        }
        assert_eq!(decide(None, None, Country::Se), Decision::Approve);
    }

    #[test]
    fn a_denied_number_is_known_however_it_is_written() {
        let decided = decide(None, Some("+46 (70) 174-06 20"), Country::Se);
        assert_eq!(decided, Decision::Deny);
        assert_eq!(decide(None, Some(""), Country::Se), Decision::Approve);
    }
}
