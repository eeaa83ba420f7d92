/* A driver that uses the kernel's registry of resources: adds, finds, removes, groups. */
#include <linux/device.h>

int shim_warnings;

struct part {
  struct part *next;
  void *memory;
  unsigned id;
};

struct holder {
  struct part *part;
};

static size_t released, sum;
static struct part *spare;

static struct part *part_new(unsigned id) {
  struct part *part = spare;
  if (part)
    spare = part->next;
  else
    part = malloc(sizeof(*part));
  part->id = id;
  part->memory = NULL;
  return part;
}

static void part_put(void *data) {
  struct part *part = data;
  sum = sum * 31 + part->id;
  released++;
  part->next = spare;
  spare = part;
}

static void holder_release(struct device *dev, void *res) {
  (void)dev;
  part_put(((struct holder *)res)->part);
}

static int holder_match(struct device *dev, void *res, void *match_data) {
  (void)dev;
  return ((struct holder *)res)->part->id == *(unsigned *)match_data;
}

static void use(struct device *dev, unsigned round) {
  enum { PARTS = 300 };
  for (unsigned i = 0; i < PARTS; i++) {
    struct holder *holder = devres_alloc(holder_release, sizeof(*holder), GFP_KERNEL);
    holder->part = part_new(i);
    holder->part->memory = devm_kmalloc(dev, 16 + i % 64, GFP_KERNEL);
    devres_add(dev, holder);
    if (i % 8 == 0)
      devm_add_action(dev, part_put, part_new(i));
    if (i % 32 == 0)
      devres_open_group(dev, &released, GFP_KERNEL);
    if (i % 32 == 31)
      devres_close_group(dev, &released);
  }
  for (unsigned i = 0; i < PARTS; i += 3) {
    unsigned id = (i * 7 + round) % PARTS;
    struct holder *holder = devres_find(dev, holder_release, holder_match, &id);
    if (!holder)
      continue;
    devm_kfree(dev, holder->part->memory);
    holder->part->memory = NULL;
    holder = devres_remove(dev, holder_release, holder_match, &id);
    part_put(holder->part);
    devres_free(holder);
  }
  sum += (unsigned)devres_release_group(dev, &released);
  sum += (unsigned)devres_release_all(dev);
}

int main(int argc, char **argv) {
  struct device device;
  device_initialize(&device);
  int rounds = argc == 2 ? atoi(argv[1]) * 100 : 0;
  for (int round = 0; round < rounds; round++)
    use(&device, (unsigned)round);
  printf("%zu released, %zx, %d warnings\n", released, sum, shim_warnings);
  while (spare) {
    struct part *next = spare->next;
    free(spare);
    spare = next;
  }
  return 0;
}
