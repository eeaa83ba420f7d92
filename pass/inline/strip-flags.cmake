# Removes the module flags from the IR in IN, and writes it to OUT.
file(READ ${IN} text)
string(REGEX REPLACE "!llvm.module.flags = [^\n]*\n" "" text "${text}")
string(REGEX REPLACE "!llvm.ident = [^\n]*\n" "" text "${text}")
file(WRITE ${OUT} "${text}")
