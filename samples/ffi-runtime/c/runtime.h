/* A runtime with threads of its own behind a queue: what lua/runtime.lua calls through FFI. All functions but
   runtime_wait return at once. They are for one thread, that of the event loop. */
#ifndef RUNTIME_H
#define RUNTIME_H

#include <stddef.h>
#include <stdint.h>

typedef struct runtime runtime;

enum { RUNTIME_ECHO = 0, RUNTIME_REVERSE = 1 };

typedef struct {
  uint32_t id;
  uint32_t length;
  const uint8_t *bytes; /* valid until the next runtime_take or runtime_wait */
} runtime_response;

/* Which build this is. */
int runtime_version(void);

/* Starts threads. With a path, it listens there for the one connection over which it says that responses are ready;
   without (NULL), responses are waited for by runtime_wait. NULL and errno if something fails. */
runtime *runtime_start(const char *path, int threads, int limit);

/* Takes the connection that the caller has made to the path meanwhile, and removes the path. -1 if there is none. */
int runtime_accept(runtime *rt);

/* Queues a request; -1 if `limit` are under way. The bytes are not copied: they must stay until the response is taken.
   work_us is how long the work shall take, besides its operation. */
int runtime_submit(runtime *rt, uint32_t id, int operation, const uint8_t *bytes, uint32_t length, uint32_t work_us);

/* Fills in at most max responses that are ready; returns how many. To be called until it returns 0. */
int runtime_take(runtime *rt, runtime_response *responses, int max);

/* Blocks until a response is ready. Poison for an event loop: it is here to show that. */
int runtime_wait(runtime *rt, runtime_response *response);

/* Lets the threads finish what they are doing, drops what is queued, joins them, closes the connection, frees all. */
void runtime_stop(runtime *rt);

#endif
