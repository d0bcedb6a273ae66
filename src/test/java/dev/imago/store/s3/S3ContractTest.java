package dev.imago.store.s3;

import dev.imago.store.Capacity;
import dev.imago.store.ConditionalPut;
import dev.imago.store.Listing;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import dev.imago.store.StoreContract;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract, on a real Ceph cluster. */
@Tag("slow")
final class S3ContractTest extends StoreContract {
    private static final CephCluster CEPH = CephCluster.shared();

    /** radosgw tells how much room there is where somebody has set a limit. */
    @BeforeAll
    static void limitTheUser() {
        CEPH.admin("quota", "set", "--quota-scope=user", "--uid=test", "--max-size=8G");
        CEPH.admin("quota", "enable", "--quota-scope=user", "--uid=test");
    }

    @Override
    protected Store open() {
        return CEPH.store(CEPH.bucket());
    }

    @Override
    protected Set<Class<?>> capabilities() {
        return Set.of(PathAddressed.class, Listing.class, ConditionalPut.class, Capacity.class);
    }
}
