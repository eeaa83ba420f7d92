// idioms_owners.rs - Box, Arc, Rc, Weak and CString: released and reclaimed
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use crate::cases;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::{c_char, CString};
use std::hint::black_box;
use std::mem::{self, ManuallyDrop};
use std::pin::Pin;
use std::ptr::{self, NonNull};
use std::rc::{self, Rc};
use std::sync::atomic::{AtomicPtr, Ordering::SeqCst};
use std::sync::{self, Arc};

cases! {
    box_leak box_leak_written box_forget box_manually_drop box_drop_in_place box_non_null
    box_atomic box_borrowed_between box_written_by_reference box_cell box_swap
    arc_manually_drop_clone arc_as_ptr_forget arc_as_ptr_counts arc_increment arc_twice arc_atomic
    arc_borrowed_between arc_cells_between arc_try_unwrap arc_make_mut arc_ptr_eq_lookup
    arc_key_then_stored arc_table arc_pin arc_into_inner
    rc_round_trip rc_user_data rc_ref_cell
    weak_live weak_dangling weak_dead weak_as_ptr rc_weak
    cstring cstring_changed integer_exposed integer_tagged integer_table
}

fn box_leak() {
    let leaked: &'static mut [u64; 3] = Box::leak(Box::new([1, 2, 3]));
    drop(unsafe { Box::from_raw(leaked) });
}
fn box_leak_written() {
    let leaked = Box::leak(Box::new(String::from("text")));
    leaked.push('s');
    let raw: *mut String = leaked;
    assert_eq!(*unsafe { Box::from_raw(raw) }, "texts");
}
/// Stacked Borrows forbids it: the move of the Box into forget() is a use that ends the reference.
fn box_forget() {
    let mut owner = Box::new([1u64, 2, 3]);
    let raw = &mut *owner as *mut [u64; 3];
    mem::forget(owner);
    drop(unsafe { Box::from_raw(raw) });
}
fn box_manually_drop() {
    let mut kept = ManuallyDrop::new(Box::new([1u64, 2, 3]));
    let raw: *mut [u64; 3] = &mut **kept;
    drop(unsafe { Box::from_raw(raw) });
}
fn box_drop_in_place() {
    let raw = Box::into_raw(Box::new(String::from("text")));
    unsafe {
        raw.drop_in_place();
        drop(Box::from_raw(raw.cast::<ManuallyDrop<String>>())); // frees the memory, but does not drop the value
    }
}
fn box_non_null() {
    let place = NonNull::from(Box::leak(Box::new(7u64)));
    assert_eq!(unsafe { *place.as_ref() }, 7);
    drop(unsafe { Box::from_raw(place.as_ptr()) });
}
fn box_atomic() {
    static SLOT: AtomicPtr<u64> = AtomicPtr::new(ptr::null_mut());
    SLOT.store(Box::into_raw(Box::new(7)), SeqCst);
    let raw = SLOT.swap(ptr::null_mut(), SeqCst);
    assert_eq!(*unsafe { Box::from_raw(raw) }, 7);
}
fn box_borrowed_between() {
    fn look(object: &[u64; 3]) -> u64 {
        object.iter().sum()
    }
    let raw = Box::into_raw(Box::new([1u64, 2, 3]));
    assert_eq!(look(unsafe { &*raw }), 6);
    unsafe { (*raw).reverse() };
    assert_eq!(Box::new(unsafe { *Box::from_raw(raw) })[0], 3);
}
/// A pointer from an exclusive reference may write, and may become the owner again.
fn box_written_by_reference() {
    fn bump(value: &mut u64) -> *mut u64 {
        *value += 1;
        value
    }
    let raw = Box::into_raw(Box::new(7u64));
    let same = bump(unsafe { &mut *raw });
    assert_eq!(*unsafe { Box::from_raw(same) }, 8);
}
/// Stacked Borrows: a shared reference to a Cell may write all of it, so the Box may too.
fn box_cell() {
    fn raw_of(cell: &Cell<u64>) -> *mut u64 {
        cell.as_ptr()
    }
    let owner = ManuallyDrop::new(Box::new(Cell::new(7u64)));
    let raw = raw_of(&owner);
    unsafe { *raw = 8 };
    drop(unsafe { Box::from_raw(raw.cast::<Cell<u64>>()) });
}
fn box_swap() {
    let (mut a, mut b) = (Box::new(1u64), Box::new(2u64));
    mem::swap(&mut a, &mut b);
    let raw = Box::into_raw(mem::replace(&mut a, Box::new(3)));
    assert_eq!(*unsafe { Box::from_raw(raw) }, 2);
    let raw = Box::into_raw(mem::take(&mut b));
    assert_eq!(*unsafe { Box::from_raw(raw) }, 1);
}

