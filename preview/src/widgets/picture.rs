//! Pictures of the articles.

/// The picture of an article; a parcel where there is none.
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
