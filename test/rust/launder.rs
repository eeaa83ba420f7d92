// launder.rs - ways to move a pointer through values and memory
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A way returns its argument after a detour.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet, LinkedList, VecDeque};
use std::hint::black_box;
use std::mem::{self, ManuallyDrop, MaybeUninit};
use std::ptr::{self, NonNull};
use std::rc::Rc;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, OnceLock, RwLock};

pub type Raw = *mut ();

/// The table of the functions below. The tests take the names from it.
#[macro_export]
macro_rules! ways {
    ($($name:ident)*) => {
        pub fn find(name: &str) -> Option<fn(Raw) -> Raw> {
            match name {
                $(stringify!($name) => Some($name),)*
                _ => None,
            }
        }
    };
}

ways! {
    structure nested_structure packed array vec vec_grow boxed boxed_slice slice_pattern
    hash_map hash_key btree_map deque list sorted
    transmute transmute_array ptr_copy copy_bytes write_bytes_neighbour swap replace take
    union_pointer union_integer option option_non_null enumeration tuple result
    cell ref_cell mutex rw_lock rc_ref_cell arc_mutex once_lock thread_local
    atomic_pointer atomic_swap atomic_exchange
    integer integer_tagged integer_arithmetic integer_stored integer_atomic integer_bytes
    maybe_uninit manually_drop unaligned
}

