// bytes.rs - a protocol of frames, cut out of shared buffers without a copy
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use bytes::{Buf, BufMut, Bytes, BytesMut};
use std::collections::VecDeque;
use workloads::{scale, Numbers};

fn frame(stream: &mut BytesMut, numbers: &mut Numbers) {
    let length = 8 + numbers.below(100) as u16;
    stream.put_u16(length);
    stream.put_u64(numbers.draw());
    stream.put_bytes(length as u8, length as usize - 8);
}

fn main() {
    let mut numbers = Numbers(13);
    let mut kept: VecDeque<Bytes> = VecDeque::new();
    let mut sum = 0u64;
    for _ in 0..scale() * 1000 {
        let mut stream = BytesMut::with_capacity(4096);
        for _ in 0..50 {
            frame(&mut stream, &mut numbers);
        }
        while stream.len() >= 2 {
            let length = stream.get_u16() as usize;
            let mut body = stream.split_to(length).freeze();
            kept.push_back(body.clone());
            sum = sum.wrapping_mul(31).wrapping_add(body.get_u64());
            kept.push_back(body.slice(body.len() / 2..));
        }
        while kept.len() > 1000 {
            sum ^= kept.pop_front().unwrap().iter().map(|&byte| byte as u64).sum::<u64>();
        }
    }
    println!("{sum}");
}
