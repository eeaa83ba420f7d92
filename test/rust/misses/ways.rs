// ways.rs - roads on which a borrow becomes an owner
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each way rebuilds an `Arc` from a borrow while a released pointer with the same bits is outstanding. With
// `quiet` as second argument the borrow takes the same road, and the owner is rebuilt from the released
// pointer. check.py runs all of them, and the table at the end says what it expects, in debug and release
// builds:
//
//     reported    the bug is reported
//     reborrow    unverified, since a local reborrow may stand in between
//     limit       verified: nothing in what rustc emits shows the reborrow (docs/limits.md)
//
// RUN: %custody-rustc --edition=2021 --crate-name=ways %s -o %t.debug
// RUN: %custody-rustc --edition=2021 --crate-name=ways -O %s -o %t.release
// RUN: %custody-rustc --edition=2021 --crate-name=ways -Copt-level=1 -Cdebug-assertions=yes -Coverflow-checks=yes %s -o %t.checked
// RUN: %python %S/check.py %s %t.debug %t.release %t.checked

#![allow(dead_code, unused)]
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::future::Future;
use std::mem::{self, MaybeUninit};
use std::pin::Pin;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::sync::{mpsc, Arc, Mutex};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};
use std::thread;

#[derive(Debug)]
struct Obj {
    a: u64,
    b: [u64; 3],
}

struct Shared<T>(T);
unsafe impl<T> Sync for Shared<T> {}

static QUIET: AtomicBool = AtomicBool::new(false);
static RELEASED: Shared<Cell<*const Obj>> = Shared(Cell::new(ptr::null()));

/// An owner, and a released pointer to the same object.
fn released() -> (Arc<Obj>, *const Obj) {
    let a = Arc::new(Obj { a: 7, b: [1, 2, 3] });
    let p = Arc::into_raw(a.clone());
    RELEASED.0.set(p);
    (a, p)
}

/// The end of each road.
fn rebuild(p: *const Obj) {
    let p = if QUIET.load(Ordering::Relaxed) {
        RELEASED.0.get()
    } else {
        p
    };
    drop(unsafe { Arc::from_raw(p) });
}