struct Carrier {
    _before: u32,
    pointer: Raw,
    _after: u8,
}
fn structure(pointer: Raw) -> Raw {
    black_box(Carrier { _before: 1, pointer, _after: 2 }).pointer
}
fn nested_structure(pointer: Raw) -> Raw {
    let nested = [Some(Carrier { _before: 1, pointer, _after: 2 }), None];
    let [first, _] = black_box(nested);
    first.unwrap().pointer
}
#[repr(C, packed)]
struct Packed {
    _byte: u8,
    pointer: Raw,
}
fn packed(pointer: Raw) -> Raw {
    let packed = black_box(Packed { _byte: 1, pointer });
    packed.pointer
}
fn array(pointer: Raw) -> Raw {
    let mut array = [ptr::null_mut(); 5];
    array[black_box(3)] = pointer;
    array[black_box(3)]
}
fn vec(pointer: Raw) -> Raw {
    black_box(vec![pointer]).pop().unwrap()
}
fn vec_grow(pointer: Raw) -> Raw {
    let mut vec = vec![pointer];
    for _ in 0..1000 {
        vec.push(ptr::null_mut()); // reallocates
    }
    vec.remove(0)
}
fn boxed(pointer: Raw) -> Raw {
    *black_box(Box::new(pointer))
}
fn boxed_slice(pointer: Raw) -> Raw {
    let slice: Box<[Raw]> = vec![ptr::null_mut(), pointer].into_boxed_slice();
    black_box(slice)[1]
}
fn slice_pattern(pointer: Raw) -> Raw {
    match black_box(vec![ptr::null_mut(), pointer, ptr::null_mut()]).as_slice() {
        [_, middle @ .., _] => middle[0],
        _ => unreachable!(),
    }
}
fn hash_map(pointer: Raw) -> Raw {
    let mut map: HashMap<u32, Raw> = (0..50).map(|n| (n, ptr::null_mut())).collect();
    map.insert(7, pointer);
    map.extend((100..200).map(|n| (n, ptr::null_mut()))); // rehashes
    map.remove(&7).unwrap()
}
fn hash_key(pointer: Raw) -> Raw {
    let set = HashSet::from([pointer]);
    set.into_iter().next().unwrap()
}
fn btree_map(pointer: Raw) -> Raw {
    let mut map: BTreeMap<u32, Raw> = (0..50).map(|n| (2 * n, ptr::null_mut())).collect();
    map.insert(7, pointer);
    map.remove(&7).unwrap()
}
fn deque(pointer: Raw) -> Raw {
    let mut deque = VecDeque::from([ptr::null_mut(); 6]);
    deque.push_front(pointer);
    deque.rotate_left(3);
    deque.make_contiguous();
    deque.into_iter().find(|found| !found.is_null()).unwrap()
}
fn list(pointer: Raw) -> Raw {
    let mut list = LinkedList::from([ptr::null_mut()]);
    list.push_back(pointer);
    list.pop_back().unwrap()
}
fn sorted(pointer: Raw) -> Raw {
    let mut pairs: Vec<(u32, Raw)> = (0..40).map(|n| (n * 7 % 40, ptr::null_mut())).collect();
    pairs[3].1 = pointer;
    pairs.sort_by_key(|pair| pair.0);
    pairs.sort_unstable_by_key(|pair| 40 - pair.0);
    pairs.into_iter().find(|pair| !pair.1.is_null()).unwrap().1
}
fn transmute(pointer: Raw) -> Raw {
    let other: *const [u8; 4] = unsafe { mem::transmute(pointer) };
    unsafe { mem::transmute(black_box(other)) }
}
fn transmute_array(pointer: Raw) -> Raw {
    let pair: (Raw, Raw) = unsafe { mem::transmute([pointer, ptr::null_mut()]) };
    black_box(pair).0
}
fn ptr_copy(pointer: Raw) -> Raw {
    let mut to = black_box([ptr::null_mut(); 3]);
    unsafe {
        ptr::copy(&pointer, &mut to[0], 1);
        ptr::copy(&to[0], &mut to[1], 2);
    }
    to[1]
}
fn copy_bytes(pointer: Raw) -> Raw {
    let from = black_box([pointer; 2]);
    let mut to: [Raw; 2] = [ptr::null_mut(); 2];
    unsafe { ptr::copy_nonoverlapping(from.as_ptr().cast::<u8>(), to.as_mut_ptr().cast(), 16) };
    black_box(to)[1]
}
fn write_bytes_neighbour(pointer: Raw) -> Raw {
    let mut array = black_box([pointer; 3]);
    unsafe { ptr::write_bytes(array.as_mut_ptr(), 0, 2) };
    black_box(array)[2]
}
fn swap(pointer: Raw) -> Raw {
    let (mut a, mut b) = black_box(([pointer], [ptr::null_mut()]));
    mem::swap(&mut a, &mut b);
    b[0]
}
fn replace(pointer: Raw) -> Raw {
    let mut slot = black_box(Some(pointer));
    mem::replace(&mut slot, None).unwrap()
}
fn take(pointer: Raw) -> Raw {
    let mut slot = black_box(vec![pointer]);
    mem::take(&mut slot)[0]
}
union Pointers {
    raw: Raw,
    other: *const u32,
}
fn union_pointer(pointer: Raw) -> Raw {
    let both = black_box(Pointers { raw: pointer });
    unsafe { both.other as Raw }
}
union Bits {
    raw: Raw,
    bits: usize,
}
fn union_integer(pointer: Raw) -> Raw {
    let both = black_box(Bits { raw: pointer });
    assert_ne!(unsafe { both.bits }, 0);
    unsafe { both.raw }
}
fn option(pointer: Raw) -> Raw {
    black_box(Some(pointer)).filter(|p| !p.is_null()).unwrap()
}
fn option_non_null(pointer: Raw) -> Raw {
    black_box(NonNull::new(pointer)).unwrap().as_ptr()
}
enum Message {
    Number(#[allow(dead_code)] u64),
    Pointer { pointer: Raw },
}
fn enumeration(pointer: Raw) -> Raw {
    let messages = [Message::Number(7), Message::Pointer { pointer }];
    for message in black_box(messages) {
        if let Message::Pointer { pointer } = message {
            return pointer;
        }
    }
    unreachable!()
}
fn tuple(pointer: Raw) -> Raw {
    black_box((1u8, pointer, 2u16)).1
}
fn result(pointer: Raw) -> Raw {
    fn fallible(pointer: Raw) -> Result<Raw, String> {
        if pointer.is_null() { Err("null".into()) } else { Ok(pointer) }
    }
    fn passes_on(pointer: Raw) -> Result<Raw, String> {
        let pointer = fallible(black_box(pointer))?;
        Ok(pointer)
    }
    passes_on(pointer).unwrap()
}
fn cell(pointer: Raw) -> Raw {
    let cell = black_box(Cell::new(ptr::null_mut()));
    cell.set(pointer);
    cell.take_it()
}
trait TakeIt {
    fn take_it(&self) -> Raw;
}
impl TakeIt for Cell<Raw> {
    fn take_it(&self) -> Raw {
        self.replace(ptr::null_mut())
    }
}
fn ref_cell(pointer: Raw) -> Raw {
    let cell = black_box(RefCell::new(Vec::new()));
    cell.borrow_mut().push(pointer);
    let found = cell.borrow()[0];
    found
}
fn mutex(pointer: Raw) -> Raw {
    let mutex = Mutex::new(ptr::null_mut());
    *mutex.lock().unwrap() = pointer;
    black_box(mutex).into_inner().unwrap()
}
fn rw_lock(pointer: Raw) -> Raw {
    let lock = black_box(RwLock::new(None));
    *lock.write().unwrap() = Some(pointer);
    let found = *lock.read().unwrap();
    found.unwrap()
}
fn rc_ref_cell(pointer: Raw) -> Raw {
    let shared = Rc::new(RefCell::new(ptr::null_mut()));
    let other = shared.clone();
    *shared.borrow_mut() = pointer;
    let found = *other.borrow();
    found
}
fn arc_mutex(pointer: Raw) -> Raw {
    let shared = Arc::new(Mutex::new(vec![pointer]));
    let other = shared.clone();
    drop(shared);
    let found = other.lock().unwrap().pop();
    found.unwrap()
}
struct Sendable(Raw);
unsafe impl Send for Sendable {}
unsafe impl Sync for Sendable {}
fn once_lock(pointer: Raw) -> Raw {
    static ONCE: OnceLock<Sendable> = OnceLock::new();
    ONCE.get_or_init(|| Sendable(pointer));
    ONCE.get().unwrap().0
}
fn thread_local(pointer: Raw) -> Raw {
    thread_local!(static SLOT: Cell<Raw> = const { Cell::new(ptr::null_mut()) });
    SLOT.set(pointer);
    SLOT.get()
}
static GLOBAL: AtomicPtr<()> = AtomicPtr::new(ptr::null_mut());
fn atomic_pointer(pointer: Raw) -> Raw {
    GLOBAL.store(pointer, SeqCst);
    GLOBAL.load(SeqCst)
}
fn atomic_swap(pointer: Raw) -> Raw {
    GLOBAL.swap(pointer, SeqCst);
    GLOBAL.swap(ptr::null_mut(), SeqCst)
}
fn atomic_exchange(pointer: Raw) -> Raw {
    GLOBAL.compare_exchange(ptr::null_mut(), pointer, SeqCst, SeqCst).unwrap();
    GLOBAL.fetch_update(SeqCst, SeqCst, |_| Some(ptr::null_mut())).unwrap()
}
fn integer(pointer: Raw) -> Raw {
    let bits = pointer as usize;
    assert_ne!(bits, 0);
    bits as Raw
}
fn integer_tagged(pointer: Raw) -> Raw {
    let bits = black_box(pointer.map_addr(|bits| bits | 1));
    bits.map_addr(|bits| bits & !1)
}
fn integer_arithmetic(pointer: Raw) -> Raw {
    let bits = (pointer as usize).rotate_left(16) ^ 0x1234;
    (black_box(bits) ^ 0x1234).rotate_right(16) as Raw
}
fn integer_stored(pointer: Raw) -> Raw {
    let bits: Vec<usize> = black_box(vec![pointer as usize]);
    bits[0] as Raw
}
fn integer_atomic(pointer: Raw) -> Raw {
    let atomic = black_box(AtomicUsize::new(0));
    atomic.store(pointer as usize, SeqCst);
    atomic.load(SeqCst) as Raw
}
fn integer_bytes(pointer: Raw) -> Raw {
    let bytes = black_box((pointer as usize).to_ne_bytes());
    usize::from_ne_bytes(bytes) as Raw
}
fn maybe_uninit(pointer: Raw) -> Raw {
    let mut slots = [const { MaybeUninit::<Raw>::uninit() }; 4];
    slots[2].write(pointer);
    unsafe { black_box(slots)[2].assume_init() }
}
fn manually_drop(pointer: Raw) -> Raw {
    let mut kept = black_box(ManuallyDrop::new(Box::new(pointer)));
    let found = **kept;
    unsafe { ManuallyDrop::drop(&mut kept) };
    found
}
fn unaligned(pointer: Raw) -> Raw {
    let mut bytes = black_box([0u8; 16]);
    unsafe {
        bytes.as_mut_ptr().add(3).cast::<Raw>().write_unaligned(pointer);
        bytes.as_ptr().add(3).cast::<Raw>().read_unaligned()
    }
}
