package io.ngxscope.agent.model;

/** How a native name was found, from the most to the least trusted. */
public enum NameSource {
  /** The binary's own full symbol table ({@code .symtab}). */
  SYMBOL_TABLE,
  /** A separate debug file found by build id or debug link. */
  DEBUG_FILE,
  /** The exported names ({@code .dynsym}), which survive stripping. */
  EXPORTED,
  /** Deduced by decoding the code around exported anchors. */
  CODE_ANALYSIS,
  /** No name: the frame is shown as module+offset. */
  NONE
}
