// idioms_lists.rs - data structures with raw pointers
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use crate::cases;
use std::cell::{Cell, UnsafeCell};
use std::marker::PhantomPinned;
use std::mem::{self, offset_of, MaybeUninit};
use std::pin::Pin;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicPtr, Ordering::*};
use std::sync::Arc;

cases! {
    list_double list_intrusive list_intrusive_arc list_embedded_node list_member_loan list_pinned
    queue_unbounded stack_treiber slab tree_parent arena rope linked_waiters std_list
}

/// The list owns the nodes, and turns them back into Boxes. Nodes own nothing.
struct Node {
    value: u64,
    previous: *mut Node,
    next: *mut Node,
}
struct List {
    first: *mut Node,
    last: *mut Node,
}
impl List {
    fn new() -> List {
        List { first: ptr::null_mut(), last: ptr::null_mut() }
    }
    fn push(&mut self, value: u64) -> NonNull<Node> {
        let node = Box::leak(Box::new(Node { value, previous: self.last, next: ptr::null_mut() }));
        let node = NonNull::from(node);
        match unsafe { self.last.as_mut() } {
            Some(last) => last.next = node.as_ptr(),
            None => self.first = node.as_ptr(),
        }
        self.last = node.as_ptr();
        node
    }
    unsafe fn unlink(&mut self, node: NonNull<Node>) -> Box<Node> {
        let node = Box::from_raw(node.as_ptr());
        match node.previous.as_mut() {
            Some(previous) => previous.next = node.next,
            None => self.first = node.next,
        }
        match node.next.as_mut() {
            Some(next) => next.previous = node.previous,
            None => self.last = node.previous,
        }
        node
    }
    fn pop_front(&mut self) -> Option<u64> {
        NonNull::new(self.first).map(|node| unsafe { self.unlink(node) }.value)
    }
}
impl Drop for List {
    fn drop(&mut self) {
        while self.pop_front().is_some() {}
    }
}
fn list_double() {
    let mut list = List::new();
    let nodes: Vec<_> = (0..5).map(|n| list.push(n)).collect();
    assert_eq!(unsafe { list.unlink(nodes[2]) }.value, 2);
    assert_eq!(unsafe { list.unlink(nodes[4]) }.value, 4);
    assert_eq!(list.pop_front(), Some(0));
    unsafe { (*nodes[1].as_ptr()).value = 7 };
    assert_eq!(list.pop_front(), Some(7));
}

/// As C's list_head: links are inside the objects, and container_of gets the object back.
#[repr(C)]
struct Links {
    next: *mut Links,
    previous: *mut Links,
}
#[repr(C)]
struct Object {
    value: u64,
    links: Links,
    rest: [u64; 2],
}
unsafe fn link_behind(head: *mut Links, new: *mut Links) {
    (*new).next = (*head).next;
    (*new).previous = head;
    (*(*head).next).previous = new;
    (*head).next = new;
}
unsafe fn unlink(links: *mut Links) {
    (*(*links).previous).next = (*links).next;
    (*(*links).next).previous = (*links).previous;
}
fn links() -> Links {
    Links { next: ptr::null_mut(), previous: ptr::null_mut() }
}
unsafe fn container_of(links: *mut Links) -> *mut Object {
    links.byte_sub(offset_of!(Object, links)).cast()
}
fn list_intrusive() {
    let mut head = links();
    let head = &raw mut head;
    unsafe {
        (*head).next = head;
        (*head).previous = head;
        for value in 0..5 {
            let raw = Box::into_raw(Box::new(Object { value, links: links(), rest: [0; 2] }));
            link_behind(head, &raw mut (*raw).links);
        }
        while (*head).next != head {
            let first = (*head).next;
            unlink(first);
            drop(Box::from_raw(container_of(first)));
        }
    }
}
fn list_intrusive_arc() {
    let mut head = links();
    let head = &raw mut head;
    unsafe {
        (*head).next = head;
        (*head).previous = head;
        let arc = Arc::new(UnsafeCell::new(Object { value: 7, links: links(), rest: [0; 2] }));
        let raw = UnsafeCell::raw_get(Arc::into_raw(arc.clone()));
        link_behind(head, &raw mut (*raw).links);
        let last = (*head).previous;
        assert_eq!((*container_of(last)).value, 7);
        unlink(last);
        let found = Arc::from_raw(container_of(last) as *const UnsafeCell<Object>);
        assert!(Arc::ptr_eq(&found, &arc));
    }
}
/// Each link points to the object that contains it, so no offset is subtracted.
fn list_embedded_node() {
    struct Entry {
        owner: Cell<*const Whole>,
    }
    struct Whole {
        entry: Entry,
        value: u64,
    }
    fn owner_of(entry: &Entry) -> *const Whole {
        entry.owner.get()
    }
    let raw = Arc::into_raw(Arc::new(Whole { entry: Entry { owner: Cell::new(ptr::null()) }, value: 7 }));
    let whole = unsafe { &*raw };
    whole.entry.owner.set(raw);
    let arc = unsafe { Arc::from_raw(owner_of(&whole.entry)) };
    assert_eq!(arc.value, 7);
}
/// Members are borrowed in between. The owner is rebuilt from the released pointer.
fn list_member_loan() {
    fn bump(value: &mut u64) -> &mut u64 {
        *value += 1;
        value
    }
    fn sum(rest: &[u64]) -> u64 {
        rest.iter().sum()
    }
    let raw = Box::into_raw(Box::new(Object { value: 7, links: links(), rest: [1; 2] }));
    unsafe {
        *bump(&mut (*raw).value) += 1;
        assert_eq!(sum(&(&(*raw).rest)[..]), 2);
        assert_eq!(Box::from_raw(raw).value, 9);
    }
}
/// A pinned object that knows its own address.
fn list_pinned() {
    struct Pinned {
        me: *const Pinned,
        value: u64,
        _pin: PhantomPinned,
    }
    fn adjust(pinned: Pin<&mut Pinned>) {
        let me: *mut Pinned = unsafe { pinned.get_unchecked_mut() };
        unsafe {
            (*me).value += 1;
            (*me).me = me;
        }
    }
    let mut pinned = Box::pin(Pinned { me: ptr::null(), value: 7, _pin: PhantomPinned });
    adjust(pinned.as_mut());
    assert_eq!(unsafe { (*pinned.me).value }, 8);
    let raw = Box::into_raw(unsafe { Pin::into_inner_unchecked(pinned) });
    drop(unsafe { Box::from_raw(raw) });
}

