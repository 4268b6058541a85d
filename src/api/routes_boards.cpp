// /api/boards: boards and what is pinned to them.
#include <fmt/format.h>

#include "api/boards_json.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"

namespace pf::api {
namespace {

Task<Response> list_boards(RouteContext& context, Call) {
    const auto boards = co_await context.api.boards.list(context.read_deadline());
    if (!boards) co_return problem(boards.error());
    co_return json_response(encode_boards(*boards));
}

Task<Response> add_board(RouteContext& context, Call call) {
    if (auto refused = refuse_unless_json(call.request)) co_return std::move(*refused);
    auto name = decode_board_name(call.request.body);
    if (!name) co_return problem(name.error());
    const auto added =
        co_await context.api.boards.add(std::move(*name), call.request.caller->name, context.read_deadline());
    if (!added) co_return problem(added.error());
    Response response = json_response(encode_board(*added), 201);
    response.headers.emplace_back("Location", fmt::format("/api/boards/{}", added->id));
    response.about = added->id;
    co_return response;
}

Task<Response> get_board(RouteContext& context, Call call) {
    const auto board = co_await context.api.boards.board(std::move(call.parameters[0]), context.read_deadline());
    if (!board) co_return problem(board.error());
    co_return json_response(encode_board(*board));
}

Task<Response> change_board(RouteContext& context, Call call) {
    if (auto refused = refuse_unless_json(call.request)) co_return std::move(*refused);
    auto change = decode_board_change(call.request.body);
    if (!change) co_return problem(change.error());
    const auto changed = co_await context.api.boards.change(std::move(call.parameters[0]), std::move(*change),
                                                            call.request.caller->name, context.read_deadline());
    if (!changed) co_return problem(changed.error());
    co_return json_response(encode_board(*changed));
}

Task<Response> delete_board(RouteContext& context, Call call) {
    const auto removed = co_await context.api.boards.remove(std::move(call.parameters[0]), call.request.caller->name,
                                                            context.read_deadline());
    if (!removed) co_return problem(removed.error());
    co_return Response{.status = 204};
}

Task<Response> pin_tile(RouteContext& context, Call call) {
    if (auto refused = refuse_unless_json(call.request)) co_return std::move(*refused);
    auto tile = decode_new_tile(call.request.body);
    if (!tile) co_return problem(tile.error());
    const auto pinned = co_await context.api.boards.pin(std::move(call.parameters[0]), std::move(*tile),
                                                        call.request.caller->name, context.read_deadline());
    if (!pinned) co_return problem(pinned.error());
    co_return json_response(encode_tile(*pinned), 201);
}

Task<Response> change_tile(RouteContext& context, Call call) {
    if (auto refused = refuse_unless_json(call.request)) co_return std::move(*refused);
    auto change = decode_tile_change(call.request.body);
    if (!change) co_return problem(change.error());
    const auto changed =
        co_await context.api.boards.change_tile(std::move(call.parameters[0]), std::move(call.parameters[1]),
                                                std::move(*change), call.request.caller->name, context.read_deadline());
    if (!changed) co_return problem(changed.error());
    co_return json_response(encode_tile(*changed));
}

Task<Response> unpin_tile(RouteContext& context, Call call) {
    const auto removed = co_await context.api.boards.unpin(std::move(call.parameters[0]), std::move(call.parameters[1]),
                                                           call.request.caller->name, context.read_deadline());
    if (!removed) co_return problem(removed.error());
    co_return Response{.status = 204};
}

Task<Response> make_link(RouteContext& context, Call call) {
    const auto token = co_await context.api.boards.link(std::move(call.parameters[0]), call.request.caller->name,
                                                        context.read_deadline());
    if (!token) co_return problem(token.error());
    co_return json_response(encode_link(*token), 201);
}

Task<Response> end_link(RouteContext& context, Call call) {
    const auto ended = co_await context.api.boards.unlink(std::move(call.parameters[0]), call.request.caller->name,
                                                          context.read_deadline());
    if (!ended) co_return problem(ended.error());
    co_return Response{.status = 204};
}

}  // namespace

void add_board_routes(Router& router, RouteContext& context) {
    router.add(Method::get, "/api/boards", [&context](Call call) { return list_boards(context, std::move(call)); });
    router.add(Method::post, "/api/boards", [&context](Call call) { return add_board(context, std::move(call)); });
    router.add(Method::get, "/api/boards/{id}", [&context](Call call) { return get_board(context, std::move(call)); });
    router.add(Method::patch, "/api/boards/{id}",
               [&context](Call call) { return change_board(context, std::move(call)); });
    router.add(Method::delete_, "/api/boards/{id}",
               [&context](Call call) { return delete_board(context, std::move(call)); });
    router.add(Method::post, "/api/boards/{id}/tiles",
               [&context](Call call) { return pin_tile(context, std::move(call)); });
    router.add(Method::patch, "/api/boards/{id}/tiles/{tile}",
               [&context](Call call) { return change_tile(context, std::move(call)); });
    router.add(Method::delete_, "/api/boards/{id}/tiles/{tile}",
               [&context](Call call) { return unpin_tile(context, std::move(call)); });
    router.add(Method::post, "/api/boards/{id}/link",
               [&context](Call call) { return make_link(context, std::move(call)); });
    router.add(Method::delete_, "/api/boards/{id}/link",
               [&context](Call call) { return end_link(context, std::move(call)); });
}

}  // namespace pf::api
