//! Whether policies exclude each other.
