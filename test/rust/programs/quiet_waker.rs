// quiet_waker: a waker of one's own
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Waker};
type Task = AtomicU64;
unsafe fn clone(data: *const ()) -> RawWaker {
    let task = ManuallyDrop::new(Arc::from_raw(data.cast::<Task>()));
    RawWaker::new(Arc::into_raw(Arc::clone(&task)).cast(), &TABLE)
}
unsafe fn wake(data: *const ()) {
    Arc::from_raw(data.cast::<Task>()).fetch_add(1, SeqCst);
}
unsafe fn wake_by_ref(data: *const ()) {
    (*data.cast::<Task>()).fetch_add(1, SeqCst);
}
unsafe fn drop_waker(data: *const ()) {
    Arc::decrement_strong_count(data.cast::<Task>());
}
static TABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop_waker);
pub fn main() {
    let task = Arc::new(Task::new(0));
    let raw = Arc::into_raw(task.clone()).cast();
    let waker = unsafe { Waker::from_raw(RawWaker::new(raw, &TABLE)) };
    waker.clone().wake();
    waker.wake_by_ref();
    drop(waker);
    assert_eq!((task.load(SeqCst), Arc::strong_count(&task)), (2, 1));
}
