/*===- store.cpp - facts in files -------------------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/* Numbers are written seven bits a byte, the lowest first. One template describes each record, for
 * the writer and for the reader. */
#include "store.h"

#include <tuple>

namespace scan {

bool Place::operator<(const Place &o) const {
  return std::tie(file, line, column) < std::tie(o.file, o.line, o.column);
}
bool Place::operator==(const Place &o) const {
  return std::tie(file, line, column) == std::tie(o.file, o.line, o.column);
}

unsigned Dictionary::number(Name name) {
  auto [at, added] = numbers.emplace(name, (unsigned)names.size());
  if (added)
    names.push_back(name);
  return at->second;
}

namespace {

enum { VERSION = 4 };

class Writer {
public:
  explicit Writer(Dictionary *dictionary) : dictionary(dictionary) {}
  std::string text;
  void number(uint64_t n) {
    for (; n >= 0x80; n >>= 7)
      text += (char)(n | 0x80);
    text += (char)n;
  }
  void item(const unsigned &n) { number(n); }
  void item(const bool &b) { number(b); }
  void item(const Name &n) { number(dictionary->number(n)); }
  void item(const std::string &s) {
    number(s.size());
    text += s;
  }
  template <typename E> void value(const E &e) { number((uint64_t)e); }
  template <typename T> size_t count(const T &list) {
    number(list.size());
    return list.size();
  }

private:
  Dictionary *dictionary;
};

class Reader {
public:
  Reader(const char *at, size_t size, const std::vector<Name> &names)
      : at(at), end(at + size), names(names) {}
  bool bad = false;
  uint64_t number() {
    uint64_t n = 0;
    for (unsigned shift = 0; at < end && shift < 64; shift += 7) {
      unsigned char c = (unsigned char)*at++;
      n |= (uint64_t)(c & 0x7f) << shift;
      if (c < 0x80)
        return n;
    }
    bad = true;
    return 0;
  }
  void item(unsigned &n) { n = (unsigned)number(); }
  void item(bool &b) { b = number(); }
  void item(Name &n) {
    uint64_t i = number();
    bad |= i >= names.size();
    n = bad ? Name() : names[i];
  }
  void item(std::string &s) {
    uint64_t length = number();
    if (length > (uint64_t)(end - at)) {
      bad = true;
      return;
    }
    s.assign(at, length);
    at += length;
  }
  template <typename E> void value(E &e) { e = (E)number(); }
  template <typename T> size_t count(T &list) {
    uint64_t n = number();
    if (n > (uint64_t)(end - at)) { /* an element takes a byte or more */
      bad = true;
      n = 0;
    }
    list.resize(n);
    return n;
  }
  size_t left() const { return (size_t)(end - at); }
  const char *skip(size_t length) {
    const char *here = at;
    at += length;
    return here;
  }

private:
  const char *at, *end;
  const std::vector<Name> &names;
};

/* V is a Writer, and the record is const; or V is a Reader. */
template <typename V, typename P> void place(V &v, P &p) {
  v.item(p.file), v.item(p.line), v.item(p.column);
}
template <typename V, typename E> void edit(V &v, E &e) {
  bool some = !e.begin.file.empty();
  v.item(some);
  if (!some)
    return;
  place(v, e.begin), place(v, e.end), v.item(e.offset), v.item(e.length), v.item(e.text);
}

template <typename V, typename H> void header(V &v, H &h) {
  v.item(h.id), v.item(h.symbol), v.item(h.display), v.item(h.result), place(v, h.place);
  v.item(h.resultPointee);
  v.item(h.internal), v.item(h.defined), v.item(h.yesIsSuccess), v.item(h.returnsPointer);
  for (size_t i = 0, n = v.count(h.parameters); i < n; i++) {
    auto &p = h.parameters[i];
    v.item(p.name), v.item(p.type), v.item(p.pointee);
    v.item(p.object), v.item(p.callback), v.item(p.toConst), v.item(p.text);
  }
  for (size_t i = 0, n = v.count(h.roles); i < n; i++)
    v.item(h.roles[i]);
}

void objects(Writer &w, const std::set<Name> &all) {
  w.number(all.size());
  for (const Name &one : all)
    w.item(one);
}
void objects(Reader &r, std::set<Name> &all) {
  for (uint64_t n = r.number(); n && !r.bad; n--) {
    Name one;
    r.item(one);
    all.insert(one);
  }
}

void types(Writer &w, const std::set<std::pair<Name, Name>> &all) {
  w.number(all.size());
  for (const auto &[node, type] : all)
    w.item(node), w.item(type);
}
void types(Reader &r, std::set<std::pair<Name, Name>> &all) {
  for (uint64_t n = r.number(); n && !r.bad; n--) {
    Name node, type;
    r.item(node), r.item(type);
    all.emplace(node, type);
  }
}

template <typename V, typename B> void body(V &v, B &b) {
  objects(v, b.objects);
  types(v, b.types);
  for (size_t i = 0, n = v.count(b.flows); i < n; i++) {
    auto &f = b.flows[i];
    v.value(f.kind), v.value(f.compare), v.item(f.bound), v.item(f.callback), v.item(f.index);
    v.item(f.from), v.item(f.to), v.item(f.field), place(v, f.place), v.item(f.text);
  }
  for (size_t i = 0, n = v.count(b.calls); i < n; i++) {
    auto &c = b.calls[i];
    v.item(c.id), v.item(c.callee), v.item(c.target), v.item(c.result), v.item(c.answers);
    place(v, c.place);
    for (size_t k = 0, m = v.count(c.arguments); k < m; k++)
      v.item(c.arguments[k]);
  }
  for (size_t i = 0, n = v.count(b.uses); i < n; i++) {
    auto &u = b.uses[i];
    v.value(u.kind), v.item(u.call), v.item(u.index), v.item(u.path), v.item(u.other);
    v.item(u.container), v.item(u.maker), v.item(u.text), place(v, u.place), edit(v, u.recover);
  }
  for (size_t i = 0, n = v.count(b.again); i < n; i++) {
    auto &a = b.again[i];
    v.item(a.first), v.item(a.second), v.value(a.way);
  }
  edit(v, b.include);
}

} // namespace

void Facts::add(const Function &function) {
  Writer head(&dictionary), inside(&dictionary), all(&dictionary);
  header(head, (const Header &)function);
  body(inside, (const Body &)function);
  all.number(head.text.size());
  all.number(inside.text.size());
  records += all.text + head.text + inside.text;
  count++;
}

std::string Facts::text() const {
  Writer w(nullptr);
  w.number(VERSION);
  w.number(dictionary.names.size());
  for (const Name &name : dictionary.names)
    w.item(name.str());
  w.number(count);
  w.number(records.size());
  return w.text + records;
}

Program::Program() : file(tmpfile()) {}
Program::~Program() {
  if (file)
    fclose(file);
}

const Header *Program::find(Name id) const {
  auto found = functions.find(id);
  return found == functions.end() ? nullptr : &found->second;
}

void Program::add(const Function &function) {
  Header &known = functions[function.id];
  if (function.id.empty() || (!known.id.empty() && (known.defined || !function.defined)))
    return;
  known = function;
  Writer w(&dictionary);
  scan::body(w, (const Body &)function);
  extents[function.id] = {size, (uint32_t)w.text.size()};
  size += w.text.size();
  if (!file || fwrite(w.text.data(), 1, w.text.size(), file) != w.text.size()) {
    perror("custody-scan: cannot write facts to a temporary file");
    exit(2);
  }
}

/* Another program may define a function with the same external name. The one in HEADERS then gets an
 * id of its own, like a static function, and the calls in its file mean this one. So a finding does
 * not depend on the other program. NAMES are the strings of the file. */
void Program::distinguish(std::vector<Header> &headers, std::vector<Name> &names) {
  std::unordered_map<Name, Name> changed;
  for (Header &h : headers) {
    const Header *known = h.defined && !h.internal ? find(h.id) : nullptr;
    if (!known || !known->defined || known->place.file == h.place.file)
      continue;
    Name id = h.id + ("@" + h.place.file.str());
    changed.emplace(h.id, id);
    changed.emplace("fn:" + h.id, "fn:" + id);
    if (h.symbol != Name("main")) /* nobody calls it */
      others.push_back(id);
    h.id = id;
  }
  for (Name &name : names) {
    auto found = changed.find(name);
    if (found != changed.end())
      name = found->second;
  }
}

bool Program::add(const std::string &text) {
  std::vector<Name> names;
  Reader r(text.data(), text.size(), names);
  if (r.number() != VERSION)
    return false;
  std::string word;
  for (uint64_t n = r.number(); n && !r.bad; n--) {
    r.item(word);
    names.emplace_back(word);
  }
  uint64_t count = r.number(), bytes = r.number();
  if (r.bad || bytes != r.left())
    return false;
  std::vector<Header> headers;
  std::vector<Reader> bodies;
  for (; count && !r.bad; count--) {
    size_t head = r.number(), inside = r.number();
    if (r.bad || head + inside > r.left())
      return false;
    Reader first(r.skip(head), head, names);
    header(first, headers.emplace_back());
    bodies.emplace_back(r.skip(inside), inside, names);
    if (first.bad)
      return false;
  }
  if (r.bad)
    return false;
  distinguish(headers, names);
  std::vector<Function> good;
  for (size_t i = 0; i < headers.size(); i++) {
    const Header *known = find(headers[i].id);
    if (known && (known->defined || !headers[i].defined))
      continue;
    Function &f = good.emplace_back();
    (Header &)f = std::move(headers[i]);
    scan::body(bodies[i], (Body &)f);
    if (bodies[i].bad)
      return false;
  }
  for (const Function &f : good)
    add(f);
  return true;
}

Body Program::body(Name id) const {
  Body b;
  auto found = extents.find(id);
  if (found == extents.end())
    return b;
  std::string text(found->second.length, 0);
  bool read = fseeko(file, (off_t)found->second.offset, SEEK_SET) == 0 &&
              fread(text.data(), 1, text.size(), file) == text.size();
  Reader r(text.data(), text.size(), dictionary.names);
  if (read)
    scan::body(r, b);
  if (!read || r.bad) {
    perror("custody-scan: cannot read facts back");
    exit(2);
  }
  return b;
}

} // namespace scan
