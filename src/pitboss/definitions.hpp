// The vocabulary of the model in use: what the semantic model's file defines, and what people kept while asking.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "model/snapshot.hpp"
#include "pitboss/makers.hpp"
#include "pitboss/services.hpp"
#include "pitboss/unknown_words.hpp"

namespace pf::pitboss {

// model::Definition::where of those that people kept; others stand in a file.
inline constexpr std::string_view kept_place = "kept";

// What a word may mean: the entry that would make it known, and the same for a person.
struct DefinitionCandidate {
    model::Definition definition;
    std::string says;
};

// Those that are kept, by name.
Task<Result<std::vector<model::Definition>>> kept_definitions(pg::Pool& app, Deadline deadline);

// The snapshot with `kept` in place of what was kept in it.
[[nodiscard]] std::shared_ptr<const model::Snapshot> with_kept(const model::Snapshot& snapshot,
                                                               std::vector<model::Definition> kept);

// "metric", "dimension", "filter", "synonym", and back; false for another word.
[[nodiscard]] std::string_view kind_of(const model::Definition& definition);
[[nodiscard]] bool set_kind(model::Definition& definition, std::string_view kind);

class Definitions {
 public:
    explicit Definitions(Services& services) : services_(services) {}

    // Of the model in use: those of the file in its order, then the kept by name.
    [[nodiscard]] std::vector<model::Definition> all() const;
    // Those that are not used, each with its place and the reason.
    [[nodiscard]] std::vector<std::string> refused() const;
    // Who made and changed the kept ones, by name in lower case.
    Task<Result<std::map<std::string, Makers>>> makers(Deadline deadline);
    // As the sections of a semantic model's file.
    [[nodiscard]] std::string yaml() const;
    // Words that refusals of the last week named and nothing here means, most often said first.
    Task<Result<std::vector<WordCount>>> unknown(Deadline deadline);
    // Likeliest first, at most 4.
    Task<std::vector<DefinitionCandidate>> candidates(std::string word);

    // Keeps it, in place of the kept one of the same name (case aside) if there is one, and takes it into use. Errors:
    // invalid_request with the reason when the compiler cannot use it, or a file has the name.
    Task<Result<model::Definition>> keep(model::Definition definition, std::string by, Deadline deadline);
    Task<Result<void>> remove(std::string name, Deadline deadline);  // a kept one; not_found

 private:
    Task<Result<void>> use_kept(Deadline deadline);

    Services& services_;
};

}  // namespace pf::pitboss
