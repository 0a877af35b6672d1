//! How to step downhill: SGD, RMSprop, Adagrad, Adam, AdamW, and the learning-rate scan.
