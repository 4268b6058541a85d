// /api/views and /api/tables: lists, pages within the budget of memory, and whole cells and CSV streamed.
#include <fmt/format.h>

#include <algorithm>

#include "api/page_parameters.hpp"
#include "api/problem.hpp"
#include "api/resources.hpp"
#include "api/routes.hpp"
#include "base/log.hpp"

namespace pf::api {
namespace {

enum class Kind { view, table };

Task<Result<pitboss::Page>> read_page(RouteContext& context, Kind kind, std::string name,
                                      pitboss::PageRequest request) {
    auto& results = context.api.results;
    const Deadline deadline = context.read_deadline();
    if (kind == Kind::view) return results.view_page(std::move(name), std::move(request), deadline);
    return results.table_page(std::move(name), std::move(request), deadline);
}

Task<Response> page(RouteContext& context, Kind kind, Call call) {
    auto request = page_request(call.request.target.query);
    if (!request) co_return problem(request.error());
    auto share = co_await context.memory.take(pitboss::Results::most_bytes(*request), context.read_deadline());
    if (!share) co_return problem(share.error());
    const auto read = co_await read_page(context, kind, std::move(call.parameters[0]), std::move(*request));
    if (!read) co_return problem(read.error());
    co_return page_response(*read, std::move(*share));
}

Response csv_head(std::string_view name) {
    Response head{.content_type = "text/csv; charset=utf-8; header=present"};
    std::string ascii(name);  // RFC 6266: a plain name for old clients, the exact one for the others
    std::replace_if(
        ascii.begin(), ascii.end(), [](char c) { return c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '/'; },
        '_');
    head.headers.emplace_back(
        "Content-Disposition",
        fmt::format("attachment; filename=\"{}.csv\"; filename*=UTF-8''{}.csv", ascii, percent_encode(name)));
    head.headers.emplace_back("Cache-Control", "no-store");
    return head;
}

// One transfer; each holds a database connection for as long as its client takes.
struct Export {
    explicit Export(RouteContext& c) : context(c) { ++context.exports; }
    ~Export() { --context.exports; }
    Export(const Export&) = delete;
    Export& operator=(const Export&) = delete;
    RouteContext& context;
};

std::optional<Response> refuse_another_export(const RouteContext& context) {
    if (context.exports < context.settings.max_exports) return std::nullopt;
    return problem(
        make_error(ErrorKind::unavailable, "Too many downloads are under way.", "Try again when one has ended."));
}

Task<bool> take_nothing(std::string_view) { co_return true; }

Task<Response> cell(RouteContext& context, Kind kind, Call call) {
    std::string name = std::move(call.parameters[0]);
    auto request = cell_request(call.request.target.query);
    if (!request) co_return problem(request.error());
    if (auto refused = refuse_another_export(context)) co_return std::move(*refused);
    const Export counted(context);
    const Response head{.content_type = "text/plain; charset=utf-8", .headers = {{"Cache-Control", "no-store"}}};
    ResponseStream& stream = call.stream;
    pitboss::Results::CellSink sink = &take_nothing;
    if (call.request.method != Method::head) {
        stream.begin(head);
        sink = [&stream](std::string_view bytes) { return stream.write(bytes); };
    }
    const Deadline deadline = Clock::now() + context.settings.export_deadline;
    auto& results = context.api.results;
    auto& [page, column] = *request;
    const auto copied =
        kind == Kind::view
            ? co_await results.view_cell(std::move(name), std::move(column), std::move(page), sink, deadline)
            : co_await results.table_cell(std::move(name), std::move(column), std::move(page), sink, deadline);
    if (!copied) co_return problem(copied.error());
    co_return head;
}

Task<Response> csv(RouteContext& context, Kind kind, Call call) {
    std::string name = std::move(call.parameters[0]);
    auto request = csv_request(call.request.target.query);
    if (!request) co_return problem(request.error());
    const Response head = csv_head(name);
    if (call.request.method == Method::head) {
        request->page.limit = 1;
        request->page.offset = 0;
        const auto read = co_await read_page(context, kind, std::move(name), std::move(request->page));
        co_return read ? head : problem(read.error());
    }
    if (auto refused = refuse_another_export(context)) co_return std::move(*refused);
    const Export counted(context);
    ResponseStream& stream = call.stream;
    stream.begin(head);
    const pitboss::Results::CsvSink sink = [&stream](std::string_view chunk) { return stream.write(chunk); };
    const Deadline deadline = Clock::now() + context.settings.export_deadline;
    auto& results = context.api.results;
    const auto copied =
        kind == Kind::view
            ? co_await results.view_csv(std::move(name), std::move(request->page), request->defuse, sink, deadline)
            : co_await results.table_csv(std::move(name), std::move(request->page), request->defuse, sink, deadline);
    if (!copied) co_return problem(copied.error());
    co_return head;
}

Task<Response> list_views(RouteContext& context, Call call) {
    auto part = part_request(call.request.target.query);
    if (!part) co_return problem(part.error());
    const auto views = co_await context.api.results.views(std::move(*part), context.read_deadline());
    if (!views) co_return problem(views.error());
    co_return json_response(encode_views(*views));
}

Task<Response> list_tables(RouteContext& context, Call call) {
    auto part = part_request(call.request.target.query);
    if (!part) co_return problem(part.error());
    const auto tables = co_await context.api.results.tables(std::move(*part), context.read_deadline());
    if (!tables) co_return problem(tables.error());
    co_return json_response(encode_tables(*tables));
}

}  // namespace

void add_relation_routes(Router& router, RouteContext& context) {
    router.add(Method::get, "/api/views", [&context](Call call) { return list_views(context, std::move(call)); });
    router.add(Method::get, "/api/views/{view}.csv",
               [&context](Call call) { return csv(context, Kind::view, std::move(call)); });
    router.add(Method::get, "/api/views/{view}/cell",
               [&context](Call call) { return cell(context, Kind::view, std::move(call)); });
    router.add(Method::get, "/api/views/{view}",
               [&context](Call call) { return page(context, Kind::view, std::move(call)); });
    router.add(Method::get, "/api/tables", [&context](Call call) { return list_tables(context, std::move(call)); });
    router.add(Method::get, "/api/tables/{table}.csv",
               [&context](Call call) { return csv(context, Kind::table, std::move(call)); });
    router.add(Method::get, "/api/tables/{table}/cell",
               [&context](Call call) { return cell(context, Kind::table, std::move(call)); });
    router.add(Method::get, "/api/tables/{table}",
               [&context](Call call) { return page(context, Kind::table, std::move(call)); });
}

Response page_response(const pitboss::Page& page, MemoryBudget::Share share) {
    Response response = json_response(encode_page(page));
    share.shrink(response.body.size());
    response.held = std::make_shared<MemoryBudget::Share>(std::move(share));
    return response;
}

}  // namespace pf::api
