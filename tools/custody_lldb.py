"""Commands for LLDB in a program with Custody.

Load it with `command script import .../lib/custody/custody_lldb.py`. It stops the program at each report, before the program
may end, and adds the commands

  custody-describe EXPRESSION   what Custody knows of a pointer: its history, if EXPRESSION is a variable in memory, and where
                                its address was released
  custody-counts                how many reclaims were verified, unverified and reported, and what is outstanding

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import lldb

NO_PROCESS = "no program is running: start it first, and stop it at a breakpoint"


def evaluate(frame, result, function, argument=0, returns="int"):
    """Calls a function of the runtime, which may have no debug info. Returns its value, or None and sets the error."""
    text = "((%s (*)(unsigned long))&%s)(%dul)" % (returns, function, argument)
    value = frame.EvaluateExpression("(%s, 0)" % text if returns == "void" else text)
    if value.GetError().Success():
        return value.GetValueAsSigned()
    missing = function in value.GetError().GetCString()
    result.SetError("there is no Custody runtime in this process" if missing else value.GetError().GetCString())
    return None


def call(frame, function, argument, result):
    """Calls a function that prints. It must not start the symbolizer, because LLDB gives up a call in which the program forks."""
    before = evaluate(frame, result, "__custody_use_symbolizer")
    if before is not None:
        evaluate(frame, result, function, argument, "void")
        evaluate(frame, result, "__custody_use_symbolizer", before)


def describe(debugger, argument, context, result, internal):
    """custody-describe EXPRESSION: what Custody knows of a pointer."""
    frame = context.GetFrame()
    if not frame.IsValid():
        return result.SetError(NO_PROCESS)
    value = frame.EvaluateExpression(argument)
    if value.GetError().Fail():
        return result.SetError(value.GetError().GetCString())
    kind = value.GetType().GetCanonicalType()
    if not kind.IsPointerType() and not kind.GetTypeFlags() & lldb.eTypeIsInteger:
        return result.SetError("'%s' is no pointer" % argument)
    # A tag belongs to a place in memory. Without one only the address can be looked up.
    place = value.GetLoadAddress()
    if place != lldb.LLDB_INVALID_ADDRESS and value.GetByteSize() == 8:
        call(frame, "__custody_describe_slot", place, result)
    else:
        call(frame, "__custody_describe_address", value.GetValueAsUnsigned(), result)


def counts(debugger, argument, context, result, internal):
    """custody-counts: how many reclaims were verified, unverified and reported."""
    if not context.GetFrame().IsValid():
        return result.SetError(NO_PROCESS)
    call(context.GetFrame(), "__custody_print_counts", 0, result)


def at_report(frame, location, data):
    """Stops where a report has just been printed."""
    print("Custody: the program stops at this report. up and down show its callers.")
    return True


def __lldb_init_module(debugger, names):
    for name, function in (("custody-describe", "describe"), ("custody-counts", "counts")):
        debugger.HandleCommand("command script add -o -f %s.%s %s" % (__name__, function, name))
    for target in [debugger.GetDummyTarget(), *(debugger.GetTargetAtIndex(number) for number in range(debugger.GetNumTargets()))]:
        target.BreakpointCreateByName("__custody_on_error").SetScriptCallbackFunction("%s.at_report" % __name__)
