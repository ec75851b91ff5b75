use serde_json::json;

use super::*;
use crate::measure::PAGES;

fn run(widget: f64, shift: f64) -> Run {
    serde_json::from_value(json!({
        "widget": widget, "pay": widget + 1.0, "shift": shift, "moved": [], "tasks": [60.0, 80.0],
        "files": [
            { "name": "/a", "bytes": 61_000, "from": 0, "to": 1, "counts": true },
            { "name": "/b", "bytes": 23, "from": 0, "to": 1, "counts": true },
            { "name": "/klarna/sessions", "bytes": 500, "from": 0, "to": 1, "counts": false },
        ],
    }))
    .unwrap()
}

fn measured(page: usize, widgets: [f64; 3]) -> Measured {
    Measured {
        page: PAGES[page],
        runs: std::array::from_fn(|_| widgets.iter().map(|it| run(*it, it / 1e6)).collect()),
        heap_growth: 1_234.0,
    }
}

fn report() -> Report {
    let pages = [
        measured(0, [1000.0, 900.0, 1100.0]),
        measured(1, [1050.0, 950.0, 5000.0]),
    ];
    Report::of(&pages, "Chrome/1".into())
}

#[test]
fn the_ratio_is_of_the_medians() {
    let row = &report().pages[1];
    assert_eq!(row.times.len(), 3);
    assert!((row.times[0].ratio.unwrap() - 1.05).abs() < 1e-9);
}

#[test]
fn layout_shift_is_the_largest_of_all_and_bytes_are_of_the_pages_own_files() {
    let row = &report().pages[1];
    assert!((row.layout_shift - 0.005).abs() < 1e-9);
    assert_eq!(row.bytes, 61_023);
}

#[test]
fn without_the_hand_written_page_there_is_no_ratio() {
    let alone = Report::of(&[measured(1, [1.0, 2.0, 3.0])], String::new());
    assert!(alone.pages[0].times[0].ratio.is_none());
    assert!(alone.markdown().contains("| – |"));
}

#[test]
fn the_json_has_the_documented_shape() {
    let json = serde_json::to_value(report()).unwrap();
    assert_eq!(json["runs"], 3);
    assert_eq!(json["profiles"][0]["latency_ms"], 150);
    let page = &json["pages"][1];
    assert_eq!(page["name"], "element");
    for place in ["bytes", "layout_shift", "heap_growth_bytes"] {
        assert!(page[place].is_number(), "{place}");
    }
    assert_eq!(
        page["long_tasks"],
        json!({ "count": 2.0, "total_ms": 140.0 })
    );
    let times = &page["times"][0];
    assert_eq!(times["profile"], "slow 4G");
    assert_eq!(
        times["widget_ms"],
        json!({ "median": 1050.0, "min": 950.0, "max": 5000.0 })
    );
}

#[test]
fn the_table_has_a_row_for_each_page() {
    let text = report().markdown();
    assert!(
        text.contains("| 1050 (950–5000) | 1.05 | 1051 (951–5001) |"),
        "{text}"
    );
    assert!(
        text.contains("| 61,023 | 2, 140 ms | 0.005 | +1.2 kB |"),
        "{text}"
    );
    let columns = |line: &str| line.matches('|').count();
    let mut lines = text.lines().filter(|line| line.starts_with('|'));
    let heading = columns(lines.next().unwrap());
    assert!(lines.by_ref().take(3).all(|line| columns(line) == heading));
}
