#include "api/certificate.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <boost/asio/ssl/context.hpp>

#include "base/files.hpp"

namespace pf::api {
namespace {

namespace ssl = boost::asio::ssl;

// ALPN: HTTP/1.1 is all that is spoken here. Who offers only others is not turned away: it may speak it all the same.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
    static constexpr unsigned char spoken[] = "\x08http/1.1";
    unsigned char* match = nullptr;
    if (SSL_select_next_proto(&match, size, spoken, sizeof spoken - 1, offered, offered_size) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *chosen = match;
    return SSL_TLSEXT_ERR_OK;
}

Error unusable(const char* what, const std::string& file, const std::string& reason) {
    return make_error(
        ErrorKind::invalid_request, fmt::format("The {} {} cannot be used: {}.", what, file, reason),
        "PF_TLS_CERT and PF_TLS_KEY name PEM files: the certificate chain, and its key without a password.");
}

}  // namespace

Result<std::shared_ptr<ssl::context>> load_certificate(const std::string& certificate, const std::string& key) {
    const auto chain = read_file(certificate);
    if (!chain) return unusable("certificate", certificate, "the file cannot be read");
    const auto secret = read_file(key);
    if (!secret) return unusable("key", key, "the file cannot be read");

    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX* const native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // an idle client's are 34 KB
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);

    boost::system::error_code failed;
    context->set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); }, failed);
    context->use_certificate_chain(boost::asio::buffer(*chain), failed);
    if (failed) return unusable("certificate", certificate, failed.message());
    context->use_private_key(boost::asio::buffer(*secret), ssl::context::pem, failed);
    if (failed) return unusable("key", key, failed.message());
    if (SSL_CTX_check_private_key(native) != 1) return unusable("key", key, "it is not that of the certificate");
    return context;
}

}  // namespace pf::api
