package io.ngxscope.agent.heap;

/** In which way an object holds another. The second word of an edge means what is said here. */
enum EdgeKind {
  /** A table's or userdata's metatable. */
  METATABLE,
  /** Globals of a function, thread or userdata. */
  ENV,
  /** An element of the array part; its index. */
  ELEMENT,
  /** A value of the hash part; its key, a tagged value. */
  VALUE,
  /** A key of the hash part; itself, a tagged value. */
  KEY,
  /** An upvalue of a function; its number. */
  UPVALUE,
  /** What is in an upvalue. */
  CONTENT,
  /** The prototype of a function. */
  CODE,
  /** A constant of a prototype, or the name of its source. */
  CONSTANT,
  /** A slot of a Lua stack; its number. */
  STACK,
  /** A trace of a prototype. */
  TRACE,
  /** Something that compiled code refers to. */
  TRACE_CONSTANT
}
