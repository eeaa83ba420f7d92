// idioms_calls.rs - owners that go through C, threads, wakers and unwinding
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use crate::cases;
use crate::ffi::{self, c_int, c_void};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::mem::{self, ManuallyDrop};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::Pin;
use std::ptr;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{mpsc, Arc, Mutex, OnceLock};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Wake, Waker};
use std::thread;

cases! {
    c_callback_arc c_callback_rc c_callback_box c_callback_closure c_callback_borrowed
    c_closure_once c_registry c_qsort c_thread c_stash
    thread_raw thread_many thread_scoped thread_channel thread_park once_lock thread_local
    raw_waker waker_of_wake executor executor_raw futures_boxed
    unwind_across unwind_owner panic_in_drop drop_order
}

unsafe extern "C" fn drop_arc(raw: *mut c_void) {
    drop(Arc::from_raw(raw as *const Mutex<u64>));
}
fn c_callback_arc() {
    let arc = Arc::new(Mutex::new(7u64));
    unsafe { ffi::shim_call(drop_arc, Arc::into_raw(arc.clone()) as *mut c_void) };
    assert_eq!(Arc::strong_count(&arc), 1);
}
fn c_callback_rc() {
    unsafe extern "C" fn bump(raw: *mut c_void) {
        let rc = ManuallyDrop::new(Rc::from_raw(raw as *const Cell<u64>));
        rc.set(rc.get() + 1);
    }
    let raw = Rc::into_raw(Rc::new(Cell::new(7u64)));
    unsafe {
        ffi::shim_call(bump, raw as *mut c_void);
        ffi::shim_call(bump, raw as *mut c_void);
        assert_eq!(Rc::from_raw(raw).get(), 9);
    }
}
fn c_callback_box() {
    unsafe extern "C" fn take(raw: *mut c_void) {
        assert_eq!(*Box::from_raw(raw.cast::<String>()), "text");
    }
    let raw = Box::into_raw(Box::new(String::from("text")));
    unsafe { ffi::shim_call(take, raw.cast()) };
}
/// A closure on the stack as user data. C borrows it and never owns it.
fn c_callback_closure() {
    unsafe extern "C" fn call<F: FnMut()>(closure: *mut c_void) {
        (*closure.cast::<F>())();
    }
    fn with_c<F: FnMut()>(closure: &mut F) {
        unsafe { ffi::shim_call(call::<F>, (closure as *mut F).cast()) };
    }
    let mut count = 0;
    with_c(&mut || count += 1);
    with_c(&mut || count += 1);
    assert_eq!(count, 2);
}
/// C has a reference. The owner stays in Rust.
fn c_callback_borrowed() {
    unsafe extern "C" fn look(raw: *mut c_void) {
        assert_eq!(&*raw.cast::<String>(), "text");
    }
    let owner = Box::new(String::from("text"));
    let lent: *const String = &*owner;
    unsafe { ffi::shim_call(look, lent as *mut c_void) };
    let raw = Box::into_raw(owner);
    drop(unsafe { Box::from_raw(raw) });
}
fn c_closure_once() {
    type Task = Box<dyn FnOnce() + Send>;
    unsafe extern "C" fn run(raw: *mut c_void) {
        Box::from_raw(raw.cast::<Task>())();
    }
    let (send, receive) = mpsc::channel();
    let task: Task = Box::new(move || send.send(7).unwrap());
    unsafe { ffi::shim_call(run, Box::into_raw(Box::new(task)).cast()) };
    assert_eq!(receive.recv(), Ok(7));
}
fn c_registry() {
    let mut device = ffi::device { actions: ptr::null_mut() };
    let arc = Arc::new(Mutex::new(7u64));
    unsafe {
        for _ in 0..3 {
            let raw = Arc::into_raw(arc.clone()) as *mut c_void;
            assert_eq!(ffi::devm_add_action(&mut device, drop_arc, raw), 0);
        }
        let key = Arc::as_ptr(&arc) as *const c_void;
        let stored = ffi::devm_take_action(&mut device, drop_arc, key);
        drop_arc(stored);
        assert_eq!(ffi::devm_release_action(&mut device, drop_arc, key), 0);
        ffi::devm_release_all(&mut device);
    }
    assert_eq!(Arc::strong_count(&arc), 1);
}
fn c_qsort() {
    unsafe extern "C" fn by_value(a: *const c_void, b: *const c_void) -> c_int {
        let (a, b) = (*a.cast::<*const u64>(), *b.cast::<*const u64>());
        (*a).cmp(&*b) as c_int
    }
    let mut all: Vec<*const u64> = (0..20).map(|n| Arc::into_raw(Arc::new(n * 7 % 20))).collect();
    unsafe { ffi::qsort(all.as_mut_ptr().cast(), all.len(), 8, by_value) };
    for (n, raw) in all.into_iter().enumerate() {
        assert_eq!(*unsafe { Arc::from_raw(raw) }, n as u64);
    }
}
fn c_thread() {
    unsafe extern "C" fn run(raw: *mut c_void) -> *mut c_void {
        let task = Box::from_raw(raw.cast::<Box<dyn FnOnce() -> u64 + Send>>());
        Box::into_raw(Box::new(task())).cast()
    }
    let task: Box<dyn FnOnce() -> u64 + Send> = Box::new(|| 7);
    let (mut thread, mut result) = (0, ptr::null_mut());
    unsafe {
        let raw = Box::into_raw(Box::new(task)).cast();
        assert_eq!(ffi::pthread_create(&mut thread, ptr::null(), run, raw), 0);
        assert_eq!(ffi::pthread_join(thread, &mut result), 0);
        assert_eq!(*Box::from_raw(result.cast::<u64>()), 7);
    }
}
fn c_stash() {
    let arc = Arc::new(7u64);
    let key: *const u64 = &*arc;
    unsafe {
        ffi::shim_put(key as *mut c_void); // only read
        assert_eq!(*(ffi::shim_get() as *const u64), 7);
        ffi::shim_put(Arc::into_raw(arc) as *mut c_void);
        drop(Arc::from_raw(ffi::shim_get() as *const u64));
    }
}

