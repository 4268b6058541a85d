// /api/shared: a board for whoever has its link. Nothing but that board's results is reached from here, and nothing is
// changed.
#include <algorithm>

#include "api/boards_json.hpp"
#include "api/problem.hpp"
#include "api/resources.hpp"
#include "api/routes.hpp"

namespace pf::api {
namespace {

// One read; strangers do not take the connections that others need.
struct SharedRead {
    explicit SharedRead(RouteContext& c) : context(c) { ++context.shared_reads; }
    ~SharedRead() { --context.shared_reads; }
    SharedRead(const SharedRead&) = delete;
    SharedRead& operator=(const SharedRead&) = delete;
    RouteContext& context;
};

// Why a tile cannot be read, for who may not know what its view is called.
Error for_readers(Error failure) {
    if (failure.kind == ErrorKind::invalid_request || failure.kind == ErrorKind::cancelled) return failure;
    return make_error(failure.kind == ErrorKind::not_found ? ErrorKind::not_found : ErrorKind::unavailable,
                      "The rows of this tile cannot be read just now.", "Try again in a while.");
}

Task<Response> linked_page(RouteContext& context, const pitboss::Board& board, std::string tile_id,
                           std::vector<Parameter> query) {
    const auto tile = std::find_if(board.tiles.begin(), board.tiles.end(),
                                   [&](const pitboss::Tile& candidate) { return candidate.id == tile_id; });
    if (tile == board.tiles.end() || !tile->result)
        co_return problem(make_error(ErrorKind::not_found, "This board has no such rows."));
    auto request = linked_rows(*tile, query);
    if (!request) co_return problem(request.error());
    const Deadline deadline = context.read_deadline();
    auto share = co_await context.memory.take(pitboss::Results::most_bytes(*request), deadline);
    if (!share) co_return problem(share.error());
    const auto page = co_await context.api.results.view_page(tile->result->view, std::move(*request), deadline);
    if (!page) co_return problem(for_readers(page.error()));
    co_return page_response(*page, std::move(*share));
}

Task<Response> read(RouteContext& context, Call call) {
    const auto board = co_await context.api.boards.linked(std::move(call.request.bearer), context.read_deadline());
    if (!board) {
        Response response = problem(board.error());
        response.wrong_guess = board.error().kind == ErrorKind::not_found;
        co_return response;
    }
    if (call.parameters.empty()) co_return json_response(encode_linked_board(*board));
    co_return co_await linked_page(context, *board, std::move(call.parameters[0]),
                                   std::move(call.request.target.query));
}

Task<Response> shared(RouteContext& context, Call call) {
    if (context.shared_reads >= context.settings.max_shared_reads || !context.shared_allowance.take(Clock::now())) {
        context.metrics.count_shared("refused");
        Response response = problem(
            make_error(ErrorKind::unavailable, "Shared boards are read too often just now.", "Try again in a second."));
        response.headers.emplace_back("Retry-After", "1");
        co_return response;
    }
    const SharedRead counted(context);
    Response response = co_await read(context, std::move(call));
    context.metrics.count_shared(response.wrong_guess ? "wrong" : response.status < 400 ? "ok" : "failed");
    co_return response;
}

}  // namespace

void add_shared_routes(Router& router, RouteContext& context) {
    for (const auto* pattern : {"/api/shared", "/api/shared/tiles/{tile}"})
        router.add(Method::get, pattern, [&context](Call call) { return shared(context, std::move(call)); });
}

}  // namespace pf::api
