#include "api/view_news.hpp"

#include <algorithm>
#include <utility>

namespace pf::api {

ViewNews::ViewNews(asio::io_context& io, std::chrono::milliseconds interval, std::function<std::size_t(Frame)> tell)
    : timer_(io), interval_(interval), tell_(std::move(tell)) {}

void ViewNews::changed(std::string_view view, std::string_view rule) {
    std::erase_if(gathered_, [&](const ViewChange& change) { return change.view == view; });
    gathered_.push_back({std::string(view), std::string(rule)});
    if (gathered_.size() > max_gathered) {
        gathered_.erase(gathered_.begin());
        more_ = true;
    }
    if (!waiting_) tell_gathered();
}

void ViewNews::tell_gathered() {
    const auto changes = std::exchange(gathered_, {});
    const auto told =
        tell_(std::make_shared<const std::string>(encode_views_refresh(changes, std::exchange(more_, false))));
    waiting_ = true;
    timer_.expires_after(std::max<Clock::duration>(interval_, told * for_each_session));
    timer_.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled) return;  // this object is gone
        waiting_ = false;
        if (!gathered_.empty()) tell_gathered();
    });
}

}  // namespace pf::api
