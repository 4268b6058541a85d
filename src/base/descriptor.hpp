// An open file of the operating system's, closed with its owner.
#pragma once

#include <unistd.h>

namespace pf {

class Descriptor {
 public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return number_; }

 private:
    int number_;
};

}  // namespace pf
