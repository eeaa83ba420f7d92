"""The crates whose own tests run under Custody, one entry each.

  name      name of the crate; the Debian source package is rust-NAME unless "package" says otherwise
  features  arguments of cargo
  drop      dev-dependency: why it is removed from Cargo.toml
  add       dev-dependencies that cargo publish removed, because they depend on the crate themselves
  lib       False: the unit tests do not run
  patch     True: dependencies that use the crate also use the copy under test
  without   integration test: why it is not compiled
  skip      test: why it does not run (patterns of libtest's --skip)
  bugs      file: what is wrong in it. Reports that name the file are allowed, and one is required
  quick     True: among the tests that always run; the package librust-NAME-dev is installed then

Nothing else in a crate is changed, and no source file is. Examples, benchmarks and documentation tests
are left out for all crates.
"""

MISSING = "not in Debian 12"
OTHER = "Debian 12 has another version"

CRATES = [
    {"name": "slab", "quick": True},
    {"name": "bytes", "quick": True, "drop": {"loom": MISSING + "; only for --cfg loom"}},
    {"name": "crossbeam-queue"},
    {"name": "crossbeam-epoch"},
    {"name": "crossbeam-channel"},
    {"name": "crossbeam-deque"},
    {"name": "crossbeam-utils"},
    {"name": "hashbrown"},
    {
        "name": "tokio",
        "features": ["--features", "full"],
        "lib": False,  # the unit tests need mockall for the feature fs, and Debian 12 does not have mockall
        "drop": {"mockall": MISSING, "wasm-bindgen-test": MISSING, "loom": MISSING, "mio-aio": MISSING, "nix": OTHER, "ntapi": OTHER},
        "without": {"io_poll_aio": "needs mio-aio", "io_async_fd": "needs nix", "net_named_pipe": "needs ntapi",
                    "macros_rename_test": "needs a newer tokio-macros than Debian 12 has"},
        "patch": True,
        # JoinSet makes the key for a list's remove() from a shared borrow, and remove() rebuilds the Arc from the key.
        # Fixed in 1.28.2 by github.com/tokio-rs/tokio/pull/5693. Tree Borrows allows it, as the reports say.
        "bugs": {"src/util/idle_notified_set.rs": "ListEntry::wake_by_ref() makes a lookup key from a borrow, and remove() hands it back"},
    },
    {"name": "futures", "features": ["--features", "thread-pool"], "patch": True,
     "skip": {"join_size": "fails with rustc 1.96, without Custody, too: another size of a future"}},
    {"name": "futures-task"},
    {"name": "futures-util"},
    {"name": "futures-channel", "add": ["futures"], "patch": True,
     "without": {"oneshot": "needs futures-test, which is not in Debian 12", "mpsc": "needs futures-test"}},
    {"name": "async-task"},
    {"name": "async-channel"},
    {"name": "event-listener"},
    {"name": "concurrent-queue", "without": {"single": "spsc and drops never end with rustc 1.96, without Custody either"}},
    {"name": "waker-fn"},
    {"name": "atomic-waker"},
    {"name": "flume"},
    {"name": "parking_lot_core"},
    {"name": "parking_lot"},
    {
        "name": "arc-swap",
        "bugs": {"src/ref_cnt.rs": "as_ptr() is `me as &T as *const T as *mut T`, and from_ptr() rebuilds an Arc from it"},
    },
    {"name": "once_cell"},
    {"name": "thread_local"},
    {"name": "sharded-slab"},
    {"name": "rayon-core"},
    {"name": "smallvec"},
    {"name": "arrayvec"},
    {"name": "im-rc"},
    {"name": "string_cache"},
    {"name": "tendril"},
    {"name": "indexmap"},
    {"name": "hashlink"},
    {"name": "linked-hash-map"},
    {"name": "lru", "drop": {"stats_alloc": MISSING}},
    {"name": "dashmap"},
    {"name": "intrusive-collections"},
    {"name": "owning_ref"},
    {"name": "rctree"},
    {"name": "bumpalo"},
    {"name": "typed-arena"},
    {"name": "anyhow"},
    {"name": "petgraph"},
    {"name": "serde_json"},
    {"name": "regex"},
]
