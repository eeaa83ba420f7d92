// quiet_list: a list with two ends, of NonNull
// debug: unverified covered
// -O: unverified covered
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::ptr::NonNull;
struct Node {
    value: u64,
    next: Option<NonNull<Node>>,
}
#[derive(Default)]
struct List {
    head: Option<NonNull<Node>>,
    tail: Option<NonNull<Node>>,
}
impl List {
    fn push(&mut self, value: u64) {
        let node = NonNull::from(Box::leak(Box::new(Node { value, next: None })));
        match self.tail {
            Some(mut tail) => unsafe { tail.as_mut() }.next = Some(node),
            None => self.head = Some(node),
        }
        self.tail = Some(node);
    }
    fn pop(&mut self) -> Option<u64> {
        let node = unsafe { Box::from_raw(self.head?.as_ptr()) };
        self.head = node.next;
        if self.head.is_none() {
            self.tail = None;
        }
        Some(node.value)
    }
}
impl Drop for List {
    fn drop(&mut self) {
        while self.pop().is_some() {}
    }
}
pub fn main() {
    let mut list = List::default();
    (0..10).for_each(|n| list.push(n));
    assert_eq!((list.pop(), list.pop()), (Some(0), Some(1)));
}
