//! A multilayer perceptron that reads handwritten digits.
