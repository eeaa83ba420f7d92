# Writes the checksums of the files FILES to OUT, a header. hooks.c includes it beside what it embeds: a
# compiler cache knows of included files only, and would keep the fast paths of an older state.
set(text)
foreach(file ${FILES})
  file(SHA256 ${file} sum)
  string(APPEND text "/* ${sum} */\n")
endforeach()
file(WRITE ${OUT} "${text}")
