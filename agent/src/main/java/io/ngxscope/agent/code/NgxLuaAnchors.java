package io.ngxscope.agent.code;

import io.ngxscope.agent.code.Finding.Found;
import io.ngxscope.agent.code.Finding.NotFound;
import io.ngxscope.agent.os.ElfFile;
import java.util.List;
import java.util.Optional;

/** What the code of nginx's Lua module tells about its structures. */
public final class NgxLuaAnchors {
  private static final String GET_PHASE = "ngx_http_lua_ffi_get_phase";

  private NgxLuaAnchors() {}

  /**
   * The way from a request to the phase that its Lua code runs in.
   *
   * @param requestCtx offset of {@code ctx}, an array of pointers, in {@code ngx_http_request_t}
   * @param context offset of {@code context} in {@code ngx_http_lua_ctx_t}
   * @param contextBytes its size
   */
  public record PhaseField(long requestCtx, long context, int contextBytes) {}

  /**
   * Decodes {@code ngx_http_lua_ffi_get_phase(r)}: {@code r->ctx[index]->context}.
   *
   * @param elf the module, or an nginx that contains it
   */
  public static Finding<PhaseField> phase(ElfFile elf) {
    Optional<FunctionCode> function = FunctionCode.exported(elf, GET_PHASE);
    if (function.isEmpty()) {
      return new NotFound<>(GET_PHASE + " is not exported");
    }
    List<PhaseField> fields =
        FieldTracer.trace(function.get()).stream()
            .filter(NgxLuaAnchors::isPhase)
            .map(a -> new PhaseField(a.offset(0), a.offset(2), a.bytes()))
            .distinct()
            .toList();
    return fields.size() == 1
        ? new Found<>(fields.get(0), "the field that " + GET_PHASE + " loads")
        : new NotFound<>(GET_PHASE + " loads " + fields.size() + " fields of its context, not one");
  }

  private static boolean isPhase(FieldAccess access) {
    return access.path().size() == 3
        && !access.store()
        && access.path().get(0).isField()
        && access.path().get(1).indexed()
        && access.path().get(2).isField()
        && access.bytes() < 8;
  }
}
