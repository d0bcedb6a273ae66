package dev.imago.transform.worker;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A program for the kernel (seccomp, classic BPF) that decides which system calls of this process are carried out. */
final class SystemCallFilter {
    private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private static final int IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final int IF_AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
    private static final int IF_ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
    private static final int RETURN = 0x06; // BPF_RET | BPF_K

    private static final int ALLOW = 0x7FFF0000;
    private static final int KILL_PROCESS = 0x80000000;
    private static final int NOT_PERMITTED = 0x00050000 | 1; // EPERM
    private static final int NOT_KNOWN = 0x00050000 | 38; // ENOSYS: the C library takes the older call

    private static final int OF_CALL = 0;
    private static final int OF_MACHINE = 4;
    private static final int OF_ARGUMENTS = 16; // eight bytes each, lower half first

    private static final int X32_CALLS = 0x40000000;
    private static final int WRITING = 1 | 2 | 0x40 | 0x200; // O_WRONLY, O_RDWR, O_CREAT, O_TRUNC
    private static final int CLONE_THREAD = 0x10000;

    private final List<Instruction> program = new ArrayList<>();

    private record Instruction(int code, int whenTrue, int whenFalse, int operand) {}

    /** For the process of this id. */
    SystemCallFilter(SystemCallTable table, int process) {
        add(LOAD, OF_MACHINE);
        unless(IF_EQUAL, table.machine(), KILL_PROCESS);
        add(LOAD, OF_CALL);
        when(IF_AT_LEAST, X32_CALLS, NOT_PERMITTED);
        for (int call : table.denied()) {
            when(IF_EQUAL, call, NOT_PERMITTED);
        }
        when(IF_EQUAL, SystemCallTable.CLONE3, NOT_KNOWN);
        // Each block ends by itself, as the number of the call is no longer at hand behind it.
        forCall(table.openat(), 2, IF_ANY_BIT, WRITING, NOT_PERMITTED, ALLOW);
        forCall(table.cloning(), 0, IF_ANY_BIT, CLONE_THREAD, ALLOW, NOT_PERMITTED);
        forCall(table.tgkill(), 0, IF_EQUAL, process, ALLOW, NOT_PERMITTED);
        add(RETURN, ALLOW);
    }

    private void add(int code, int operand) {
        program.add(new Instruction(code, 0, 0, operand));
    }

    private void when(int test, int operand, int verdict) {
        program.add(new Instruction(test, 0, 1, operand));
        add(RETURN, verdict);
    }

    private void unless(int test, int operand, int verdict) {
        program.add(new Instruction(test, 1, 0, operand));
        add(RETURN, verdict);
    }

    private void forCall(int call, int argument, int test, int operand, int whenTrue, int whenFalse) {
        program.add(new Instruction(IF_EQUAL, 0, 4, call));
        add(LOAD, OF_ARGUMENTS + 8 * argument);
        program.add(new Instruction(test, 0, 1, operand));
        add(RETURN, whenTrue);
        add(RETURN, whenFalse);
    }

    /** As struct sock_fprog. */
    MemorySegment encoded(Arena arena) {
        MemorySegment instructions = arena.allocate(8L * program.size(), 8);
        for (int i = 0; i < program.size(); i++) {
            Instruction instruction = program.get(i);
            instructions.set(JAVA_SHORT, 8L * i, (short) instruction.code);
            instructions.set(JAVA_BYTE, 8L * i + 2, (byte) instruction.whenTrue);
            instructions.set(JAVA_BYTE, 8L * i + 3, (byte) instruction.whenFalse);
            instructions.set(JAVA_INT, 8L * i + 4, instruction.operand);
        }
        MemorySegment head = arena.allocate(16, 8);
        head.set(JAVA_SHORT, 0, (short) program.size());
        head.set(JAVA_LONG, 8, instructions.address());
        return head;
    }
}
