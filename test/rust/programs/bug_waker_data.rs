// bug_waker_data: the waker's data is a borrow of the task, but waking takes an owner
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Waker};
struct Task {
    id: [u64; 4],
}
unsafe fn clone(data: *const ()) -> RawWaker {
    RawWaker::new(data, &TABLE)
}
unsafe fn wake(data: *const ()) {
    assert_eq!(Arc::from_raw(data.cast::<Task>()).id[0], 1);
}
unsafe fn nothing(_: *const ()) {}
static TABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, nothing, nothing);
fn waker_of(task: &Task) -> Waker {
    unsafe { Waker::new(task as *const Task as *const (), &TABLE) }
}
pub fn main() {
    let task = Arc::new(Task { id: [1; 4] });
    let _queued = Arc::into_raw(task.clone());
    waker_of(&task).wake();
    assert_eq!(Arc::strong_count(&task), 1);
}
