// quiet_erased: a table of objects of many types, each with its drop
// debug: verified
// -O: verified
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

struct Erased {
    data: *mut (),
    drop: unsafe fn(*mut ()),
}
unsafe fn drop_as<T>(data: *mut ()) {
    drop(Box::from_raw(data.cast::<T>()));
}
fn erase<T>(value: T) -> Erased {
    Erased { data: Box::into_raw(Box::new(value)).cast(), drop: drop_as::<T> }
}
impl Drop for Erased {
    fn drop(&mut self) {
        unsafe { (self.drop)(self.data) };
    }
}
pub fn main() {
    let table = vec![erase(7u64), erase(String::from("text")), erase(vec![1u8; 100])];
    assert_eq!(unsafe { *table[0].data.cast::<u64>() }, 7);
}
