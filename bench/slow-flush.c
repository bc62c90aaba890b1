/*
 * Loaded into PostgreSQL before its C library (LD_PRELOAD), for benches: each flush of the write-ahead log takes SLOW_FLUSH_MICROSECONDS longer, as on a
 * slow disk. PostgreSQL flushes its log with fdatasync on Linux (wal_sync_method), one flush at a time.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int fdatasync(int file) {
  static int (*flush)(int);
  static long microseconds;
  if (flush == NULL) {
    const char *given = getenv("SLOW_FLUSH_MICROSECONDS");
    microseconds = given == NULL ? 0 : atol(given);
    flush = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  }
  int result = flush(file);
  struct timespec longer = {microseconds / 1000000, microseconds % 1000000 * 1000};
  nanosleep(&longer, NULL);
  return result;
}
