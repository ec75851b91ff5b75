//! Klarna's messages about refused values, read into what they name.

use std::fmt;

/// A reason that Klarna gives for not taking a request's values.
///
/// Klarna writes it as text: `Bad value: purchase_currency, purchase_country`,
/// `Not matching fields: [billing_address.postal_code]`, `Not matching fields: [Incorrect number of
/// items in the cart. Expected: 2, Actual: 3]`. A message that is not wholly of a known form is one
/// [`Text`](Self::Text): no part of it is taken for a field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefusedValue {
    /// The value of this field.
    Field(FieldPath),
    /// The number of order lines.
    ItemCount {
        /// The number that the shopper approved.
        expected: u64,
        /// The number in the request.
        actual: u64,
    },
    /// A message of another form.
    Text(RefusalText),
}

impl RefusedValue {
    /// The field, where Klarna names one. A wrong number of order lines is `order_lines`.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Field(path) => Some(path.as_str()),
            Self::ItemCount { .. } => Some("order_lines"),
            Self::Text(_) => None,
        }
    }
}

impl fmt::Display for RefusedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(path) => f.write_str(path.as_str()),
            Self::ItemCount { expected, actual } => {
                write!(
                    f,
                    "the number of order lines ({expected} expected, {actual} sent)"
                )
            }
            Self::Text(_) => f.write_str("a reason in Klarna's own words"),
        }
    }
}

/// The path of a field in a request, in Klarna's dotted form: `order_lines[0].tax_rate`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldPath(String);

impl FieldPath {
    /// Reads a path: names in snake case, each with any number of indices, joined by dots.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_path = text.len() <= 100 && text.split('.').all(is_segment);
        is_path.then(|| Self(text.to_owned()))
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A message in Klarna's own words. It may quote the request, personal data included, so neither
/// `Debug` nor `Display` shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct RefusalText(String);

impl RefusalText {
    /// The message itself. Never log it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RefusalText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefusalText(…)")
    }
}

/// Reads all of a refusal's messages.
pub(super) fn refused_values(messages: Vec<String>) -> Vec<RefusedValue> {
    let mut values = Vec::new();
    for message in messages {
        match parse(&message) {
            Some(named) => values.extend(named),
            None if message.trim().is_empty() => {}
            None => values.push(RefusedValue::Text(RefusalText(message))),
        }
    }
    values
}

/// Reads a message of a known form; `None` where any part of it is of another.
fn parse(message: &str) -> Option<Vec<RefusedValue>> {
    let (introduction, list) = message.split_once(':')?;
    let is_known = ["bad value", "not matching fields"]
        .iter()
        .any(|known| introduction.trim().eq_ignore_ascii_case(known));
    if !is_known {
        return None;
    }
    let list = list.trim();
    let bracketed = list.strip_prefix('[');
    let mut rest = match bracketed {
        Some(list) => list.strip_suffix(']')?,
        None => list,
    };
    let mut values = Vec::new();
    loop {
        let (value, after) = item_count(rest).or_else(|| field(rest))?;
        values.push(value);
        match after.trim_start() {
            "" => return Some(values),
            more => rest = more.strip_prefix(',')?.trim_start(),
        }
    }
}

/// Reads `Incorrect number of items in the cart. Expected: 2, Actual: 3` off the start of a list.
fn item_count(list: &str) -> Option<(RefusedValue, &str)> {
    let after = list.strip_prefix("Incorrect number of items in the cart. Expected: ")?;
    let (expected, after) = number(after)?;
    let (actual, after) = number(after.strip_prefix(", Actual: ")?)?;
    Some((RefusedValue::ItemCount { expected, actual }, after))
}

fn number(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|digit: char| !digit.is_ascii_digit());
    let (digits, after) = text.split_at(end.unwrap_or(text.len()));
    Some((digits.parse().ok()?, after))
}

/// Reads a path off the start of a list.
fn field(list: &str) -> Option<(RefusedValue, &str)> {
    let (path, after) = list.split_at(list.find(',').unwrap_or(list.len()));
    let path = FieldPath::parse(path.trim_end())?;
    Some((RefusedValue::Field(path), after))
}

