// tokio_join_set.rs - a JoinSet whose tasks wake it
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use tokio::task::JoinSet;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let sum = runtime.block_on(async {
        let mut set = JoinSet::new();
        for number in 0..4u64 {
            set.spawn(async move {
                tokio::task::yield_now().await;
                number
            });
        }
        let mut sum = 0;
        while let Some(result) = set.join_next().await {
            sum += result.unwrap();
        }
        sum
    });
    println!("{sum}");
}
