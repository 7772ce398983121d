#!/bin/sh
# @name perf-loop
# @summary runs of a worker's event loop, and when its main thread sleeps in them, by perf alone
# @backend perf
# @facts worker.pid
# @requires perf 4.3
# @requires tracefs
# @requires tracepoint:syscalls:sys_enter_epoll_wait
# @requires tracepoint:syscalls:sys_exit_epoll_wait
# @overhead two tracepoints for each run of the loop, 0.3 to 0.5 us each, and 0.1 to 0.2 us for each switch
# @output ENTER at:clock tid:tid -- the run is over: the worker asks for events
# @output EXIT at:clock tid:tid -- a run begins
# @output SWITCH at:clock tid:tid out:number preempted:number -- it left the processor, or came back
# @example
#   $ ngxscope block --backend perf -p 23420 -d 30s
# @caveats perf hands over what it has when 64 KiB are full, or at the end: on a worker with little to do
#   blocks show late.

# shellcheck disable=SC1083 # what stands in braces is filled in before a shell sees it
exec perf record -q -o - -T -B -N --per-thread --no-inherit -m 32 -k CLOCK_MONOTONIC -t %{worker.pid} --switch-events \
  -e syscalls:sys_enter_epoll_wait -e syscalls:sys_exit_epoll_wait \
  -e syscalls:sys_enter_epoll_pwait -e syscalls:sys_exit_epoll_pwait
