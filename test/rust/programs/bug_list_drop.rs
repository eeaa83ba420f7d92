// bug_list_drop: a list frees its nodes through the iterator's references
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

struct Node {
    value: u64,
    next: Option<&'static Node>,
}
fn nodes(head: &'static Node) -> impl Iterator<Item = &'static Node> {
    std::iter::successors(Some(head), |node| node.next)
}
pub fn main() {
    let last: &'static Node = Box::leak(Box::new(Node { value: 2, next: None }));
    let head: &'static Node = Box::leak(Box::new(Node { value: 1, next: Some(last) }));
    let mut sum = 0;
    for node in nodes(head).collect::<Vec<_>>() {
        sum += unsafe { Box::from_raw(node as *const Node as *mut Node) }.value;
    }
    assert_eq!(sum, 3);
}
