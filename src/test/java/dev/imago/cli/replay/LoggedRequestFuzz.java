package dev.imago.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

/** Access logs, as bytes. */
final class LoggedRequestFuzz {
    @FuzzTest
    void what_is_asked_for_again_fits_into_a_request_and_on_a_line(byte[] bytes) throws IOException {
        var workload = new Workload(100, false);
        try {
            workload.gather(new ByteArrayInputStream(bytes));
        } catch (IOException damaged) {
            assertThat(bytes).as("only compressed logs can be damaged").startsWith(0x1F, 0x8B);
        }
        long requests = 0;
        for (Map.Entry<Address, Integer> asked : workload.counts().entrySet()) {
            assertThat(asked.getKey().target()).matches("/[!-~]*").hasSizeLessThanOrEqualTo(Address.LONGEST);
            assertThat(asked.getKey().host().orElse("h")).matches("[A-Za-z0-9._:\\[\\]-]+");
            requests += asked.getValue();
        }
        assertThat(requests).isEqualTo(workload.requests());
        assertThat(workload.counts()).hasSizeLessThanOrEqualTo(100);
    }
}
