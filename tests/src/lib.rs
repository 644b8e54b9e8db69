//! What the journeys stand on: a floor with a store and desks, a network that can be cut, and the
//! app's real window. The journeys themselves are in `tests/`.

pub mod floor;
pub mod net;
pub mod seat;
pub mod shift;
pub mod started;
pub mod storm;
pub mod telephone;
pub mod watch;
pub mod window;
