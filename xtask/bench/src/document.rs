//! The page of the documentation that shows the figures.

use std::{fs, path::Path};

use anyhow::{Context, Result};

/// Between these two lines a run writes; what is around them is written by hand.
const BEGIN: &str = "<!-- figures: begin -->\n";
const END: &str = "<!-- figures: end -->";

/// Puts new figures in the place of the old ones.
pub(crate) fn write(file: &Path, figures: &str) -> Result<()> {
    let name = file.display();
    let old = fs::read_to_string(file).with_context(|| format!("cannot read {name}"))?;
    let new = replace(&old, figures).with_context(|| format!("{name} has no place for figures"))?;
    fs::write(file, new).with_context(|| format!("cannot write {name}"))
}

fn replace(text: &str, figures: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{figures}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_between_the_marks_changes() {
        let text = format!("# Figures\n{BEGIN}old\n{END}\nThe end.\n");
        let new = replace(&text, "new\n").unwrap();
        assert_eq!(new, format!("# Figures\n{BEGIN}new\n{END}\nThe end.\n"));
        assert_eq!(replace("no marks", "new"), None);
    }
}
