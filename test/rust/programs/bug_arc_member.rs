// bug_arc_member: the owner is rebuilt from a borrow of the first member
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::sync::Arc;
struct Id(u64);
#[repr(C)]
struct Task {
    id: Id,
    name: [u8; 24],
}
fn id_of(task: &Task) -> &Id {
    &task.id
}
pub fn main() {
    let raw = Arc::into_raw(Arc::new(Task { id: Id(7), name: [0; 24] }));
    let id: *const Id = id_of(unsafe { &*raw });
    let task = unsafe { Arc::from_raw(id.cast::<Task>()) };
    assert_eq!(task.id.0 + u64::from(task.name[0]), 7);
}
