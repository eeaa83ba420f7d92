// bug_box_map: an entry of a map is only lent
// debug: reported wrong-provenance
// -O: reported wrong-provenance
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::collections::HashMap;
pub fn main() {
    let mut map: HashMap<u32, Box<[u64; 4]>> = HashMap::new();
    map.insert(1, Box::new([1; 4]));
    let found: Option<&[u64; 4]> = map.get(&1).map(|each| &**each);
    let taken = unsafe { Box::from_raw(found.unwrap() as *const [u64; 4] as *mut [u64; 4]) };
    std::mem::forget((map, taken));
}
