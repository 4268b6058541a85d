// The questions of files and the schemas they are asked of, loaded once. Way in: load_workspace().
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/schema_index.hpp"
#include "rows.hpp"

namespace pf::train {

// What a good answer to a question is.
enum class Expect : std::uint8_t {
    answer,
    clarify,  // to ask back: it has several readings
    refuse,   // to say that the data is not there
};

struct Question {
    std::string schema;
    std::string sentence;
    std::vector<std::string> gold;  // equally good SQL; to clarify: the readings; to refuse: none
    Expect expect = Expect::answer;
    std::string kind;      // what it is an example of; "" when its file does not say
    std::size_t file = 0;  // of the files it was read from
    Columns columns = Columns::exact;
    int weight = 1;  // how many times it teaches the rankers of plans and the confidence
    int fold = 0;    // of its schema
};

inline constexpr int fold_count = 5;
// crc32 of the schema's name modulo 5: schemas are never split, and stay where they are when others come.
[[nodiscard]] int fold_of(std::string_view schema);

struct QuestionsFile {
    std::string path;
    Columns columns = Columns::exact;
    int weight = 1;  // of its questions
};

struct Workspace {
    std::vector<Question> questions;
    std::map<std::string, std::unique_ptr<compiler::SchemaIndex>> schemas;
};

// A line of a questions file: db_id, question, pg (one gold or a list), and where there are expect and kind. Throws
// std::exception when it is not one.
[[nodiscard]] Question read_question(std::string_view line);

// Reads the files, each `every`th line of them, and loads their schemas from the database that `conninfo` names.
// Prints what went wrong and ends the program when something does.
[[nodiscard]] Workspace load_workspace(const std::vector<QuestionsFile>& files, const std::string& conninfo,
                                       std::size_t every = 1);

}  // namespace pf::train
