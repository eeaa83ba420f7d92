// quiet_wake: a waker of the trait Wake, and a future that uses it
// debug: unverified no-release
// -O: unverified no-release
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
struct Flag(AtomicU64);
impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}
pub fn main() {
    let flag = Arc::new(Flag(AtomicU64::new(0)));
    let waker = Waker::from(flag.clone());
    let mut polled = 0;
    let mut future = pin!(std::future::poll_fn(|context| {
        polled += 1;
        context.waker().wake_by_ref();
        context.waker().clone().wake();
        if polled < 3 { Poll::Pending } else { Poll::Ready(7) }
    }));
    let mut context = Context::from_waker(&waker);
    while future.as_mut().poll(&mut context).is_pending() {}
    drop(waker);
    assert_eq!((flag.0.load(SeqCst), Arc::strong_count(&flag)), (6, 1));
}
