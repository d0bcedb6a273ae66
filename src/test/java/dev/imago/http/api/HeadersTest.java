package dev.imago.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class HeadersTest {
    @Test
    void many_fields_cost_no_more_each_than_few() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        String[] fields = new String[4000];
        Arrays.fill(fields, "a");
        assertThat(Headers.of(fields).all("A")).hasSize(2000);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000_000);
    }

    @Test
    void a_builder_refuses_what_would_break_out_of_a_field() {
        Headers.Builder headers = Headers.builder();
        assertThatThrownBy(() -> headers.add("a", "b\r\nc: d")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> headers.add("a b", "c")).isInstanceOf(IllegalArgumentException.class);
        assertThat(headers.build().toString()).isEqualTo(Headers.NONE.toString());
    }
}
