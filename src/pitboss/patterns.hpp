// The patterns themselves, the one table of the sample scenario that a person may edit here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/pool.hpp"
#include "pitboss/part.hpp"
#include "pitboss/services.hpp"

namespace pf::pitboss {

struct Pattern {
    std::int64_t id = 0;
    std::string name;                    // 1 … 200 characters, unique whatever its case
    std::string kind;                    // "pattern" or "anti-pattern"
    std::string description;             // up to 10,000 characters
    std::string created_at, updated_at;  // UTC, ISO 8601, milliseconds, Z
};

class Patterns {
 public:
    explicit Patterns(Services& services);

    // False when the database has no table `patterns` of the sample's shape; every call below is then not_found and
    // says so.
    [[nodiscard]] bool available() const;
    // By name. A place that is none: invalid_request.
    Task<Result<Part<Pattern>>> list(std::string filter, PartRequest part, Deadline deadline);
    Task<Result<Pattern>> get(std::int64_t id, Deadline deadline);
    Task<Result<Pattern>> add(Pattern pattern, Deadline deadline);  // id and dates are made by the database
    Task<Result<Pattern>> update(Pattern pattern, Deadline deadline);
    Task<Result<void>> remove(std::int64_t id, Deadline deadline);  // its links go with it

 private:
    Task<Result<pg::Pool::Lease>> acquire(Deadline deadline);

    Services& services_;
};

}  // namespace pf::pitboss
