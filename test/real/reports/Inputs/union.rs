// Tests that triomphe 0.1.16 lacks: an ArcUnion is dropped. Its drop() has a bug, which 0.1.17 has mended.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use triomphe::{Arc, ArcUnion};

#[test]
fn drops_the_first() {
    let union = ArcUnion::<[u64; 3], u64>::from_first(Arc::new([1, 2, 3]));
    assert!(union.is_first());
}

#[test]
fn drops_the_second() {
    let union = ArcUnion::<[u64; 3], u64>::from_second(Arc::new(4));
    assert!(union.is_second());
}

mod quiet {
    use super::*;

    #[test]
    fn drops_an_arc() {
        assert_eq!(*Arc::new(5), 5);
    }
}
