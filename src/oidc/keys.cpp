#include "oidc/keys.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>

#include "oidc/base64.hpp"

namespace pf::oidc {
namespace {

namespace json = boost::json;

constexpr std::size_t max_keys = 100;
constexpr int min_rsa_bits = 2048, max_rsa_bits = 8192;
constexpr std::size_t coordinate_bytes = 32;  // of P-256

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* pointer) const {
        Free(pointer);
    }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;
using PublicKey = std::shared_ptr<EVP_PKEY>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Number number_of(std::string_view bytes) {
    return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::optional<std::string> text_of(const json::object& key, std::string_view name) {
    const json::value* value = key.if_contains(name);
    if (!value || !value->is_string()) return std::nullopt;
    return std::string(value->get_string());
}

std::optional<std::string> bytes_of(const json::object& key, std::string_view name) {
    const auto text = text_of(key, name);
    return text ? from_base64url(*text) : std::nullopt;
}

PublicKey make_key(const char* kind, OSSL_PARAM_BLD* builder) {
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
    const KeyContext making(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* made = nullptr;
    if (!parameters || !making || EVP_PKEY_fromdata_init(making.get()) != 1 ||
        EVP_PKEY_fromdata(making.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    return PublicKey(made, Freed<EVP_PKEY_free>());
}

PublicKey rsa_key(const json::object& key) {
    const auto modulus = bytes_of(key, "n"), exponent = bytes_of(key, "e");
    if (!modulus || !exponent || modulus->size() > max_rsa_bits / 8 || exponent->size() > 8) return nullptr;
    const Number n = number_of(*modulus), e = number_of(*exponent);
    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    if (!n || !e || !builder || BN_num_bits(n.get()) < min_rsa_bits || BN_is_odd(e.get()) == 0 ||
        BN_is_one(e.get()) != 0 || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return nullptr;
    return make_key("RSA", builder.get());
}

PublicKey p256_key(const json::object& key) {
    const auto x = bytes_of(key, "x"), y = bytes_of(key, "y");
    if (text_of(key, "crv") != "P-256" || !x || !y || x->size() != coordinate_bytes || y->size() != coordinate_bytes)
        return nullptr;
    const std::string point = "\x04" + *x + *y;  // uncompressed (SEC 1, 2.3.3)
    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
        return nullptr;
    PublicKey made = make_key("EC", builder.get());
    if (!made) return nullptr;
    const KeyContext checking(EVP_PKEY_CTX_new_from_pkey(nullptr, made.get(), nullptr));
    return checking && EVP_PKEY_public_check(checking.get()) == 1 ? made : nullptr;
}

bool for_signatures(const json::object& key, std::string_view algorithm) {
    if (key.contains("use") && text_of(key, "use") != "sig") return false;
    if (key.contains("alg") && text_of(key, "alg") != algorithm) return false;
    const json::value* purposes = key.if_contains("key_ops");
    if (!purposes) return true;
    const json::array* list = purposes->if_array();
    return list && std::find(list->begin(), list->end(), json::value("verify")) != list->end();
}

// JOSE writes both numbers one behind the other (RFC 7518, 3.4), OpenSSL reads them as DER.
std::optional<std::string> der_of(std::string_view signature) {
    if (signature.size() != 2 * coordinate_bytes) return std::nullopt;
    const Signature pair(ECDSA_SIG_new());
    Number r = number_of(signature.substr(0, coordinate_bytes)), s = number_of(signature.substr(coordinate_bytes));
    if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return std::nullopt;
    static_cast<void>(r.release());  // are the pair's now
    static_cast<void>(s.release());
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &der);
    if (size <= 0) return std::nullopt;
    std::string copy(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return copy;
}

}  // namespace

std::optional<Algorithm> algorithm_named(std::string_view name) {
    if (name == "RS256") return Algorithm::rs256;
    if (name == "ES256") return Algorithm::es256;
    return std::nullopt;
}

KeySet::KeySet(const json::object& set) {
    const json::value* list = set.if_contains("keys");
    if (!list || !list->is_array()) return;
    for (const auto& entry : list->get_array()) {
        const json::object* key = entry.if_object();
        if (!key || keys_.size() == max_keys) continue;
        const auto kind = text_of(*key, "kty");
        PublicKey made;
        auto algorithm = Algorithm::rs256;
        if (kind == "RSA" && for_signatures(*key, "RS256")) made = rsa_key(*key);
        if (kind == "EC" && for_signatures(*key, "ES256")) {
            algorithm = Algorithm::es256;
            made = p256_key(*key);
        }
        if (made) keys_.push_back({text_of(*key, "kid"), algorithm, std::move(made)});
    }
}

bool KeySet::signed_by(std::optional<std::string_view> id, Algorithm algorithm, std::string_view text,
                       std::string_view signature) const {
    const Key* found = nullptr;
    for (const auto& key : keys_) {
        if (key.algorithm != algorithm || (id && key.id != id)) continue;
        if (found) return false;  // which one is not said
        found = &key;
    }
    const auto in_der = algorithm == Algorithm::es256 ? der_of(signature) : std::string(signature);
    const DigestContext context(EVP_MD_CTX_new());
    return found && in_der && context &&
           EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, found->key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(*in_der), in_der->size(), bytes_of(text), text.size()) == 1;
}

}  // namespace pf::oidc
