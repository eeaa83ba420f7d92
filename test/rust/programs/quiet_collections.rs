// quiet_collections: the standard library takes vectors apart all the time
// debug: none
// -O: none
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::collections::{BTreeMap, BinaryHeap, LinkedList, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
pub fn main() {
    let vector: Vec<u64> = (0..100u32).map(u64::from).collect();
    let vector: Vec<i64> = vector.into_iter().map(|n| n as i64).filter(|n| n % 3 != 0).collect();
    let (rc, arc): (Rc<[i64]>, Arc<[i64]>) = (vector.clone().into(), vector.clone().into());
    let deque: VecDeque<i64> = vector.clone().into();
    let heap = BinaryHeap::from(Vec::from(deque)).into_sorted_vec();
    let map: BTreeMap<i64, String> = heap.iter().map(|n| (*n, n.to_string())).collect();
    let list: LinkedList<String> = map.into_values().collect();
    let text: Box<str> = list.into_iter().collect::<Vec<_>>().join(" ").into_boxed_str();
    let shared: Arc<str> = Arc::from(String::from(text));
    let bytes: Vec<u8> = Box::<[u8]>::from(shared.as_bytes()).into_vec();
    let parts: Vec<Vec<u8>> = bytes.split(|b| *b == b' ').map(<[u8]>::to_vec).collect();
    assert!(rc.len() == 66 && arc.len() == 66 && parts.len() == 66);
}
