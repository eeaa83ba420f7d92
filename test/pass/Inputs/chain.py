"""Prints a function with a chain of N offsets."""
import sys

n = int(sys.argv[1])
print('target triple = "x86_64-unknown-linux-gnu"')
print("define void @f(ptr %p0, ptr %o, i64 %i) {")
for k in range(n):
    print(f"  %p{k + 1} = getelementptr i8, ptr %p{k}, i64 %i")
print(f"  store ptr %p{n}, ptr %o")
print("  ret void\n}")
