"""Commands for gdb in a program with Custody.

Load it with `source .../lib/custody/custody-gdb.py`, or gdb's option -x. It stops the program at each report, before the
program may end, and adds the command

  custody-describe EXPRESSION   what Custody knows of a pointer: its history, if EXPRESSION is a variable in memory, and where
                                its address was released
  custody-counts                how many reclaims were verified, unverified and reported, and what is outstanding

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import gdb


class Stop(gdb.Breakpoint):
    """Stops where a report has just been printed, and selects the frame of the reclaim."""

    def __init__(self):
        super().__init__("__custody_on_error", internal=True)
        self.silent = True

    def stop(self):
        print("Custody: the program stops at this report. up and down show its callers.")
        return True


def call(text):
    """Calls a function of the runtime, which may have no debug info."""
    try:
        return gdb.parse_and_eval(text)
    except gdb.error as error:
        if "__custody" in str(error):
            raise gdb.GdbError("there is no Custody runtime in this process: start the program first")
        raise gdb.GdbError(str(error))


class Describe(gdb.Command):
    """custody-describe EXPRESSION: what Custody knows of a pointer."""

    def __init__(self):
        super().__init__("custody-describe", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, from_tty):
        try:
            value = gdb.parse_and_eval(argument)
            if value.type.strip_typedefs().code not in (gdb.TYPE_CODE_PTR, gdb.TYPE_CODE_INT):
                raise gdb.GdbError("'%s' is no pointer" % argument)
            slot = int(value.address) if value.address is not None else 0
        except gdb.error as error:
            raise gdb.GdbError(str(error))
        # A tag belongs to a place in memory. Without one only the address can be looked up.
        if slot and value.type.sizeof == 8:
            call("((void (*)(unsigned long))&__custody_describe_slot)(%d)" % slot)
        else:
            call("((void (*)(unsigned long))&__custody_describe_address)(%d)" % int(value))


class Counts(gdb.Command):
    """custody-counts: how many reclaims were verified, unverified and reported."""

    def __init__(self):
        super().__init__("custody-counts", gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        call("((void (*)(void))&__custody_print_counts)()")


Stop()
Describe()
Counts()
