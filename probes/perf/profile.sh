#!/bin/sh
# @name perf-profile
# @summary where a worker spends processor time, by perf alone: registers and a copy of the C stack
# @backend perf
# @args hz hz[1..4999] 99 Hz samples a second
# @args stack int[4096..65528] 32768 bytes of C stack that are copied, a multiple of 8
# @facts worker.pid
# @requires perf 4.3
# @overhead about 10 us a sample, in which the worker does not run, and a copy of its stack
# @output SAMPLE at:clock tid:tid ip:address kernel:address* -- registers of user space and the copied
#   stack belong to it
# @example
#   $ ngxscope profile --backend perf -p 23420 -d 30s
# @caveats perf cannot copy the Lua stack. It is read from the worker some 100 us later, and told only as
#   far as the copied registers and C stack prove it.
# @caveats Threads that are made after the start are not sampled.
# @caveats By hand: `ngxscope probes show perf-profile --rendered -p PID | sh | perf script -i -`.

# shellcheck disable=SC1083 # what stands in braces is filled in before a shell sees it
exec perf record -q -o - -T -B -N --per-thread --no-inherit --no-buffering -m 1024 -k CLOCK_MONOTONIC \
  -p %{worker.pid} -e 'cpu-clock/freq=%{hz},call-graph=dwarf,stack-size=%{stack}/'
