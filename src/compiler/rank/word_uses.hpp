// What a plan makes of each word of the sentence, as features of ranking: the word with its use, and with the uses of
// the words around it. "name and <age>" with the name shown and the age not is a sight no right plan offers.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/rank/key_table.hpp"
#include "compiler/rank/name_uses.hpp"

namespace pf::compiler {

class WordUses {
 public:
    // Both must outlive it.
    WordUses(const Context& context, const LinearModel& model) : context_(context), model_(model), names_(context) {}

    // The sum of the model's weights of the plan's features. Plans of a sentence share most of their parts; each part
    // is looked up once.
    [[nodiscard]] float score(const Plan& plan);
    void features(const Plan& plan, FeatureSink& sink) const;

 private:
    struct Use {
        UseRole role = 0;
        std::uint8_t named = 0;  // how well the option's words name its column
        std::uint8_t aggregate = 0;
        std::uint8_t kind = 0;  // of the option's column, and how it was found
        bool first = false;     // the option begins here
    };
    // Words of one use in a row, and those after it that have none.
    struct Run {
        UseRole role = 0;
        std::uint8_t kind = 0;
        int rest_begin = 0, end = 0;
    };
    [[nodiscard]] std::vector<Use> uses(const Plan& plan) const;
    [[nodiscard]] static std::vector<Run> runs(const std::vector<Use>& uses);
    [[nodiscard]] static Run run_at(const std::vector<Run>& runs, std::size_t at);
    // Calls visit(key, emit) as NameUses::visit() does.
    template <class Visit>
    void visit(const Plan& plan, Visit&& visit) const;
    void around(const std::vector<Use>& uses, int at, FeatureSink& sink) const;
    void along(const std::vector<Run>& runs, std::size_t at, FeatureSink& sink) const;

    const Context& context_;
    const LinearModel& model_;
    NameUses names_;
    KeyTable<float, std::uint64_t> known_;  // by PartKey
};

}  // namespace pf::compiler
