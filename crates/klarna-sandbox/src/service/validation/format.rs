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
}
