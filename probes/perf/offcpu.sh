#!/bin/sh
# @name perf-offcpu
# @summary when a worker's main thread leaves a processor and comes back, by perf alone
# @backend perf
# @facts worker.pid
# @requires perf 4.3
# @overhead 0.1 to 0.2 us for each switch of the worker; no stack is copied by the kernel
# @output SWITCH at:clock tid:tid out:number preempted:number -- it left the processor, or came back
# @example
#   $ ngxscope offcpu --backend perf -p 23420 -d 30s
# @caveats Stacks are not perf's: while the worker sleeps its stacks stand still and are read from
#   outside, checked to be those of one sleep. A sleep that is over before is counted, without a stack.
# @caveats Copying a stack at every switch was measured at 110 MB a second on a busy worker, nearly all of
#   it of `epoll_wait`; perf has no means to leave those out.

# shellcheck disable=SC1083 # what stands in braces is filled in before a shell sees it
exec perf record -q -o - -T -B -N --per-thread --no-inherit -m 32 -k CLOCK_MONOTONIC \
  -t %{worker.pid} --switch-events -e dummy
