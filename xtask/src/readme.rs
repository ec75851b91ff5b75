//! The README shows the example as it is. Tests only.

use std::fs;

use crate::shell::root;

/// The code of the first Rust block.
fn rust_block(markdown: &str) -> Option<&str> {
    let (_, rest) = markdown.split_once("```rust\n")?;
    Some(rest.split_once("```")?.0)
}

#[test]
fn the_readme_shows_the_example_as_it_is() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let example = fs::read_to_string(root().join("examples/leptos-smallest/src/main.rs")).unwrap();
    let shown = rust_block(&readme).expect("the README has a Rust block");
    assert!(
        example.ends_with(shown),
        "README.md shows other code than examples/leptos-smallest/src/main.rs has"
    );
}

#[test]
fn the_readme_shows_a_picture_that_exists() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, rest) = readme
        .split_once("](docs/")
        .expect("the README has a picture");
    let (file, _) = rest.split_once(')').unwrap();
    assert!(
        root().join("docs").join(file).is_file(),
        "docs/{file} is missing"
    );
}
