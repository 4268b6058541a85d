#include "workspace.hpp"

#include <zlib.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "base/ascii.hpp"
#include "catalogue/build_value_index.hpp"
#include "catalogue/check_keys.hpp"
#include "catalogue/load_catalogue.hpp"
#include "compiler/infer_keys.hpp"
#include "pg/connection.hpp"

namespace pf::train {
namespace {

[[noreturn]] void fail(const std::string& message) {
    std::cerr << "train: " << message << '\n';
    std::exit(1);
}

Task<> load_schemas(Workspace& workspace, std::string conninfo) {
    const auto deadline = Clock::now() + std::chrono::minutes(10);
    auto connected = co_await pg::Connection::connect({conninfo, "pattern-factory train"}, deadline);
    if (!connected) fail(connected.error().message);
    auto& connection = **connected;
    for (auto& [name, index] : workspace.schemas) {
        auto ontology = co_await catalogue::load_catalogue(connection, {name}, deadline);
        if (!ontology) fail(ontology.error().message);
        auto values = co_await catalogue::build_value_index(connection, *ontology, {}, deadline);
        if (!values) fail(values.error().message);
        auto keys = co_await catalogue::check_keys(connection, *ontology, compiler::propose_keys(*ontology, *values),
                                                   {}, deadline);
        if (!keys) fail(keys.error().message);
        compiler::adopt_keys(*ontology, *values, *keys);
        index = std::make_unique<compiler::SchemaIndex>(std::make_shared<const model::Ontology>(std::move(*ontology)),
                                                        std::make_shared<const model::ValueIndex>(std::move(*values)));
    }
}

Expect expect_of(std::string_view name) {
    if (name == "answer") return Expect::answer;
    if (name == "clarify") return Expect::clarify;
    if (name == "refuse") return Expect::refuse;
    throw std::invalid_argument("expect is answer, clarify or refuse, not " + std::string(name));
}

}  // namespace

int fold_of(std::string_view schema) {
    return static_cast<int>(crc32(0, reinterpret_cast<const Bytef*>(schema.data()), static_cast<uInt>(schema.size())) %
                            fold_count);
}

Question read_question(std::string_view line) {
    const auto row = boost::json::parse(line).as_object();
    Question question;
    question.schema = lower(row.at("db_id").as_string());
    question.sentence = std::string(row.at("question").as_string());
    if (row.at("pg").is_string())
        question.gold.emplace_back(row.at("pg").as_string());
    else
        for (const auto& sql : row.at("pg").as_array()) question.gold.emplace_back(sql.as_string());
    if (const auto* expect = row.if_contains("expect")) question.expect = expect_of(expect->as_string());
    if (const auto* kind = row.if_contains("kind")) question.kind = std::string(kind->as_string());
    if (question.expect == Expect::answer && question.gold.empty()) throw std::invalid_argument("no gold");
    question.fold = fold_of(question.schema);
    return question;
}

Workspace load_workspace(const std::vector<QuestionsFile>& files, const std::string& conninfo, std::size_t every) {
    Workspace workspace;
    for (std::size_t f = 0; f < files.size(); ++f) {
        std::ifstream file(files[f].path);
        if (!file) fail("cannot read " + files[f].path);
        std::size_t number = 0;
        for (std::string line; std::getline(file, line);) {
            if (number++ % every != 0 || line.empty()) continue;
            try {
                auto question = read_question(line);
                question.file = f;
                question.columns = files[f].columns;
                question.weight = files[f].weight;
                workspace.schemas[question.schema];
                workspace.questions.push_back(std::move(question));
            } catch (const std::exception& error) {
                fail(files[f].path + ":" + std::to_string(number) + ": " + error.what());
            }
        }
    }
    asio::io_context io;
    asio::co_spawn(io, load_schemas(workspace, conninfo), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    });
    io.run();
    return workspace;
}

}  // namespace pf::train
