// futures_waker_ref.rs - a waker that was borrowed from an Arc is cloned
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use futures_task::{waker_ref, ArcWake};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

struct Counter {
    wakes: AtomicU64,
}

impl ArcWake for Counter {
    fn wake_by_ref(counter: &Arc<Self>) {
        counter.wakes.fetch_add(1, Ordering::Relaxed);
    }
}

fn main() {
    let counter = Arc::new(Counter { wakes: AtomicU64::new(0) });
    let waker = waker_ref(&counter).clone();
    waker.wake();
    println!("{}", counter.wakes.load(Ordering::Relaxed));
}
