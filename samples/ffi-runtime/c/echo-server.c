/* The usual alternative to a library: the same echo in a process of its own, over a unix-domain socket. A message is its
   length (4 bytes, the machine's order) and its bytes; it is sent back as it came. One thread for each connection.
   usage: echo-server PATH    goes into the background when it listens */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { MAX_BYTES = 64 << 20 };

static int read_all(int fd, void *to, size_t length) {
  while (length) {
    ssize_t n = read(fd, to, length);
    if (n <= 0) {
      return -1;
    }
    to = (char *)to + n;
    length -= n;
  }
  return 0;
}

static int write_all(int fd, const void *from, size_t length) {
  while (length) {
    ssize_t n = write(fd, from, length);
    if (n <= 0) {
      return -1;
    }
    from = (const char *)from + n;
    length -= n;
  }
  return 0;
}

static void *serve(void *argument) {
  int fd = (int)(intptr_t)argument;
  uint32_t length;
  char *message = NULL, *grown;
  size_t capacity = 0;
  while (!read_all(fd, &length, sizeof length) && length <= MAX_BYTES) {
    if (capacity < length + sizeof length) {
      if (!(grown = realloc(message, length + sizeof length))) {
        break;
      }
      message = grown;
      capacity = length + sizeof length;
    }
    memcpy(message, &length, sizeof length);
    if (read_all(fd, message + sizeof length, length) || write_all(fd, message, length + sizeof length)) {
      break;
    }
  }
  free(message);
  close(fd);
  return NULL;
}

int main(int argc, char **argv) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (argc != 2 || strlen(argv[1]) >= sizeof address.sun_path) {
    fprintf(stderr, "usage: echo-server PATH\n");
    return 2;
  }
  strcpy(address.sun_path, argv[1]);
  int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 128)) {
    perror(argv[1]);
    return 1;
  }
  signal(SIGPIPE, SIG_IGN);
  if (daemon(0, 0)) {
    perror("daemon");
    return 1;
  }
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    pthread_t thread;
    if (fd >= 0 && pthread_create(&thread, NULL, serve, (void *)(intptr_t)fd)) {
      close(fd);
    } else if (fd >= 0) {
      pthread_detach(thread);
    }
  }
}
