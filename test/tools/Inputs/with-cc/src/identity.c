void *identity(void **kept, void *data) { return *kept = data; }
