// Any bytes are safe input to the guard, and what it lets pass it lets pass again, unchanged.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "sql/guard.hpp"
#include "sql/identifier.hpp"
#include "unit/sql/guard_cases.hpp"

namespace {

const pf::sql::GuardPolicy& policy() {
    static const pf::sql::GuardPolicy made = [] {
        auto policy = pf::sql::testing::case_policy();
        policy.relations.push_back({"s", "t", {"a", "b", "j"}});
        policy.relations.push_back({"s", "u", {"a", "c"}});
        policy.relations.push_back({"Odd \"schema\"", "select", {"from"}});
        policy.search_path.insert(policy.search_path.end(), {"s", "Odd \"schema\""});
        return policy;
    }();
    return made;
}

[[noreturn]] void fail(const char* claim, const std::string& first, const std::string& second) {
    std::fprintf(stderr, "%s\n%s\n%s\n", claim, first.c_str(), second.c_str());
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto first = pf::sql::guard(text, policy())) {
        const auto second = pf::sql::guard(first->text(), policy());
        if (!second) fail("refused what it wrote itself", first->text(), second.error().message);
        if (second->text() != first->text()) fail("wrote it differently", first->text(), second->text());
        if (first->relations().empty()) fail("read no table", first->text(), {});
    }
    const auto half = size / 2;
    const auto view = pf::sql::view_name(text.substr(0, half), text.substr(half));
    if (view.size() > pf::sql::max_identifier_bytes) fail("view name too long", view, {});
    return 0;
}
