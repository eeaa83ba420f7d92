// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception

//! The part of Custody's test suite that is written in Rust, in the form of `kasan_test_rust.rs`.
//!
//! Each function is one case of `custody_test_rust_suite.c`, which counts what Custody says of it.

mod custody_devres;

use core::ffi::{c_int, c_void};
use core::mem::{forget, ManuallyDrop};
use core::sync::atomic::{AtomicU64, Ordering};
use custody_devres::{Dev, Devres};
use kernel::bindings;
use kernel::device::Device;
use kernel::prelude::*;
use kernel::sync::Arc;
use kernel::types::{ARef, ForeignOwnable};

/// Lines of custody_devres.rs: where the pointer left its owner, where it lost its permissions, and
/// where the owner was rebuilt from it.
#[no_mangle]
pub static custody_test_devres_lines: [u32; 3] = [
    custody_devres::RELEASE_LINE,
    custody_devres::LOSS_LINE,
    custody_devres::RECLAIM_LINE,
];

fn status(result: Result) -> c_int {
    match result {
        Ok(()) => 0,
        Err(error) => error.to_errno(),
    }
}

/// Makes a function that C can call of a Rust function.
macro_rules! cases {
    ($($name:ident => $function:expr;)*) => {$(
        /// A case; see custody_test_rust_suite.c.
        #[no_mangle]
        pub extern "C" fn $name(dev: *mut bindings::device) -> c_int {
            let function: fn(Dev) -> Result = $function;
            status(function(Dev(dev)))
        }
    )*};
}

cases! {
    custody_test_devres_device_goes => |dev| {
        drop(Devres::new(dev, 42u64)?);
        Ok(())
    };
    custody_test_devres_first_form => |dev| {
        Devres::new(dev, 42u64)?.drop_first_form();
        Ok(())
    };
    custody_test_devres_first_form_cells => |dev| {
        let devres = Devres::new(dev, AtomicU64::new(0))?;
        devres.data().fetch_add(1, Ordering::Relaxed);
        devres.drop_first_form();
        Ok(())
    };
    custody_test_devres_recover => |dev| {
        Devres::new(dev, 42u64)?.drop_recover();
        Ok(())
    };
    custody_test_devres_stored => |dev| {
        Devres::new(dev, 42u64)?.drop_stored();
        Ok(())
    };
    custody_test_devres_today => |dev| {
        Devres::new(dev, 42u64)?.drop_today();
        Ok(())
    };
    custody_test_devres_release => |dev| {
        Devres::new(dev, 42u64)?.drop_release();
        Ok(())
    };
    custody_test_foreign_arc => foreign_device_goes::<Arc<Payload>>;
    custody_test_foreign_box => foreign_device_goes::<KBox<Payload>>;
    custody_test_foreign_pinned => foreign_device_goes::<Pin<KBox<Payload>>>;
    custody_test_foreign_removed => foreign_removed;
    custody_test_foreign_arc_key => foreign_arc_key;
    custody_test_foreign_box_key => foreign_box_key;
    custody_test_foreign_twice => foreign_twice;
    custody_test_box => boxed;
    custody_test_vec => vec;
    custody_test_aref => aref;
    custody_test_arc_life => arc_life;
    custody_test_stale => stale;
}

type Payload = [u64; 4];

/// Makes an owner of a payload.
trait Make: Sized {
    fn make() -> Result<Self>;
}
impl Make for Arc<Payload> {
    fn make() -> Result<Self> {
        Ok(Arc::new([7; 4], GFP_KERNEL)?)
    }
}
impl Make for KBox<Payload> {
    fn make() -> Result<Self> {
        Ok(KBox::new([7; 4], GFP_KERNEL)?)
    }
}
impl Make for Pin<KBox<Payload>> {
    fn make() -> Result<Self> {
        Ok(KBox::pin([7; 4], GFP_KERNEL)?)
    }
}

unsafe extern "C" fn take_foreign<F: ForeignOwnable>(data: *mut c_void) {
    // SAFETY: This is the pointer of `into_foreign`.
    drop(unsafe { F::from_foreign(data) });
}

/// The device owns it, and gives it back when it goes.
fn foreign_device_goes<F: ForeignOwnable + Make>(dev: Dev) -> Result {
    let raw = F::make()?.into_foreign();
    // SAFETY: `from_foreign` comes later.
    drop(unsafe { F::borrow(raw) });
    dev.add(take_foreign::<F>, raw)
}

