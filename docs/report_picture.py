#!/usr/bin/env python3
"""Makes a PNG of 8-bit RGB or RGBA smaller: it gets a palette of 256 colors. Used by report-picture.sh.

usage: report_picture.py FROM TO
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import collections
import struct
import sys
import zlib


def read(path):
    """The width, and the lines of a PNG as lists of colors."""
    with open(path, "rb") as file:
        data = file.read()
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, color, *rest = struct.unpack(">IIBBBBB", body)
            assert depth == 8 and color in (2, 6) and not any(rest), "not a PNG of 8-bit RGB or RGBA"
        elif kind == b"IDAT":
            packed += body
        at += length + 12
    size = 3 if color == 2 else 4
    raw, lines, above = zlib.decompress(packed), [], bytearray(width * size)
    for y in range(height):
        start = y * (width * size + 1)
        above = unfilter(raw[start], bytearray(raw[start + 1:start + 1 + width * size]), above, size)
        lines.append([bytes(above[x:x + 3]) for x in range(0, width * size, size)])
    return width, lines


def unfilter(kind, line, above, size):
    for x in range(len(line)):
        left, corner = (line[x - size], above[x - size]) if x >= size else (0, 0)
        guess = left + above[x] - corner
        nearest = min((left, above[x], corner), key=lambda value: abs(guess - value))
        line[x] = (line[x] + (0, left, above[x], (left + above[x]) // 2, nearest)[kind]) & 255
    return line


def main(source, target):
    width, lines = read(source)
    counts = collections.Counter(color for line in lines for color in line)
    palette = [color for color, _ in counts.most_common(256)]

    def index(color):
        return min(range(len(palette)), key=lambda i: sum((a - b) ** 2 for a, b in zip(palette[i], color)))

    indices = {color: index(color) for color in counts}
    raw = b"".join(b"\0" + bytes(indices[color] for color in line) for line in lines)
    with open(target, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for kind, body in ((b"IHDR", struct.pack(">IIBBBBB", width, len(lines), 8, 3, 0, 0, 0)), (b"PLTE", b"".join(palette)),
                           (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b"")):
            file.write(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)))


main(*sys.argv[1:])
