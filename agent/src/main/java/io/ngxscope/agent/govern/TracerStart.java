package io.ngxscope.agent.govern;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.CpuList;
import io.ngxscope.agent.probe.BpftraceCommand;
import io.ngxscope.agent.probe.ProbeRun;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.probe.ToolVersion;

/**
 * How tracers of one worker are started.
 *
 * @param worker whose uprobes are wanted
 * @param place where the tracer may run
 * @param version of the tracer
 */
record TracerStart(Pid worker, CpuList place, ToolVersion version) {
  ProbeRun start(ProbeSpec spec, String script, ProbeRun.Sink sink) throws InterruptedException {
    return ProbeRun.start(spec, script, BpftraceCommand.of(spec, worker, place, version), sink);
  }
}
