#include "sql/allow_lists.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

namespace pf::sql {
namespace {

using enum FunctionKind;
using enum Yields;

// By chapter of the PostgreSQL 15 manual.
constexpr Function functions[] = {
    // 9.21 Aggregates
    {"array_agg", aggregate, collected},
    {"avg", aggregate, number},
    {"bit_and", aggregate, number},
    {"bit_or", aggregate, number},
    {"bit_xor", aggregate, number},
    {"bool_and", aggregate, value},
    {"bool_or", aggregate, value},
    {"corr", aggregate, number},
    {"count", aggregate, number},
    {"covar_pop", aggregate, number},
    {"covar_samp", aggregate, number},
    {"every", aggregate, value},
    {"json_agg", aggregate, collected, Rule::whole_row},
    {"json_object_agg", aggregate, collected, Rule::whole_row},
    {"jsonb_agg", aggregate, collected, Rule::whole_row},
    {"jsonb_object_agg", aggregate, collected, Rule::whole_row},
    {"max", aggregate, same},
    {"min", aggregate, same},
    {"range_agg", aggregate, collected},
    {"regr_avgx", aggregate, number},
    {"regr_avgy", aggregate, number},
    {"regr_count", aggregate, number},
    {"regr_intercept", aggregate, number},
    {"regr_r2", aggregate, number},
    {"regr_slope", aggregate, number},
    {"regr_sxx", aggregate, number},
    {"regr_sxy", aggregate, number},
    {"regr_syy", aggregate, number},
    {"stddev", aggregate, number},
    {"stddev_pop", aggregate, number},
    {"stddev_samp", aggregate, number},
    {"string_agg", aggregate, collected},
    {"sum", aggregate, number},
    {"var_pop", aggregate, number},
    {"var_samp", aggregate, number},
    {"variance", aggregate, number},
    {"mode", ordered_set, same},
    {"percentile_cont", ordered_set, same},
    {"percentile_disc", ordered_set, same},

    // 9.22 Window functions
    {"cume_dist", ranking, number},
    {"dense_rank", ranking, number},
    {"percent_rank", ranking, number},
    {"rank", ranking, number},
    {"first_value", window, same},
    {"lag", window, same},
    {"last_value", window, same},
    {"lead", window, same},
    {"nth_value", window, same},
    {"ntile", window, number},
    {"row_number", window, number},

    // 9.2, 9.3 Comparison and mathematics
    {"abs", scalar, number, Rule::round},
    {"acos", scalar, number},
    {"asin", scalar, number},
    {"atan", scalar, number},
    {"atan2", scalar, number},
    {"bit_count", scalar, number},
    {"cbrt", scalar, number},
    {"ceil", scalar, number, Rule::round},
    {"ceiling", scalar, number, Rule::round},
    {"cos", scalar, number},
    {"cosh", scalar, number},
    {"cot", scalar, number},
    {"degrees", scalar, number},
    {"div", scalar, number, Rule::divide},
    {"exp", scalar, number, Rule::exp},
    {"floor", scalar, number, Rule::round},
    {"gcd", scalar, number},
    {"lcm", scalar, number},
    {"ln", scalar, number},
    {"log", scalar, number},
    {"log10", scalar, number},
    {"min_scale", scalar, number},
    {"mod", scalar, number, Rule::divide},
    {"num_nonnulls", scalar, number},
    {"num_nulls", scalar, number},
    {"pi", scalar, number},
    {"pow", scalar, number, Rule::power},
    {"power", scalar, number, Rule::power},
    {"radians", scalar, number},
    {"random", scalar, number},
    {"round", scalar, number, Rule::round},
    {"scale", scalar, number},
    {"sign", scalar, number},
    {"sin", scalar, number},
    {"sinh", scalar, number},
    {"sqrt", scalar, number},
    {"tan", scalar, number},
    {"tanh", scalar, number},
    {"trim_scale", scalar, number},
    {"trunc", scalar, number, Rule::round},
    {"width_bucket", scalar, number},

    // 9.4, 9.7 Text and patterns
    {"ascii", scalar, number},
    {"bit_length", scalar, number},
    {"btrim", scalar, same},
    {"char_length", scalar, number},
    {"character_length", scalar, number},
    {"chr", scalar, value},
    {"concat", scalar, all},
    {"concat_ws", scalar, all, Rule::concat_ws},
    {"convert_from", scalar, same, Rule::encoding_name},
    {"convert_to", scalar, same, Rule::encoding_name},
    {"decode", scalar, same, Rule::encode},
    {"encode", scalar, same, Rule::encode},
    {"format", scalar, all, Rule::format},
    {"initcap", scalar, same},
    {"left", scalar, same},
    {"length", scalar, number},
    {"like_escape", scalar, all, Rule::like_escape},
    {"lower", scalar, same},
    {"lpad", scalar, all, Rule::pad},
    {"ltrim", scalar, same},
    {"md5", scalar, value},
    {"octet_length", scalar, number},
    {"overlay", scalar, all},
    {"position", scalar, number},
    {"regexp_count", scalar, number, Rule::regex},
    {"regexp_instr", scalar, number, Rule::regex},
    {"regexp_like", scalar, value, Rule::regex},
    {"regexp_match", scalar, same, Rule::regex},
    {"regexp_matches", set_returning, same, Rule::regex},
    {"regexp_replace", scalar, same, Rule::regex_replace},
    {"regexp_split_to_array", scalar, same, Rule::regex},
    {"regexp_split_to_table", set_returning, same, Rule::regex},
    {"regexp_substr", scalar, same, Rule::regex},
    {"repeat", scalar, same, Rule::repeat},
    {"replace", scalar, same, Rule::replace},
    {"reverse", scalar, same},
    {"right", scalar, same},
    {"rpad", scalar, all, Rule::pad},
    {"rtrim", scalar, same},
    {"similar_to_escape", scalar, all, Rule::similar_escape},
    {"sha224", scalar, value},
    {"sha256", scalar, value},
    {"sha384", scalar, value},
    {"sha512", scalar, value},
    {"split_part", scalar, same},
    {"starts_with", scalar, value},
    {"string_to_array", scalar, same},
    {"string_to_table", set_returning, same},
    {"strpos", scalar, number},
    {"substr", scalar, same},
    {"substring", scalar, same, Rule::substring},
    {"to_hex", scalar, value},
    {"translate", scalar, same},
    {"upper", scalar, same},

    // 9.8 Formatting
    {"to_char", scalar, value, Rule::template_text},
    {"to_date", scalar, value, Rule::template_text},
    {"to_number", scalar, number, Rule::template_text},
    {"to_timestamp", scalar, value, Rule::template_text},

    // 9.9 Date and time
    {"age", scalar, value},
    {"clock_timestamp", scalar, value},
    {"date", scalar, value},
    {"date_bin", scalar, value},
    {"date_part", scalar, number, Rule::date_field},
    {"date_trunc", scalar, value},
    {"extract", scalar, number, Rule::date_field},
    {"isfinite", scalar, value},
    {"justify_days", scalar, value},
    {"justify_hours", scalar, value},
    {"justify_interval", scalar, value},
    {"make_date", scalar, value},
    {"make_interval", scalar, value, Rule::make_interval},
    {"make_time", scalar, value},
    {"make_timestamp", scalar, value},
    {"make_timestamptz", scalar, value},
    {"now", scalar, value},
    {"overlaps", scalar, value},
    {"statement_timestamp", scalar, value},
    {"timezone", scalar, value},
    {"transaction_timestamp", scalar, value},

    // 9.12 Network addresses
    {"family", scalar, number},
    {"host", scalar, value},
    {"masklen", scalar, number},
    {"network", scalar, value},

    // 9.13 Text search
    {"numnode", scalar, number},
    {"phraseto_tsquery", scalar, all, Rule::search_config},
    {"plainto_tsquery", scalar, all, Rule::search_config},
    {"querytree", scalar, same},
    {"setweight", scalar, same},
    {"strip", scalar, same},
    {"to_tsquery", scalar, all, Rule::search_config},
    {"to_tsvector", scalar, all, Rule::search_config},
    {"ts_headline", scalar, all, Rule::headline},
    {"ts_rank", scalar, number},
    {"ts_rank_cd", scalar, number},
    {"tsvector_to_array", scalar, same},
    {"websearch_to_tsquery", scalar, all, Rule::search_config},

    // 9.14 UUID
    {"gen_random_uuid", scalar, value},

    // 9.16 JSON
    {"array_to_json", scalar, same},
    {"json_array_elements", set_returning, same, Rule::none, "value"},
    {"json_array_elements_text", set_returning, same, Rule::none, "value"},
    {"json_array_length", scalar, number},
    {"json_build_array", scalar, all, Rule::whole_row},
    {"json_build_object", scalar, all, Rule::whole_row},
    {"json_each", set_returning, same, Rule::none, "key value"},
    {"json_each_text", set_returning, same, Rule::none, "key value"},
    {"json_extract_path", scalar, same},
    {"json_extract_path_text", scalar, same},
    {"json_object", scalar, all},
    {"json_object_keys", set_returning, same},
    {"json_strip_nulls", scalar, same},
    {"json_to_record", set_returning, same, Rule::record_columns},
    {"json_to_recordset", set_returning, same, Rule::record_columns},
    {"json_typeof", scalar, value},
    {"jsonb_array_elements", set_returning, same, Rule::none, "value"},
    {"jsonb_array_elements_text", set_returning, same, Rule::none, "value"},
    {"jsonb_array_length", scalar, number},
    {"jsonb_build_array", scalar, all, Rule::whole_row},
    {"jsonb_build_object", scalar, all, Rule::whole_row},
    {"jsonb_each", set_returning, same, Rule::none, "key value"},
    {"jsonb_each_text", set_returning, same, Rule::none, "key value"},
    {"jsonb_extract_path", scalar, same},
    {"jsonb_extract_path_text", scalar, same},
    {"jsonb_object", scalar, all},
    {"jsonb_object_keys", set_returning, same},
    {"jsonb_insert", scalar, all},
    {"jsonb_path_exists", scalar, value, Rule::json_path},
    {"jsonb_path_match", scalar, value, Rule::json_path},
    {"jsonb_path_query", set_returning, same, Rule::json_path},
    {"jsonb_path_query_array", scalar, same, Rule::json_path},
    {"jsonb_path_query_first", scalar, same, Rule::json_path},
    {"jsonb_pretty", scalar, same, Rule::pretty},
    {"jsonb_set", scalar, all},
    {"jsonb_strip_nulls", scalar, same},
    {"jsonb_to_record", set_returning, same, Rule::record_columns},
    {"jsonb_to_recordset", set_returning, same, Rule::record_columns},
    {"jsonb_typeof", scalar, value},
    {"row_to_json", scalar, same, Rule::whole_row},
    {"to_json", scalar, same, Rule::whole_row},
    {"to_jsonb", scalar, same, Rule::whole_row},

    // 9.19 Arrays, 9.20 Ranges, 9.25 Sets
    {"array_append", scalar, all},
    {"array_cat", scalar, all},
    {"array_dims", scalar, value},
    {"array_fill", scalar, same, Rule::array_fill},
    {"array_length", scalar, number},
    {"array_lower", scalar, number},
    {"array_ndims", scalar, number},
    {"array_position", scalar, number},
    {"array_positions", scalar, same},
    {"array_prepend", scalar, all},
    {"array_remove", scalar, same},
    {"array_replace", scalar, all, Rule::replace},
    {"array_to_string", scalar, same, Rule::separator},
    {"array_upper", scalar, number},
    {"cardinality", scalar, number},
    {"daterange", scalar, value},
    {"generate_series", set_returning, value, Rule::series},
    {"generate_subscripts", set_returning, number},
    {"int4range", scalar, value},
    {"int8range", scalar, value},
    {"isempty", scalar, value},
    {"lower_inc", scalar, value},
    {"lower_inf", scalar, value},
    {"numrange", scalar, value},
    {"range_merge", scalar, value},
    {"trim_array", scalar, same},
    {"tsrange", scalar, value},
    {"tstzrange", scalar, value},
    {"upper_inc", scalar, value},
    {"upper_inf", scalar, value},
    {"unnest", set_returning, same},

    // 9.26 What a value is
    {"pg_typeof", scalar, value},
};

// Of the extensions that come with PostgreSQL (manual, appendix F): pg_trgm, fuzzystrmatch, unaccent.
constexpr Function extension_functions[] = {
    {"difference", scalar, number},
    {"dmetaphone", scalar, value},
    {"dmetaphone_alt", scalar, value},
    {"levenshtein", scalar, number},
    {"levenshtein_less_equal", scalar, number},
    {"metaphone", scalar, value},
    {"similarity", scalar, number},
    {"show_trgm", scalar, all},
    {"soundex", scalar, value},
    {"strict_word_similarity", scalar, number},
    {"text_soundex", scalar, value},
    {"unaccent", scalar, same, Rule::one_argument},  // the other names a dictionary
    {"word_similarity", scalar, number},
};

// Neither reg* (they look names up in the catalogue), xml, name, oid and other system types, nor composite types.
constexpr std::pair<std::string_view, TypeFamily> types[] = {
    {"bool", TypeFamily::other},      {"bpchar", TypeFamily::padded_text}, {"bytea", TypeFamily::other},
    {"cidr", TypeFamily::other},      {"date", TypeFamily::other},         {"daterange", TypeFamily::other},
    {"float4", TypeFamily::number},   {"float8", TypeFamily::number},      {"inet", TypeFamily::other},
    {"int2", TypeFamily::number},     {"int4", TypeFamily::number},        {"int4range", TypeFamily::other},
    {"int8", TypeFamily::number},     {"int8range", TypeFamily::other},    {"interval", TypeFamily::interval},
    {"json", TypeFamily::text},       {"jsonb", TypeFamily::text},         {"money", TypeFamily::number},
    {"numeric", TypeFamily::number},  {"numrange", TypeFamily::other},     {"text", TypeFamily::text},
    {"time", TypeFamily::other},      {"timestamp", TypeFamily::other},    {"timestamptz", TypeFamily::other},
    {"timetz", TypeFamily::other},    {"tsquery", TypeFamily::text},       {"tsrange", TypeFamily::other},
    {"tstzrange", TypeFamily::other}, {"tsvector", TypeFamily::text},      {"uuid", TypeFamily::other},
    {"varchar", TypeFamily::text},
};

constexpr std::string_view operators[] = {
    "=",   "<>",  "!=",  "<",   ">",    "<=", ">=",                      // comparison
    "+",   "-",   "*",   "/",   "%",    "^",  "|/", "||/", "@",          // arithmetic
    "&",   "|",   "#",   "<<",  ">>",                                    // bits, ranges
    "||",  "~~",  "!~~", "~~*", "!~~*", "~",  "~*", "!~",  "!~*", "^@",  // text and its patterns
    "->",  "->>", "#>",  "#>>", "?",    "?|", "?&", "#-",  "@?",  "@@",  // JSON, text search
    "@>",  "<@",  "&&",  "-|-",                                          // arrays, ranges, JSON
    "<->", "&<",  "&>",  "<<=", ">>=",                                   // distances, ranges, network addresses
};

constexpr std::string_view collations[] = {"C",         "POSIX",    "default", "ucs_basic",
                                           "und-x-icu", "en-x-icu", "en_US",   "C.UTF-8"};

constexpr std::pair<std::string_view, std::string_view> value_keywords[] = {
    {"SVFOP_CURRENT_DATE", "current_date"},
    {"SVFOP_CURRENT_TIME", "current_time"},
    {"SVFOP_CURRENT_TIME_N", "current_time"},
    {"SVFOP_CURRENT_TIMESTAMP", "current_timestamp"},
    {"SVFOP_CURRENT_TIMESTAMP_N", "current_timestamp"},
    {"SVFOP_LOCALTIME", "localtime"},
    {"SVFOP_LOCALTIME_N", "localtime"},
    {"SVFOP_LOCALTIMESTAMP", "localtimestamp"},
    {"SVFOP_LOCALTIMESTAMP_N", "localtimestamp"},
};

}  // namespace

const Function* allowed_function(std::string_view name) {
    static const auto index = [] {
        std::unordered_map<std::string_view, const Function*> made;
        for (const auto& function : functions) made.emplace(function.name, &function);
        return made;
    }();
    const auto found = index.find(name);
    return found == index.end() ? nullptr : found->second;
}

const Function* allowed_extension_function(std::string_view name) {
    for (const auto& function : extension_functions)
        if (function.name == name) return &function;
    return nullptr;
}

std::optional<TypeFamily> allowed_type(std::string_view name) {
    for (const auto& [type, family] : types)
        if (type == name) return family;
    return std::nullopt;
}

bool is_allowed_operator(std::string_view name) {
    return std::find(std::begin(operators), std::end(operators), name) != std::end(operators);
}

bool is_allowed_collation(std::string_view name) {
    return std::find(std::begin(collations), std::end(collations), name) != std::end(collations);
}

std::optional<std::string_view> allowed_value_keyword(std::string_view operation) {
    for (const auto& [keyword, column] : value_keywords)
        if (keyword == operation) return column;
    return std::nullopt;
}

FunctionList allowed_extension_functions() { return {std::begin(extension_functions), std::end(extension_functions)}; }

FunctionList allowed_functions() { return {std::begin(functions), std::end(functions)}; }

}  // namespace pf::sql