struct Carrier<T>(*const T);
unsafe impl<T: Send + Sync> Send for Carrier<T> {}
impl<T> Carrier<T> {
    fn get(self) -> *const T {
        self.0
    }
}
fn thread_raw() {
    let carrier = Carrier(Arc::into_raw(Arc::new(String::from("text"))));
    let thread = thread::spawn(move || unsafe { Arc::from_raw(carrier.get()) }.len());
    assert_eq!(thread.join().unwrap(), 4);
}
fn thread_many() {
    let arc = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let carrier = Carrier(Arc::into_raw(arc.clone()));
            thread::spawn(move || {
                let raw = carrier.get();
                for _ in 0..100 {
                    let owner = ManuallyDrop::new(unsafe { Arc::from_raw(raw) });
                    Arc::clone(&owner).fetch_add(1, SeqCst);
                }
                drop(unsafe { Arc::from_raw(raw) });
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(arc.load(SeqCst), 400);
    assert_eq!(Arc::strong_count(&arc), 1);
}
fn thread_scoped() {
    let raw = Box::into_raw(Box::new(AtomicUsize::new(0)));
    let shared = unsafe { &*raw };
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| shared.fetch_add(1, SeqCst));
        }
    });
    assert_eq!(unsafe { Box::from_raw(raw) }.into_inner(), 3);
}
fn thread_channel() {
    let (send, receive) = mpsc::sync_channel(2);
    let thread = thread::spawn(move || {
        for n in 0..10u64 {
            send.send(Carrier(Arc::into_raw(Arc::new(n)))).unwrap();
        }
    });
    let sum: u64 = receive.iter().map(|carrier| *unsafe { Arc::from_raw(carrier.get()) }).sum();
    thread.join().unwrap();
    assert_eq!(sum, 45);
}
fn thread_park() {
    let me = thread::current();
    let thread = thread::Builder::new().name("other".into()).spawn(move || me.unpark()).unwrap();
    thread::park();
    thread.join().unwrap();
}
fn once_lock() {
    static SHARED: OnceLock<Arc<String>> = OnceLock::new();
    let arc = SHARED.get_or_init(|| Arc::new(String::from("text"))).clone();
    assert_eq!(*unsafe { Arc::from_raw(Arc::into_raw(arc)) }, "text");
}
fn thread_local() {
    thread_local!(static OWNERS: RefCell<Vec<*const u64>> = const { RefCell::new(Vec::new()) });
    OWNERS.with_borrow_mut(|owners| owners.push(Rc::into_raw(Rc::new(7u64))));
    let raw = OWNERS.with_borrow_mut(|owners| owners.pop().unwrap());
    assert_eq!(*unsafe { Rc::from_raw(raw) }, 7);
}

/// A waker's table with an Arc as data, as in futures-task.
mod table {
    use super::*;
    pub static TABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop_raw);
    unsafe fn clone(data: *const ()) -> RawWaker {
        let arc = ManuallyDrop::new(Arc::from_raw(data as *const AtomicUsize));
        mem::forget(arc.clone());
        RawWaker::new(data, &TABLE)
    }
    unsafe fn wake(data: *const ()) {
        Arc::from_raw(data as *const AtomicUsize).fetch_add(1, SeqCst);
    }
    unsafe fn wake_by_ref(data: *const ()) {
        let arc = ManuallyDrop::new(Arc::from_raw(data as *const AtomicUsize));
        arc.fetch_add(1, SeqCst);
    }
    unsafe fn drop_raw(data: *const ()) {
        drop(Arc::from_raw(data as *const AtomicUsize));
    }
}
fn raw_waker() {
    let count = Arc::new(AtomicUsize::new(0));
    let raw = RawWaker::new(Arc::into_raw(count.clone()).cast(), &table::TABLE);
    let waker = unsafe { Waker::from_raw(raw) };
    let other = waker.clone();
    other.wake_by_ref();
    assert!(other.will_wake(&waker));
    other.wake();
    drop(waker);
    assert_eq!((count.load(SeqCst), Arc::strong_count(&count)), (2, 1));
}
struct Flag(AtomicUsize);
impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}
fn waker_of_wake() {
    let flag = Arc::new(Flag(AtomicUsize::new(0)));
    let waker = Waker::from(flag.clone());
    waker.clone().wake();
    waker.wake_by_ref();
    drop(waker);
    assert_eq!((flag.0.load(SeqCst), Arc::strong_count(&flag)), (2, 1));
}

