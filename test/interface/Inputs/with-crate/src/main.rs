//! Uses the crate `custody`: recover, counts, outstanding, describe_address, and the callback.
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::Arc;

static HEARD: AtomicU32 = AtomicU32::new(0);

#[inline(never)]
fn key_of(device: &Arc<u64>) -> *const u64 {
    &**device
}

fn main() {
    let mode = std::env::args().nth(1).unwrap_or_default();
    custody::set_report_callback(|report| {
        HEARD.fetch_add(1, Ordering::Relaxed);
        println!("heard {} in {} line {}: {}", report.kind, report.function, report.line, report.summary);
        println!("json {} at {}", report.json.starts_with("{\"custody\":"), report.json.ends_with('}'));
        println!("asked {}", custody::counts().reported);
    });
    println!("active {}", custody::is_active());
    let device = Arc::new(42u64);
    let raw = Arc::into_raw(device.clone());
    println!("outstanding {} {}", custody::outstanding(raw), custody::counts().outstanding);
    custody::describe_address(raw);
    let key = key_of(&device);
    let owner = match mode.as_str() {
        "wrong" => unsafe { Arc::from_raw(key) }, // WRONG
        "recover" => unsafe { Arc::from_raw(custody::recover(key)) },
        _ => unsafe { Arc::from_raw(raw) },
    };
    println!("owner {} {}", owner, Arc::strong_count(&device));
    let counts = custody::counts();
    println!("{} verified, {} reported, heard {}", counts.verified, counts.reported, HEARD.load(Ordering::Relaxed));
}