fn arc_manually_drop_clone() {
    let raw = Arc::into_raw(Arc::new(String::from("text")));
    for _ in 0..3 {
        let another = Arc::clone(&*ManuallyDrop::new(unsafe { Arc::from_raw(raw) }));
        assert_eq!(Arc::strong_count(&another), 2);
    }
    drop(unsafe { Arc::from_raw(raw) });
}
fn arc_as_ptr_forget() {
    let arc = Arc::new([1u64, 2, 3]);
    let same = unsafe { Arc::from_raw(Arc::as_ptr(&arc)) };
    assert_eq!(same[1], 2);
    mem::forget(same);
}
fn arc_as_ptr_counts() {
    let arc = Arc::new(7u64);
    let raw = Arc::as_ptr(&arc);
    unsafe {
        Arc::increment_strong_count(raw);
        Arc::decrement_strong_count(raw);
    }
    assert_eq!(Arc::strong_count(&arc), 1);
}
fn arc_increment() {
    let raw = Arc::into_raw(Arc::new(7u64));
    unsafe {
        Arc::increment_strong_count(raw);
        drop(Arc::from_raw(raw));
        Arc::decrement_strong_count(raw);
    }
}
/// More owners are rebuilt than were released. Each one has its own count.
fn arc_twice() {
    let raw = Arc::into_raw(Arc::new(7u64));
    unsafe { Arc::increment_strong_count(raw) };
    let (a, b) = unsafe { (Arc::from_raw(raw), Arc::from_raw(raw)) };
    assert!(Arc::ptr_eq(&a, &b));
}
fn arc_atomic() {
    let slot = AtomicPtr::new(Arc::into_raw(Arc::new(7u64)).cast_mut());
    let new = Arc::into_raw(Arc::new(8)).cast_mut();
    let old = slot.compare_exchange(slot.load(SeqCst), new, SeqCst, SeqCst).unwrap();
    assert_eq!(*unsafe { Arc::from_raw(old) }, 7);
    assert_eq!(*unsafe { Arc::from_raw(slot.into_inner()) }, 8);
}
fn arc_borrowed_between() {
    fn look(text: &String, prefix: &str) -> bool {
        text.starts_with(prefix)
    }
    let raw = Arc::into_raw(Arc::new(String::from("text")));
    assert!(look(unsafe { &*raw }, "te"));
    drop(unsafe { Arc::from_raw(raw) });
}
fn arc_cells_between() {
    let raw = Arc::into_raw(Arc::new(sync::Mutex::new(vec![1])));
    unsafe { &*raw }.lock().unwrap().push(2);
    let arc = unsafe { Arc::from_raw(raw) };
    assert_eq!(arc.lock().unwrap().len(), 2);
}
fn arc_try_unwrap() {
    let arc = Arc::new(String::from("text"));
    let other = unsafe { Arc::from_raw(Arc::into_raw(arc.clone())) };
    let other = Arc::try_unwrap(other).unwrap_err();
    drop(arc);
    assert_eq!(Arc::unwrap_or_clone(other), "text");
}
fn arc_make_mut() {
    let mut arc = unsafe { Arc::from_raw(Arc::into_raw(Arc::new([1u64, 2, 3]))) };
    let other = arc.clone();
    Arc::make_mut(&mut arc)[0] = 4;
    *Arc::get_mut(&mut arc).unwrap() = [5, 6, 7];
    let raw = Arc::into_raw(arc);
    assert_eq!(unsafe { Arc::from_raw(raw) }[0], 5);
    assert_eq!(other[0], 1);
}
/// The lookup by address finds the owner itself, so no pointer becomes an owner.
fn arc_ptr_eq_lookup() {
    let mut all: Vec<Arc<u64>> = (0..5).map(Arc::new).collect();
    let wanted = all[3].clone();
    let at = all.iter().position(|arc| Arc::ptr_eq(arc, &wanted)).unwrap();
    let raw = Arc::into_raw(all.remove(at));
    assert_eq!(*unsafe { Arc::from_raw(raw) }, 3);
}
/// A key finds the stored pointer, and the stored pointer is used: S4 without C. Both have the same bits,
/// so the optimizer may want to use one for the other.
fn arc_key_then_stored() {
    fn take(stored: &mut Vec<*const u64>, key: &u64) -> Option<*const u64> {
        let at = stored.iter().position(|&raw| ptr::eq(raw, key))?;
        Some(stored.swap_remove(at))
    }
    fn take_by_address(stored: &mut Vec<*const u64>, key: &u64) -> *const u64 {
        for &raw in stored.iter() {
            if raw as usize == key as *const u64 as usize {
                return raw;
            }
        }
        ptr::null()
    }
    let arcs: Vec<Arc<u64>> = (0..5).map(Arc::new).collect();
    let mut stored: Vec<_> = arcs.iter().map(|arc| Arc::into_raw(arc.clone())).collect();
    drop(unsafe { Arc::from_raw(take(&mut stored, &arcs[2]).unwrap()) });
    let raw = take_by_address(&mut stored, &arcs[4]);
    stored.retain(|&other| other != raw);
    drop(unsafe { Arc::from_raw(raw) });
    stored.into_iter().for_each(|raw| drop(unsafe { Arc::from_raw(raw) }));
    assert_eq!(Arc::strong_count(&arcs[4]), 1);
}
/// The keys of a table are the addresses of borrows. Its values are the owners.
fn arc_table() {
    let arcs: Vec<Arc<u64>> = (0..5).map(Arc::new).collect();
    let mut table: HashMap<*const u64, *const u64> = HashMap::new();
    for arc in &arcs {
        table.insert(&**arc, Arc::into_raw(arc.clone()));
    }
    for arc in &arcs {
        let key: *const u64 = &**arc;
        drop(unsafe { Arc::from_raw(table.remove(&key).unwrap()) });
        assert_eq!(Arc::strong_count(arc), 1);
    }
}
fn arc_pin() {
    let pinned: Pin<Arc<String>> = Arc::pin(String::from("text"));
    let raw = Arc::into_raw(unsafe { Pin::into_inner_unchecked(pinned.clone()) });
    let again = unsafe { Pin::new_unchecked(Arc::from_raw(raw)) };
    assert_eq!(again, pinned);
    let raw = Box::into_raw(Pin::into_inner(Box::pin(7u64)));
    assert_eq!(*Pin::new(unsafe { Box::from_raw(raw) }), 7);
}
fn arc_into_inner() {
    let raw = Arc::into_raw(Arc::new(String::from("text")));
    assert_eq!(Arc::into_inner(unsafe { Arc::from_raw(raw) }).unwrap(), "text");
}