/// A future that is pending once, and wakes itself.
struct Yield(bool);
impl Future for Yield {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
type Tasks = Mutex<VecDeque<Arc<Task>>>;
struct Task {
    future: Mutex<Option<Pin<Box<dyn Future<Output = ()> + Send>>>>,
    tasks: Arc<Tasks>,
}
impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.tasks.clone().lock().unwrap().push_back(self);
    }
}
fn executor() {
    let tasks = Arc::new(Tasks::default());
    let sum = Arc::new(AtomicUsize::new(0));
    for n in 0..5 {
        let sum = sum.clone();
        let future = Box::pin(async move {
            for _ in 0..n {
                Yield(false).await;
                sum.fetch_add(1, SeqCst);
            }
        });
        Arc::new(Task { future: Mutex::new(Some(future)), tasks: tasks.clone() }).wake();
    }
    loop {
        let Some(task) = tasks.lock().unwrap().pop_front() else { break };
        let waker = Waker::from(task.clone());
        let mut slot = task.future.lock().unwrap();
        if let Some(future) = slot.as_mut() {
            if future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
                *slot = None;
            }
        }
    }
    assert_eq!(sum.load(SeqCst), 10);
}
/// The same with a separate table, whose data is the Arc of the task.
fn executor_raw() {
    let count = Arc::new(AtomicUsize::new(0));
    let raw = RawWaker::new(Arc::into_raw(count.clone()).cast(), &table::TABLE);
    let waker = unsafe { Waker::from_raw(raw) };
    let mut future = Box::pin(async {
        let text = String::from("text");
        Yield(false).await;
        text.len()
    });
    let mut context = Context::from_waker(&waker);
    let length = loop {
        if let Poll::Ready(length) = future.as_mut().poll(&mut context) {
            break length;
        }
    };
    drop(waker);
    assert_eq!((length, count.load(SeqCst), Arc::strong_count(&count)), (4, 1, 1));
}
fn futures_boxed() {
    type Boxed = Pin<Box<dyn Future<Output = u64>>>;
    fn boxed(n: u64) -> Boxed {
        Box::pin(async move { if n == 0 { 0 } else { n + boxed(n - 1).await } })
    }
    let raw = Box::into_raw(Box::new(boxed(5))) as *mut c_void;
    let mut future = *unsafe { Box::from_raw(raw.cast::<Boxed>()) };
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(future.as_mut().poll(&mut context), Poll::Ready(15));
}

fn quiet_panics() {
    std::panic::set_hook(Box::new(|_| ()));
}
fn unwind_across() {
    quiet_panics();
    let arc = Arc::new(7u64);
    for _ in 0..2 {
        let raw = Arc::into_raw(arc.clone());
        let caught = catch_unwind(|| {
            let owner = unsafe { Arc::from_raw(raw) };
            panic!("{owner}");
        });
        assert_eq!(*caught.unwrap_err().downcast::<String>().unwrap(), "7");
    }
    assert_eq!(Arc::strong_count(&arc), 1);
}
/// The closure that should rebuild the owner panics first.
fn unwind_owner() {
    quiet_panics();
    let raw = Arc::into_raw(Arc::new(String::from("text")));
    fn convert(raw: *const String, fail: bool) -> Arc<String> {
        assert!(!fail);
        unsafe { Arc::from_raw(raw) }
    }
    assert!(catch_unwind(|| convert(raw, true)).is_err());
    assert_eq!(*convert(raw, false), "text");
}
fn panic_in_drop() {
    quiet_panics();
    struct Loud(#[allow(dead_code)] String);
    impl Drop for Loud {
        fn drop(&mut self) {
            panic!("loud");
        }
    }
    let raw = Box::into_raw(Box::new(Loud("text".into())));
    assert!(catch_unwind(|| drop(unsafe { Box::from_raw(raw) })).is_err());
    let raw = Arc::into_raw(Arc::new(Loud("text".into())));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(unsafe { Arc::from_raw(raw) }))).is_err());
}
/// The drop of one owner rebuilds another owner and drops it.
fn drop_order() {
    struct Outer(*const Cell<u64>);
    impl Drop for Outer {
        fn drop(&mut self) {
            let inner = unsafe { Rc::from_raw(self.0) };
            inner.set(inner.get() + 1);
        }
    }
    let inner = Rc::new(Cell::new(7u64));
    let raw = Box::into_raw(Box::new(Outer(Rc::into_raw(inner.clone()))));
    drop(unsafe { Box::from_raw(raw) });
    assert_eq!((inner.get(), Rc::strong_count(&inner)), (8, 1));
}
