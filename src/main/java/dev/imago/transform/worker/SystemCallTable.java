package dev.imago.transform.worker;

import java.util.List;
import java.util.Optional;

/**
 * Numbers of system calls, which differ between machines.
 *
 * @param machine the kernel's number of it (AUDIT_ARCH)
 * @param openat the call that opens files, whose third argument says how
 * @param cloning the call that makes threads and processes, whose first argument says which
 * @param tgkill the call that signals a thread of the process that its first argument names
 * @param denied what a worker never does: sockets, programs, other processes, changes of files
 */
record SystemCallTable(
        int machine, int prctl, int seccomp, int prlimit, int openat, int cloning, int tgkill, List<Integer> denied) {
    /** The same on all machines: it makes threads too, but its arguments cannot be looked at. */
    static final int CLONE3 = 435;

    private static final SystemCallTable X86_64 = new SystemCallTable(
            0xC000003E,
            157,
            317,
            302,
            257,
            56,
            234,
            List.of(
                    // socket connect accept bind listen socketpair accept4
                    41,
                    42,
                    43,
                    49,
                    50,
                    53,
                    288,
                    // fork vfork execve execveat
                    57,
                    58,
                    59,
                    322,
                    // kill tkill pidfd_send_signal pidfd_open pidfd_getfd ptrace process_vm_readv process_vm_writev
                    62,
                    200,
                    424,
                    434,
                    438,
                    101,
                    310,
                    311,
                    // open creat openat2 truncate rename renameat renameat2 mkdir mkdirat rmdir link linkat symlink
                    // symlinkat
                    2,
                    85,
                    437,
                    76,
                    82,
                    264,
                    316,
                    83,
                    258,
                    84,
                    86,
                    265,
                    88,
                    266,
                    // unlink unlinkat chmod fchmod fchmodat chown fchown lchown fchownat mknod mknodat utimensat
                    // setxattr
                    87,
                    263,
                    90,
                    91,
                    268,
                    92,
                    93,
                    94,
                    260,
                    133,
                    259,
                    280,
                    188,
                    // mount umount2 chroot pivot_root unshare setns bpf perf_event_open userfaultfd
                    165,
                    166,
                    161,
                    155,
                    272,
                    308,
                    321,
                    298,
                    323,
                    // add_key request_key keyctl io_uring_setup io_uring_enter io_uring_register
                    248,
                    249,
                    250,
                    425,
                    426,
                    427));

    private static final SystemCallTable AARCH64 = new SystemCallTable(
            0xC00000B7,
            167,
            277,
            261,
            56,
            220,
            131,
            List.of(
                    // socket socketpair bind listen accept connect accept4
                    198,
                    199,
                    200,
                    201,
                    202,
                    203,
                    242,
                    // execve execveat
                    221,
                    281,
                    // kill tkill pidfd_send_signal pidfd_open pidfd_getfd ptrace process_vm_readv process_vm_writev
                    129,
                    130,
                    424,
                    434,
                    438,
                    117,
                    270,
                    271,
                    // openat2 truncate renameat renameat2 mkdirat linkat symlinkat unlinkat
                    437,
                    45,
                    38,
                    276,
                    34,
                    37,
                    36,
                    35,
                    // fchmod fchmodat fchown fchownat mknodat utimensat setxattr
                    52,
                    53,
                    55,
                    54,
                    33,
                    88,
                    5,
                    // mount umount2 chroot pivot_root unshare setns bpf perf_event_open userfaultfd
                    40,
                    39,
                    51,
                    41,
                    97,
                    268,
                    280,
                    241,
                    282,
                    // add_key request_key keyctl io_uring_setup io_uring_enter io_uring_register
                    217,
                    218,
                    219,
                    425,
                    426,
                    427));

    /** Of this machine; empty where there is no Linux, or another machine. */
    static Optional<SystemCallTable> here() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> Optional.of(X86_64);
            case "aarch64" -> Optional.of(AARCH64);
            default -> Optional.empty();
        };
    }
}
