#include "api/page_parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace pf::api {
namespace {

constexpr std::int64_t max_limit = 1'000;
constexpr std::size_t max_filter_bytes = 1'000;
constexpr std::size_t max_sorts = 16;
constexpr std::size_t max_conditions = 32;
constexpr std::array<std::string_view, 11> operators{"eq",       "ne",     "lt",   "le",      "gt", "ge",
                                                     "contains", "starts", "null", "notnull", "in"};

Error invalid(std::string message, std::string hint = {}) {
    return make_error(ErrorKind::invalid_request, std::move(message), std::move(hint));
}

std::optional<std::int64_t> whole(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Result<std::int64_t> limit_of(std::string_view text) {
    const auto limit = whole(text);
    if (!limit || *limit < 1 || *limit > max_limit)
        return invalid(fmt::format("limit must be a whole number from 1 to {}.", max_limit));
    return *limit;
}

bool takes_value(std::string_view op) { return op != "null" && op != "notnull"; }

// column:op:value. A column's name may hold colons itself, so the first known operator between colons decides.
Result<pitboss::Condition> parse_condition(std::string_view text) {
    for (auto colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':', colon + 1)) {
        const std::string_view rest = text.substr(colon + 1);
        const std::string_view op = rest.substr(0, rest.find(':'));
        if (colon == 0 || std::find(operators.begin(), operators.end(), op) == operators.end()) continue;
        const bool has_value = op.size() < rest.size();
        const std::string_view value = has_value ? rest.substr(op.size() + 1) : std::string_view{};
        if (takes_value(op) && !has_value)
            return invalid(fmt::format("where={} lacks a value: write column:{}:value.", text, op));
        if (!takes_value(op) && !value.empty())
            return invalid(fmt::format("where={} has a value, but {} takes none.", text, op));
        return pitboss::Condition{std::string(text.substr(0, colon)), std::string(op), std::string(value)};
    }
    return invalid(fmt::format("where={} is not of the form column:operator:value.", text),
                   fmt::format("Operators are {}.", fmt::join(operators, ", ")));
}

// What pages and CSV share; false when `parameter` is none of it.
Result<bool> take_shared(const Parameter& parameter, pitboss::PageRequest& request, std::size_t& directions) {
    const auto& [name, value] = parameter;
    if (name == "sort") {
        if (value.empty()) return invalid("sort needs the name of a column.");
        if (request.sort.size() == max_sorts)
            return invalid(fmt::format("sort stands there more than {} times.", max_sorts));
        request.sort.push_back({value, false});
        return true;
    }
    if (name == "dir") {
        if (value != "asc" && value != "desc") return invalid("dir must be asc or desc.");
        if (directions == request.sort.size()) return invalid("dir has no sort before it.");
        request.sort[directions++].descending = value == "desc";
        return true;
    }
    if (name == "filter") {
        if (value.size() > max_filter_bytes)
            return invalid(
                fmt::format("filter is {} bytes long; at most {} are accepted.", value.size(), max_filter_bytes));
        request.filter = value;
        return true;
    }
    if (name == "where") {
        if (request.where.size() == max_conditions)
            return invalid(fmt::format("where stands there more than {} times.", max_conditions));
        auto condition = parse_condition(value);
        if (!condition) return condition.error();
        request.where.push_back(std::move(*condition));
        return true;
    }
    if (name == "limit") {
        const auto limit = limit_of(value);
        if (!limit) return limit.error();
        request.limit = *limit;
        return true;
    }
    if (name == "offset") {
        const auto offset = whole(value);
        if (!offset || *offset < 0) return invalid("offset must be a whole number, 0 or more.");
        request.offset = *offset;
        return true;
    }
    return false;
}

// group, bucket and value belong together; group names them all when it comes last, too.
struct GroupParameters {
    std::string group, bucket, value;
};

// False when `parameter` is none of them.
bool take_group(const Parameter& parameter, GroupParameters& taken) {
    for (auto [name, member] : {std::pair{"group", &GroupParameters::group},
                                {"bucket", &GroupParameters::bucket},
                                {"value", &GroupParameters::value}}) {
        if (parameter.name != name) continue;
        taken.*member = parameter.value;
        return true;
    }
    return false;
}

Result<std::optional<pitboss::Grouping>> grouping(const GroupParameters& taken, const pitboss::PageRequest& request) {
    if (taken.group.empty()) {
        if (taken.bucket.empty() && taken.value.empty()) return std::optional<pitboss::Grouping>();
        return invalid(fmt::format("{} needs a group.", taken.bucket.empty() ? "value" : "bucket"));
    }
    if (!request.sort.empty()) return invalid("sort does not go with group: groups have an order of their own.");
    pitboss::Grouping made{.column = taken.group, .bucket = taken.bucket};
    if (!taken.value.empty()) {
        const auto colon = taken.value.find(':');
        made.aggregate = taken.value.substr(0, colon);
        if (colon != std::string::npos) made.of = taken.value.substr(colon + 1);
    }
    return std::optional(std::move(made));
}

}  // namespace