/// A name in snake case with any number of indices: `order_lines[0]`.
fn is_segment(segment: &str) -> bool {
    let (name, mut indices) = segment.split_at(segment.find('[').unwrap_or(segment.len()));
    let is_name = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    while let Some((digits, after)) = indices
        .strip_prefix('[')
        .and_then(|index| index.split_once(']'))
    {
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        indices = after;
    }
    is_name && indices.is_empty()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(message: &str) -> Vec<RefusedValue> {
        refused_values(vec![message.to_owned()])
    }

    fn fields(names: &[&str]) -> Vec<RefusedValue> {
        let field = |name: &&str| RefusedValue::Field(FieldPath::parse(name).unwrap());
        names.iter().map(field).collect()
    }

    #[test]
    fn fields_are_read_from_klarnas_messages() {
        for (message, expected) in [
            ("Bad value: order_lines", vec!["order_lines"]),
            (
                "Bad value: purchase_currency, purchase_country",
                vec!["purchase_currency", "purchase_country"],
            ),
            (
                "Bad value: order_lines[0].tax_rate, locale",
                vec!["order_lines[0].tax_rate", "locale"],
            ),
            (
                "Not matching fields: [billing_address.postal_code]",
                vec!["billing_address.postal_code"],
            ),
            (
                "Not matching fields: [a.b, order_lines[1], order_lines[2]]",
                vec!["a.b", "order_lines[1]", "order_lines[2]"],
            ),
            ("Bad value: order_lines[2]", vec!["order_lines[2]"]),
        ] {
            assert_eq!(read(message), fields(&expected), "{message}");
        }
    }

    /// Its words were read as fields named `number`, `of` and `items`.
    #[test]
    fn a_changed_number_of_lines_is_a_reason_of_its_own() {
        let count = RefusedValue::ItemCount {
            expected: 2,
            actual: 3,
        };
        let phrase = "Incorrect number of items in the cart. Expected: 2, Actual: 3";
        assert_eq!(
            read(&format!("Not matching fields: [{phrase}]")),
            std::slice::from_ref(&count)
        );
        assert_eq!(count.field(), Some("order_lines"));
        let mixed = [&fields(&["order_amount"])[..], &[count]].concat();
        assert_eq!(
            read(&format!("Not matching fields: [order_amount, {phrase}]")),
            mixed
        );
    }

    #[test]
    fn a_message_of_another_form_stays_one_text() {
        for message in [
            "Something else",
            "Bad value: Alice, customer@email.se",
            // A part of it is a field's name; which part of the rest is one, nobody knows.
            "Bad value: locale, customer@email.se",
            "Bad value: amount must be less than 100",
            "Not matching fields: [Incorrect number of items in the cart]",
            "Not matching fields: [Incorrect number of items in the cart. Expected: two, Actual: 3]",
            "Not matching fields: [order_lines",
            "Not matching fields: []",
            "Bad value: a,,b",
            "Bad value: order_lines[x]",
            "order_lines: too many",
            "Order already completed with different request body",
        ] {
            let text = RefusedValue::Text(RefusalText(message.to_owned()));
            assert_eq!(read(message), [text], "{message}");
        }
        assert_eq!(read(" "), []);
    }

    #[test]
    fn klarnas_own_words_are_not_shown() {
        let [value] = &read("Bad value: Alice")[..] else {
            panic!("one reason");
        };
        assert!(!format!("{value} {value:?}").contains("Alice"));
    }

    /// Texts near to Klarna's, and any others.
    fn any_message() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            Just("Incorrect number of items in the cart. Expected: 2, Actual: 3".to_owned()),
            "[a-z_.\\[\\]0-9]{0,12}",
            "[a-zA-Z ,.:\\[\\]0-9]{0,20}",
            any::<String>(),
        ];
        let start = prop_oneof![
            Just("Bad value: "),
            Just("Not matching fields: ["),
            Just("")
        ];
        (start, proptest::collection::vec(part, 0..4), "\\]?")
            .prop_map(|(start, parts, end)| format!("{start}{}{end}", parts.join(", ")))
    }

    /// Says by other means than the parser's what a path is.
    fn is_field_path(text: &str) -> bool {
        let mut before = '.';
        let mut is_index = false;
        for letter in text.chars() {
            let fits = match letter {
                'a'..='z' => !is_index && before != ']',
                '_' => !is_index && !matches!(before, '.' | ']'),
                '0'..='9' => is_index || !matches!(before, '.' | ']'),
                '[' | '.' => !is_index && before != '.',
                ']' => is_index && before != '[',
                _ => false,
            };
            if !fits {
                return false;
            }
            is_index = (is_index || letter == '[') && letter != ']';
            before = letter;
        }
        !is_index && before != '.'
    }

    proptest! {
        #[test]
        fn every_field_that_is_read_is_a_path(message in any_message()) {
            for value in read(&message) {
                if let RefusedValue::Field(path) = value {
                    prop_assert!(is_field_path(path.as_str()), "{:?}", path);
                    prop_assert!(message.contains(path.as_str()));
                }
            }
        }

        /// Nothing of a message gets lost: either it is all read, or kept as it is.
        #[test]
        fn a_message_is_read_as_a_whole_or_kept_as_a_whole(message in any_message()) {
            let values = read(&message);
            let texts = values.iter().filter(|value| matches!(value, RefusedValue::Text(_)));
            if texts.count() > 0 {
                prop_assert_eq!(values, [RefusedValue::Text(RefusalText(message))]);
            }
        }

        #[test]
        fn every_list_of_paths_is_read(
            paths in proptest::collection::vec(
                "[a-z][a-z0-9_]{0,9}(\\[[0-9]{1,3}\\])?(\\.[a-z][a-z0-9_]{0,9}){0,2}",
                1..5,
            ),
        ) {
            let names: Vec<_> = paths.iter().map(String::as_str).collect();
            let list = paths.join(", ");
            prop_assert_eq!(read(&format!("Bad value: {list}")), fields(&names));
            prop_assert_eq!(read(&format!("Not matching fields: [{list}]")), fields(&names));
        }
    }
}
