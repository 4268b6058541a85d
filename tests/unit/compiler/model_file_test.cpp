// The file of the learned model: what is written comes back, and what does not fit is refused with the reason.
#include "compiler/rank/model_file.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>

namespace pf::compiler {
namespace {

using ::testing::HasSubstr;

const DenseNames two_of_each{{"link", "how"}, {"rank", "lead"}, {"share", "plans"}};

// Something in every part.
Model small_model() {
    Model model;
    model.option = LinearModel(LinearModel::Weights{{4'000'000'000U, -2.F}, {7, 0.5F}});
    model.plan = LinearModel(LinearModel::Weights{{1, 0.125F}});
    model.use = LinearModel(LinearModel::Weights{{99, 3.F}});
    Tree tree;
    tree.nodes.push_back({1, -1, -2, 0.1F});
    tree.leaves = {0.3F, -0.7F};
    model.option_forest.trees.push_back(tree);
    model.confidence.trees.push_back(tree);
    RankNet net;
    net.inputs.resize(2);
    net.inputs[1] = {2, 4, 0.25F, {}};
    net.inputs[1].weights[3] = 1.5F;
    net.pattern(42)[5] = -0.5F;
    net.output[63] = 0.1F;
    model.nets.push_back(net);
    model.calibration = {{-1.F, 0.2F}, {1.F, 0.9F}};
    model.accept = 0.81F;
    model.words = {"of", "the"};
    return model;
}

std::string small_file() { return write_model(small_model(), two_of_each); }

std::string refusal(const std::string& bytes, const DenseNames& names = two_of_each) {
    const auto read = read_model(bytes, names);
    return read ? "read" : read.error().message;
}

TEST(ModelFile, GivesBackWhatWasWritten) {
    const auto read = read_model(small_file(), two_of_each);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->option.weight(7), 0.5F);
    EXPECT_EQ(read->option.weight(4'000'000'000U), -2);
    EXPECT_EQ(read->option.size(), 2U);
    EXPECT_EQ(read->plan.weight(1), 0.125F);
    EXPECT_EQ(read->use.weight(99), 3);
    const std::array<float, 2> low{0, 0.1F}, high{0, 0.11F};
    EXPECT_EQ(read->option_forest.value(low), 0.3F);
    EXPECT_EQ(read->option_forest.value(high), -0.7F);
    EXPECT_EQ(read->confidence.value(high), -0.7F);
    ASSERT_EQ(read->nets.size(), 1U);
    const auto& net = read->nets[0];
    EXPECT_EQ(net.inputs[1].mean, 2);
    EXPECT_EQ(net.inputs[1].weights[3], 1.5F);
    EXPECT_EQ(net.patterns(), 1U);
    EXPECT_EQ(net.output[63], 0.1F);
    EXPECT_EQ(read->calibration, small_model().calibration);
    EXPECT_EQ(read->accept, 0.81F);
    EXPECT_EQ(read->words, small_model().words);
    EXPECT_EQ(write_model(*read, two_of_each), small_file());
}

TEST(ModelFile, CutAnywhereIsRefusedAsCut) {
    const auto whole = small_file();
    ASSERT_EQ(refusal(whole), "read");
    EXPECT_THAT(refusal(""), HasSubstr("no model"));
    for (std::size_t size = 1; size < whole.size(); ++size)
        ASSERT_THAT(refusal(whole.substr(0, size)), HasSubstr("cut")) << size;
}

TEST(ModelFile, AnyFlippedByteIsRefused) {
    for (std::size_t at = 0; at < small_file().size(); ++at) {
        auto bytes = small_file();
        bytes[at] = static_cast<char>(bytes[at] ^ 0x20);
        ASSERT_NE(refusal(bytes), "read") << at;
    }
    auto bytes = small_file();
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    EXPECT_THAT(refusal(bytes), HasSubstr("damaged"));
    EXPECT_THAT(refusal(small_file() + "x"), HasSubstr("damaged"));
}

TEST(ModelFile, OfAnotherVersionSaysBoth) {
    auto bytes = small_file();
    bytes[8] = 9;
    EXPECT_EQ(refusal(bytes), fmt::format("The model has version 9; this program reads version {}.", model_version));
}

TEST(ModelFile, OfAnotherKindIsNoModel) {
    EXPECT_THAT(refusal("# Weights of the rule compiler, learned by train_compiler"), HasSubstr("no model"));
}

TEST(ModelFile, NamesEachFeatureThatIsMissingOrUnknown) {
    const DenseNames renamed{{"link", "how"}, {"place", "lead"}, {"share", "plans"}};
    const DenseNames more{{"link", "how", "op"}, {"rank", "lead"}, {"share", "plans"}};
    const DenseNames fewer{{"link", "how"}, {"rank", "lead"}, {"share"}};
    EXPECT_THAT(refusal(small_file(), renamed),
                HasSubstr("lacks plan.place. It has plan.rank, which is unknown here."));
    EXPECT_THAT(refusal(small_file(), more), HasSubstr("lacks option.op."));
    EXPECT_THAT(refusal(small_file(), fewer), HasSubstr("has confidence.plans, which is unknown here."));
    EXPECT_THAT(read_model(small_file(), more).error().hint, HasSubstr("Train it again"));
}

TEST(ModelFile, FeaturesInAnotherOrderAreFoundByTheirNames) {
    const DenseNames turned{{"how", "link"}, {"lead", "rank"}, {"plans", "share"}};
    const auto read = read_model(small_file(), turned);
    ASSERT_TRUE(read) << read.error().message;
    const std::array<float, 2> high{0.11F, 0};
    EXPECT_EQ(read->option_forest.value(high), -0.7F);
    EXPECT_EQ(read->confidence.value(high), -0.7F);
    EXPECT_EQ(read->nets[0].inputs[0].mean, 2);
}

TEST(ModelFile, ATreeThatWouldNotEndIsRefused) {
    for (const auto& [left, right] : {std::pair<std::int16_t, std::int16_t>{0, -1}, {-1, 5}, {-9, -1}}) {
        auto model = small_model();
        auto& node = model.confidence.trees[0].nodes[0];
        node.left = left;
        node.right = right;
        EXPECT_THAT(refusal(write_model(model, two_of_each)), HasSubstr("contradicts itself"));
    }
}

TEST(ModelFile, AnInputWithoutScaleIsRefused) {
    auto model = small_model();
    model.nets[0].inputs[0].scale = 0;
    EXPECT_THAT(refusal(write_model(model, two_of_each)), HasSubstr("contradicts itself"));
}

TEST(ModelFile, ThatIsNotThereIsNamed) {
    const auto read = load_model("/nowhere/compiler.pfm");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::not_found);
    EXPECT_THAT(read.error().message, HasSubstr("/nowhere/compiler.pfm"));
}

TEST(ModelFile, SaysItsPathWhenItIsRefused) {
    const auto path = ::testing::TempDir() + "cut.pfm";
    std::ofstream(path, std::ios::binary) << small_file().substr(0, 40);
    const auto read = load_model(path);
    std::remove(path.c_str());
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, HasSubstr(path));
}

TEST(ModelFile, TheOneCompiledInFitsThisProgramAndIsNotEmpty) {
    const auto& model = Model::shipped();
    EXPECT_GT(model.option.size(), 1000U);
    EXPECT_GT(model.plan.size(), 1000U);
    EXPECT_GT(model.use.size(), 1000U);
    EXPECT_FALSE(model.nets.empty());
    EXPECT_FALSE(model.option_forest.trees.empty());
    EXPECT_FALSE(model.confidence.trees.empty());
    EXPECT_FALSE(model.words.empty());
    EXPECT_GT(model.accept, 0.5F);
}

}  // namespace
}  // namespace pf::compiler
