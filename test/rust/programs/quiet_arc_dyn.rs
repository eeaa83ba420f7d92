// quiet_arc_dyn: a trait object's owner becomes that of its type
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;
pub fn main() {
    let arc: Arc<dyn Any + Send + Sync> = Arc::new(7u64);
    assert_eq!(*arc.downcast::<u64>().unwrap(), 7);
    let rc: Rc<dyn Any> = Rc::new(7u64);
    let raw = Rc::into_raw(rc);
    assert_eq!(*unsafe { Rc::from_raw(raw.cast::<u64>()) }, 7);
}
