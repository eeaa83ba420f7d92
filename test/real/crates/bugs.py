"""Published crates with a known bug.

  name     name of the crate
  version  the buggy version
  mended   a version without the bug, if there is one
  driver   file in Inputs; its feature "mended" is set for the mended version
  line     where the report must be: end of the file's path, and the line
  then     where reports may follow, because the program goes on with the wrong owner
  missed   why it is not reported; 'missed debug' is for that profile only
  what     what is wrong
  see      where it was found or discussed
  options  more of the dependency's entry in Cargo.toml
  quick    True: among the tests that always run
  needs    other crates that the driver uses, with their versions
"""

BUGS = [
    {
        "name": "servo_arc", "version": "0.1.1", "driver": "servo_arc_borrow.rs", "line": "lib.rs:920",
        "what": "ArcBorrow is a `&T`, and clone_arc() rebuilds an Arc from it. The newest version, 0.6.0, still does so",
    },
    {
        "name": "servo_arc", "version": "0.6.0", "driver": "servo_arc_union.rs", "line": "lib.rs:1157",
        "what": "ArcUnion::drop() rebuilds the Arc from `&*x`, which is a `&T`. triomphe has mended the same code in 0.1.17",
    },
    {
        "name": "triomphe", "version": "0.1.11", "mended": "0.1.17", "driver": "triomphe_borrow.rs", "line": "src/arc_borrow.rs:39",
        "then": ["src/arc.rs:244"],
        "what": "ArcBorrow is a `&T`, and clone_arc() rebuilds an Arc from it", "see": "Manishearth/triomphe issue 65",
    },
    {
        "name": "triomphe", "version": "0.1.11", "mended": "0.1.17", "driver": "triomphe_with_arc.rs", "line": "src/arc_borrow.rs:72",
        "then": ["src/arc.rs:244"],
        "what": "ArcBorrow is a `&T`, and with_arc() rebuilds an Arc from it", "see": "Manishearth/triomphe issue 65",
    },
    {
        "name": "triomphe", "version": "0.1.16", "mended": "0.1.17", "driver": "triomphe_union.rs", "quick": True,
        "options": 'default-features = false, features = ["std"]',
        "line": "src/arc_union.rs:134",
        "then": ["src/arc.rs:366"],
        "what": "ArcUnion::drop() rebuilds the Arc from `&*x`, which is a `&T`", "see": "Manishearth/triomphe issue 140",
    },
    {
        "name": "triomphe", "version": "0.1.6", "mended": "0.1.7", "driver": "triomphe_into_raw.rs", "line": "src/main.rs:10",
        "what": "as_ptr(), and so into_raw(), make the pointer from a `&T`", "see": "Manishearth/triomphe issue 38",
        "missed": "the borrow is made and left inside of into_raw(), so the reclaim is unverified (reborrow)",
    },
    {
        "name": "event-listener", "version": "2.5.1", "mended": "2.5.2", "driver": "event_listener_listen.rs", "line": "src/lib.rs:177",
        "what": "inner() returns a `&Inner`, and listen() rebuilds the Arc from it", "see": "smol-rs/event-listener pull request 24",
    },
    {
        "name": "arc-swap", "version": "1.5.1", "mended": "1.6.0", "driver": "arc_swap_cas.rs", "line": "src/ref_cnt.rs:98",
        "what": "as_ptr() is `me as &T as *const T as *mut T`, and from_ptr() rebuilds an Arc from it",
    },
    {
        "name": "tokio", "version": "1.24.2", "mended": "1.29.1", "driver": "tokio_join_set.rs",
        "line": "src/util/idle_notified_set.rs:455",
        "what": "JoinSet makes the key for a list's remove() from a `&T`, and remove() rebuilds the Arc from the key",
        "see": "tokio-rs/tokio pull request 5693", "options": 'features = ["rt"]',
    },
    {
        "name": "intrusive-collections", "version": "0.9.4", "mended": "0.9.6", "driver": "intrusive_clone.rs",
        "line": "src/pointer_ops.rs:262", "what": "clone_pointer() of a cursor rebuilds the Rc from the `&T` of get()",
        "see": "Amanieu/intrusive-rs issue 83",
    },
    {
        "name": "oneringbuf", "version": "0.7.0", "mended": "0.8.0", "driver": "oneringbuf_clone.rs",
        "line": "src/ring_buffer/wrappers/refs/droppable.rs:27",
        "what": "handles can be cloned more often than the buffer counts, so its Box is rebuilt after it was freed",
        "see": "RUSTSEC-2026-0152", "options": 'features = ["alloc"]',
    },
    {
        "name": "ointers", "version": "4.0.1", "driver": "ointers_clone.rs", "line": "src/lib.rs:388",
        "what": "a clone of an Ox owns the same Box, so the Box is rebuilt twice", "see": "irrustible/ointers pull request 7",
    },
    {
        "name": "futures-task", "version": "0.3.17", "mended": "0.3.21", "driver": "futures_waker_ref.rs", "line": "src/waker.rs:34",
        "then": ["src/waker.rs:46"],
        "what": "waker_ref() makes the waker's pointer from `&**wake`, and a clone of the waker rebuilds the Arc from it",
        "see": "rust-lang/futures-rs pull request 2550",
    },
    {
        "name": "futures-util", "version": "0.3.19", "mended": "0.3.21", "driver": "futures_unordered.rs",
        "line": "src/stream/futures_unordered/mod.rs:355", "what": "a wake queues `&**arc_self`, and the Arc is rebuilt from it",
        "see": "rust-lang/futures-rs pull request 2550",
        "missed debug": "with opt-level=1 the pointer goes through memory that other code may write (unverified: overwritten). With "
                        "CUSTODY_KEEP_OPT_LEVEL=1 it is reported",
    },
    {
        "name": "rowan", "version": "0.17.0", "driver": "rowan_to_owned.rs", "line": "src/green/node.rs:60",
        "then": ["src/arc.rs:79"],
        "what": "to_owned() of a `&GreenNodeData` rebuilds the counted node from the borrow. The newest version still does so",
    },
    {
        "name": "bitvec", "version": "0.17.3", "driver": "bitvec_boxed.rs", "line": "src/boxed/ops.rs:129",
        "what": "into_boxed_bitslice() keeps the address from before the memory moved, and Drop rebuilds a Vec from it. "
                "0.17.4 takes the new address from as_ptr(), which is a shared borrow, and is reported for that",
        "see": "RUSTSEC-2020-0007",
        "missed": "the memory moved before anything was released, so no record says that it is gone (unverified: no-release)",
    },
]
