// intrusive_clone.rs - a cursor of a list of Rc clones the pointer of its element
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use intrusive_collections::{intrusive_adapter, LinkedList, LinkedListLink};
use std::rc::Rc;

struct Item {
    link: LinkedListLink,
    value: u64,
}

intrusive_adapter!(ItemAdapter = Rc<Item>: Item { link: LinkedListLink });

fn main() {
    let mut list = LinkedList::new(ItemAdapter::new());
    let item = Rc::new(Item { link: LinkedListLink::new(), value: 5 });
    list.push_back(item.clone());
    let clone = list.front().clone_pointer().unwrap();
    println!("{} {}", clone.value, Rc::strong_count(&item));
    drop(clone);
    list.clear();
}
