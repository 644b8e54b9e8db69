//! Call events in: neutral CloudEvents, and one adapter per platform.
