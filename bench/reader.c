/* The limit for files that are read before they are sent: a server that opens, looks at, reads, sends and closes the file of each request, and
   knows nothing else.

     reader FOLDER      prints its port

   Eight threads, since a read may wait for the disk. No parsing but of the path, no conditions, no version to compare with. Files of 60 KB at most. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

enum { THREADS = 8, HEAD = 512, MOST = 60 << 10 };

static int folder, listener;

/* Returns whether the connection goes on. Answers of this size fit into a socket at once as long as its client reads. */
static int answer(int client, char *request, char *answer) {
    char *path = request + 5, *end; /* behind "GET /" */
    if (strncmp(request, "GET /", 5) != 0 || (end = strchr(path, ' ')) == NULL) return 0;
    *end = 0;
    int file = openat(folder, path, O_RDONLY | O_CLOEXEC);
    struct stat stat;
    if (file < 0) return 0;
    if (fstat(file, &stat) != 0 || stat.st_size > MOST) {
        close(file);
        return 0;
    }
    size_t head = sprintf(answer, "HTTP/1.1 200 OK\r\nDate: Sat, 28 Nov 2026 00:00:00 GMT\r\nETag: \"%lx-%lx\"\r\nContent-Type: image/jpeg\r\nContent-Length: %ld\r\n\r\n",
                          (long) stat.st_mtime, (long) stat.st_size, (long) stat.st_size);
    ssize_t got = pread(file, answer + head, MOST, 0);
    close(file);
    return got == stat.st_size && write(client, answer, head + got) == (ssize_t) head + got;
}

static void *serve(void *nothing) {
    int poll = epoll_create1(0), on = 1;
    char request[8192], *space = malloc(HEAD + MOST);
    struct epoll_event event = {.events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = listener}, events[256];
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int ready = epoll_wait(poll, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
                if (fd < 0) continue;
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                event = (struct epoll_event) {.events = EPOLLIN, .data.fd = fd};
                epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
                continue;
            }
            ssize_t got = read(fd, request, sizeof request - 1);
            if (got < 0 && errno == EAGAIN) continue;
            request[got < 0 ? 0 : got] = 0;
            if (got <= 0 || !answer(fd, request, space)) close(fd);
        }
    }
    return nothing;
}

int main(int argc, char **argv) {
    if (argc != 2 || (folder = open(argv[1], O_PATH | O_DIRECTORY)) < 0) return 64;
    signal(SIGPIPE, SIG_IGN);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (bind(listener, (struct sockaddr *) &address, size) != 0 || listen(listener, 1024) != 0) return 70;
    getsockname(listener, (struct sockaddr *) &address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    pthread_t thread;
    for (int i = 1; i < THREADS; i++) pthread_create(&thread, NULL, serve, NULL);
    serve(NULL);
}
