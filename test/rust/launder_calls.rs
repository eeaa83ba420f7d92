// launder_calls.rs - ways to move a pointer through calls, threads and C
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A way returns its argument after a detour.

use crate::ffi::{self, c_int, c_void};
use crate::launder::Raw;
use crate::ways;
use std::any::Any;
use std::fmt;
use std::future::Future;
use std::hint::black_box;
use std::panic::{catch_unwind, panic_any, resume_unwind, AssertUnwindSafe};
use std::pin::pin;
use std::ptr;
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};
use std::thread;

ways! {
    return_tuple return_large argument_many argument_large function_pointer recursion
    closure closure_boxed closure_once closure_mut trait_object trait_generic iterator fold chain
    drop_glue formatter future unwind unwind_resume any
    channel channel_sync thread_spawn thread_return thread_scope
    c_user_data c_varargs c_varargs_stack c_structure c_global c_qsort c_thread
}

#[inline(never)]
fn pair(pointer: Raw) -> (u64, Raw) {
    (7, pointer)
}
fn return_tuple(pointer: Raw) -> Raw {
    pair(pointer).1
}
#[inline(never)]
fn large(pointer: Raw) -> [Raw; 9] {
    [pointer; 9]
}
fn return_large(pointer: Raw) -> Raw {
    large(pointer)[8]
}
#[inline(never)]
#[allow(clippy::too_many_arguments)]
fn tenth(_: u8, _: u64, _: &str, _: f64, _: u8, _: Option<u8>, _: [u64; 3], _: u8, _: u8, p: Raw) -> Raw {
    p
}
fn argument_many(pointer: Raw) -> Raw {
    tenth(1, 2, "3", 4.0, 5, None, [7; 3], 8, 9, pointer)
}
struct Large {
    numbers: [u64; 7],
    pointer: Raw,
}
#[inline(never)]
fn unpack(large: Large) -> Raw {
    assert_eq!(large.numbers[6], 7);
    large.pointer
}
fn argument_large(pointer: Raw) -> Raw {
    unpack(Large { numbers: [7; 7], pointer })
}
fn function_pointer(pointer: Raw) -> Raw {
    let identity: fn(Raw) -> Raw = black_box(|p| p);
    identity(pointer)
}
fn recursion(pointer: Raw) -> Raw {
    fn deep(pointer: Raw, n: u32) -> Raw {
        if n == 0 { pointer } else { black_box(deep(pointer, n - 1)) }
    }
    deep(pointer, 20)
}
fn closure(pointer: Raw) -> Raw {
    let get = black_box(move || pointer);
    get()
}
fn closure_boxed(pointer: Raw) -> Raw {
    let get: Box<dyn Fn(u64) -> Raw> = Box::new(move |n| if n == 7 { pointer } else { ptr::null_mut() });
    black_box(get)(7)
}
fn closure_once(pointer: Raw) -> Raw {
    let owned = vec![pointer];
    let get: Box<dyn FnOnce() -> Vec<Raw>> = Box::new(move || owned);
    black_box(get)()[0]
}
fn closure_mut(pointer: Raw) -> Raw {
    let mut found = ptr::null_mut();
    {
        let mut put: Box<dyn FnMut(Raw)> = Box::new(|p| found = p);
        put(pointer);
    }
    found
}
trait Keeper {
    fn keep(&mut self, pointer: Raw);
    fn get(&self) -> Raw;
    fn through(&mut self, pointer: Raw) -> Raw {
        self.keep(pointer);
        self.get()
    }
}
#[derive(Default)]
struct Kept(Vec<Raw>);
impl Keeper for Kept {
    fn keep(&mut self, pointer: Raw) {
        self.0.push(pointer);
    }
    fn get(&self) -> Raw {
        self.0[0]
    }
}
fn trait_object(pointer: Raw) -> Raw {
    let mut keeper: Box<dyn Keeper> = black_box(Box::new(Kept::default()));
    keeper.through(pointer)
}
fn trait_generic(pointer: Raw) -> Raw {
    #[inline(never)]
    fn through(mut keeper: impl Keeper, pointer: Raw) -> Raw {
        keeper.through(pointer)
    }
    through(Kept::default(), pointer)
}
fn iterator(pointer: Raw) -> Raw {
    let all: Vec<Raw> = black_box([ptr::null_mut(), pointer]).into_iter().rev().collect();
    all.iter().copied().find(|p| !p.is_null()).unwrap()
}
fn fold(pointer: Raw) -> Raw {
    let all = black_box([ptr::null_mut(), pointer, ptr::null_mut()]);
    all.iter().fold(ptr::null_mut(), |best: Raw, &p| best.max(p))
}
fn chain(pointer: Raw) -> Raw {
    let zipped = (0..9u8).zip(std::iter::repeat(pointer)).skip(3).step_by(2);
    let groups: Vec<(u8, Option<Raw>)> = zipped.map(|(n, p)| (n, Some(p))).collect();
    let last = groups.chunks(2).flat_map(|chunk| chunk.iter()).last();
    last.unwrap().1.unwrap()
}
fn drop_glue(pointer: Raw) -> Raw {
    struct Deliver<'a>(Raw, &'a mut Raw);
    impl Drop for Deliver<'_> {
        fn drop(&mut self) {
            *self.1 = self.0;
        }
    }
    let mut found = ptr::null_mut();
    drop(black_box(Deliver(pointer, &mut found)));
    found
}
/// Through a `dyn fmt::Write` and core's formatting, which is uninstrumented.
fn formatter(pointer: Raw) -> Raw {
    struct Show(Raw, std::cell::Cell<Raw>);
    impl fmt::Display for Show {
        fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
            self.1.set(self.0);
            f.write_str("shown")
        }
    }
    let show = Show(pointer, ptr::null_mut::<()>().into());
    assert_eq!(format!("{show:>5}"), "shown");
    show.1.get()
}
fn future(pointer: Raw) -> Raw {
    async fn pass(pointer: Raw) -> Raw {
        let mut polled = false;
        std::future::poll_fn(|_| {
            if polled {
                return Poll::Ready(());
            }
            polled = true;
            Poll::Pending
        })
        .await;
        pointer
    }
    let mut future = pin!(async move { pass(pointer).await });
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(found) = future.as_mut().poll(&mut context) {
            return found;
        }
    }
}

