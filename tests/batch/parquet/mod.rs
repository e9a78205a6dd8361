//! Parquet as input: the same as the records as JSON, in every form of column, and nothing but messages where a file
//! is damaged.

mod same;
