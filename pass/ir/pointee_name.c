/*===- pointee_name.c - names of types that pointers point to -----*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "pointee_name.h"

#include <stdio.h>
#include <string.h>

static bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || (unsigned char)c >= 0x80;
}

/* Copies TEXT without what stands in brackets: arguments of templates, the size of an array, and the
 * place of a type without a name ("struct (unnamed at list.c:3:9)"). *UNNAMED: whether there was
 * such a place. */
static void copy_outside(const char *text, char into[POINTEE_NAME_SIZE], bool *unnamed) {
  size_t size = 0;
  int depth = 0;
  *unnamed = false;
  for (; *text; text++) {
    if (strchr("<([", *text)) {
      *unnamed |= *text == '(';
      depth++;
    } else if (strchr(">)]", *text)) {
      depth -= depth > 0;
    } else if (!depth && size + 1 < POINTEE_NAME_SIZE) {
      into[size++] = *text == '\t' ? ' ' : *text;
    }
  }
  into[size] = 0;
}

/* Whether the LENGTH characters at WORD are one of the words of LIST, which ends in NULL; which one
 * in *INDEX. */
static bool is_one_of(const char *word, size_t length, const char *const *list, unsigned *index) {
  for (*index = 0; list[*index]; ++*index)
    if (strlen(list[*index]) == length && !memcmp(list[*index], word, length))
      return true;
  return false;
}

/* Takes the pointers off the end of TEXT, with their qualifiers; returns how many there were. */
static unsigned take_pointers(char *text) {
  static const char *const qualifiers[] = {"const",      "volatile", "restrict",
                                           "__restrict", "_Atomic",  nullptr};
  unsigned pointers = 0, index;
  for (size_t length = strlen(text); length; text[length] = 0) {
    size_t word = length;
    while (word && is_word_character(text[word - 1]))
      word--;
    if (strchr(" *", text[length - 1]))
      pointers += text[--length] != ' ';
    else if (strchr(text, '*') && is_one_of(text + word, length - word, qualifiers, &index))
      length = word;
    else
      break;
  }
  return pointers;
}

/* The name of the number type that COUNTS of the words in number_words mean, as TBAA writes it. */
enum { UNSIGNED, SIGNED, INT, LONG, SHORT, CHAR, DOUBLE, INT128, NUMBER_WORDS };
static const char *const number_words[] = {"unsigned", "signed", "int",      "long", "short",
                                           "char",     "double", "__int128", nullptr};
static const char *number_name(const unsigned counts[NUMBER_WORDS]) {
  if (counts[DOUBLE])
    return counts[LONG] ? "long double" : "double";
  if (counts[CHAR])
    return "char";
  if (counts[INT128])
    return "__int128";
  if (counts[SHORT])
    return "short";
  return counts[LONG] > 1 ? "long long" : counts[LONG] ? "long" : "int";
}

bool pointee_name(const char *text, char name[POINTEE_NAME_SIZE]) {
  static const char *const idle[] = {"struct", "union",    "class",    "enum",
                                     "const",  "volatile", "typename", nullptr};
  char words[POINTEE_NAME_SIZE] = "", last[POINTEE_NAME_SIZE] = "";
  unsigned counts[NUMBER_WORDS] = {}, numbers = 0, names = 0, index;
  bool unnamed;
  copy_outside(text, words, &unnamed);
  unsigned pointers = take_pointers(words);
  for (const char *at = words; *at;) {
    size_t length = 0;
    while (is_word_character(at[length]))
      length++;
    if (is_one_of(at, length, number_words, &index)) {
      counts[index]++;
      numbers++;
    } else if (length && !is_one_of(at, length, idle, &index)) {
      /* Only the last of "A::B::C" counts. */
      names += at == words || at[-1] != ':';
      memcpy(last, at, length);
      last[length] = 0;
    }
    at += length;
    if (at[0] == ':' && at[1] == ':')
      at += 2;
    else if (*at == ' ')
      at++;
    else if (*at)
      return false;
  }
  if (unnamed && !names && !numbers)
    strcpy(last, "(unnamed)");
  else if (names + (numbers != 0) != 1 || (*last >= '0' && *last <= '9'))
    return false;
  snprintf(name, POINTEE_NAME_SIZE, "%u %.240s", pointers + 1,
           numbers                  ? number_name(counts)
           : !strcmp(last, "_Bool") ? "bool"
                                    : last);
  return true;
}
