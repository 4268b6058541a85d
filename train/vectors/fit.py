#!/usr/bin/python3
"""Fits how surely a word means a name that it is near to: prints the weights of src/compiler/link/name_vectors.cpp.

  compiler_links --questions FILE ... > links.tsv
  train/vectors/fit.py links.tsv                    needs Debian's python3-numpy

A logistic regression by Newton's method for words of names and one for whole names, with a ridge so small that it only
keeps the steps finite. Cross-fitted over the folds of schemas, it says how much the surest name of each word is worth.
"""

import sys

import numpy as np

FOLDS = 5


def fit(features, labels, steps=30):
    weights = np.zeros(features.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (labels - p) - 1e-3 * weights
        curve = (features * (p * (1 - p))[:, None]).T @ features + 1e-3 * np.eye(len(weights))
        weights += np.linalg.solve(curve, slope)
    return weights


def read(path):
    numbers, kinds = [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            kinds.append(fields.pop(3) == "phrase")
            numbers.append([float(x) for x in fields])
    rows = np.array(numbers)
    features = np.hstack([np.ones((len(rows), 1)), rows[:, 4:8]])
    words = rows[:, 1] * 1000 + rows[:, 2]
    return rows[:, 0], words, np.array(kinds), rows[:, 3], features


def main():
    folds, words, phrase, labels, features = read(sys.argv[1])
    guesses = np.zeros(len(labels))
    for fold in range(FOLDS):
        for kind in (False, True):
            seen, unseen = (folds != fold) & (phrase == kind), (folds == fold) & (phrase == kind)
            guesses[unseen] = 1 / (1 + np.exp(-features[unseen] @ fit(features[seen], labels[seen])))
    for kind, name in ((False, "of_words"), (True, "of_phrases")):
        rows = phrase == kind
        weights = fit(features[rows], labels[rows])
        print(name, "{" + ", ".join(f"{w:.2f}F" for w in weights) + "}", f"{rows.sum()} links, {labels[rows].mean():.3f} meant")
    order = np.lexsort((-guesses, words))
    first = order[np.r_[True, np.diff(words[order]) != 0]]
    print("surest name of each unlinked word, of databases not seen:")
    for low, high in ((0, 0.05), (0.05, 0.1), (0.1, 0.2), (0.2, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 1)):
        these = first[(guesses[first] >= low) & (guesses[first] < high)]
        if len(these):
            print(f"  {low:.2f} to {high:.2f}: {len(these)} words, said {guesses[these].mean():.2f}, meant {labels[these].mean():.2f}")


main()
