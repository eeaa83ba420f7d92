/* Uninstrumented code, which keeps a pointer and stores it elsewhere. */
void *library_kept;
void library_keep(void *p);
void library_put(void **at);
void library_keep(void *p) { library_kept = p; }
void library_put(void **at) { *at = library_kept; }
