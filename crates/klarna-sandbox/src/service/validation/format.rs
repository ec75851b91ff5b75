//! The forms that texts have.

use time::{Date, format_description::FormatItem, macros::format_description};

/// Two letters: `SE`.
pub(super) fn is_country_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Three letters: `SEK`.
pub(super) fn is_currency_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Pairs of letters with hyphens between: `sv`, `sv-SE`.
pub(super) fn is_locale(text: &str) -> bool {
    text.split('-').all(is_country_code)
}

/// A web address of at most 2000 characters. Placeholders like `{session.id}` are left to pass.
pub(super) fn is_web_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    text.chars().count() <= 2000
        && rest.is_some_and(|rest| {
            !rest.is_empty() && !rest.starts_with('/') && !text.contains(char::is_whitespace)
        })
}

/// A URL that Klarna itself calls: encrypted, for the address is a secret. On this machine it need not be.
pub(super) fn is_callback_address(text: &str) -> bool {
    let host = text.strip_prefix("http://").map(|rest| {
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        match host.strip_prefix('[') {
            Some(v6) => v6.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        }
    });
    let is_here = |host: &str| {
        let address = host.parse::<std::net::IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    };
    is_web_address(text) && host.is_none_or(is_here)
}

/// `user@domain.tld`, at most 99 characters.
pub(super) fn is_email(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let Some((user, domain)) = text.split_once('@') else {
        return false;
    };
    let Some((_, top)) = domain.rsplit_once('.') else {
        return false;
    };
    text.chars().count() <= 99
        && !user.is_empty()
        && !user.contains(|c: char| c.is_whitespace() || c.is_control())
        && domain.split('.').all(is_label)
        && top.chars().count() >= 2
        && top.chars().all(char::is_alphabetic)
}

/// 5 to 15 digits, with a plus before and the usual signs between. Klarna looks closer: it knows
/// each country's numbers.
pub(super) fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    (5..=15).contains(&digits)
        && text.len() <= 99
        && rest
            .chars()
            .all(|c| c.is_ascii_digit() || " -/().".contains(c))
}

/// A day that exists: `1941-03-21`.
pub(super) fn is_date(text: &str) -> bool {
    const DAY: &[FormatItem<'_>] = format_description!("[year]-[month]-[day]");
    text.len() == 10 && Date::parse(text, DAY).is_ok()
}

/// Its last four digits, or all nine.
pub(super) fn is_social_security_number(text: &str) -> bool {
    matches!(text.len(), 4 | 9) && text.bytes().all(|b| b.is_ascii_digit())
}

/// `#RRGGBB`.
pub(super) fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A CSS length in pixels: `5px`.
pub(super) fn is_length(text: &str) -> bool {
    text.strip_suffix("px").is_some_and(|number| {
        (1..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
    })
}

/// A JSON document, written as text.
pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails_have_a_user_and_a_domain() {
        for good in [
            "customer@email.se",
            "customer+denied+auth_id_scan@email.co.uk",
            "c@é.fr",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "customer",
            "@email.se",
            "a@",
            "a@email",
            "a@b@email.se",
            "a b@email.se",
            "a@email..se",
            "a@-email.se",
            "a@email.s",
            "a@email.12",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn phones_have_enough_digits_and_nothing_else() {
        for good in ["+46701740615", "0701 74 06 15", "(310) 668-3312"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in [
            "",
            "1234",
            "+1234567890123456",
            "0701x740615",
            "07+01740615",
        ] {
            assert!(!is_phone(bad), "{bad}");
        }
    }

    #[test]
    fn dates_exist() {
        assert!(is_date("1941-03-21"));
        for bad in [
            "1941-3-21",
            "1941-02-30",
            "21-03-1941",
            "1941-03-21T00:00",
            "",
        ] {
            assert!(!is_date(bad), "{bad}");
        }
    }

    #[test]
    fn callbacks_are_encrypted_or_stay_on_this_machine() {
        for good in [
            "https://shop.example/callback/secret",
            "http://localhost:3000/callback",
            "http://127.0.0.1/callback",
            "http://[::1]:3000/callback",
        ] {
            assert!(is_callback_address(good), "{good}");
        }
        for bad in [
            "http://shop.example/callback",
            "http://localhost.shop.example/",
            "http://127.0.0.1@shop.example/",
            "http://shop.example/?127.0.0.1",
            "ftp://localhost/",
            "",
        ] {
            assert!(!is_callback_address(bad), "{bad}");
        }
    }

    #[test]
    fn web_addresses_are_of_the_web() {
        for good in [
            "https://shop.example/thanks?order={order.id}",
            "http://127.0.0.1:3000/",
        ] {
            assert!(is_web_address(good), "{good}");
        }
        for bad in [
            "",
            "shop.example",
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "http://a b",
        ] {
            assert!(!is_web_address(bad), "{bad}");
        }
    }
}
