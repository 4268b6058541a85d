// What names are made of: abbreviations, words of squashed names, synonyms.
#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "compiler/lexicon.hpp"

// Made at build time (cmake/compiler_data.cmake): lines "word\tsynonym synonym …", sorted.
extern "C" const char pf_compiler_wordnet[];
extern "C" const char pf_compiler_wordnet_end[];

namespace pf::compiler {
namespace {

const std::unordered_map<std::string_view, std::string_view>& abbreviations() {
    static const std::unordered_map<std::string_view, std::string_view> table{{"fname", "first name"},
                                                                              {"lname", "last name"},
                                                                              {"mname", "middle name"},
                                                                              {"dob", "date of birth"},
                                                                              {"dept", "department"},
                                                                              {"num", "number"},
                                                                              {"no", "number"},
                                                                              {"nbr", "number"},
                                                                              {"nr", "number"},
                                                                              {"cnt", "count"},
                                                                              {"qty", "quantity"},
                                                                              {"amt", "amount"},
                                                                              {"addr", "address"},
                                                                              {"desc", "description"},
                                                                              {"descr", "description"},
                                                                              {"emp", "employee"},
                                                                              {"stu", "student"},
                                                                              {"cust", "customer"},
                                                                              {"prod", "product"},
                                                                              {"org", "organization"},
                                                                              {"orgs", "organizations"},
                                                                              {"ssn", "social security number"},
                                                                              {"tel", "telephone"},
                                                                              {"avg", "average"},
                                                                              {"min", "minimum"},
                                                                              {"max", "maximum"},
                                                                              {"temp", "temperature"},
                                                                              {"lat", "latitude"},
                                                                              {"lng", "longitude"},
                                                                              {"long", "longitude"},
                                                                              {"lon", "longitude"},
                                                                              {"yr", "year"},
                                                                              {"mo", "month"},
                                                                              {"hr", "hour"},
                                                                              {"hrs", "hours"},
                                                                              {"mins", "minutes"},
                                                                              {"sec", "second"},
                                                                              {"wt", "weight"},
                                                                              {"ht", "height"},
                                                                              {"sal", "salary"},
                                                                              {"mgr", "manager"},
                                                                              {"prof", "professor"},
                                                                              {"univ", "university"},
                                                                              {"uni", "university"},
                                                                              {"cat", "category"},
                                                                              {"ref", "reference"},
                                                                              {"acc", "account"},
                                                                              {"acct", "account"},
                                                                              {"bal", "balance"},
                                                                              {"trans", "transaction"},
                                                                              {"txn", "transaction"},
                                                                              {"pct", "percent"},
                                                                              {"perc", "percent"},
                                                                              {"pos", "position"},
                                                                              {"loc", "location"},
                                                                              {"lang", "language"},
                                                                              {"msg", "message"},
                                                                              {"img", "image"},
                                                                              {"pwd", "password"},
                                                                              {"usr", "user"},
                                                                              {"grp", "group"},
                                                                              {"lvl", "level"},
                                                                              {"src", "source"},
                                                                              {"dst", "destination"},
                                                                              {"dest", "destination"},
                                                                              {"dep", "departure"},
                                                                              {"arr", "arrival"},
                                                                              {"est", "estimated"},
                                                                              {"info", "information"},
                                                                              {"std", "standard"},
                                                                              {"intl", "international"},
                                                                              {"natl", "national"},
                                                                              {"gov", "government"},
                                                                              {"govt", "government"},
                                                                              {"mfg", "manufacturing"},
                                                                              {"manuf", "manufacturer"},
                                                                              {"dist", "distance"},
                                                                              {"div", "division"},
                                                                              {"dir", "director"},
                                                                              {"asst", "assistant"},
                                                                              {"mkt", "market"},
                                                                              {"cyl", "cylinders"},
                                                                              {"hp", "horsepower"},
                                                                              {"mpg", "miles per gallon"},
                                                                              {"apt", "apartment"},
                                                                              {"bldg", "building"},
                                                                              {"st", "street"},
                                                                              {"ave", "avenue"},
                                                                              {"ctry", "country"},
                                                                              {"cd", "code"},
                                                                              {"dt", "date"},
                                                                              {"ts", "timestamp"},
                                                                              {"sex", "gender"},
                                                                              {"gender", "sex"},
                                                                              {"phone", "telephone"},
                                                                              {"yn", "flag"},
                                                                              {"enr", "enrollment"},
                                                                              {"enroll", "enrollment"},
                                                                              {"inst", "institution"},
                                                                              {"ins", "insurance"},
                                                                              {"sched", "schedule"},
                                                                              {"res", "reservation"},
                                                                              {"resv", "reservation"},
                                                                              {"inv", "invoice"},
                                                                              {"ord", "order"},
                                                                              {"pmt", "payment"},
                                                                              {"stmt", "statement"},
                                                                              {"attr", "attribute"},
                                                                              {"char", "characteristic"},
                                                                              {"val", "value"},
                                                                              {"calc", "calculation"},
                                                                              {"freq", "frequency"},
                                                                              {"pop", "population"},
                                                                              {"gdp", "gross domestic product"},
                                                                              {"mfr", "manufacturer"},
                                                                              {"veh", "vehicle"},
                                                                              {"lic", "license"},
                                                                              {"reg", "registration"},
                                                                              {"exp", "experience"},
                                                                              {"pts", "points"},
                                                                              {"ppl", "people"},
                                                                              {"fac", "faculty"},
                                                                              {"crs", "course"},
                                                                              {"sem", "semester"},
                                                                              {"cred", "credit"},
                                                                              {"crd", "credit"},
                                                                              {"bdate", "birth date"},
                                                                              {"hdate", "hire date"}};
    return table;
}

const std::unordered_set<std::string_view>& name_words() {
    static const std::unordered_set<std::string_view> words{
        "fee",       "tax",         "win",      "bed",        "car",         "bus",       "job",         "name",
        "date",      "code",        "type",     "number",     "first",       "last",      "year",        "month",
        "day",       "time",        "title",    "address",    "city",        "state",     "country",     "county",
        "street",    "zip",         "phone",    "email",      "mail",        "age",       "sex",         "gender",
        "birth",     "place",       "home",     "town",       "price",       "cost",      "amount",      "total",
        "count",     "order",       "item",     "product",    "customer",    "client",    "user",        "account",
        "student",   "teacher",     "course",   "class",      "school",      "college",   "university",  "department",
        "employee",  "manager",     "staff",    "job",        "salary",      "company",   "office",      "room",
        "building",  "floor",       "hotel",    "flight",     "airport",     "airline",   "train",       "station",
        "car",       "model",       "make",     "maker",      "player",      "team",      "game",        "match",
        "season",    "score",       "point",    "points",     "rank",        "rating",    "grade",       "level",
        "status",    "description", "detail",   "details",    "comment",     "text",      "value",       "start",
        "end",       "from",        "high",     "low",        "min",         "max",       "avg",         "average",
        "percent",   "rate",        "size",     "weight",     "height",      "length",    "width",       "area",
        "capacity",  "color",       "colour",   "language",   "region",      "location",  "position",    "role",
        "category",  "group",       "party",    "member",     "club",        "event",     "song",        "album",
        "artist",    "movie",       "film",     "book",       "author",      "publisher", "store",       "shop",
        "bank",      "loan",        "card",     "payment",    "invoice",     "bill",      "tax",         "fee",
        "balance",   "transaction", "account",  "credit",     "debit",       "patient",   "doctor",      "physician",
        "nurse",     "hospital",    "drug",     "medication", "treatment",   "pet",       "animal",      "breed",
        "owner",     "vehicle",     "driver",   "race",       "track",       "stadium",   "theme",       "park",
        "river",     "mountain",    "lake",     "sea",        "population",  "nation",    "nationality", "continent",
        "capital",   "currency",    "web",      "site",       "url",         "link",      "file",        "image",
        "photo",     "video",       "content",  "post",       "message",     "note",      "create",      "created",
        "update",    "updated",     "time",     "stamp",      "flag",        "key",       "parent",      "child",
        "head",      "chief",       "source",   "target",     "destination", "departure", "arrival",     "distance",
        "speed",     "duration",    "begin",    "begins",     "open",        "close",     "founded",     "funded",
        "hire",      "hired",       "join",     "left",       "right",       "middle",    "full",        "short",
        "long",      "base",        "basic",    "unit",       "quantity",    "stock",     "supply",      "supplier",
        "project",   "task",        "phase",    "result",     "vote",        "votes",     "candidate",   "election",
        "district",  "advisor",     "major",    "minor",      "degree",      "semester",  "credits",     "hours",
        "tuition",   "dorm",        "activity", "sport",      "hand",        "birthday",  "hometown",    "branch",
        "service",   "policy",      "claim",    "agent",      "contact",     "relation",  "friend",      "follower",
        "followers", "review",      "reviewer", "reserve",    "reservation", "guest",     "episode",     "series",
        "show",      "channel",     "program",  "director",   "producer",    "actor",     "role",        "crew",
        "wine",      "grape",       "winery",   "food",       "dish",        "menu",      "restaurant"};
    return words;
}

}  // namespace

std::string_view abbreviation(std::string_view name_part) {
    const auto found = abbreviations().find(name_part);
    return found == abbreviations().end() ? std::string_view{} : found->second;
}

bool is_name_word(std::string_view word) { return name_words().contains(word); }

namespace {

// What stands behind the word in WordNet's table; none when it is not there. Binary search over the lines.
std::optional<std::string_view> wordnet_entry(std::string_view word) {
    const std::string_view table(pf_compiler_wordnet,
                                 static_cast<std::size_t>(pf_compiler_wordnet_end - pf_compiler_wordnet));
    std::size_t low = 0, high = table.size();
    while (low < high) {
        auto middle = low + (high - low) / 2;
        while (middle > low && table[middle - 1] != '\n') --middle;
        const auto line_end = std::min(table.find('\n', middle), table.size());
        const auto line = table.substr(middle, line_end - middle);
        const auto tab = std::min(line.find('\t'), line.size());
        const auto key = line.substr(0, tab);
        if (key == word) return line.substr(std::min(tab + 1, line.size()));
        if (key < word)
            low = line_end + 1;
        else
            high = middle;
    }
    return std::nullopt;
}

// The word as WordNet has it, or its singular.
std::optional<std::string_view> wordnet_entry_of_form(std::string_view word) {
    const auto found = wordnet_entry(word);
    if ((!found || found->empty()) && word.size() > 3 && word.back() == 's')
        if (const auto singular = wordnet_entry(word.substr(0, word.size() - 1))) return singular;
    return found;
}

}  // namespace

bool is_dictionary_word(std::string_view word) { return wordnet_entry_of_form(word).has_value(); }

std::vector<std::string_view> synonyms(std::string_view word) {
    const auto entry = wordnet_entry_of_form(word).value_or(std::string_view{});
    std::vector<std::string_view> made;
    for (std::size_t at = 0; at < entry.size();) {
        const auto end = std::min(entry.find(' ', at), entry.size());
        if (end > at) made.push_back(entry.substr(at, end - at));
        at = end + 1;
    }
    return made;
}

}  // namespace pf::compiler
