// The keys that a provider signs with: a JSON Web Key Set (RFC 7517), of which RSA keys and those on P-256 count.
#pragma once

#include <openssl/types.h>

#include <boost/json.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pf::oidc {

// All that is taken (RFC 7518, 3.3 and 3.4). `none` and what is made with a shared secret never are.
enum class Algorithm : std::uint8_t { rs256, es256 };

[[nodiscard]] std::optional<Algorithm> algorithm_named(std::string_view name);

class KeySet {
 public:
    // Keys that cannot be used are left out: of other kinds, for other purposes, too short, no point of the curve.
    explicit KeySet(const boost::json::object& set = {});

    [[nodiscard]] std::size_t size() const { return keys_.size(); }

    // Whether the key of that id and kind has signed `text`. Without an id only where there is one key of the kind
    // (OpenID Connect Core 1.0, 10.1).
    [[nodiscard]] bool signed_by(std::optional<std::string_view> id, Algorithm algorithm, std::string_view text,
                                 std::string_view signature) const;

 private:
    struct Key {
        std::optional<std::string> id;
        Algorithm algorithm;
        std::shared_ptr<EVP_PKEY> key;
    };
    std::vector<Key> keys_;
};

}  // namespace pf::oidc
