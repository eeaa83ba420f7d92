"""The crates whose own tests run under Custody, one entry each.

  name      of the crate; the Debian source package is rust-NAME unless "package" says otherwise
  features  arguments of cargo
  drop      dev-dependency: why it is taken out of Cargo.toml
  add       dev-dependencies that cargo publish left out: they depend on the crate in turn
  lib       False: not the unit tests
  patch     True: what depends on the crate, too, takes the one under test
  without   integration test: why it is not compiled
  skip      test: why it is not run (patterns of libtest's --skip)
  bugs      file: what is wrong there. Reports that name the file are expected, and so is at least one of them
  quick     part of the tests that always run; the package librust-NAME-dev is then installed

Nothing else of a crate is changed, and no source is. Examples, benchmarks and documentation tests
are left out everywhere.
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
        "lib": False,  # they need mockall, which is not in Debian 12, for the feature fs
        "drop": {"mockall": MISSING, "wasm-bindgen-test": MISSING, "loom": MISSING, "mio-aio": MISSING, "nix": OTHER, "ntapi": OTHER},
        "without": {"io_poll_aio": "needs mio-aio", "io_async_fd": "needs nix", "net_named_pipe": "needs ntapi",
                    "macros_rename_test": "needs a newer tokio-macros than Debian 12 has"},
        "patch": True,
        # JoinSet: the key for a list's remove() is made from a shared borrow, and remove() rebuilds the Arc from the key.
        # Mended in 1.28.2 by github.com/tokio-rs/tokio/pull/5693; sound under Tree Borrows, as the reports say.
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
