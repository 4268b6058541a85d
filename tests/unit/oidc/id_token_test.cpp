// ID tokens: what OpenID Connect Core 1.0, 3.1.3.7 wants checked, each by a token that fails it.
#include "oidc/id_token.hpp"

#include <gtest/gtest.h>
#include <openssl/hmac.h>

#include "unit/oidc/signing.hpp"

namespace pf::oidc {
namespace {

namespace json = boost::json;
using testing::key_set;
using testing::SigningKey;

const std::int64_t now = 1'800'000'000;

const SigningKey& rsa() {
    static const SigningKey key = SigningKey::rsa("r1");
    return key;
}
const SigningKey& p256() {
    static const SigningKey key = SigningKey::p256("e1");
    return key;
}

Expected expected() {
    return {"https://id.example",
            "factory",
            {"statistics"},
            "the nonce",
            std::chrono::sys_seconds(std::chrono::seconds(now))};
}

json::object claims() {
    return {
        {"iss", "https://id.example"}, {"sub", "248289761001"}, {"aud", "factory"}, {"exp", now + 300}, {"iat", now},
        {"nonce", "the nonce"}};
}
json::object claims_with(std::string_view name, json::value value) {
    auto changed = claims();
    changed[json::string_view(name.data(), name.size())] = std::move(value);
    return changed;
}
json::object claims_without(const char* name) {
    auto changed = claims();
    changed.erase(name);
    return changed;
}

std::string outcome(std::string_view token, const json::object& set = key_set({rsa(), p256()})) {
    const auto checked = check_id_token(token, KeySet(set), expected());
    return checked ? "taken" : std::string(to_string(checked.error().reason));
}
std::string outcome_of(const json::object& claims) { return outcome(rsa().token(claims)); }

TEST(IdToken, IsTakenWithEitherSignature) {
    EXPECT_EQ(outcome(rsa().token(claims())), "taken");
    EXPECT_EQ(outcome(p256().token(claims())), "taken");
    const auto checked = check_id_token(p256().token(claims()), KeySet(key_set({p256()})), expected());
    ASSERT_TRUE(checked);
    EXPECT_EQ(checked->at("sub").as_string(), "248289761001");
}

TEST(IdToken, MustBeSignedByAKeyOfTheProvider) {
    const auto stranger = SigningKey::rsa("r1"), strange_curve = SigningKey::p256("e1");
    EXPECT_EQ(outcome(stranger.token(claims())), "token_forged") << "under the id of another key";
    EXPECT_EQ(outcome(strange_curve.token(claims())), "token_forged");
    EXPECT_EQ(outcome(rsa().token(claims(), {{"alg", "RS256"}, {"kid", "r2"}})), "token_forged") << "an unknown id";
    EXPECT_EQ(outcome(rsa().token(claims(), {{"alg", "RS256"}, {"kid", "e1"}})), "token_forged") << "of another kind";
    EXPECT_EQ(outcome(rsa().token(claims()), key_set({p256()})), "token_forged");
    EXPECT_EQ(outcome(rsa().token(claims()), {}), "token_forged");

    const std::string genuine = rsa().token(claims()), other = rsa().token(claims_with("sub", "somebody else"));
    const auto last = genuine.rfind('.');
    EXPECT_EQ(outcome(other.substr(0, other.rfind('.')) + genuine.substr(last)), "token_forged");
    EXPECT_EQ(outcome(genuine.substr(0, last + 1)), "token_forged") << "an empty signature";
    for (std::size_t at = last + 10; at < genuine.size() - 1; at += 40) {
        auto bent = genuine;
        bent[at] = bent[at] == 'A' ? 'B' : 'A';
        EXPECT_EQ(outcome(bent), "token_forged");
    }
    // A pair of zeroes passed for a signature elsewhere (CVE-2022-21449).
    const auto head = p256().token(claims());
    EXPECT_EQ(outcome(head.substr(0, head.rfind('.') + 1) + base64url(std::string(64, '\0'))), "token_forged");
    EXPECT_EQ(outcome(head.substr(0, head.rfind('.') + 1) + base64url(std::string(63, '\1'))), "token_forged");
}

TEST(IdToken, NamesItsKeyWhereThereAreSeveral) {
    const json::object unnamed{{"alg", "RS256"}};
    EXPECT_EQ(outcome(rsa().token(claims(), unnamed)), "taken") << "the one RSA key";
    EXPECT_EQ(outcome(rsa().token(claims(), unnamed), key_set({rsa(), SigningKey::rsa("r2")})), "token_forged");
}

std::string unsigned_token(const char* algorithm, std::string_view signature = "") {
    return base64url(json::serialize(json::object{{"alg", algorithm}})) + "." + base64url(json::serialize(claims())) +
           "." + base64url(signature);
}

TEST(IdToken, IsNeverTakenUnsignedOrWithASharedSecret) {
    for (const char* algorithm : {"none", "None", "NONE", "", "HS256", "HS512", "rs256", "RS1", "PS256", "ES384"})
        EXPECT_EQ(outcome(unsigned_token(algorithm)), "token_algorithm") << algorithm;
    // The public key as the secret of HS256.
    const std::string secret = json::serialize(rsa().public_key());
    const std::string token = unsigned_token("HS256");
    const std::string text = token.substr(0, token.rfind('.'));
    unsigned char mac[32];
    unsigned size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac, &size);
    EXPECT_EQ(outcome(text + "." + base64url({reinterpret_cast<const char*>(mac), size})), "token_algorithm");
    // A shared secret in the set of keys is no key.
    const json::object symmetric{{"keys", {{{"kty", "oct"}, {"kid", "r1"}, {"k", base64url(secret)}}}}};
    EXPECT_EQ(KeySet(symmetric).size(), 0u);
    EXPECT_EQ(outcome(rsa().token(claims(), {{"alg", 5}})), "token_algorithm");
    EXPECT_EQ(outcome(rsa().token(claims(), json::object{})), "token_algorithm");
}

TEST(IdToken, IsOfTheIssuer) {
    for (const char* issuer : {"https://id.example/", "https://evil.example", "", "HTTPS://ID.EXAMPLE"})
        EXPECT_EQ(outcome_of(claims_with("iss", issuer)), "token_issuer") << issuer;
    EXPECT_EQ(outcome_of(claims_with("iss", json::array{"https://id.example"})), "token_issuer");
    EXPECT_EQ(outcome_of(claims_without("iss")), "token_issuer");
}

TEST(IdToken, IsForThisClientAndForNobodyThatIsNotTrusted) {
    EXPECT_EQ(outcome_of(claims_with("aud", json::array{"factory"})), "taken");
    EXPECT_EQ(outcome_of(claims_without("aud")), "token_audience");
    for (const json::value& audience :
         {json::value("another"), json::value(json::array{}), json::value(json::array{"another"}), json::value(7),
          json::value(json::array{"factory", "another"}), json::value(json::array{"factory", 7}),
          json::value("Factory"), json::value(std::string("factory\0x", 9))})
        EXPECT_EQ(outcome_of(claims_with("aud", audience)), "token_audience") << json::serialize(audience);
    auto both = claims_with("aud", json::array{"statistics", "factory"});
    EXPECT_EQ(outcome_of(both), "token_audience") << "whose it is has to be said";
    both["azp"] = "factory";
    EXPECT_EQ(outcome_of(both), "taken");
    both["azp"] = "statistics";
    EXPECT_EQ(outcome_of(both), "token_audience");
    EXPECT_EQ(outcome_of(claims_with("azp", "another")), "token_audience");
    EXPECT_EQ(outcome_of(claims_with("azp", "factory")), "taken");
}

TEST(IdToken, IsOfNow) {
    EXPECT_EQ(outcome_of(claims_with("exp", now - 59)), "taken") << "clocks differ";
    EXPECT_EQ(outcome_of(claims_with("exp", now - 61)), "token_expired");
    EXPECT_EQ(outcome_of(claims_with("exp", 0)), "token_expired");
    EXPECT_EQ(outcome_of(claims_with("exp", -1)), "token_malformed");
    EXPECT_EQ(outcome_of(claims_with("exp", 1e300)), "token_malformed");
    EXPECT_EQ(outcome_of(claims_with("exp", "later")), "token_malformed");
    EXPECT_EQ(outcome_of(claims_without("exp")), "token_malformed");
    EXPECT_EQ(outcome_of(claims_without("iat")), "token_malformed");
    EXPECT_EQ(outcome_of(claims_with("iat", now + 59)), "taken");
    EXPECT_EQ(outcome_of(claims_with("iat", now + 61)), "token_early");
    EXPECT_EQ(outcome_of(claims_with("nbf", now + 61)), "token_early");
    EXPECT_EQ(outcome_of(claims_with("nbf", "soon")), "token_malformed");
    EXPECT_EQ(outcome_of(claims_with("exp", now + 300.5)), "taken");
}

TEST(IdToken, BelongsToTheSignIn) {
    EXPECT_EQ(outcome_of(claims_with("nonce", "another")), "token_nonce");
    EXPECT_EQ(outcome_of(claims_with("nonce", "")), "token_nonce");
    EXPECT_EQ(outcome_of(claims_with("nonce", 1)), "token_nonce");
    EXPECT_EQ(outcome_of(claims_without("nonce")), "token_nonce");
}

TEST(IdToken, NamesAPerson) {
    EXPECT_EQ(outcome_of(claims_without("sub")), "token_malformed");
    EXPECT_EQ(outcome_of(claims_with("sub", "")), "token_malformed");
    EXPECT_EQ(outcome_of(claims_with("sub", json::value(std::string(256, 's')))), "token_malformed");
}

TEST(IdToken, IsWrittenAsItShould) {
    for (const std::string& text : {std::string(), std::string("x"), std::string(".."), std::string("a.b"),
                                    std::string("a.b.c.d"), std::string("a.b.c.d.e"), std::string(100'000, '.'),
                                    base64url("[]") + "." + base64url("{}") + ".", std::string("\xff.\xff.\xff")})
        EXPECT_EQ(outcome(text), "token_malformed") << text.substr(0, 20);
    const std::string token = rsa().token(claims());
    EXPECT_EQ(outcome(token + "="), "token_forged");
    EXPECT_EQ(outcome(token + "\n"), "token_forged");
    EXPECT_EQ(outcome(" " + token), "token_malformed");
    EXPECT_EQ(outcome(rsa().token(claims(), {{"alg", "RS256"}, {"kid", "r1"}, {"crit", {"b64"}}})), "token_malformed");
    EXPECT_EQ(outcome(rsa().token(claims(), {{"alg", "RS256"}, {"kid", 1}})), "token_malformed");
}

TEST(KeySet, LeavesOutWhatCannotBeUsed) {
    const auto usable = [](const char* name, json::value value, const SigningKey& of = rsa()) {
        auto key = of.public_key();
        key[name] = std::move(value);
        return KeySet({{"keys", json::array{key}}}).size();
    };
    EXPECT_EQ(usable("use", "sig"), 1u);
    EXPECT_EQ(usable("use", "enc"), 0u);
    EXPECT_EQ(usable("alg", "RS256"), 1u);
    EXPECT_EQ(usable("alg", "RS512"), 0u);
    EXPECT_EQ(usable("alg", "HS256"), 0u);
    EXPECT_EQ(usable("key_ops", json::array{"verify"}), 1u);
    EXPECT_EQ(usable("key_ops", json::array{"encrypt"}), 0u);
    EXPECT_EQ(usable("e", json::value(base64url("\x01"))), 0u);
    EXPECT_EQ(usable("e", "no number!"), 0u);
    EXPECT_EQ(usable("n", json::value(base64url(std::string(2000, '\xff')))), 0u) << "it would take too long";
    EXPECT_EQ(usable("crv", "P-384", p256()), 0u);
    EXPECT_EQ(usable("x", json::value(base64url(std::string(32, '\1'))), p256()), 0u) << "no point of the curve";
    EXPECT_EQ(KeySet(key_set({SigningKey::rsa("short", 1024)})).size(), 0u);
    EXPECT_EQ(KeySet({{"keys", 7}}).size() + KeySet({{"keys", {1, "x", nullptr}}}).size(), 0u);
}

TEST(Base64, IsReadAsItIsWrittenAndNoOtherWay) {
    EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
    EXPECT_EQ(base64("a"), "YQ==");
    for (std::size_t size = 0; size < 70; ++size) {
        std::string bytes;
        for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * 37 + size);
        EXPECT_EQ(from_base64url(base64url(bytes)), bytes);
    }
    for (const char* text : {"YQ==", "YR", "Y", "+/+/", "YW Jj", " YWJj", "YWJj\n", "=", "===="})
        EXPECT_FALSE(from_base64url(text)) << text;
}

}  // namespace
}  // namespace pf::oidc
