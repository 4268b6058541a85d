// /api/imports: files that people bring, from their bytes to a table.
#include <fmt/format.h>

#include "api/import_json.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"
#include "base/utf8.hpp"

namespace pf::api {
namespace {

constexpr std::size_t max_file_name_bytes = 300;

Response told(const Result<std::shared_ptr<const pitboss::Import>>& import, int status = 200) {
    return import ? json_response(encode_import(**import), status) : problem(import.error());
}

Task<Response> list_imports(RouteContext& context, Call) {
    const auto tables = co_await context.api.imports.tables(context.read_deadline());
    if (!tables) co_return problem(tables.error());
    co_return json_response(encode_imports(context.api.imports, *tables));
}

// The file's bytes are the body, of whatever type the client calls them.
Task<Response> bring(RouteContext& context, Call call) {
    std::string name;
    for (auto& [key, value] : call.request.target.query) {
        if (key != "name")
            co_return problem(
                make_error(ErrorKind::invalid_request, fmt::format("{} is not a parameter here; known is name.", key)));
        name = std::move(value);
    }
    if (name.empty() || name.size() > max_file_name_bytes || !is_utf8(name) || holds_control_characters(name))
        co_return problem(
            make_error(ErrorKind::invalid_request,
                       fmt::format("name must be the file's name, of at most {} bytes.", max_file_name_bytes)));
    RequestStream* const stream = call.request.stream;
    if (!stream) co_return problem(make_error(ErrorKind::invalid_request, "The file is missing: it is the body."));
    const auto import = co_await context.api.imports.receive(
        std::move(name), [stream] { return stream->read(); }, stream->length());
    Response response = told(import, 201);
    if (import) {
        response.headers.emplace_back("Location", fmt::format("/api/imports/{}", (*import)->id));
        response.about = (*import)->id;
    }
    co_return response;
}

Task<Response> get_import(RouteContext& context, Call call) {
    co_return told(context.api.imports.find(call.parameters[0]));
}

Task<Response> read_again(RouteContext& context, Call call) {
    if (auto refused = refuse_unless_json(call.request)) co_return std::move(*refused);
    auto choice = decode_import_choice(call.request.body);
    if (!choice) co_return problem(choice.error());
    co_return told(context.api.imports.read_again(call.parameters[0], choice->format, std::move(choice->types)));
}

Task<Response> load_import(RouteContext& context, Call call) {
    if (auto refused = refuse_unless_json(call.request)) co_return std::move(*refused);
    auto order = decode_import_order(call.request.body);
    if (!order) co_return problem(order.error());
    std::string table = order->table;
    Response response = told(context.api.imports.load(call.parameters[0], std::move(*order)), 202);
    response.about = std::move(table);
    co_return response;
}

Task<Response> remove_import(RouteContext& context, Call call) {
    const auto removed = context.api.imports.remove(call.parameters[0]);
    if (!removed) co_return problem(removed.error());
    co_return Response{.status = 204};
}

Task<Response> drop_table(RouteContext& context, Call call) {
    const auto dropped = co_await context.api.imports.drop(std::move(call.parameters[0]), context.read_deadline());
    if (!dropped) co_return problem(dropped.error());
    co_return Response{.status = 204};
}

}  // namespace

void add_import_routes(Router& router, RouteContext& context) {
    router.add(Method::get, "/api/imports", [&context](Call call) { return list_imports(context, std::move(call)); });
    router.add(Method::post, "/api/imports", [&context](Call call) { return bring(context, std::move(call)); });
    router.add(Method::get, "/api/imports/{id}",
               [&context](Call call) { return get_import(context, std::move(call)); });
    router.add(Method::patch, "/api/imports/{id}",
               [&context](Call call) { return read_again(context, std::move(call)); });
    router.add(Method::delete_, "/api/imports/{id}",
               [&context](Call call) { return remove_import(context, std::move(call)); });
    router.add(Method::post, "/api/imports/{id}/load",
               [&context](Call call) { return load_import(context, std::move(call)); });
    router.add(Method::delete_, "/api/imports/tables/{table}",
               [&context](Call call) { return drop_table(context, std::move(call)); });
}

}  // namespace pf::api
