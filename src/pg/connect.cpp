// Making a connection without blocking: names are resolved on a thread, the rest is libpq's state machine.
#include <fcntl.h>
#include <libpq-fe.h>
#include <netdb.h>
#include <sys/socket.h>

#include <map>
#include <memory>
#include <vector>

#include "base/log.hpp"
#include "pg/connection_impl.hpp"
#include "pg/errors.hpp"
#include "pg/faults.hpp"

namespace pf::pg {
namespace {

using Options = std::map<std::string, std::string>;

Result<Options> parse(const ConnectionSettings& settings) {
    // libpq's reasons quote the text around the mistake, which may be a password: they are not passed on.
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> given{
        PQconninfoParse(settings.conninfo.c_str(), nullptr), &PQconninfoFree};
    if (!given)
        return make_error(ErrorKind::unavailable, "The database's connection string cannot be read.",
                          "It must be a URI (postgresql://user@host:5432/database) or a list of keyword=value.");
    Options options;
    for (const auto* option = given.get(); option->keyword; ++option)
        if (option->val) options[option->keyword] = option->val;
    options.try_emplace("application_name", settings.application_name);
    options["client_encoding"] = "UTF8";
    return options;
}

// What libpq would take from the environment or its own defaults.
std::string default_of(std::string_view keyword) {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> defaults{PQconndefaults(), &PQconninfoFree};
    for (const auto* option = defaults.get(); option && option->keyword; ++option)
        if (option->keyword == keyword && option->val) return option->val;
    return {};
}

std::vector<std::string> split(const std::string& list) {
    std::vector<std::string> items;
    for (std::size_t from = 0;;) {
        const auto comma = list.find(',', from);
        items.push_back(list.substr(from, comma - from));
        if (comma == std::string::npos) return items;
        from = comma + 1;
    }
}

bool is_socket_folder(const std::string& host) { return host.empty() || host[0] == '/' || host[0] == '@'; }

struct Lookup {
    std::vector<std::string> hosts, ports;
    // One entry for each address, in parallel, as libpq takes them.
    std::string host, hostaddr, port;
    std::string failure;

    void run() {
        for (std::size_t i = 0; i < hosts.size(); ++i) {
            const std::string& at = ports.size() == 1 ? ports[0] : ports[i];
            if (is_socket_folder(hosts[i])) {
                add(hosts[i], "", at);
                continue;
            }
            addrinfo wanted{};
            wanted.ai_socktype = SOCK_STREAM;
            addrinfo* found = nullptr;
            if (const int code = ::getaddrinfo(hosts[i].c_str(), nullptr, &wanted, &found)) {
                failure = "could not translate host name \"" + hosts[i] + "\" to address: " + ::gai_strerror(code);
                continue;
            }
            for (const addrinfo* each = found; each; each = each->ai_next) {
                char text[NI_MAXHOST];
                if (::getnameinfo(each->ai_addr, each->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0)
                    add(hosts[i], text, at);
            }
            ::freeaddrinfo(found);
        }
    }

    void add(const std::string& name, const std::string& address, const std::string& at) {
        if (count++) {
            host += ',';
            hostaddr += ',';
            port += ',';
        }
        host += name;
        hostaddr += address;
        port += at;
    }
    std::size_t count = 0;
};

// The lookup that libpq would do itself, blocking; null when there is nothing to look up.
std::shared_ptr<Lookup> lookup_for(const Options& options) {
    if (options.count("hostaddr") || options.count("service")) return nullptr;
    const auto given = options.find("host");
    auto lookup = std::make_shared<Lookup>();
    lookup->hosts = split(given == options.end() ? default_of("host") : given->second);
    const auto port = options.find("port");
    lookup->ports = split(port == options.end() ? default_of("port") : port->second);
    bool named = false;
    for (const auto& host : lookup->hosts) named = named || !is_socket_folder(host);
    // A list of ports that does not match the hosts is libpq's to refuse.
    if (!named || (lookup->ports.size() != 1 && lookup->ports.size() != lookup->hosts.size())) return nullptr;
    return lookup;
}

// A session that the server ends while it is idle is told so in a message of its own before the socket closes.
void hear_notice(void* lost, const PGresult* notice) {
    const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity && (std::string_view(severity) == "FATAL" || std::string_view(severity) == "PANIC"))
        *static_cast<bool*>(lost) = true;
    log::debug("PostgreSQL: {}", PQresultErrorMessage(notice));
}

}  // namespace

Task<Result<void>> Connection::Impl::establish(ConnectionSettings settings) {
    auto options = parse(settings);
    if (!options) co_return options.error();
    if (fault_at(Step::connect) != Fault::none) co_return cannot_connect("a fault of a test");
    const auto interrupted = [this] {
        if (alarm.rang())
            return make_error(ErrorKind::timeout, "The database did not answer in time.", "Is its address right?");
        return make_error(ErrorKind::cancelled, "Connecting to the database was cancelled.");
    };

    if (const auto lookup = lookup_for(*options)) {
        const auto resolver = Background::start(socket.get_executor(), [lookup] { lookup->run(); });
        if (!resolver) co_return cannot_connect("no thread for the name lookup");
        if (const bool resolved = co_await resolver->ended(until); !resolved) {
            if (Clock::now() < until) co_return interrupted();
            co_return make_error(ErrorKind::timeout, "The database's host name was not resolved in time.",
                                 "Is its address right?");
        }
        if (lookup->count == 0) co_return cannot_connect(lookup->failure);
        (*options)["host"] = lookup->host;
        (*options)["hostaddr"] = lookup->hostaddr;
        (*options)["port"] = lookup->port;
    }

    std::vector<const char*> keywords, values;
    for (const auto& [keyword, value] : *options) {
        keywords.push_back(keyword.c_str());
        values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    native = PQconnectStartParams(keywords.data(), values.data(), 0);
    if (!native) co_return cannot_connect("out of memory");
    PQsetNoticeReceiver(native, &hear_notice, &lost);

    for (auto step = PGRES_POLLING_WRITING; step != PGRES_POLLING_OK; step = PQconnectPoll(native)) {
        if (step == PGRES_POLLING_FAILED || PQstatus(native) == CONNECTION_BAD)
            co_return cannot_connect(PQerrorMessage(native));
        if (!watch_socket()) co_return cannot_connect("out of file descriptors");
        const Wake wake =
            co_await wait(socket, step == PGRES_POLLING_READING ? Readiness::read : Readiness::write, alarm);
        if (wake != Wake::ready) co_return interrupted();
    }
    if (!watch_socket() || PQsetnonblocking(native, 1) != 0) co_return lost_error();
    co_return Result<void>();
}

// Asio watches a duplicate of its own. libpq closes its socket whenever it sees fit and opens others under the same
// number; sharing that number would take some other connection's events away.
bool Connection::Impl::watch_socket() {
    const int duplicate = ::fcntl(PQsocket(native), F_DUPFD_CLOEXEC, 0);
    boost::system::error_code ignored;
    socket.close(ignored);
    if (duplicate < 0) return false;
    socket.assign(duplicate);
    return true;
}

}  // namespace pf::pg
