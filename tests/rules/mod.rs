//! Suite: the shipped rules. Each sample with its reviewed explanation and with the decision worked out by hand, what a
//! change of the rules changes, the terms of documents, and what holds for any record.

mod acceptance;
mod alternative;
mod change;
mod coverage;
mod known;
mod next_step;
mod property;
mod sample;
mod terms;
