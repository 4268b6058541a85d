// The rows of one statement, in PostgreSQL's text format.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pf::pg {

class Rows {
 public:
    Rows() = default;
    explicit Rows(void* native);  // takes ownership of a PGresult

    [[nodiscard]] int size() const;  // rows
    [[nodiscard]] int columns() const;
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] bool is_null(int row, int column) const;
    [[nodiscard]] std::string_view text(int row, int column) const;  // "" for NULL; lives as long as this Rows
    [[nodiscard]] std::string_view name(int column) const;
    [[nodiscard]] std::uint32_t type(int column) const;  // type OID
    // The table's column that a result's column shows as it is; zeros when it is computed.
    struct Origin {
        std::uint32_t table = 0;  // OID
        int column = 0;           // from 1
    };
    [[nodiscard]] Origin origin(int column) const;
    [[nodiscard]] std::int64_t integer(int row, int column) const;  // 0 for NULL or text that is no integer
    [[nodiscard]] double number(int row, int column) const;
    [[nodiscard]] bool boolean(int row, int column) const;  // 't'
    [[nodiscard]] std::int64_t affected() const;            // rows of INSERT/UPDATE/DELETE/SELECT INTO/CREATE … AS

 private:
    std::shared_ptr<void> native_;
};

using Param = std::optional<std::string>;  // text format; nullopt is NULL
using Params = std::vector<Param>;

// Params of strings, for calls inside co_await expressions, where gcc 12 rejects braced lists (GCC PR 99576).
template <class... Texts>
Params params(Texts&&... texts) {
    Params made;
    made.reserve(sizeof...(texts));
    (made.emplace_back(std::forward<Texts>(texts)), ...);
    return made;
}

}  // namespace pf::pg
