// json.rs - documents read and written by serde_json
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use serde_json::{json, Value};
use workloads::{scale, Numbers};

fn record(numbers: &mut Numbers, depth: usize) -> Value {
    let values: Vec<f64> = (0..6).map(|_| numbers.below(100_000) as f64 / 8.0).collect();
    let parts: Vec<Value> = if depth == 0 { vec![] } else { (0..3).map(|_| record(numbers, depth - 1)).collect() };
    json!({ "id": numbers.below(1 << 30), "name": format!("item \"{}\"", numbers.below(9999)), "values": values, "parts": parts })
}

fn total(value: &Value) -> f64 {
    match value {
        Value::Array(items) => items.iter().map(total).sum(),
        Value::Object(map) => map.values().map(total).sum(),
        Value::Number(number) => number.as_f64().unwrap_or(0.0),
        _ => 0.0,
    }
}

fn main() {
    let mut numbers = Numbers(17);
    let mut text = Value::Array((0..40).map(|_| record(&mut numbers, 3)).collect()).to_string();
    let mut sum = 0.0;
    for _ in 0..scale() {
        let mut document: Value = serde_json::from_str(&text).unwrap();
        sum += total(&document);
        document[0]["id"] = json!(text.len());
        text = serde_json::to_string(&document).unwrap();
    }
    println!("{} {sum}", text.len());
}
