// The certificate and key with which the server speaks TLS itself.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"

namespace boost::asio::ssl {
class context;
}

namespace pf::api {

// From PEM files: the certificate with what leads to its authority, and its key without a password. TLS 1.2 and 1.3.
// Errors: invalid_request, naming the file.
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> load_certificate(const std::string& certificate,
                                                                                  const std::string& key);

}  // namespace pf::api
