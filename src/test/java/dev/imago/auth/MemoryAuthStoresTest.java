package dev.imago.auth;

final class MemoryAuthStoresTest extends AuthStoresContract {
    @Override
    KeyStore keys() {
        return new MemoryKeyStore();
    }

    @Override
    TokenStore tokens() {
        return new MemoryTokenStore();
    }
}
