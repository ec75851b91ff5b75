//! Pictures of the articles.

/// Returns the picture of an article; a parcel for an article without one.
pub(crate) fn picture(sku: &str) -> &'static str {
    match sku {
        "throw" => "/img/throw.svg",
        "mug" => "/img/mug.svg",
        "board" => "/img/board.svg",
        "candles" => "/img/candles.svg",
        "coffee" | "coffee-trial" => "/img/coffee.svg",
        "towels" => "/img/towels.svg",
        _ => "/img/parcel.svg",
    }
}
