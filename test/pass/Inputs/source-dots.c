__attribute__((annotate("custody.reclaim:0"))) void *from_raw(void *p);
void *use(void *p) {
  return from_raw(p);
}
