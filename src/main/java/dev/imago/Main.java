package dev.imago;

/** Chooses a command. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("imago");
    }
}
