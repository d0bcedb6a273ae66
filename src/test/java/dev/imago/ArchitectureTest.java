package dev.imago;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules that keep a change in one place: who may know whom, and who may touch the outside world. */
final class ArchitectureTest {
    private static final String ROOT = "dev.imago";
    private static JavaClasses main;
    private static JavaClasses tests;

    @BeforeAll
    static void readClasses() {
        main = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT);
        tests = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                .importPackages(ROOT);
        assertThat(main.size()).isGreaterThan(200);
        assertThat(tests.size()).isGreaterThan(50);
    }

    @Test
    void packages_form_no_cycles() {
        slices().matching("dev.imago.(*)..").should().beFreeOfCycles().check(main);
    }

    @Test
    void parts_of_a_package_form_no_cycles() {
        slices().matching("dev.imago.(**)")
                .as("all packages")
                .should()
                .beFreeOfCycles()
                .check(main);
    }

    @Test
    void vocabulary_configuration_and_system_calls_depend_on_no_other_package_of_ours() {
        onlyKnows("image");
        onlyKnows("config");
        onlyKnows("os");
    }

    /** The layers of the design, from below; each rule says what a package may know beside itself. */
    @Test
    void packages_know_only_what_is_below_them() {
        onlyKnows("cache", "image");
        onlyKnows("store", "image", "os");
        onlyKnows("database", "image");
        onlyKnows("routing", "image", "config");
        onlyKnows("journal", "image", "database");
        onlyKnows("auth", "image", "config", "database");
        onlyKnows("catalog", "image", "config", "store", "database", "journal");
        onlyKnows("webhook", "image", "config", "database", "journal");
        onlyKnows("adopt", "image", "config", "store", "catalog", "journal");
        onlyKnows("repair", "image", "store", "catalog", "adopt");
        onlyKnows("migrate", "image", "store", "catalog", "journal", "database", "adopt");
        onlyKnows("upload", "image", "config", "store", "catalog", "journal", "database");
        onlyKnows(
                "delivery",
                "image",
                "config",
                "os",
                "store",
                "catalog",
                "journal",
                "cache",
                "routing",
                "adopt",
                "transform");
        onlyKnows("transform", "image", "config");
        onlyKnows("ops", "config", "http");
    }

    @Test
    void only_the_root_knows_adapters_and_they_do_not_know_each_other() {
        for (String adapter :
                Set.of("store.folder", "store.http", "store.memory", "store.s3", "store.fastdfs", "store.wrap")) {
            noClasses()
                    .that()
                    .resideOutsideOfPackages(ROOT, ROOT + "." + adapter + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT + "." + adapter + "..")
                    .check(main);
        }
    }

    @Test
    void only_the_root_starts_anything() {
        noClasses()
                .that()
                .resideInAPackage("dev.imago.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(main);
    }

    @Test
    void libraries_stay_where_they_are_wrapped() {
        stays("org.eclipse.jetty..", "http");
        stays("org.sqlite..", "database");
        stays("org.postgresql..", "database");
        stays("com.zaxxer..", "database");
        stays("org.snakeyaml..", "config");
        stays("picocli..", "cli");
        stays("software.amazon.awssdk..", "store.s3");
        stays("com.google.re2j..", "routing");
        stays("com.github.benmanes..", "auth", "cache", "delivery", "http");
        stays("java.lang.foreign..", "os", "store.folder", "transform.vips", "transform.worker");
        stays("java.sql..", "database", "catalog", "journal", "webhook", "auth", "upload", "migrate");
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".ops..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(main);
    }

    /** Its endpoints are called by the listener, which alone knows the HTTP library. */
    @Test
    void the_api_knows_no_http_library() {
        noClasses()
                .that()
                .resideInAPackage("dev.imago.http.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse.jetty..", "dev.imago.http", "java.sql..")
                .check(main);
    }

    /** Those who serve image bytes know nothing of HTTP's server side, uploads or accounts. */
    @Test
    void delivery_needs_nothing_but_bytes() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.imago.delivery..", "dev.imago.routing..", "dev.imago.cache..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.imago.upload..", "dev.imago.auth..", "dev.imago.database..", "java.sql..")
                .check(main);
    }

    @Test
    void pure_packages_touch_no_clock_file_or_socket() {
        var pure = noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.imago.image..",
                        "dev.imago.routing..",
                        "dev.imago.transform.query..",
                        "dev.imago.transform.policy..",
                        "dev.imago.transform.negotiate..",
                        "dev.imago.transform.srcset..");
        // A path is a name: settings may hold one.
        pure.should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.nio.file..", "java.net..", "java.lang.foreign..", "java.util.concurrent..")
                        .and(not(type(Path.class))))
                .check(main);
        pure.should().dependOnClassesThat().areAssignableTo(Clock.class).check(main);
        pure.should().callMethod(System.class, "currentTimeMillis").check(main);
        pure.should().callMethod(System.class, "nanoTime").check(main);
        pure.should().callMethod(Instant.class, "now").check(main);
    }

    /** Whoever decides by the time of day is given a clock, so that tests can turn it. */
    @Test
    void only_the_root_reads_the_system_clock_object() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .check(main);
    }

    @Test
    void only_the_command_line_writes_to_the_console_or_ends_the_process() {
        var others = noClasses().that().resideOutsideOfPackages(ROOT, "dev.imago.cli..");
        others.should().accessField(System.class, "out").check(main);
        others.should().accessField(System.class, "err").check(main);
        others.should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(main);
    }

    /** {@code javax.sql.DataSource} has a method with a logger of that package; the class that implements it cannot do otherwise. */
    @Test
    void everything_logs_through_one_door() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.imago.database.DialectSource")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.apache..", "ch.qos..")
                .check(main);
    }

    @Test
    void names_say_what_a_class_is() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl|Misc|Common)")
                .check(main);
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl|Misc|Common)")
                .check(tests);
    }

    @Test
    void classes_are_final_unless_they_are_made_to_be_extended() {
        DescribedPredicate<JavaClass> ended = DescribedPredicate.describe(
                "final, abstract, sealed, or no class",
                type -> type.isInterface()
                        || type.isEnum()
                        || type.getModifiers().contains(JavaModifier.FINAL)
                        || type.getModifiers().contains(JavaModifier.ABSTRACT)
                        || type.reflect().isSealed());
        classes()
                .that(not(DescribedPredicate.describe("anonymous or local", ArchitectureTest::isNameless)))
                .should(be(ended))
                .check(main);
    }

    private static boolean isNameless(JavaClass type) {
        return type.isAnonymousClass()
                || type.isLocalClass()
                || type.getSimpleName().isEmpty();
    }

    @Test
    void nobody_keeps_mutable_static_state() {
        fields().that().areStatic().should().beFinal().check(main);
    }

    /** NullAway looks at packages that are marked, so a forgotten mark would switch it off in silence. */
    @Test
    void every_package_is_null_marked() {
        Set<String> packages = new TreeSet<>();
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : main) {
            if (packages.add(type.getPackageName()) && !type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    /** What waits by a stopwatch is slow on an idle machine and wrong on a busy one. */
    @Test
    void tests_wait_for_conditions_not_for_time() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", Duration.class)
                .check(tests);
    }

    private static void onlyKnows(String name, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = ROOT + "." + name + "..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = ROOT + "." + others[i] + "..";
        }
        classes()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(not(resideInAPackage("dev.imago.."))))
                .check(main);
    }

    private static void stays(String library, String... packages) {
        String[] homes = new String[packages.length];
        for (int i = 0; i < packages.length; i++) {
            homes[i] = ROOT + "." + packages[i] + "..";
        }
        noClasses()
                .that(not(resideInAnyPackage(homes)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(main);
    }
}
