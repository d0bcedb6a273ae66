/* The limit: a server that knows nothing. One thread, epoll, and one answer that was written beforehand for whatever is asked:

     epoll FILE STATUS TYPE [pages]      prints its port; with `pages` the body is not copied, but handed over by sendfile from memory

   Reads what there is, counts the empty lines in it, and writes as many answers. No parsing, no time, no limits. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST = 1024 };

static char *answer;
static size_t length;
static size_t head; /* what is written; the rest lies in pages, if that is not 0 */
static int pages;
static size_t unsent[MOST]; /* bytes of the answer under way, by descriptor */

static size_t prepare(const char *file, const char *status, const char *type) {
    struct stat stat;
    int fd = open(file, O_RDONLY);
    if (fd < 0 || fstat(fd, &stat) != 0) exit(66);
    int body = strncmp(status, "304", 3) != 0;
    answer = malloc(stat.st_size + 1024);
    length = sprintf(answer, "HTTP/1.1 %s\r\nDate: Sat, 28 Nov 2026 00:00:00 GMT\r\nETag: \"0123456789abcdef\"\r\n", status);
    if (body) length += sprintf(answer + length, "Content-Type: %s\r\nContent-Length: %ld\r\n", type, (long) stat.st_size);
    length += sprintf(answer + length, "\r\n");
    if (body && read(fd, answer + length, stat.st_size) == stat.st_size) length += stat.st_size;
    close(fd);
    return body ? stat.st_size : 0;
}

static void move(size_t body) {
    head = length - body;
    pages = memfd_create("answer", MFD_CLOEXEC);
    if (write(pages, answer + head, body) != (ssize_t) body) exit(74);
}

static ssize_t send_from(int fd, size_t at) {
    off_t place = at - head;
    if (head == 0) return write(fd, answer + at, length - at);
    return at < head ? send(fd, answer + at, head - at, MSG_MORE) : sendfile(fd, pages, &place, length - at);
}

static void drop(int fd) { unsent[fd] = 0; close(fd); }

/* Returns whether all of it is on its way. */
static int push(int fd) {
    while (unsent[fd] > 0) {
        ssize_t sent = send_from(fd, length - unsent[fd]);
        if (sent < 0) {
            if (errno != EAGAIN) drop(fd);
            return 0;
        }
        unsent[fd] -= sent;
    }
    return 1;
}

static void serve(int fd) {
    char request[8192];
    if (!push(fd)) return;
    ssize_t got = read(fd, request, sizeof request);
    if (got == 0 || (got < 0 && errno != EAGAIN)) {
        drop(fd);
        return;
    }
    for (ssize_t i = 3; i < got; i++)
        if (memcmp(request + i - 3, "\r\n\r\n", 4) == 0) {
            unsent[fd] = length;
            if (!push(fd)) return;
        }
}

int main(int argc, char **argv) {
    if (argc != 4 && (argc != 5 || strcmp(argv[4], "pages") != 0)) return 64;
    size_t body = prepare(argv[1], argv[2], argv[3]);
    if (argc == 5) move(body);
    signal(SIGPIPE, SIG_IGN);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0), poll = epoll_create1(0), on = 1;
    if (bind(listener, (struct sockaddr *) &address, size) != 0 || listen(listener, 1024) != 0) return 70;
    getsockname(listener, (struct sockaddr *) &address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int ready = epoll_wait(poll, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd != listener) {
                serve(events[i].data.fd);
                continue;
            }
            int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
            if (fd < 0 || fd >= MOST) {
                if (fd >= 0) close(fd);
                continue;
            }
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            event = (struct epoll_event) {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.fd = fd};
            epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
        }
    }
}
