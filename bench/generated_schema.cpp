#include "generated_schema.hpp"

#include <fmt/format.h>

#include <array>
#include <random>
#include <utility>

namespace pf::bench {
namespace {

using Type = model::TypeClass;

constexpr int tables = 1000, columns_per_table = 15, values_per_column = 60;

constexpr std::array<const char*, 40> things{
    "customer", "order",    "invoice", "product", "supplier", "employee", "department", "shipment",
    "payment",  "contract", "project", "task",    "asset",    "location", "building",   "vehicle",
    "driver",   "route",    "patient", "doctor",  "visit",    "course",   "student",    "teacher",
    "exam",     "account",  "branch",  "loan",    "policy",   "claim",    "ticket",     "agent",
    "event",    "venue",    "artist",  "album",   "track",    "player",   "team",       "match"};
constexpr std::array<const char*, 25> kinds{
    "main",      "regional", "archived", "draft",   "monthly", "external", "internal", "legacy",   "retail",
    "wholesale", "online",   "offline",  "primary", "backup",  "domestic", "foreign",  "seasonal", "special",
    "trial",     "premium",  "basic",    "mobile",  "central", "northern", "southern"};
constexpr std::array<std::pair<const char*, Type>, 14> properties{{{"name", Type::text},
                                                                   {"status", Type::text},
                                                                   {"city", Type::text},
                                                                   {"country", Type::text},
                                                                   {"category", Type::text},
                                                                   {"price", Type::number},
                                                                   {"quantity", Type::integer},
                                                                   {"weight", Type::number},
                                                                   {"rating", Type::number},
                                                                   {"created_on", Type::date},
                                                                   {"closed_on", Type::date},
                                                                   {"active", Type::boolean},
                                                                   {"description", Type::text},
                                                                   {"parent_id", Type::integer}}};

std::string thing_of(int table) { return things[static_cast<std::size_t>(table) % things.size()]; }
std::string kind_of(int table) { return kinds[static_cast<std::size_t>(table) / things.size() % kinds.size()]; }

}  // namespace

model::Ontology generated_schema() {
    model::Ontology ontology;
    for (int t = 0; t < tables; ++t) {
        model::Table table;
        table.schema = "public";
        table.name = kind_of(t) + "_" + thing_of(t);
        model::Column id;
        id.name = "id";
        id.type_class = Type::integer;
        id.unique = true;
        id.nullable = false;
        table.columns.push_back(id);
        for (const auto& [name, type] : properties) {
            model::Column column;
            column.name = std::string(name) == "parent_id" ? thing_of(t + 1) + "_id" : thing_of(t) + "_" + name;
            column.type_class = type;
            table.columns.push_back(column);
        }
        table.primary_key = {0};
        table.foreign_keys.push_back({{columns_per_table - 1}, (t + 1) % tables, {0}});
        ontology.tables.push_back(std::move(table));
    }
    ontology.search_path = {"public"};
    return ontology;
}

model::ValueIndex generated_values(const model::Ontology& ontology) {
    model::ValueIndex::Builder builder;
    for (int t = 0; t < tables; ++t)
        for (int c = 0; c < columns_per_table; ++c) {
            if (ontology.tables[static_cast<std::size_t>(t)].columns[static_cast<std::size_t>(c)].type_class !=
                Type::text)
                continue;
            model::ValueIndex::ColumnSummary summary;
            for (int v = 0; v < values_per_column; ++v) {
                const auto text = fmt::format("{} {}", kind_of((t + c + v) * 7), v * 31 % 997);
                builder.add({t, c, text});
                if (summary.examples.size() < 8) summary.examples.push_back(text);
            }
            summary.distinct = values_per_column;
            builder.summarise(t, c, summary);
        }
    return std::move(builder).build();
}

std::vector<std::string> sentences(std::size_t count) {
    std::mt19937 random(7);
    std::vector<std::string> made;
    for (std::size_t i = 0; i < count; ++i) {
        const int t = static_cast<int>(random() % tables);
        const auto whole = kind_of(t) + " " + thing_of(t), thing = thing_of(t);
        switch (random() % 8) {
            case 0: made.push_back(fmt::format("Find all {}s", whole)); break;
            case 1: made.push_back(fmt::format("names of {}s with a price above {}", whole, random() % 1000)); break;
            case 2: made.push_back(fmt::format("how many {}s are there for each country?", whole)); break;
            case 3: made.push_back(fmt::format("the 5 most expensive {}s created in the last 30 days", whole)); break;
            case 4: made.push_back(fmt::format("{}s in {} {}", whole, kind_of(t * 7), random() % 997)); break;
            case 5:
                made.push_back(
                    fmt::format("average {0} rating and total quantity per {0} category, highest first", thing));
                break;
            case 6: made.push_back(fmt::format("{}s without a {}", whole, thing_of(t + 1))); break;
            default:
                made.push_back(
                    fmt::format("What are the name and city of each {} whose weight is above the average?", thing));
        }
    }
    return made;
}

std::vector<std::string> sentences_of_other_words(std::size_t count) {
    static constexpr std::array<const char*, 16> others{
        "client",    "purchase", "bill", "goods",  "vendor", "worker",       "division",   "consignment",
        "physician", "pupil",    "town", "nation", "amount", "remuneration", "automobile", "landlord"};
    std::mt19937 random(11);
    const auto other = [&random] { return others[random() % others.size()]; };
    std::vector<std::string> made;
    for (std::size_t i = 0; i < count; ++i) {
        const int t = static_cast<int>(random() % tables);
        switch (random() % 3) {
            case 0: made.push_back(fmt::format("Find the {}s of each {}", other(), other())); break;
            case 1: made.push_back(fmt::format("{} {}s per {} and {}", kind_of(t), other(), other(), other())); break;
            default: made.push_back(fmt::format("{} and {} of {}s", other(), other(), kind_of(t) + " " + thing_of(t)));
        }
    }
    return made;
}

}  // namespace pf::bench
