// GuardedSql: one SELECT that the guard has read and let pass. Only sql::guard makes one.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace pf::sql {

struct GuardPolicy;

class GuardedSql {
 public:
    [[nodiscard]] const std::string& text() const { return text_; }  // deparsed, no trailing semicolon
    [[nodiscard]] const std::vector<std::string>& relations() const {
        return relations_;
    }  // "schema.table", sorted, unique

 private:
    GuardedSql(std::string text, std::vector<std::string> relations)
        : text_(std::move(text)), relations_(std::move(relations)) {}
    friend Result<GuardedSql> guard(std::string_view sql, const GuardPolicy& policy);
    std::string text_;
    std::vector<std::string> relations_;
};

}  // namespace pf::sql