Result<pitboss::PageRequest> page_request(const std::vector<Parameter>& query) {
    pitboss::PageRequest request;
    std::size_t directions = 0;
    GroupParameters group;
    for (const auto& parameter : query) {
        if (take_group(parameter, group)) continue;
        const auto taken = take_shared(parameter, request, directions);
        if (!taken) return taken.error();
        if (!*taken)
            return invalid(fmt::format(
                "{} is not a parameter here; known are sort, dir, filter, where, group, bucket, value, limit "
                "and offset.",
                parameter.name));
    }
    auto grouped = grouping(group, request);
    if (!grouped) return grouped.error();
    request.group = std::move(*grouped);
    return request;
}

Result<CellRequest> cell_request(const std::vector<Parameter>& query) {
    CellRequest request;
    std::size_t directions = 0;
    for (const auto& parameter : query) {
        if (parameter.name == "column") {
            request.column = parameter.value;
            continue;
        }
        const auto taken = take_shared(parameter, request.page, directions);
        if (!taken) return taken.error();
        if (!*taken || parameter.name == "limit")
            return invalid(fmt::format(
                "{} is not a parameter here; known are column, offset, sort, dir, filter and where.", parameter.name));
    }
    if (request.column.empty()) return invalid("column must name a column.");
    return request;
}

Result<CsvRequest> csv_request(const std::vector<Parameter>& query) {
    CsvRequest request;
    std::size_t directions = 0;
    for (const auto& parameter : query) {
        if (parameter.name == "defuse") {
            const auto& value = parameter.value;
            if (value != "true" && value != "false") return invalid("defuse must be true or false.");
            request.defuse = value == "true";
            continue;
        }
        const auto taken = take_shared(parameter, request.page, directions);
        if (!taken) return taken.error();
        if (!*taken)
            return invalid(fmt::format("{} is not a parameter here; known are sort, dir, filter, where and defuse.",
                                       parameter.name));
    }
    return request;
}

Result<bool> take_part(const Parameter& parameter, pitboss::PartRequest& part) {
    if (parameter.name == "limit") {
        const auto limit = limit_of(parameter.value);
        if (!limit) return limit.error();
        part.limit = *limit;
        return true;
    }
    if (parameter.name != "after") return false;
    part.after = parameter.value;
    return true;
}

Result<pitboss::PartRequest> part_request(const std::vector<Parameter>& query) {
    pitboss::PartRequest part;
    for (const auto& parameter : query) {
        const auto taken = take_part(parameter, part);
        if (!taken) return taken.error();
        if (!*taken)
            return invalid(fmt::format("{} is not a parameter here; known are limit and after.", parameter.name));
    }
    return part;
}

}  // namespace pf::api
