// A provider's keys for tests: makes them, shows them as a JSON Web Key, signs tokens with them.
#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "oidc/base64.hpp"

namespace pf::oidc::testing {

class SigningKey {
 public:
    static SigningKey rsa(std::string id, unsigned bits = 2048) { return {EVP_RSA_gen(bits), std::move(id), "RS256"}; }
    static SigningKey p256(std::string id) { return {EVP_EC_gen("P-256"), std::move(id), "ES256"}; }

    [[nodiscard]] boost::json::object public_key() const {
        if (algorithm == "RS256")
            return {{"kty", "RSA"},
                    {"kid", id},
                    {"use", "sig"},
                    {"n", number(OSSL_PKEY_PARAM_RSA_N)},
                    {"e", number(OSSL_PKEY_PARAM_RSA_E)}};
        return {{"kty", "EC"},
                {"kid", id},
                {"crv", "P-256"},
                {"x", number(OSSL_PKEY_PARAM_EC_PUB_X, 32)},
                {"y", number(OSSL_PKEY_PARAM_EC_PUB_Y, 32)}};
    }

    [[nodiscard]] std::string sign(std::string_view text) const {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
        const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
        std::size_t size = 0;
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
        EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size());
        std::string made(size, '\0');
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(made.data()), &size, bytes, text.size());
        made.resize(size);
        return algorithm == "RS256" ? made : pair_of(made);
    }

    [[nodiscard]] std::string token(const boost::json::object& claims) const {
        return token(claims, {{"alg", algorithm}, {"kid", id}});
    }
    [[nodiscard]] std::string token(const boost::json::object& claims, const boost::json::object& header) const {
        const auto text = base64url(boost::json::serialize(header)) + "." + base64url(boost::json::serialize(claims));
        return text + "." + base64url(sign(text));
    }

    std::string id, algorithm;

 private:
    SigningKey(EVP_PKEY* key, std::string name, std::string signs)
        : id(std::move(name)), algorithm(std::move(signs)), key_(key, EVP_PKEY_free) {}

    [[nodiscard]] std::string number(const char* name, int least = 0) const {
        BIGNUM* value = nullptr;
        EVP_PKEY_get_bn_param(key_.get(), name, &value);
        std::string bytes(static_cast<std::size_t>(std::max(least, BN_num_bytes(value))), '\0');
        BN_bn2binpad(value, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
        BN_free(value);
        return base64url(bytes);
    }

    static std::string pair_of(const std::string& der) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
        ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size()));
        std::string both(64, '\0');
        BN_bn2binpad(ECDSA_SIG_get0_r(pair), reinterpret_cast<unsigned char*>(both.data()), 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(pair), reinterpret_cast<unsigned char*>(both.data()) + 32, 32);
        ECDSA_SIG_free(pair);
        return both;
    }

    std::shared_ptr<EVP_PKEY> key_;
};

inline boost::json::object key_set(std::initializer_list<SigningKey> keys) {
    boost::json::array all;
    for (const auto& key : keys) all.push_back(key.public_key());
    return {{"keys", all}};
}

}  // namespace pf::oidc::testing
