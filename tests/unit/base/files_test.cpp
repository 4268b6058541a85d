#include "base/files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace pf {
namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("pf_files_" + std::to_string(::getpid()));
        fs::create_directory(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }
    fs::path folder_;
};

TEST_F(Files, ReadsEveryByte) {
    std::string bytes(100'000, 'x');
    bytes[3] = '\0';
    bytes[70'000] = '\n';
    std::ofstream(folder_ / "file", std::ios::binary) << bytes;
    EXPECT_EQ(read_file(folder_ / "file"), bytes);
    EXPECT_EQ(read_file(folder_ / "file", 20'000), bytes.substr(0, 20'000));
}

TEST_F(Files, AnEmptyFileIsReadAndEmpty) {
    std::ofstream(folder_ / "file").close();
    EXPECT_EQ(read_file(folder_ / "file"), "");
}

TEST_F(Files, WhatCannotBeReadIsNoneAndThrowsNothing) {
    EXPECT_EQ(read_file(folder_ / "nothing"), std::nullopt);
    EXPECT_EQ(read_file(folder_), std::nullopt);
}

}  // namespace
}  // namespace pf
