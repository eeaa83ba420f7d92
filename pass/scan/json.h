/*===- json.h - JSON, piece by piece ----------------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/* Builds JSON text. The caller opens and closes brackets; the class adds the commas. */
#ifndef CUSTODY_SCAN_JSON_H
#define CUSTODY_SCAN_JSON_H

#include <cstdio>
#include <string>

namespace scan {

class Json {
public:
  std::string text;
  Json &open(char bracket) {
    separate();
    text += bracket;
    first = true;
    return *this;
  }
  Json &close(char bracket) {
    text += bracket;
    first = false;
    return *this;
  }
  Json &key(const char *name) {
    string(name);
    text += ": ";
    first = true;
    return *this;
  }
  Json &string(const std::string &value) {
    separate();
    text += '"';
    for (size_t i = 0; i < value.size(); i++) {
      unsigned char c = (unsigned char)value[i];
      char escape[8];
      size_t length = character(value, i);
      if (length != 1) { /* bytes that are not UTF-8 become the replacement character */
        text += length ? value.substr(i, length) : "\xef\xbf\xbd";
        i += length ? length - 1 : 0;
        continue;
      }
      if (c == '"' || c == '\\')
        (text += '\\') += (char)c;
      else if (c < 0x20 && snprintf(escape, sizeof escape, "\\u%04x", c))
        text += escape;
      else
        text += (char)c;
    }
    text += '"';
    return *this;
  }
  Json &number(unsigned long value) { return raw(std::to_string(value)); }
  Json &raw(const std::string &value) {
    separate();
    text += value;
    return *this;
  }
  Json &line() {
    separate();
    first = true;
    text += "\n";
    return *this;
  }

private:
  /* Returns the number of bytes of the UTF-8 character at AT in TEXT, or 0 if there is none. */
  static size_t character(const std::string &text, size_t at) {
    unsigned char first = (unsigned char)text[at];
    size_t length = first < 0x80   ? 1
                    : first < 0xc2 ? 0
                    : first < 0xe0 ? 2
                    : first < 0xf0 ? 3
                    : first < 0xf5 ? 4
                                   : 0;
    for (size_t i = 1; i < length; i++)
      if (at + i >= text.size() || ((unsigned char)text[at + i] & 0xc0) != 0x80)
        return 0;
    return length;
  }
  void separate() {
    if (!first)
      text += ", ";
    first = false;
  }
  bool first = true;
};

} // namespace scan

#endif /* CUSTODY_SCAN_JSON_H */
