// futures_unordered.rs - futures of a FuturesUnordered that wake themselves
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use futures_util::stream::{FuturesUnordered, Stream};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

struct Twice(u32);

impl Future for Twice {
    type Output = u32;
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<u32> {
        self.0 += 1;
        if self.0 == 2 {
            return Poll::Ready(self.0);
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

fn main() {
    let mut context = Context::from_waker(Waker::noop());
    let mut all: FuturesUnordered<Twice> = (0..3).map(|_| Twice(0)).collect();
    let mut sum = 0;
    loop {
        match Pin::new(&mut all).poll_next(&mut context) {
            Poll::Ready(Some(value)) => sum += value,
            Poll::Ready(None) => break,
            Poll::Pending => {}
        }
    }
    println!("{sum}");
}