struct Sendable(Raw);
unsafe impl Send for Sendable {}
impl Sendable {
    fn get(self) -> Raw {
        self.0
    }
}

fn quiet_panics() {
    std::panic::set_hook(Box::new(|_| ()));
}
fn unwind(pointer: Raw) -> Raw {
    quiet_panics();
    let sendable = Sendable(pointer);
    let caught = catch_unwind(AssertUnwindSafe(move || panic_any(sendable))).unwrap_err();
    caught.downcast::<Sendable>().ok().unwrap().get()
}
fn unwind_resume(pointer: Raw) -> Raw {
    let payload: Box<dyn Any + Send> = Box::new(Sendable(pointer));
    let caught = catch_unwind(AssertUnwindSafe(|| resume_unwind(payload))).unwrap_err();
    caught.downcast_ref::<Sendable>().unwrap().0
}
fn any(pointer: Raw) -> Raw {
    let any: Box<dyn Any> = black_box(Box::new(Sendable(pointer)));
    any.downcast::<Sendable>().unwrap().get()
}
fn channel(pointer: Raw) -> Raw {
    let (send, receive) = mpsc::channel();
    let (send_back, receive_back) = mpsc::channel();
    let sendable = Sendable(pointer);
    let thread = thread::spawn(move || {
        let got: Sendable = receive.recv().unwrap();
        send_back.send(got).unwrap();
    });
    send.send(sendable).unwrap();
    thread.join().unwrap();
    receive_back.recv().unwrap().get()
}
fn channel_sync(pointer: Raw) -> Raw {
    let (send, receive) = mpsc::sync_channel(1);
    send.send((1u8, pointer)).unwrap();
    receive.recv().unwrap().1
}
fn thread_spawn(pointer: Raw) -> Raw {
    let sendable = Sendable(pointer);
    let slot = std::sync::Arc::new(std::sync::Mutex::new(None));
    let shared = slot.clone();
    let run = move || *shared.lock().unwrap() = Some(sendable);
    thread::spawn(run).join().unwrap();
    let found = slot.lock().unwrap().take();
    found.unwrap().get()
}
fn thread_return(pointer: Raw) -> Raw {
    let sendable = Sendable(pointer);
    thread::spawn(move || sendable).join().unwrap().get()
}
fn thread_scope(pointer: Raw) -> Raw {
    let sendable = Sendable(pointer);
    let mut found = Sendable(ptr::null_mut());
    thread::scope(|scope| {
        scope.spawn(|| found = sendable);
    });
    found.get()
}

struct UserData {
    pointer: Raw,
    found: Raw,
}
unsafe extern "C" fn with_user_data(data: *mut c_void) {
    let data = &mut *data.cast::<UserData>();
    data.found = data.pointer;
}
fn c_user_data(pointer: Raw) -> Raw {
    let mut data = UserData { pointer, found: ptr::null_mut() };
    unsafe { ffi::shim_call(with_user_data, (&raw mut data).cast()) };
    data.found
}
fn c_varargs(pointer: Raw) -> Raw {
    unsafe { ffi::shim_varargs(2, ptr::null_mut::<c_void>(), pointer) as Raw }
}
fn c_varargs_stack(pointer: Raw) -> Raw {
    let n = ptr::null_mut::<c_void>();
    unsafe { ffi::shim_varargs(9, n, n, n, n, n, n, n, n, pointer) as Raw }
}
fn c_structure(pointer: Raw) -> Raw {
    let pair = ffi::Pair { first: pointer.cast(), second: ptr::null_mut() };
    unsafe { ffi::shim_swap(pair) }.second as Raw
}
fn c_global(pointer: Raw) -> Raw {
    unsafe { ffi::shim_put(pointer.cast()) };
    unsafe { ffi::shim_get() as Raw }
}
unsafe extern "C" fn descending(a: *const c_void, b: *const c_void) -> c_int {
    (*b.cast::<usize>()).cmp(&*a.cast::<usize>()) as c_int
}
fn c_qsort(pointer: Raw) -> Raw {
    let mut all = [ptr::null_mut(), pointer, ptr::null_mut()];
    unsafe { ffi::qsort(all.as_mut_ptr().cast(), 3, 8, descending) };
    black_box(all)[0]
}
unsafe extern "C" fn thread_main(argument: *mut c_void) -> *mut c_void {
    ffi::shim_put(argument);
    ptr::null_mut()
}
fn c_thread(pointer: Raw) -> Raw {
    let mut thread = 0;
    unsafe {
        assert_eq!(ffi::pthread_create(&mut thread, ptr::null(), thread_main, pointer.cast()), 0);
        assert_eq!(ffi::pthread_join(thread, ptr::null_mut()), 0);
        ffi::shim_get() as Raw
    }
}