fn rc_round_trip() {
    let rc = Rc::new([1u64, 2]);
    let raw = Rc::into_raw(rc.clone());
    unsafe { Rc::increment_strong_count(raw) };
    drop(unsafe { Rc::from_raw(raw) });
    let again = unsafe { Rc::from_raw(Rc::as_ptr(&rc)) };
    assert_eq!(Rc::strong_count(&again), 2);
    drop(again); // drops the count that increment_strong_count added
}
/// A C library stores a `void *` and returns it by reference.
fn rc_user_data() {
    struct Handle {
        user_data: *mut std::ffi::c_void,
    }
    fn with<T>(handle: &Handle, use_it: impl FnOnce(&T)) {
        use_it(unsafe { &*handle.user_data.cast::<T>() });
    }
    let handle = Handle { user_data: Rc::into_raw(Rc::new(Cell::new(7u64))) as *mut _ };
    with::<Cell<u64>>(&handle, |cell| cell.set(8));
    let rc = unsafe { Rc::from_raw(handle.user_data as *const Cell<u64>) };
    assert_eq!(rc.get(), 8);
}
fn rc_ref_cell() {
    let shared = Rc::new(RefCell::new(vec![1]));
    let raw = Rc::into_raw(shared.clone());
    shared.borrow_mut().push(2);
    assert_eq!(unsafe { Rc::from_raw(raw) }.borrow().len(), 2);
}

