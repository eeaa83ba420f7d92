#![cfg_attr(not(stable), feature(never_type))]

pub struct Never(#[cfg(not(stable))] pub !);

#[test]
fn passes() {}
