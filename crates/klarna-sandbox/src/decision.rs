//! Who is approved: Klarna's sample customers decide it by their e-mail address or phone number.

use klarna_payments::Country;

/// What Klarna thinks of a customer.
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
/// are pending in the US and Great Britain. Each country's published denied phone number is turned
/// down too. Everybody else is approved.
pub fn decide(email: Option<&str>, phone: Option<&str>, country: Country) -> Decision {
    let mut tags = email
        .and_then(|email| email.split_once('@'))
        .map(|(local, _)| local.split('+').skip(1))
        .into_iter()
        .flatten();
    let decided = tags.find_map(|tag| match tag {
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

fn knows_pending(country: Country) -> bool {
    matches!(country, Country::Us | Country::Gb)
}

fn is_denied(phone: &str, country: Country) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    denied_phone(country).is_some_and(|denied| digits(phone) == digits(denied))
}

/// The phone number of the sample customer that is turned down.
const fn denied_phone(country: Country) -> Option<&'static str> {
    Some(match country {
        Country::At => "+4306762600745",
        Country::Be => "+32485212123",
        Country::Cz => "+420771623691",
        Country::Dk => "+4552555348",
        Country::Fi => "+358401234568",
        Country::Fr => "+33687984322",
        Country::De => "+49017610927312",
        Country::Gr => "+306945553625",
        Country::Hu => "+36705553575",
        Country::Ie => "+353855351401",
        Country::It => "+393312232389",
        Country::Nl => "+31632167678",
        Country::No => "+4740123457",
        Country::Pl => "+48795223325",
        Country::Pt => "+351915593837",
        Country::Ro => "+40707127444",
        Country::Sk => "+421905123457",
        Country::Es => "+34682425101",
        Country::Se => "+46701740620",
        Country::Ch => "+41758680001",
        Country::Gb => "+447355505530",
        Country::Us => "+13106354386",
        Country::Ca => "+15197308624",
        Country::Mx => "+525593747740",
        Country::Au => "+61473763254",
        Country::Nz => "+642993007712",
        // A market that is added later.
        _ => return None,
    })
}
