// Readings: what a sentence would be read as, without running it. Cheap enough for every keystroke.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pitboss/said_words.hpp"
#include "pitboss/services.hpp"
#include "pitboss/turns.hpp"

namespace pf::sql {
class GuardedSql;
}

namespace pf::pitboss {

struct SentenceReading {
    struct Choice {
        std::string reading, sql;
        double confidence = 0;
        std::vector<SaidWord> words = {};  // as of RuleOutcome
    };
    std::string status;                         // "ok", "ambiguous", "not_understood"
    std::string sentence;                       // as of RuleOutcome: what one that changes the one before it became
    std::string rule;                           // the name a rule of this sentence has
    std::vector<Choice> readings;               // best first; none when it is not understood
    std::vector<UnknownWord> unknown;           // offsets in the rule code as it was sent
    std::string message, hint;                  // for the person; empty when there is nothing to say
    std::optional<std::int64_t> rows_estimate;  // the planner's, of the best reading
    double elapsed_ms = 0;
};

// As of compiler::SentencePart; the offset is in the rule code as it was sent, in UTF-16 code units.
struct SentencePart {
    std::string kind, label, table, column, without;
    std::size_t offset = 0, length = 0;
};
struct SentenceParts {
    std::string reading;
    std::vector<SentencePart> parts;
};

class Readings {
 public:
    explicit Readings(Services& services);

    // Compiles, and asks the planner on the rule role. The same sentence within a few seconds, or by several at once,
    // is read once. Errors: invalid_request (no sentence), forbidden_sql (the guard refuses every reading), unavailable
    // (too many at once), timeout, cancelled.
    // `after`: the rule before it in a conversation, or empty.
    Task<Result<SentenceReading>> read(std::string rule_code, std::string after, Deadline deadline);

    // What may be taken out of a sentence or changed in it. Errors: invalid_request, unavailable.
    Task<Result<SentenceParts>> parts(std::string rule_code);

 private:
    struct Kept {
        Clock::time_point at;
        SentenceReading reading;  // offsets, and words, in bytes of the sentence
    };
    Task<Result<SentenceReading>> read_sentence(std::string sentence, Deadline deadline);
    Task<> estimate_rows(sql::GuardedSql query, SentenceReading& reading, Deadline deadline);
    [[nodiscard]] const SentenceReading* kept(const std::string& sentence);
    void keep(const std::string& sentence, const SentenceReading& reading);

    Services& services_;
    Turns sentences_;
    std::map<std::string, Kept> kept_;              // by sentence
    std::weak_ptr<const model::Snapshot> made_of_;  // the semantic model of what is kept
    std::size_t in_flight_ = 0;
};

// Moves the offsets, bytes of `sentence`, to where the words stand in `rule_code`, in UTF-16 code units; a word that
// does not stand there loses its offset.
void place_in_rule_code(std::vector<UnknownWord>& words, std::string_view rule_code, std::string_view sentence);

}  // namespace pf::pitboss
