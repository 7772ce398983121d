#define _GNU_SOURCE
#include "runtime.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#ifndef RUNTIME_BUILD
#define RUNTIME_BUILD 1
#endif

enum { MAX_THREADS = 64, KEPT_BYTES = 1 << 20 };

/* A request on its way: free -> queued -> being done -> ready -> taken -> free. The buffer of its response stays with it,
   so that no memory is allocated once all have been used. */
typedef struct job {
  struct job *next;
  uint32_t id, length, work_us;
  int operation;
  const uint8_t *in;
  uint8_t *out;
  uint32_t capacity;
} job;

typedef struct {
  job *first, **end;
} list;

struct runtime {
  pthread_t threads[MAX_THREADS];
  int thread_count;

  pthread_mutex_t lock; /* of queued and stopping */
  pthread_cond_t work;
  list queued;
  int stopping;

  pthread_mutex_t ready_lock; /* of ready */
  pthread_cond_t some_ready;
  list ready;

  job *jobs, *free_jobs, *taken; /* of the event loop's thread alone */

  struct sockaddr_un address;
  int listener, connection;
  atomic_int told; /* the loop has been woken and has not looked since */
};

static void list_init(list *l) {
  l->first = NULL;
  l->end = &l->first;
}

static void list_add(list *l, job *j) {
  j->next = NULL;
  *l->end = j;
  l->end = &j->next;
}

static job *list_take(list *l) {
  job *j = l->first;
  if (j && !(l->first = j->next)) {
    l->end = &l->first;
  }
  return j;
}

int runtime_version(void) {
  return RUNTIME_BUILD;
}

/* ---- the threads ---- */

