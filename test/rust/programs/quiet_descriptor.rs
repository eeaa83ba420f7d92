// quiet_descriptor: file descriptors and exit states are numbers
// debug: none
// -O: none
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use std::os::fd::{FromRawFd, IntoRawFd, OwnedFd};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
pub fn main() {
    let file = std::fs::File::open("/dev/null").unwrap();
    let number = OwnedFd::from(file).into_raw_fd();
    drop(unsafe { OwnedFd::from_raw_fd(number) });
    assert_eq!(ExitStatus::from_raw(256).into_raw(), 256);
}
