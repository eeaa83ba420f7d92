/* A registry that is compiled without Custody: pairs of a callback and a pointer.
   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
typedef void callback(void *);
enum { ENTRIES = 64 };
static struct {
  callback *call;
  void *data;
} entries[ENTRIES];

int registry_give(callback *call, void *data, int at);
void registry_fire(int at);
void registry_forget(int at);

int registry_give(callback *call, void *data, int at) {
  if (entries[at].call)
    return 0;
  entries[at].call = call;
  entries[at].data = data;
  return 1;
}
void registry_fire(int at) {
  callback *call = entries[at].call;
  entries[at].call = 0;
  if (call)
    call(entries[at].data);
}
void registry_forget(int at) {
  entries[at].call = 0;
}