static void spend(uint32_t us) {
  struct timespec at;
  int64_t until = 0;
  do {
    clock_gettime(CLOCK_MONOTONIC, &at);
    int64_t now = (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
    until = until ? until : now + us;
    if (now >= until) {
      return;
    }
  } while (1);
}

static void work_on(job *j) {
  if (j->work_us) {
    spend(j->work_us);
  }
  if (j->operation == RUNTIME_REVERSE) {
    for (uint32_t i = 0; i < j->length; i++) {
      j->out[i] = j->in[j->length - 1 - i];
    }
  } else {
    memcpy(j->out, j->in, j->length);
  }
}

/* One byte wakes the loop for any number of responses. If the socket's buffer were full, the loop would be awake. */
static void tell(runtime *rt) {
  if (rt->connection >= 0 && !atomic_exchange(&rt->told, 1)) {
    (void)!send(rt->connection, "!", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
  }
}

static void *run(void *argument) {
  runtime *rt = argument;
  for (;;) {
    pthread_mutex_lock(&rt->lock);
    while (!rt->queued.first && !rt->stopping) {
      pthread_cond_wait(&rt->work, &rt->lock);
    }
    job *j = rt->stopping ? NULL : list_take(&rt->queued);
    pthread_mutex_unlock(&rt->lock);
    if (!j) {
      return NULL;
    }
    work_on(j);
    pthread_mutex_lock(&rt->ready_lock);
    list_add(&rt->ready, j);
    pthread_cond_signal(&rt->some_ready);
    pthread_mutex_unlock(&rt->ready_lock);
    tell(rt);
  }
}

/* ---- start and stop ---- */

static int listen_at(runtime *rt, const char *path) {
  rt->address.sun_family = AF_UNIX;
  if (strlen(path) >= sizeof rt->address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  strcpy(rt->address.sun_path, path);
  rt->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (rt->listener < 0) {
    return -1;
  }
  unlink(path);
  if (bind(rt->listener, (struct sockaddr *)&rt->address, sizeof rt->address) || listen(rt->listener, 4)) {
    return -1;
  }
  return 0;
}

/* All signals stay blocked in the threads: nginx's handlers belong to its own thread. */
static int start_threads(runtime *rt, int count) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = 0;
  while (rt->thread_count < count && !error) {
    error = pthread_create(&rt->threads[rt->thread_count], NULL, run, rt);
    if (!error) {
      char name[16];
      snprintf(name, sizeof name, "runtime-%d", rt->thread_count);
      pthread_setname_np(rt->threads[rt->thread_count++], name);
    }
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return error ? -1 : 0;
}

runtime *runtime_start(const char *path, int threads, int limit) {
  if (threads < 1 || threads > MAX_THREADS || limit < 1) {
    errno = EINVAL;
    return NULL;
  }
  runtime *rt = calloc(1, sizeof *rt);
  if (!rt || !(rt->jobs = calloc(limit, sizeof *rt->jobs))) {
    free(rt);
    return NULL;
  }
  for (int i = 0; i < limit; i++) {
    rt->jobs[i].next = rt->free_jobs;
    rt->free_jobs = &rt->jobs[i];
  }
  pthread_mutex_init(&rt->lock, NULL);
  pthread_mutex_init(&rt->ready_lock, NULL);
  pthread_cond_init(&rt->work, NULL);
  pthread_cond_init(&rt->some_ready, NULL);
  list_init(&rt->queued);
  list_init(&rt->ready);
  rt->listener = rt->connection = -1;
  if ((path && listen_at(rt, path)) || start_threads(rt, threads)) {
    int error = errno;
    runtime_stop(rt);
    errno = error;
    return NULL;
  }
  return rt;
}

/* Whoever else may reach the path is not let in. */
int runtime_accept(runtime *rt) {
  int fd;
  while ((fd = accept4(rt->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
    struct ucred peer = {0};
    socklen_t size = sizeof peer;
    if (!getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) && peer.pid == getpid()) {
      rt->connection = fd;
      close(rt->listener);
      rt->listener = -1;
      unlink(rt->address.sun_path);
      return 0;
    }
    close(fd);
  }
  return -1;
}

static void free_jobs(job *j) {
  for (; j; j = j->next) {
    free(j->out);
    j->out = NULL;
  }
}

void runtime_stop(runtime *rt) {
  pthread_mutex_lock(&rt->lock);
  rt->stopping = 1;
  pthread_cond_broadcast(&rt->work);
  pthread_mutex_unlock(&rt->lock);
  for (int i = 0; i < rt->thread_count; i++) {
    pthread_join(rt->threads[i], NULL);
  }
  free_jobs(rt->queued.first);
  free_jobs(rt->ready.first);
  free_jobs(rt->taken);
  free_jobs(rt->free_jobs);
  if (rt->listener >= 0) {
    close(rt->listener);
    unlink(rt->address.sun_path);
  }
  if (rt->connection >= 0) {
    close(rt->connection);
  }
  pthread_mutex_destroy(&rt->lock);
  pthread_mutex_destroy(&rt->ready_lock);
  pthread_cond_destroy(&rt->work);
  pthread_cond_destroy(&rt->some_ready);
  free(rt->jobs);
  free(rt);
}

/* ---- requests and responses ---- */

static int make_room(job *j, uint32_t length) {
  if (j->out && j->capacity >= length) {
    return 0;
  }
  free(j->out);
  j->out = malloc(length ? length : 1);
  j->capacity = j->out ? length : 0;
  return j->out ? 0 : -1;
}

int runtime_submit(runtime *rt, uint32_t id, int operation, const uint8_t *bytes, uint32_t length, uint32_t work_us) {
  job *j = rt->free_jobs;
  if (!j || make_room(j, length)) {
    return -1;
  }
  rt->free_jobs = j->next;
  j->id = id;
  j->operation = operation;
  j->in = bytes;
  j->length = length;
  j->work_us = work_us;
  pthread_mutex_lock(&rt->lock);
  list_add(&rt->queued, j);
  pthread_cond_signal(&rt->work);
  pthread_mutex_unlock(&rt->lock);
  return 0;
}

/* What was taken last time has been read by now. A large buffer is not kept for ever. */
static void recycle(runtime *rt) {
  job *j;
  while ((j = rt->taken)) {
    rt->taken = j->next;
    if (j->capacity > KEPT_BYTES) {
      free(j->out);
      j->out = NULL;
    }
    j->next = rt->free_jobs;
    rt->free_jobs = j;
  }
}

static int take_locked(runtime *rt, runtime_response *responses, int max) {
  int count = 0;
  job *j;
  while (count < max && (j = list_take(&rt->ready))) {
    responses[count++] = (runtime_response){j->id, j->length, j->out};
    j->next = rt->taken;
    rt->taken = j;
  }
  return count;
}

int runtime_take(runtime *rt, runtime_response *responses, int max) {
  recycle(rt);
  atomic_store(&rt->told, 0); /* before the look: what gets ready after it wakes the loop again */
  pthread_mutex_lock(&rt->ready_lock);
  int count = take_locked(rt, responses, max);
  pthread_mutex_unlock(&rt->ready_lock);
  return count;
}

int runtime_wait(runtime *rt, runtime_response *response) {
  recycle(rt);
  pthread_mutex_lock(&rt->ready_lock);
  while (!rt->ready.first) {
    pthread_cond_wait(&rt->some_ready, &rt->ready_lock);
  }
  int count = take_locked(rt, response, 1);
  pthread_mutex_unlock(&rt->ready_lock);
  return count;
}
