/* What the program can't do less than: parses a profile, emits documents of the same number and size through libyaml, and
 * writes what isn't YAML as ready bytes.
 *
 *   baseline PROFILE COUNT FOLDER DOCUMENT...
 *
 * Reads each DOCUMENT once, emits all of them COUNT times, and writes each to a file of its own in FOLDER. One whose name
 * doesn't end in `.yaml` or `.yml` is ready. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <yaml.h>

enum { MOST_EVENTS = 4096, LARGEST_DOCUMENT = 1 << 20 };

struct document {
  unsigned char *ready;
  size_t size;
  yaml_event_t events[MOST_EVENTS];
  int count;
};

static void fail(const char *what) {
  fprintf(stderr, "baseline: %s\n", what);
  exit(1);
}

static void parse(const char *path, struct document *document) {
  yaml_parser_t parser;
  FILE *file = fopen(path, "rb");
  if (!file || !yaml_parser_initialize(&parser)) fail(path);
  yaml_parser_set_input_file(&parser, file);
  document->count = 0;
  for (int done = 0; !done; document->count++) {
    if (document->count == MOST_EVENTS) fail("too many events");
    yaml_event_t *event = &document->events[document->count];
    if (!yaml_parser_parse(&parser, event)) fail("a document is no YAML");
    done = event->type == YAML_STREAM_END_EVENT;
  }
  yaml_parser_delete(&parser);
  fclose(file);
}

static int is_yaml(const char *path) {
  const char *end = strrchr(path, '.');
  return end && (!strcmp(end, ".yaml") || !strcmp(end, ".yml"));
}

static void read_ready(const char *path, struct document *document) {
  FILE *file = fopen(path, "rb");
  document->ready = malloc(LARGEST_DOCUMENT);
  if (!file || !document->ready) fail(path);
  document->size = fread(document->ready, 1, LARGEST_DOCUMENT, file);
  fclose(file);
}

static void write_file(const char *path, const unsigned char *bytes, size_t size) {
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(bytes, 1, size, file) != size || fclose(file)) fail(path);
}

/* libyaml frees an event that it has emitted, so each emission gets copies. */
static void copy(const yaml_event_t *from, yaml_event_t *to) {
  switch (from->type) {
  case YAML_STREAM_START_EVENT: yaml_stream_start_event_initialize(to, YAML_UTF8_ENCODING); break;
  case YAML_STREAM_END_EVENT: yaml_stream_end_event_initialize(to); break;
  case YAML_DOCUMENT_START_EVENT: yaml_document_start_event_initialize(to, NULL, NULL, NULL, 1); break;
  case YAML_DOCUMENT_END_EVENT: yaml_document_end_event_initialize(to, 1); break;
  case YAML_SCALAR_EVENT:
    yaml_scalar_event_initialize(to, NULL, NULL, from->data.scalar.value, (int)from->data.scalar.length, 1, 1,
                                 from->data.scalar.style);
    break;
  case YAML_SEQUENCE_START_EVENT:
    yaml_sequence_start_event_initialize(to, NULL, NULL, 1, from->data.sequence_start.style);
    break;
  case YAML_SEQUENCE_END_EVENT: yaml_sequence_end_event_initialize(to); break;
  case YAML_MAPPING_START_EVENT:
    yaml_mapping_start_event_initialize(to, NULL, NULL, 1, from->data.mapping_start.style);
    break;
  case YAML_MAPPING_END_EVENT: yaml_mapping_end_event_initialize(to); break;
  default: fail("a document has an alias");
  }
}

static void emit(const struct document *document, const char *path) {
  static unsigned char buffer[LARGEST_DOCUMENT];
  size_t written = 0;
  yaml_emitter_t emitter;
  if (!yaml_emitter_initialize(&emitter)) fail("no memory");
  yaml_emitter_set_output_string(&emitter, buffer, sizeof buffer, &written);
  yaml_emitter_set_unicode(&emitter, 1);
  yaml_emitter_set_width(&emitter, -1);
  for (int index = 0; index < document->count; index++) {
    yaml_event_t event;
    copy(&document->events[index], &event);
    if (!yaml_emitter_emit(&emitter, &event)) fail(emitter.problem);
  }
  yaml_emitter_delete(&emitter);
  write_file(path, buffer, written);
}

int main(int count, char **arguments) {
  if (count < 5) fail("usage: baseline PROFILE COUNT FOLDER DOCUMENT...");
  static struct document profile;
  parse(arguments[1], &profile);
  int documents = count - 4;
  struct document *all = calloc((size_t)documents, sizeof *all);
  for (int index = 0; index < documents; index++) {
    if (is_yaml(arguments[4 + index])) parse(arguments[4 + index], &all[index]);
    else read_ready(arguments[4 + index], &all[index]);
  }
  for (int node = 1; node <= atoi(arguments[2]); node++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/broker-%d", arguments[3], node);
    mkdir(path, 0755);
    for (int index = 0; index < documents; index++) {
      snprintf(path, sizeof path, "%s/broker-%d/%d", arguments[3], node, index);
      if (all[index].ready) write_file(path, all[index].ready, all[index].size);
      else emit(&all[index], path);
    }
  }
  return 0;
}
