// Admission: counts what is in flight, for as long as it lives.
#pragma once

#include <cstddef>

namespace pf::pitboss {

class Admission {
 public:
    explicit Admission(std::size_t& count) : count_(count) { ++count_; }
    ~Admission() { --count_; }
    Admission(const Admission&) = delete;
    Admission& operator=(const Admission&) = delete;

 private:
    std::size_t& count_;
};

}  // namespace pf::pitboss
