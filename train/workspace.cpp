#include "workspace.hpp"

#include <zlib.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "catalogue/build_value_index.hpp"
#include "catalogue/load_catalogue.hpp"
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
        index = std::make_unique<compiler::SchemaIndex>(std::make_shared<const model::Ontology>(std::move(*ontology)),
                                                        std::make_shared<const model::ValueIndex>(std::move(*values)));
    }
}

}  // namespace

Workspace load_workspace(const std::string& path, const std::string& conninfo) {
    Workspace workspace;
    std::ifstream file(path);
    if (!file) fail("cannot read " + path);
    for (std::string line; std::getline(file, line);) {
        if (line.empty()) continue;
        const auto row = boost::json::parse(line).as_object();
        Question question;
        question.schema = std::string(row.at("db_id").as_string());
        for (auto& c : question.schema) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        question.sentence = std::string(row.at("question").as_string());
        if (row.at("pg").is_string())
            question.gold.emplace_back(row.at("pg").as_string());
        else
            for (const auto& sql : row.at("pg").as_array()) question.gold.emplace_back(sql.as_string());
        question.fold = static_cast<int>(crc32(0, reinterpret_cast<const Bytef*>(question.schema.data()),
                                               static_cast<uInt>(question.schema.size())) %
                                         5);
        workspace.schemas[question.schema];
        workspace.questions.push_back(std::move(question));
    }
    asio::io_context io;
    asio::co_spawn(io, load_schemas(workspace, conninfo), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    });
    io.run();
    return workspace;
}

}  // namespace pf::train
