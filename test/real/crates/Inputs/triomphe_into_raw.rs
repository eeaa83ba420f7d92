// triomphe_into_raw.rs - into_raw() of triomphe 0.1.6 goes through a `&T`
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use triomphe::Arc;

fn main() {
    let raw = Arc::into_raw(Arc::new([1u64, 2, 3]));
    let owner = unsafe { Arc::from_raw(raw) };
    println!("{}", owner[1]);
}
