extern "C" void *identity_cpp(void **kept, void *data) { return *kept = data; }
