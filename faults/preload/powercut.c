/* A disk that loses power, for programs started with LD_PRELOAD: what was not synced is forgotten.
 *
 * Nothing is done while the program writes. When it syncs a file, the file's contents of that moment are copied beside the
 * folder; when it syncs a folder, its names of that moment. The copy is what a power cut leaves; faults/src/disk.rs builds a
 * folder from it. Contents and names are kept apart, because POSIX promises the name only when the folder is synced.
 *
 *   POWERCUT_FOLDER   the folder that is watched, and everything in it
 *   POWERCUT_KEPT     where the copies go: c/KEY contents, d/KEY names; KEY is inode and time of birth
 *   POWERCUT_NAMES    "journal": syncing a file makes the names beside it durable too, as journalling file systems do
 *
 * Not modelled: O_SYNC and O_DSYNC, sync_file_range, sync(2). SQLite and PostgreSQL (wal_sync_method=fdatasync) use none of
 * them for what must stay. The real sync is left out: the page cache outlives the process, and the disk is not what is tried.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 4096, CHUNK = 16 * BLOCK };

static void refuse(const char *what, const char *path) {
    /* A disk that forgets more than it says would make every trial worthless: the program under trial must not go on. */
    fprintf(stderr, "powercut: %s %s: %s\n", what, path, strerror(errno));
    abort();
}

/* Inode numbers are used again; with the time of birth they name one file. */
static void key_of(const struct statx *about, char *key, size_t size) {
    snprintf(key, size, "%llu-%lld-%u", (unsigned long long)about->stx_ino, (long long)about->stx_btime.tv_sec,
             about->stx_btime.tv_nsec);
}

static void keep_contents(int fd, const char *path, const struct statx *about, const char *kept) {
    char key[96], to[4200], old[CHUNK], now[CHUNK];
    key_of(about, key, sizeof key);
    snprintf(to, sizeof to, "%s/c/%s", kept, key);
    int copy = open(to, O_RDWR | O_CREAT | O_CLOEXEC, about->stx_mode & 0777);
    if (copy < 0) refuse("cannot keep", path);
    flock(copy, LOCK_EX);
    /* Reading through the descriptor itself where it allows it: closing a second one would drop SQLite's locks (POSIX). */
    int in = fd, mode = fcntl(fd, F_GETFL) & O_ACCMODE;
    if (mode == O_WRONLY) {
        char self[64];
        snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
        in = open(self, O_RDONLY | O_CLOEXEC);
        if (in < 0) refuse("cannot read", path);
    }
    off_t at = 0;
    for (ssize_t got; (got = pread(in, now, CHUNK, at)) > 0; at += got) {
        ssize_t had = pread(copy, old, (size_t)got, at);
        for (ssize_t begin = 0; begin < got; begin += BLOCK) {
            ssize_t end = begin + BLOCK < got ? begin + BLOCK : got;
            if (had < end || memcmp(now + begin, old + begin, (size_t)(end - begin)) != 0)
                if (pwrite(copy, now + begin, (size_t)(end - begin), at + begin) != end - begin) refuse("cannot keep", path);
        }
    }
    if (ftruncate(copy, at) != 0) refuse("cannot keep", path);
    if (in != fd) close(in);
    close(copy);
}

static void keep_names(const char *path, const struct statx *about, const char *kept) {
    char key[96], to[4200], fresh[4300];
    key_of(about, key, sizeof key);
    snprintf(to, sizeof to, "%s/d/%s", kept, key);
    snprintf(fresh, sizeof fresh, "%s.%d.%p", to, getpid(), (void *)&key);
    FILE *list = fopen(fresh, "we");
    DIR *folder = opendir(path);
    if (!list || !folder) refuse("cannot keep the names of", path);
    for (struct dirent *entry; (entry = readdir(folder));) {
        struct statx one;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        /* Gone since the list was read: then it is not among the names. */
        if (statx(dirfd(folder), entry->d_name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &one) != 0) continue;
        key_of(&one, key, sizeof key);
        fprintf(list, "%c %o %s %s\n", S_ISDIR(one.stx_mode) ? 'd' : 'f', one.stx_mode & 07777, key, entry->d_name);
    }
    closedir(folder);
    if (fclose(list) != 0 || rename(fresh, to) != 0) refuse("cannot keep the names of", path);
}

/* Whether this file is known under this name already: then its folder need not be read again. */
static int name_is_kept(const char *folder_key, const char *key, const char *name, const char *kept) {
    char path[4200], wanted[400], line[4400];
    snprintf(path, sizeof path, "%s/d/%s", kept, folder_key);
    snprintf(wanted, sizeof wanted, " %s %s\n", key, name);
    FILE *list = fopen(path, "re");
    int found = 0;
    while (list && !found && fgets(line, sizeof line, list)) found = strstr(line, wanted) != NULL;
    if (list) fclose(list);
    return found;
}

static void keep_own_name(char *path, const struct statx *about, const char *kept) {
    struct statx folder;
    char key[96], folder_key[96], *slash = strrchr(path, '/');
    if (!slash) return;
    *slash = 0;
    if (statx(AT_FDCWD, path, 0, STATX_BASIC_STATS | STATX_BTIME, &folder) != 0) return;
    key_of(about, key, sizeof key);
    key_of(&folder, folder_key, sizeof folder_key);
    if (!name_is_kept(folder_key, key, slash + 1, kept)) keep_names(path, &folder, kept);
}

/* Whether the descriptor is of a watched file; then what it syncs is kept. */
static int synced(int fd) {
    const char *root = getenv("POWERCUT_FOLDER"), *kept = getenv("POWERCUT_KEPT"), *names = getenv("POWERCUT_NAMES");
    char self[64], path[4096];
    struct statx about;
    if (!root || !kept) return 0;
    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(self, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    size_t prefix = strlen(root);
    if (strncmp(path, root, prefix) != 0 || (path[prefix] != 0 && path[prefix] != '/')) return 0;
    if (statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &about) != 0) return 0;
    if (S_ISDIR(about.stx_mode)) {
        keep_names(path, &about, kept);
    } else if (about.stx_nlink > 0) {
        keep_contents(fd, path, &about, kept);
        if (names && strcmp(names, "journal") == 0) keep_own_name(path, &about, kept);
    }
    return 1;
}

static int sync_by(const char *name, int fd) {
    int before = errno;
    if (synced(fd)) {
        errno = before;
        return 0;
    }
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    return real(fd);
}

int fsync(int fd) { return sync_by("fsync", fd); }

int fdatasync(int fd) { return sync_by("fdatasync", fd); }
