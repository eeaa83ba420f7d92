// event_listener_listen.rs - listen() clones the Arc of the event
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use event_listener::Event;

fn main() {
    let event = Event::new();
    let listener = event.listen();
    event.notify(1);
    listener.wait();
    println!("notified");
}
