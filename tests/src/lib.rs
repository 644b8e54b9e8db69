//! What the journeys stand on: a floor with a store and desks, a network that can be cut, and the
//! app's real window. The journeys themselves are in `tests/`.

pub mod floor;
pub mod net;
pub mod seat;
pub mod storm;
pub mod telephone;
pub mod window;