struct Holder<'a> {
    r: &'a Obj,
    n: u32,
}
fn struct_field() {
    let (a, p) = released();
    let h = Holder { r: &a, n: 1 };
    rebuild(h.r)
}
fn struct_field_raw() {
    let (a, p) = released();
    let h = Holder {
        r: unsafe { &*p },
        n: 1,
    };
    rebuild(h.r)
}
fn boxed_struct_field() {
    let (a, p) = released();
    let h = Box::new(Holder {
        r: unsafe { &*p },
        n: 1,
    });
    rebuild(h.r)
}
fn opt_ref() {
    let (a, p) = released();
    let o: Option<&Obj> = unsafe { p.as_ref() };
    rebuild(o.unwrap())
}
fn opt_match() {
    let (a, p) = released();
    let o: Option<&Obj> = Some(unsafe { &*p });
    match o {
        Some(r) => rebuild(r),
        None => (),
    }
}
fn opt_iflet_box() {
    let (a, p) = released();
    let o = Box::new(Some(unsafe { &*p }));
    if let Some(r) = *o {
        rebuild(r)
    }
}
fn slice_elem() {
    let (a, p) = released();
    let s: [&Obj; 2] = [&a, unsafe { &*p }];
    rebuild(s[1])
}
fn slice_index(s: &[&Obj], i: usize) {
    rebuild(s[i])
}
fn slice_param() {
    let (a, p) = released();
    let s: [&Obj; 2] = [&a, unsafe { &*p }];
    slice_index(&s, 1)
}
fn slice_first() {
    let (a, p) = released();
    let s = vec![unsafe { &*p }];
    rebuild(*s.first().unwrap())
}
fn slice_iter() {
    let (a, p) = released();
    let s = [unsafe { &*p }];
    for r in s.iter() {
        rebuild(*r)
    }
}
fn slice_into_iter() {
    let (a, p) = released();
    let s = vec![unsafe { &*p }];
    for r in s {
        rebuild(r)
    }
}
fn iter_map() {
    let (a, p) = released();
    let s = [unsafe { &*p }];
    let v: Vec<*const Obj> = s.iter().map(|r| *r as *const Obj).collect();
    rebuild(v[0])
}
fn closure_ref() {
    let (a, p) = released();
    let r = unsafe { &*p };
    let f = || rebuild(r);
    f()
}
fn closure_move() {
    let (a, p) = released();
    let r = unsafe { &*p };
    let f = move || rebuild(r);
    f()
}
fn closure_once(f: impl FnOnce()) {
    f()
}
fn closure_fnonce() {
    let (a, p) = released();
    let r = unsafe { &*p };
    closure_once(move || rebuild(r))
}
fn closure_dyn() {
    let (a, p) = released();
    let r = unsafe { &*p };
    let f: Box<dyn Fn() + '_> = Box::new(move || rebuild(r));
    f()
}
fn closure_arg() {
    let (a, p) = released();
    let f = |r: &Obj| rebuild(r);
    f(unsafe { &*p })
}
fn closure_ret() {
    let (a, p) = released();
    let f = |x: *const Obj| -> &'static Obj { unsafe { &*x } };
    rebuild(f(p))
}
fn closure_two() {
    let (a, p) = released();
    let r = unsafe { &*p };
    let z = 5u64;
    let f = move || {
        if z == 5 {
            rebuild(r)
        }
    };
    closure_once(f)
}
fn closure_big() {
    let (a, p) = released();
    let r = unsafe { &*p };
    let z = [5u64; 3];
    closure_once(move || {
        if z[0] == 5 {
            rebuild(r)
        }
    })
}
trait Get {
    fn get(&self) -> *const Obj;
    fn obj(&self) -> &Obj;
}
impl Get for Obj {
    fn get(&self) -> *const Obj {
        self
    }
    fn obj(&self) -> &Obj {
        self
    }
}
fn trait_obj() {
    let (a, p) = released();
    let d: &dyn Get = unsafe { &*p };
    rebuild(d.get())
}
fn trait_obj_cast() {
    let (a, p) = released();
    let d: &dyn Get = unsafe { &*p };
    rebuild(d as *const dyn Get as *const Obj)
}
fn trait_generic<T: Get>(t: &T) {
    rebuild(t.get())
}
fn generic() {
    let (a, p) = released();
    trait_generic(unsafe { &*p })
}
struct S(*const Obj);
unsafe impl Send for S {}
unsafe impl Sync for S {}
fn channel() {
    let (a, p) = released();
    let (tx, rx) = mpsc::channel();
    tx.send(S(unsafe { &*p })).unwrap();
    rebuild(rx.recv().unwrap().0)
}
fn thread_move() {
    let (a, p) = released();
    let s = S(unsafe { &*p });
    thread::spawn(move || {
        let s = s;
        rebuild(s.0)
    })
    .join()
    .unwrap()
}
fn mutex_opt() {
    let (a, p) = released();
    let m: Mutex<Option<&Obj>> = Mutex::new(None);
    *m.lock().unwrap() = Some(unsafe { &*p });
    let r = m.lock().unwrap().take().unwrap();
    rebuild(r)
}
fn mutex_opt_copy() {
    let (a, p) = released();
    let m: Mutex<Option<&Obj>> = Mutex::new(Some(unsafe { &*p }));
    let r = m.lock().unwrap().unwrap();
    rebuild(r)
}
thread_local! { static T: Cell<*const Obj> = const { Cell::new(ptr::null()) }; static U: RefCell<Option<&'static Obj>> = const { RefCell::new(None) }; }
fn tls_cell() {
    let (a, p) = released();
    T.with(|t| t.set(unsafe { &*p }));
    rebuild(T.with(|t| t.get()))
}
fn tls_ref() {
    let (a, p) = released();
    U.with(|t| *t.borrow_mut() = Some(unsafe { &*p }));
    rebuild(U.with(|t| t.borrow().unwrap()))
}
fn cell_ptr() {
    let (a, p) = released();
    let c = Cell::new(unsafe { &*p } as *const Obj);
    rebuild(c.get())
}
fn cell_ref() {
    let (a, p) = released();
    let c = Cell::new(unsafe { &*p });
    rebuild(c.get())
}
fn oncecell() {
    let (a, p) = released();
    let c = OnceCell::new();
    c.set(unsafe { &*p });
    rebuild(*c.get().unwrap())
}
fn hashmap() {
    let (a, p) = released();
    let mut h: HashMap<u32, &Obj> = HashMap::new();
    h.insert(1, unsafe { &*p });
    rebuild(h[&1])
}
fn btree() {
    let (a, p) = released();
    let mut h: BTreeMap<u32, &Obj> = BTreeMap::new();
    h.insert(1, unsafe { &*p });
    rebuild(h[&1])
}
fn vecdeque() {
    let (a, p) = released();
    let mut h: VecDeque<&Obj> = VecDeque::new();
    h.push_back(unsafe { &*p });
    rebuild(h.pop_front().unwrap())
}
fn vec_push_pop() {
    let (a, p) = released();
    let mut h: Vec<&Obj> = Vec::new();
    h.push(unsafe { &*p });
    rebuild(h.pop().unwrap())
}
fn vec_ptr() {
    let (a, p) = released();
    let h: Vec<*const Obj> = vec![unsafe { &*p }];
    rebuild(h[0])
}
fn noop(w: *const ()) {}
fn cl(w: *const ()) -> RawWaker {
    RawWaker::new(w, &VT)
}
static VT: RawWakerVTable = RawWakerVTable::new(cl, noop, noop, noop);
fn block<F: Future>(f: F) -> F::Output {
    let mut f = Box::pin(f);
    let w = unsafe { Waker::from_raw(RawWaker::new(ptr::null(), &VT)) };
    let mut c = Context::from_waker(&w);
    loop {
        if let Poll::Ready(x) = f.as_mut().poll(&mut c) {
            return x;
        }
    }
}
struct Yield(bool);
impl Future for Yield {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, c: &mut Context) -> Poll<()> {
        if self.0 {
            Poll::Ready(())
        } else {
            self.0 = true;
            Poll::Pending
        }
    }
}
async fn asy(p: *const Obj) {
    let r = unsafe { &*p };
    Yield(false).await;
    rebuild(r)
}
fn async_local() {
    let (a, p) = released();
    block(asy(p))
}
async fn asy2(r: &Obj) {
    Yield(false).await;
    rebuild(r)
}
fn async_param() {
    let (a, p) = released();
    block(asy2(unsafe { &*p }))
}
fn async_block() {
    let (a, p) = released();
    let r = unsafe { &*p };
    block(async move {
        Yield(false).await;
        rebuild(r)
    })
}
fn ergonomics() {
    let (a, p) = released();
    let t = &(unsafe { &*p }, 3);
    let (r, n) = t;
    rebuild(*r)
}
fn ergonomics2() {
    let (a, p) = released();
    let t = &Some(unsafe { &*p });
    if let Some(r) = t {
        rebuild(*r)
    }
}
fn addr_of() {
    let (a, p) = released();
    let r: &Obj = &a;
    rebuild(ptr::addr_of!(*r))
}
fn cast_u8() {
    let (a, p) = released();
    let r: &Obj = &a;
    rebuild(r as *const Obj as *const u8 as *const Obj)
}
fn cast_usize() {
    let (a, p) = released();
    let r: &Obj = &a;
    rebuild(r as *const Obj as usize as *const Obj)
}
fn transmute_ref() {
    let (a, p) = released();
    let r: &Obj = &a;
    rebuild(unsafe { mem::transmute::<&Obj, *const Obj>(r) })
}
fn transmute_local() {
    let (a, p) = released();
    let r: &Obj = unsafe { &*p };
    rebuild(unsafe { mem::transmute::<&Obj, *const Obj>(r) })
}
fn nonnull_from() {
    let (a, p) = released();
    let n = NonNull::from(unsafe { &*p });
    rebuild(n.as_ptr())
}
fn nonnull_from_ref() {
    let (a, p) = released();
    let n: NonNull<Obj> = unsafe { &*p }.into();
    rebuild(n.as_ptr())
}
fn pin_ref() {
    let (a, p) = released();
    let n = Pin::new(unsafe { &*p });
    rebuild(n.get_ref())
}
fn const_mk(p: &Obj) -> *const Obj {
    const fn id(r: &Obj) -> *const Obj {
        r
    }
    id(p)
}
fn const_fn() {
    let (a, p) = released();
    rebuild(const_mk(&a))
}
fn ret_tuple(a: &Arc<Obj>) -> (u64, &Obj, u64) {
    (1, a, 2)
}
fn tuple_ret() {
    let (a, p) = released();
    rebuild(ret_tuple(&a).1)
}
fn ret_struct(a: &Arc<Obj>) -> Holder<'_> {
    Holder { r: a, n: 1 }
}
fn struct_ret() {
    let (a, p) = released();
    rebuild(ret_struct(&a).r)
}
fn helper_reborrow() {
    let (a, p) = released();
    let r = unsafe { &*p };
    rebuild(r)
}
fn helper_direct() {
    let (a, p) = released();
    rebuild(unsafe { &*p })
}
fn atomic_ref() {
    let (a, p) = released();
    let at = AtomicPtr::new(unsafe { &*p } as *const Obj as *mut Obj);
    rebuild(at.load(Ordering::Relaxed))
}
fn atomic_getmut() {
    let (a, p) = released();
    let mut at = AtomicPtr::new(unsafe { &*p } as *const Obj as *mut Obj);
    rebuild(*at.get_mut())
}
fn atomic_into() {
    let (a, p) = released();
    let at = AtomicPtr::new(&*a as *const Obj as *mut Obj);
    rebuild(at.into_inner())
}
fn mu_slot() {
    let (a, p) = released();
    let mut m = MaybeUninit::<&Obj>::uninit();
    m.write(unsafe { &*p });
    rebuild(unsafe { m.assume_init() })
}
fn enum_field() {
    enum E<'a> {
        A(&'a Obj),
        B(u32),
    }
    let (a, p) = released();
    let e = if p.is_null() {
        E::B(1)
    } else {
        E::A(unsafe { &*p })
    };
    match e {
        E::A(r) => rebuild(r),
        E::B(_) => (),
    }
}
fn loop_var() {
    let (a, p) = released();
    let mut r: &Obj = &a;
    for _ in 0..3 {
        r = unsafe { &*p }
    }
    rebuild(r)
}
fn let_else() {
    let (a, p) = released();
    let Some(r) = (unsafe { p.as_ref() }) else { return };
    rebuild(r)
}
fn question() {
    fn f(p: *const Obj) -> Option<()> {
        let r = unsafe { p.as_ref() }?;
        rebuild(r);
        Some(())
    }
    let (a, p) = released();
    f(p);
}
fn cow() {
    let (a, p) = released();
    let r = std::hint::black_box(unsafe { &*p });
    rebuild(r)
}
fn mem_replace() {
    let (a, p) = released();
    let mut x: &Obj = &a;
    let y = mem::replace(&mut x, unsafe { &*p });
    rebuild(x)
}
fn ptr_read() {
    let (a, p) = released();
    let x: &Obj = unsafe { &*p };
    let y = unsafe { ptr::read(&x) };
    rebuild(y)
}