/// A queue with a sentinel, as in many crates. The head is freed when the next element is taken.
fn queue_unbounded() {
    struct Item {
        next: AtomicPtr<Item>,
        value: Option<String>,
    }
    struct Queue {
        head: AtomicPtr<Item>,
        tail: Cell<*mut Item>,
    }
    fn item(value: Option<String>) -> *mut Item {
        Box::into_raw(Box::new(Item { next: AtomicPtr::new(ptr::null_mut()), value }))
    }
    impl Queue {
        fn push(&self, value: String) {
            let new = item(Some(value));
            let old = self.head.swap(new, AcqRel);
            unsafe { (*old).next.store(new, Release) };
        }
        fn pop(&self) -> Option<String> {
            let tail = self.tail.get();
            let next = unsafe { (*tail).next.load(Acquire) };
            if next.is_null() {
                return None;
            }
            self.tail.set(next);
            drop(unsafe { Box::from_raw(tail) });
            unsafe { (*next).value.take() }
        }
    }
    let sentinel = item(None);
    let queue = Queue { head: AtomicPtr::new(sentinel), tail: Cell::new(sentinel) };
    queue.push("a".into());
    queue.push("b".into());
    assert_eq!(queue.pop().unwrap() + &queue.pop().unwrap(), "ab");
    assert!(queue.pop().is_none());
    drop(unsafe { Box::from_raw(queue.tail.get()) });
}
fn stack_treiber() {
    struct Item {
        value: u64,
        next: *mut Item,
    }
    let top = AtomicPtr::new(ptr::null_mut::<Item>());
    for value in 0..3 {
        let new = Box::into_raw(Box::new(Item { value, next: ptr::null_mut() }));
        let mut old = top.load(Relaxed);
        loop {
            unsafe { (*new).next = old };
            match top.compare_exchange_weak(old, new, AcqRel, Acquire) {
                Ok(_) => break,
                Err(now) => old = now,
            }
        }
    }
    let mut sum = 0;
    while let Some(old) = NonNull::new(top.load(Acquire)) {
        let next = unsafe { old.as_ref() }.next;
        if top.compare_exchange(old.as_ptr(), next, AcqRel, Acquire).is_ok() {
            sum += unsafe { Box::from_raw(old.as_ptr()) }.value;
        }
    }
    assert_eq!(sum, 3);
}
fn slab() {
    let mut slots: Vec<*mut String> = vec![ptr::null_mut(); 8];
    for n in [1usize, 3, 5] {
        slots[n] = Box::into_raw(Box::new(n.to_string()));
    }
    slots.resize(100, ptr::null_mut());
    slots.swap(3, 70);
    let text = unsafe { Box::from_raw(mem::replace(&mut slots[70], ptr::null_mut())) };
    assert_eq!(*text, "3");
    slots.retain(|slot| !slot.is_null());
    for slot in slots {
        drop(unsafe { Box::from_raw(slot) });
    }
}
/// Parents own and free their children. Children only point to their parents.
fn tree_parent() {
    struct Tree {
        parent: Option<NonNull<Tree>>,
        children: Vec<NonNull<Tree>>,
        depth: u32,
    }
    fn grow(parent: Option<NonNull<Tree>>, depth: u32) -> NonNull<Tree> {
        let tree = Box::new(Tree { parent, children: Vec::new(), depth });
        let tree = NonNull::new(Box::into_raw(tree)).unwrap();
        for _ in 0..depth {
            let child = grow(Some(tree), depth - 1);
            unsafe { (*tree.as_ptr()).children.push(child) };
        }
        tree
    }
    fn fell(tree: NonNull<Tree>) -> u32 {
        let tree = unsafe { Box::from_raw(tree.as_ptr()) };
        if let Some(parent) = tree.parent {
            assert_eq!(unsafe { parent.as_ref() }.depth, tree.depth + 1);
        }
        1 + tree.children.iter().map(|&child| fell(child)).sum::<u32>()
    }
    // Children read their parents, so the tree is freed from below.
    fn fell_below(tree: NonNull<Tree>) -> u32 {
        let children = mem::take(unsafe { &mut (*tree.as_ptr()).children });
        children.into_iter().map(fell_below).sum::<u32>() + fell(tree)
    }
    assert_eq!(fell_below(grow(None, 3)), 16);
}
/// Objects in blocks. The blocks become Boxes again at the end.
fn arena() {
    type Block = [MaybeUninit<u64>; 16];
    struct Arena {
        blocks: Vec<*mut Block>,
        used: usize,
    }
    impl Arena {
        fn give(&mut self, value: u64) -> &mut u64 {
            if self.used % 16 == 0 {
                self.blocks.push(Box::into_raw(Box::new([MaybeUninit::uninit(); 16])));
            }
            let block = *self.blocks.last().unwrap();
            self.used += 1;
            unsafe { (&mut (*block))[(self.used - 1) % 16].write(value) }
        }
    }
    let mut arena = Arena { blocks: Vec::new(), used: 0 };
    let sum: u64 = (0..50).map(|n| *arena.give(n)).sum();
    assert_eq!(sum, 49 * 25);
    for block in arena.blocks {
        drop(unsafe { Box::from_raw(block) });
    }
}
/// A shared tail. Clones add counts through raw pointers.
fn rope() {
    #[derive(Clone)]
    struct Rope(Option<Arc<(u64, Rope)>>);
    impl Rope {
        fn push(&self, value: u64) -> Rope {
            Rope(Some(Arc::new((value, self.clone()))))
        }
        fn into_raw(mut self) -> *const (u64, Rope) {
            self.0.take().map_or(ptr::null(), Arc::into_raw)
        }
        unsafe fn from_raw(raw: *const (u64, Rope)) -> Rope {
            Rope(if raw.is_null() { None } else { Some(Arc::from_raw(raw)) })
        }
    }
    let rope = Rope(None).push(1).push(2);
    let other = unsafe { Rope::from_raw(rope.push(3).into_raw()) };
    let [first, second] = [other.0.as_ref().unwrap(), rope.0.as_ref().unwrap()];
    assert!(Arc::ptr_eq(first.1 .0.as_ref().unwrap(), second) && first.0 == 3);
    assert!(unsafe { Rope::from_raw(Rope(None).into_raw()) }.0.is_none());
}
/// A list of waiters on the stack, which nobody owns.
fn linked_waiters() {
    struct Waiter {
        woken: Cell<bool>,
        next: *const Waiter,
    }
    fn wait_with(chain: *const Waiter, depth: u32) -> u32 {
        let waiter = Waiter { woken: Cell::new(false), next: chain };
        if depth > 0 {
            let below = wait_with(&waiter, depth - 1);
            return below + u32::from(waiter.woken.get());
        }
        let mut at = chain;
        while let Some(waiter) = unsafe { at.as_ref() } {
            waiter.woken.set(true);
            at = waiter.next;
        }
        0
    }
    assert_eq!(wait_with(ptr::null(), 4), 4);
}
fn std_list() {
    let mut list: std::collections::LinkedList<_> = (0..5).map(|n| n.to_string()).collect();
    let mut tail = list.split_off(2);
    list.append(&mut tail);
    list.push_front(String::from("first"));
    assert_eq!(list.pop_back().unwrap(), "4");
    let map: std::collections::BTreeMap<_, _> = list.into_iter().map(|text| (text, 1)).collect();
    assert_eq!(map.into_iter().count(), 5);
}
