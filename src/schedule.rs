//! Pure: when is a feed due next.
