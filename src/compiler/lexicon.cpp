#include "compiler/lexicon.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <unordered_set>

// Made at build time (cmake/compiler_data.cmake): lines "word\tsynonym synonym …", sorted.
extern "C" const char pf_compiler_wordnet[];
extern "C" const char pf_compiler_wordnet_end[];

namespace pf::compiler {

namespace {

using Words = std::unordered_set<std::string_view>;

const Words& function_words() {
    static const Words words{"a",
                             "an",
                             "the",
                             "of",
                             "in",
                             "on",
                             "at",
                             "to",
                             "for",
                             "from",
                             "by",
                             "with",
                             "and",
                             "or",
                             "as",
                             "is",
                             "are",
                             "was",
                             "were",
                             "be",
                             "been",
                             "being",
                             "do",
                             "does",
                             "did",
                             "done",
                             "have",
                             "has",
                             "had",
                             "having",
                             "what",
                             "which",
                             "who",
                             "whom",
                             "whose",
                             "where",
                             "when",
                             "how",
                             "that",
                             "this",
                             "these",
                             "those",
                             "there",
                             "their",
                             "theirs",
                             "its",
                             "it",
                             "they",
                             "them",
                             "his",
                             "her",
                             "he",
                             "she",
                             "we",
                             "us",
                             "our",
                             "you",
                             "your",
                             "me",
                             "my",
                             "i",
                             "all",
                             "any",
                             "each",
                             "every",
                             "some",
                             "find",
                             "show",
                             "list",
                             "give",
                             "return",
                             "get",
                             "tell",
                             "display",
                             "print",
                             "provide",
                             "please",
                             "report",
                             "see",
                             "select",
                             "fetch",
                             "want",
                             "need",
                             "know",
                             "let",
                             "also",
                             "along",
                             "together",
                             "well",
                             "only",
                             "just",
                             "about",
                             "than",
                             "then",
                             "not",
                             "no",
                             "if",
                             "so",
                             "can",
                             "could",
                             "would",
                             "should",
                             "will",
                             "may",
                             "might",
                             "must",
                             "such",
                             "other",
                             "same",
                             "own",
                             "both",
                             "either",
                             "neither",
                             "nor",
                             "but",
                             "whether",
                             "per",
                             "into",
                             "within",
                             "out",
                             "up",
                             "down",
                             "over",
                             "under",
                             "between",
                             "among",
                             "during",
                             "through",
                             "before",
                             "after",
                             "since",
                             "until",
                             "while",
                             "because",
                             "more",
                             "most",
                             "less",
                             "least",
                             "many",
                             "much",
                             "few",
                             "fewer",
                             "fewest",
                             "very",
                             "too",
                             "ever",
                             "never",
                             "number",
                             "count",
                             "total",
                             "average",
                             "sum",
                             "mean",
                             "minimum",
                             "maximum",
                             "distinct",
                             "different",
                             "unique",
                             "ordered",
                             "order",
                             "sorted",
                             "sort",
                             "ascending",
                             "descending",
                             "alphabetical",
                             "alphabetically",
                             "alphabetic",
                             "grouped",
                             "group",
                             "top",
                             "bottom",
                             "first",
                             "last",
                             "equal",
                             "equals",
                             "greater",
                             "larger",
                             "smaller",
                             "higher",
                             "lower",
                             "above",
                             "below",
                             "exactly",
                             "named",
                             "called",
                             "name",
                             "names",
                             "s",
                             "t",
                             "re",
                             "one",
                             "ones",
                             "those",
                             "belong",
                             "belongs",
                             "belonging",
                             "contain",
                             "contains",
                             "containing",
                             "include",
                             "including",
                             "includes",
                             "exist",
                             "exists",
                             "corresponding",
                             "associated",
                             "related",
                             "respective",
                             "respectively",
                             "according",
                             "available",
                             "currently",
                             "present",
                             "recorded",
                             "listed",
                             "given",
                             "value",
                             "values",
                             "information",
                             "details",
                             "detail",
                             "record",
                             "records",
                             "data",
                             "database",
                             "table",
                             "entry",
                             "entries",
                             "result",
                             "results",
                             "against",
                             "across",
                             "without",
                             "except",
                             "excluding",
                             "besides",
                             "amount",
                             "kind",
                             "kinds",
                             "type",
                             "types",
                             "linked",
                             "possible",
                             "using",
                             "used",
                             "use",
                             "in",
                             "people",
                             "person",
                             "thing",
                             "things",
                             "here",
                             "now",
                             "whichever",
                             "whoever",
                             "anything",
                             "anyone",
                             "everyone",
                             "something",
                             "someone",
                             "nothing",
                             "none",
                             "null",
                             "empty",
                             "missing",
                             "equal",
                             "equals",
                             "like",
                             "made",
                             "make",
                             "makes",
                             "common",
                             "popular",
                             "frequent",
                             "frequently",
                             "often",
                             "likely",
                             "times",
                             "time",
                             "once",
                             "twice",
                             "least",
                             "highest",
                             "lowest",
                             "largest",
                             "smallest",
                             "greatest",
                             "biggest",
                             "maximal",
                             "minimal",
                             "max",
                             "min",
                             "avg",
                             "long",
                             "old",
                             "big",
                             "large",
                             "small",
                             "high",
                             "low",
                             "short",
                             "tall",
                             "new",
                             "young",
                             "late",
                             "early",
                             "recent",
                             "recently",
                             "every",
                             "sorted",
                             "their",
                             "themselves",
                             "itself",
                             "located",
                             "live",
                             "lives",
                             "living",
                             "lived",
                             "come",
                             "comes",
                             "came",
                             "go",
                             "goes",
                             "based",
                             "held",
                             "happened",
                             "occurred",
                             "took",
                             "take",
                             "place",
                             "part",
                             "whole",
                             "overall",
                             "altogether",
                             "ascend",
                             "descend",
                             "increasing",
                             "decreasing"};
    return words;
}

#define STEMS(name, ...) \
    constexpr std::array name { __VA_ARGS__ }
using V = std::string_view;
STEMS(age_like, V("age"));
STEMS(birth_like, V("birth"), V("birthday"), V("dob"), V("birthdat"), V("found"), V("establish"), V("open"), V("year"),
      V("creat"), V("built"), V("date"), V("start"));
STEMS(time_like, V("date"), V("year"), V("time"), V("day"), V("timestamp"), V("creat"), V("publish"), V("releas"),
      V("month"), V("season"));
STEMS(length_like, V("length"), V("durat"), V("distanc"), V("time"), V("long"), V("run"), V("minut"), V("second"),
      V("hour"), V("term"), V("week"), V("day"));
STEMS(height_like, V("height"), V("elev"), V("altitud"), V("feet"), V("floor"), V("stori"), V("tall"));
STEMS(size_like, V("size"), V("area"), V("popul"), V("capac"), V("enrol"), V("amount"), V("total"), V("squar"),
      V("sqm"), V("budget"), V("number"), V("employe"));
STEMS(price_like, V("price"), V("cost"), V("fee"), V("rate"), V("amount"), V("charg"), V("fare"), V("rent"), V("valu"),
      V("budget"), V("tuition"), V("worth"));
STEMS(weight_like, V("weight"), V("mass"), V("tonnag"), V("load"), V("kg"));
STEMS(speed_like, V("speed"), V("mph"), V("veloc"), V("horsepow"), V("acceler"), V("power"));
STEMS(duration_like, V("time"), V("durat"), V("lap"), V("minut"), V("second"));
STEMS(money_like, V("salari"), V("wealth"), V("asset"), V("incom"), V("money"), V("revenu"), V("worth"), V("earn"),
      V("sale"), V("profit"), V("market"), V("balanc"));
STEMS(pay_like, V("salari"), V("wage"), V("pay"), V("payment"), V("earn"), V("compens"), V("incom"));
STEMS(score_like, V("rate"), V("score"), V("rank"), V("point"), V("star"), V("grade"), V("gpa"));
STEMS(depth_like, V("depth"), V("deep"));
STEMS(temperature_like, V("temperatur"), V("temp"));
STEMS(count_like, V("popular"), V("view"), V("like"), V("sale"), V("vote"), V("follow"), V("rate"));
STEMS(capacity_like, V("capac"), V("seat"), V("passeng"));
STEMS(crowd_like, V("popul"), V("attend"), V("densiti"));
STEMS(strength_like, V("horsepow"), V("power"), V("strength"), V("magnitud"));
STEMS(nothing, V(""));
#undef STEMS

const std::unordered_map<std::string_view, Measure>& measures() {
    static const auto table = [] {
        std::unordered_map<std::string_view, Measure> made;
        auto add = [&](std::string_view comparative, std::string_view superlative, int direction, auto& columns,
                       auto& reversed) {
            std::span<const std::string_view> c(columns), r(reversed);
            if (r.size() == 1 && r[0].empty()) r = {};
            if (!comparative.empty()) made[comparative] = Measure{comparative, direction, c, r, true};
            if (!superlative.empty()) made[superlative] = Measure{superlative, direction, c, r, false};
        };
        add("older", "oldest", 1, age_like, birth_like);
        add("elder", "eldest", 1, age_like, birth_like);
        add("younger", "youngest", -1, age_like, birth_like);
        add("newer", "newest", 1, time_like, nothing);
        add("later", "latest", 1, time_like, nothing);
        add("recent", "recently", 1, time_like, nothing);
        add("earlier", "earliest", -1, time_like, nothing);
        add("longer", "longest", 1, length_like, nothing);
        add("shorter", "shortest", -1, length_like, nothing);
        add("taller", "tallest", 1, height_like, nothing);
        add("higher", "highest", 1, height_like, nothing);
        add("lower", "lowest", -1, height_like, nothing);
        add("larger", "largest", 1, size_like, nothing);
        add("bigger", "biggest", 1, size_like, nothing);
        add("greater", "greatest", 1, size_like, nothing);
        add("smaller", "smallest", -1, size_like, nothing);
        add("", "expensive", 1, price_like, nothing);
        add("pricier", "priciest", 1, price_like, nothing);
        add("costlier", "costliest", 1, price_like, nothing);
        add("cheaper", "cheapest", -1, price_like, nothing);
        add("heavier", "heaviest", 1, weight_like, nothing);
        add("lighter", "lightest", -1, weight_like, nothing);
        add("faster", "fastest", 1, speed_like, duration_like);
        add("quicker", "quickest", 1, speed_like, duration_like);
        add("slower", "slowest", -1, speed_like, duration_like);
        add("richer", "richest", 1, money_like, nothing);
        add("wealthier", "wealthiest", 1, money_like, nothing);
        add("poorer", "poorest", -1, money_like, nothing);
        add("better", "best", 1, score_like, nothing);
        add("worse", "worst", -1, score_like, nothing);
        add("deeper", "deepest", 1, depth_like, nothing);
        add("hotter", "hottest", 1, temperature_like, nothing);
        add("warmer", "warmest", 1, temperature_like, nothing);
        add("colder", "coldest", -1, temperature_like, nothing);
        add("", "popular", 1, count_like, nothing);
        add("", "crowded", 1, crowd_like, nothing);
        add("", "populous", 1, crowd_like, nothing);
        add("", "spacious", 1, capacity_like, nothing);
        add("stronger", "strongest", 1, strength_like, nothing);
        add("", "powerful", 1, strength_like, nothing);
        add("", "paid", 1, pay_like, nothing);
        add("", "earning", 1, pay_like, nothing);
        return made;
    }();
    return table;
}

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

const Words& name_words() {
    static const Words words{
        "name",       "date",      "code",        "type",     "number",     "first",       "last",      "year",
        "month",      "day",       "time",        "title",    "address",    "city",        "state",     "country",
        "county",     "street",    "zip",         "phone",    "email",      "mail",        "age",       "sex",
        "gender",     "birth",     "place",       "home",     "town",       "price",       "cost",      "amount",
        "total",      "count",     "order",       "item",     "product",    "customer",    "client",    "user",
        "account",    "student",   "teacher",     "course",   "class",      "school",      "college",   "university",
        "department", "employee",  "manager",     "staff",    "job",        "salary",      "company",   "office",
        "room",       "building",  "floor",       "hotel",    "flight",     "airport",     "airline",   "train",
        "station",    "car",       "model",       "make",     "maker",      "player",      "team",      "game",
        "match",      "season",    "score",       "point",    "points",     "rank",        "rating",    "grade",
        "level",      "status",    "description", "detail",   "details",    "comment",     "text",      "value",
        "start",      "end",       "from",        "high",     "low",        "min",         "max",       "avg",
        "average",    "percent",   "rate",        "size",     "weight",     "height",      "length",    "width",
        "area",       "capacity",  "color",       "colour",   "language",   "region",      "location",  "position",
        "role",       "category",  "group",       "party",    "member",     "club",        "event",     "song",
        "album",      "artist",    "movie",       "film",     "book",       "author",      "publisher", "store",
        "shop",       "bank",      "loan",        "card",     "payment",    "invoice",     "bill",      "tax",
        "fee",        "balance",   "transaction", "account",  "credit",     "debit",       "patient",   "doctor",
        "physician",  "nurse",     "hospital",    "drug",     "medication", "treatment",   "pet",       "animal",
        "breed",      "owner",     "vehicle",     "driver",   "race",       "track",       "stadium",   "theme",
        "park",       "river",     "mountain",    "lake",     "sea",        "population",  "nation",    "nationality",
        "continent",  "capital",   "currency",    "web",      "site",       "url",         "link",      "file",
        "image",      "photo",     "video",       "content",  "post",       "message",     "note",      "create",
        "created",    "update",    "updated",     "time",     "stamp",      "flag",        "key",       "parent",
        "child",      "head",      "chief",       "source",   "target",     "destination", "departure", "arrival",
        "distance",   "speed",     "duration",    "begin",    "begins",     "open",        "close",     "founded",
        "funded",     "hire",      "hired",       "join",     "left",       "right",       "middle",    "full",
        "short",      "long",      "base",        "basic",    "unit",       "quantity",    "stock",     "supply",
        "supplier",   "project",   "task",        "phase",    "result",     "vote",        "votes",     "candidate",
        "election",   "district",  "advisor",     "major",    "minor",      "degree",      "semester",  "credits",
        "hours",      "tuition",   "dorm",        "activity", "sport",      "hand",        "birthday",  "hometown",
        "branch",     "service",   "policy",      "claim",    "agent",      "contact",     "relation",  "friend",
        "follower",   "followers", "review",      "reviewer", "reserve",    "reservation", "guest",     "episode",
        "series",     "show",      "channel",     "program",  "director",   "producer",    "actor",     "role",
        "crew",       "wine",      "grape",       "winery",   "food",       "dish",        "menu",      "restaurant"};
    return words;
}

}  // namespace

bool is_function_word(std::string_view word) { return function_words().contains(word); }

bool is_stop_word(std::string_view word) {
    static const Words words{
        "a",      "an",     "the",   "of",    "in",    "on",     "at",      "to",      "for",   "from",   "by",
        "with",   "and",    "or",    "as",    "is",    "are",    "was",     "were",    "be",    "been",   "being",
        "do",     "does",   "did",   "have",  "has",   "had",    "having",  "what",    "which", "who",    "whom",
        "whose",  "where",  "when",  "how",   "that",  "this",   "these",   "those",   "there", "their",  "its",
        "it",     "they",   "them",  "his",   "her",   "he",     "she",     "we",      "us",    "our",    "you",
        "your",   "me",     "my",    "i",     "all",   "any",    "each",    "every",   "some",  "find",   "give",
        "tell",   "please", "than",  "then",  "not",   "if",     "so",      "can",     "could", "would",  "should",
        "will",   "also",   "only",  "such",  "both",  "either", "neither", "nor",     "but",   "per",    "more",
        "most",   "less",   "least", "many",  "much",  "s",      "t",       "re",      "into",  "within", "without",
        "except", "since",  "until", "while", "after", "before", "during",  "between", "above", "below",  "under",
        "over",   "about",  "up",    "out"};
    return words.contains(word);
}

bool is_name_glue(std::string_view word) {
    static const Words words{"of",  "the", "a",  "an",  "their", "its",   "his", "her",
                             "for", "s",   "in", "all", "each",  "every", "to"};
    return words.contains(word);
}

bool is_negation(std::string_view word) {
    static const Words words{"not",       "no",    "never",  "without", "neither", "nor",     "except",
                             "excluding", "none",  "cannot", "lack",    "lacks",   "lacking", "dont",
                             "doesnt",    "didnt", "havent", "hasnt",   "isnt",    "arent"};
    return words.contains(word);
}

Aggregate aggregate_cue(std::string_view word) {
    static const std::unordered_map<std::string_view, Aggregate> cues{
        {"average", Aggregate::avg},   {"mean", Aggregate::avg},     {"avg", Aggregate::avg},
        {"averaged", Aggregate::avg},  {"total", Aggregate::sum},    {"sum", Aggregate::sum},
        {"combined", Aggregate::sum},  {"overall", Aggregate::sum},  {"maximum", Aggregate::max},
        {"max", Aggregate::max},       {"maximal", Aggregate::max},  {"minimum", Aggregate::min},
        {"min", Aggregate::min},       {"minimal", Aggregate::min},  {"highest", Aggregate::max},
        {"largest", Aggregate::max},   {"greatest", Aggregate::max}, {"biggest", Aggregate::max},
        {"longest", Aggregate::max},   {"latest", Aggregate::max},   {"oldest", Aggregate::max},
        {"most", Aggregate::max},      {"top", Aggregate::max},      {"lowest", Aggregate::min},
        {"smallest", Aggregate::min},  {"least", Aggregate::min},    {"shortest", Aggregate::min},
        {"earliest", Aggregate::min},  {"youngest", Aggregate::min}, {"fewest", Aggregate::min},
        {"number", Aggregate::count},  {"many", Aggregate::count},   {"count", Aggregate::count},
        {"numbers", Aggregate::count}, {"counts", Aggregate::count}};
    const auto found = cues.find(word);
    return found == cues.end() ? Aggregate::none : found->second;
}

int superlative_cue(std::string_view word) {
    static const std::unordered_map<std::string_view, int> cues{
        {"most", 1},      {"highest", 1},   {"largest", 1},   {"greatest", 1},  {"biggest", 1},   {"maximum", 1},
        {"max", 1},       {"maximal", 1},   {"top", 1},       {"best", 1},      {"longest", 1},   {"latest", 1},
        {"newest", 1},    {"heaviest", 1},  {"tallest", 1},   {"oldest", 1},    {"richest", 1},   {"strongest", 1},
        {"fastest", 1},   {"mostly", 1},    {"least", -1},    {"lowest", -1},   {"smallest", -1}, {"fewest", -1},
        {"minimum", -1},  {"min", -1},      {"minimal", -1},  {"bottom", -1},   {"worst", -1},    {"shortest", -1},
        {"earliest", -1}, {"cheapest", -1}, {"youngest", -1}, {"lightest", -1}, {"slowest", -1},  {"poorest", -1},
        {"first", -1},    {"last", 1},      {"recently", 1}};
    const auto found = cues.find(word);
    return found == cues.end() ? 0 : found->second;
}

const Measure* measure_cue(std::string_view word) {
    const auto found = measures().find(word);
    return found == measures().end() ? nullptr : &found->second;
}

std::string_view abbreviation(std::string_view name_part) {
    const auto found = abbreviations().find(name_part);
    return found == abbreviations().end() ? std::string_view{} : found->second;
}

bool is_name_word(std::string_view word) { return name_words().contains(word); }

std::vector<std::string_view> synonyms(std::string_view word) {
    const std::string_view wordnet_table(pf_compiler_wordnet,
                                         static_cast<std::size_t>(pf_compiler_wordnet_end - pf_compiler_wordnet));
    // binary search over the lines of the table
    std::size_t low = 0, high = wordnet_table.size();
    while (low < high) {
        auto middle = low + (high - low) / 2;
        while (middle > low && wordnet_table[middle - 1] != '\n') --middle;
        const auto line_end = std::min(wordnet_table.find('\n', middle), wordnet_table.size());
        const auto line = wordnet_table.substr(middle, line_end - middle);
        const auto tab = std::min(line.find('\t'), line.size());
        const auto key = line.substr(0, tab);
        if (key == word) {
            std::vector<std::string_view> made;
            for (auto at = tab + 1; at < line.size();) {
                const auto end = std::min(line.find(' ', at), line.size());
                if (end > at) made.push_back(line.substr(at, end - at));
                at = end + 1;
            }
            return made;
        }
        if (key < word)
            low = line_end + 1;
        else
            high = middle;
    }
    if (word.size() > 3 && word.back() == 's') return synonyms(word.substr(0, word.size() - 1));
    return {};
}

}  // namespace pf::compiler