/// Looked up by the pointer itself, which lies in the driver.
fn foreign_removed(dev: Dev) -> Result {
    let raw = <KBox<Payload> as Make>::make()?.into_foreign();
    dev.add(take_foreign::<KBox<Payload>>, raw)?;
    dev.remove(take_foreign::<KBox<Payload>>, raw);
    // SAFETY: The device does not have it any more.
    drop(unsafe { KBox::<Payload>::from_foreign(raw) });
    Ok(())
}

#[inline(never)]
fn key_of<T>(payload: &T) -> *const c_void {
    (payload as *const T).cast()
}

/// A bug: what is rebuilt is found by a reference to the payload. An `Arc` would need more.
fn foreign_box_key(dev: Dev) -> Result {
    let raw = <KBox<Payload> as Make>::make()?.into_foreign();
    dev.add(take_foreign::<KBox<Payload>>, raw)?;
    // SAFETY: `from_foreign` comes later.
    let key = key_of(unsafe { KBox::<Payload>::borrow(raw) });
    dev.remove(take_foreign::<KBox<Payload>>, key);
    // SAFETY: Incorrect, on purpose.
    drop(unsafe { KBox::<Payload>::from_foreign(key) });
    Ok(())
}

/// The same for an `Arc`, whose foreign pointer is that of the count.
fn foreign_arc_key(dev: Dev) -> Result {
    #[repr(C)]
    struct Counted(AtomicU64, Payload);
    let raw = <Arc<Payload> as Make>::make()?.into_foreign();
    dev.add(take_foreign::<Arc<Payload>>, raw)?;
    // SAFETY: The count is readable; a reference to it reaches nothing else.
    let key = key_of(unsafe { &(*raw.cast::<Counted>()).0 });
    dev.remove(take_foreign::<Arc<Payload>>, key);
    // SAFETY: Incorrect, on purpose.
    drop(unsafe { Arc::<Payload>::from_foreign(key) });
    Ok(())
}

/// A bug: one `into_foreign` allows one `from_foreign`.
fn foreign_twice(_: Dev) -> Result {
    let arc = <Arc<Payload> as Make>::make()?;
    let raw = arc.clone().into_foreign();
    // SAFETY: It comes from `into_foreign`.
    drop(unsafe { Arc::<Payload>::from_foreign(raw) });
    // SAFETY: Incorrect, on purpose. It takes the reference of ARC, which is not dropped.
    drop(unsafe { Arc::<Payload>::from_foreign(raw) });
    forget(arc);
    Ok(())
}

fn boxed(_: Dev) -> Result {
    let raw = KBox::into_raw(<KBox<Payload> as Make>::make()?);
    // SAFETY: It comes from `into_raw`.
    drop(unsafe { KBox::from_raw(raw) });
    Ok(())
}

fn vec(_: Dev) -> Result {
    let mut numbers = KVec::with_capacity(4, GFP_KERNEL)?;
    numbers.push(7u64, GFP_KERNEL)?;
    let (raw, length, capacity) = numbers.into_raw_parts();
    // SAFETY: They come from `into_raw_parts`.
    drop(unsafe { KVec::from_raw_parts(raw, length, capacity) });
    Ok(())
}

fn aref(dev: Dev) -> Result {
    // SAFETY: The device outlives the call.
    let reference = unsafe { Device::get_device(dev.0) };
    let raw = ARef::into_raw(reference.clone());
    // SAFETY: It comes from `into_raw`.
    drop(unsafe { ARef::<Device>::from_raw(raw) });
    Ok(())
}

/// The kernel makes an `Arc` of a `KBox`, and at the end a `KBox` of an `Arc`. That is no business of
/// the driver's.
fn arc_life(_: Dev) -> Result {
    let arc = Arc::pin_init(kernel::init::zeroed::<Payload>(), GFP_KERNEL)?;
    let other = arc.clone();
    drop(arc);
    drop(other);
    match KBox::into_inner(<KBox<Payload> as Make>::make()?) {
        [7, ..] => Ok(()),
        _ => Err(EINVAL),
    }
}

/// A bug: the object is gone.
fn stale(_: Dev) -> Result {
    let raw = Arc::into_raw(<Arc<Payload> as Make>::make()?);
    // SAFETY: It comes from `into_raw`.
    drop(unsafe { Arc::from_raw(raw) });
    // SAFETY: Incorrect, on purpose. Nothing is done with it.
    let _ = ManuallyDrop::new(unsafe { Arc::from_raw(raw) });
    Ok(())
}
