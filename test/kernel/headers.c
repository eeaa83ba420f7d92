// The glue of a kernel is gnu11 with the kernel's macros, and includes the runtime's headers, which are C23
// elsewhere. So these headers must be both. (A kernel is too slow to build in a test.)

// RUN: %clang -std=gnu11 -ffreestanding -fsyntax-only -Wall -Werror -Wno-unused-function -Wno-c23-extensions -DCUSTODY_KERNEL=1 -I%root/runtime -I%root/include %s

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define nullptr NULL /* as kernel/lib/shim/stddef.h */
#define noinline __attribute__((__noinline__))
#define __always_inline inline __attribute__((__always_inline__))
#define fallthrough __attribute__((__fallthrough__))
#define cold __attribute__((__cold__))

#include "core/core.h"
#include "core/hooks.h"
#include "guard.h"
#include "host/host.h"
#include "report/report.h"
#include "start/parse_options.h"
#include "start/start.h"
#include "text/demangle.h"
