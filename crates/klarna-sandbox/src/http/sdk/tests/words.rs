//! The words of the widget and the window are whole in every language.

use std::collections::{BTreeMap, BTreeSet};

const TABLES: [(&str, &str); 3] = [
    (
        "words.js",
        include_str!("../../../../assets/shared/words.js"),
    ),
    (
        "methods.js",
        include_str!("../../../../assets/shared/methods.js"),
    ),
    (
        "agreements.js",
        include_str!("../../../../assets/shared/agreements.js"),
    ),
];

/// Language, key and text of each line of a table.
fn read(table: &str) -> BTreeMap<&str, BTreeMap<&str, &str>> {
    let mut languages: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    let mut language = "";
    for line in table.lines() {
        if let Some(code) = line
            .strip_prefix("  ")
            .and_then(|line| line.strip_suffix(": {"))
        {
            language = code;
        } else if let Some((key, text)) = line
            .strip_prefix("    ")
            .and_then(|line| line.strip_suffix("\","))
            .and_then(|line| line.split_once(": \""))
        {
            languages.entry(language).or_default().insert(key, text);
        }
    }
    languages
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    let starts = text.split('{').skip(1);
    starts.filter_map(|rest| rest.split('}').next()).collect()
}

#[test]
fn every_language_has_every_word_with_the_same_places_to_fill_in() {
    let languages: Vec<_> = TABLES
        .iter()
        .map(|(_, table)| read(table).into_keys().collect::<Vec<_>>())
        .collect();
    assert_eq!(languages[0].len(), 17);
    assert!(languages.iter().all(|one| *one == languages[0]));
    for (name, table) in TABLES {
        let table = read(table);
        let english = &table["en"];
        for (language, words) in &table {
            assert!(words.keys().eq(english.keys()), "{name}: {language}");
            for (key, text) in words {
                assert!(!text.is_empty(), "{name}: {language}.{key}");
                assert_eq!(
                    placeholders(text),
                    placeholders(english[key]),
                    "{name}: {language}.{key}"
                );
            }
        }
    }
}