fn weak_live() {
    let arc = Arc::new(String::from("text"));
    let raw = Arc::downgrade(&arc).into_raw();
    let weak = unsafe { sync::Weak::from_raw(raw) };
    assert_eq!(*weak.upgrade().unwrap(), "text");
}
fn weak_dangling() {
    let raw = sync::Weak::<u64>::new().into_raw();
    let weak = unsafe { sync::Weak::from_raw(raw) };
    assert!(weak.upgrade().is_none());
}
fn weak_dead() {
    let raw = Arc::downgrade(&Arc::new(7u64)).into_raw();
    let weak = unsafe { sync::Weak::from_raw(raw) };
    assert!(weak.upgrade().is_none());
}
fn weak_as_ptr() {
    let arc = Arc::new(7u64);
    let weak = Arc::downgrade(&arc);
    let another = ManuallyDrop::new(unsafe { sync::Weak::from_raw(weak.as_ptr()) });
    assert!(another.ptr_eq(&weak));
    let cyclic = Arc::new_cyclic(|me: &sync::Weak<u64>| {
        drop(unsafe { sync::Weak::from_raw(me.clone().into_raw()) });
        7
    });
    assert_eq!(*cyclic, 7);
}
fn rc_weak() {
    let rc = Rc::new(7u64);
    let raw = Rc::downgrade(&rc).into_raw();
    drop(rc);
    assert!(unsafe { rc::Weak::from_raw(raw) }.upgrade().is_none());
}

fn cstring() {
    let raw: *mut c_char = CString::new("text").unwrap().into_raw();
    assert_eq!(unsafe { CString::from_raw(raw) }.to_bytes(), b"text");
}
fn cstring_changed() {
    let raw = CString::new("text").unwrap().into_raw();
    unsafe { *raw = b'n' as c_char };
    let owner = unsafe { CString::from_raw(black_box(raw)) };
    assert_eq!(owner.into_string().unwrap(), "next");
}
fn integer_exposed() {
    let bits = Arc::into_raw(Arc::new(7u64)).expose_provenance();
    let raw = ptr::with_exposed_provenance::<u64>(black_box(bits));
    assert_eq!(*unsafe { Arc::from_raw(raw) }, 7);
}
/// Two bits of the pointer say which kind of owner it is.
fn integer_tagged() {
    let tagged = Box::into_raw(Box::new(7u64)).map_addr(|bits| bits | 1);
    assert_eq!(tagged.addr() & 3, 1);
    let raw = black_box(tagged).map_addr(|bits| bits & !3);
    assert_eq!(*unsafe { Box::from_raw(raw) }, 7);

    let mut tagged = Arc::into_raw(Arc::new(8u64)).expose_provenance();
    tagged |= 2;
    let raw = (black_box(tagged) & !3) as *const u64;
    assert_eq!(*unsafe { Arc::from_raw(raw) }, 8);
}
fn integer_table() {
    let mut table: HashMap<u32, usize> = HashMap::new();
    for n in 0..5 {
        table.insert(n, Box::into_raw(Box::new(n)) as usize);
    }
    for (n, bits) in table {
        assert_eq!(*unsafe { Box::from_raw(bits as *mut u32) }, n);
    }
}
