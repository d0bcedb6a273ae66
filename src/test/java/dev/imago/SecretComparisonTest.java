package dev.imago;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.imago.image.Digest;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a client presents is compared with what it should be in the same time, wherever the two differ. */
final class SecretComparisonTest {
    private static final String KEEPERS =
            "dev\\.imago\\.(auth\\.(AdminKey|Authenticator|Jws)|transform\\.policy\\.UrlSignature|webhook\\.Signature)";

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.imago");

    @Test
    void whoever_checks_a_secret_compares_in_constant_time() {
        classes()
                .that()
                .haveNameMatching(KEEPERS)
                .should()
                .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
                .check(main);
    }

    @Test
    void and_in_no_other_way() {
        noClasses()
                .that()
                .haveNameMatching(KEEPERS)
                .should()
                .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
                .orShould()
                .callMethod(Digest.class, "equals", Object.class)
                .orShould()
                .callMethod(Arrays.class, "compare", byte[].class, byte[].class)
                .check(main);
    }
}