macro_rules! ways {
    ($($way:ident: $debug:ident, $release:ident;)*) => {
        const WAYS: &[(&str, fn())] = &[$((stringify!($way), $way)),*];
    };
}

ways! {
    struct_field: reported, reported;
    struct_field_raw: reborrow, reborrow;
    boxed_struct_field: reported, reported;
    opt_ref: reported, reported;
    opt_match: reported, reborrow;
    opt_iflet_box: reported, reported;
    slice_elem: reported, reborrow;
    slice_param: reported, reported;
    slice_first: reported, reported;
    slice_iter: reported, reported;
    slice_into_iter: reported, reported;
    iter_map: reported, reported;
    closure_ref: reported, reported;
    closure_move: reported, reported;
    closure_fnonce: reported, reported;
    closure_dyn: reported, reported;
    closure_arg: reported, reported;
    closure_ret: reported, reported;
    closure_two: reported, reported;
    closure_big: reported, reported;
    trait_obj: reported, reported;
    trait_obj_cast: reborrow, reborrow;
    generic: reported, reported;
    channel: reborrow, limit;
    thread_move: reborrow, limit;
    mutex_opt: reported, reported;
    mutex_opt_copy: reported, reported;
    tls_cell: reborrow, limit;
    tls_ref: reported, reported;
    cell_ptr: reborrow, limit;
    cell_ref: reported, reported;
    oncecell: reported, reported;
    hashmap: reported, reported;
    btree: reported, reported;
    vecdeque: reported, reported;
    vec_push_pop: reported, reported;
    vec_ptr: reborrow, limit;
    async_local: reported, reported;
    async_param: reported, reported;
    async_block: reported, reported;
    ergonomics: reborrow, limit;
    ergonomics2: reborrow, limit;
    addr_of: reported, reported;
    cast_u8: reported, reported;
    cast_usize: reported, reported;
    transmute_ref: reported, reported;
    transmute_local: reborrow, reborrow;
    nonnull_from: reported, reported;
    nonnull_from_ref: reported, reported;
    pin_ref: reported, reported;
    const_fn: reported, reported;
    tuple_ret: reported, reported;
    struct_ret: reported, reported;
    helper_reborrow: reborrow, reborrow;
    helper_direct: reborrow, limit;
    atomic_ref: reborrow, limit;
    atomic_getmut: reborrow, limit;
    atomic_into: reported, reported;
    mu_slot: reported, reported;
    enum_field: reported, reborrow;
    loop_var: reported, reborrow;
    let_else: reported, reported;
    question: reported, reported;
    cow: reported, reported;
    mem_replace: reported, reported;
    ptr_read: reported, reported;
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let way = arguments.next().unwrap();
    QUIET.store(arguments.next().is_some(), Ordering::Relaxed);
    match WAYS.iter().find(|known| known.0 == way) {
        Some(way) => way.1(),
        None => panic!("no way is called '{way}'"),
    }
}
