// bug_list_value: a node of a list is freed by the address of its value
// debug: unverified covered
// -O: unverified covered
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

struct Node {
    value: u64,
    next: *mut Node,
}
fn value_of(node: &mut Node) -> *mut u64 {
    &mut node.value
}
#[allow(clippy::cast_ptr_alignment)]
pub fn main() {
    let last = Box::into_raw(Box::new(Node { value: 2, next: std::ptr::null_mut() }));
    let head = Box::into_raw(Box::new(Node { value: 1, next: last }));
    let value = value_of(unsafe { &mut *head });
    let at = std::mem::offset_of!(Node, value);
    let node = unsafe { Box::from_raw(value.byte_sub(at).cast::<Node>()) };
    drop(unsafe { Box::from_raw(node.next) });
}
