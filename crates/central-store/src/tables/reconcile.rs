//! What the store has of what it confirmed to a desk.

use contact::ContactId;
use contact::protocol::{Marks, SeqRange, SeqSum};

use crate::Failure;
use crate::engine::{Session, values};

/// The stretches of a desk's numbers where something else is stored than the desk was promised.
/// `ranges` are in order and do not overlap.
pub(crate) fn differing(
    session: &Session,
    device: u32,
    ranges: &[SeqSum],
) -> Result<Vec<SeqRange>, Failure> {
    let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else { return Ok(Vec::new()) };
    let mut sums = vec![(0_u64, Marks::default()); ranges.len()];
    let text = "SELECT device_seq, record_id, rev FROM contact
        WHERE tenant_id = $1 AND device_id = $2 AND device_seq BETWEEN $3 AND $4";
    session.each(text, values![session.tenant(), device, first.from, last.to], |row| {
        let seq: u64 = row.get(0)?;
        let at = ranges.partition_point(|range| range.to < seq);
        if let (Some(range), Some(sum)) = (ranges.get(at), sums.get_mut(at))
            && range.from <= seq
        {
            sum.0 += 1;
            sum.1.add(&ContactId(uuid::Uuid::from_bytes(row.get(1)?)), row.get(2)?);
        }
        Ok(())
    })?;
    let differs = |(range, sum): (&SeqSum, (u64, Marks))| {
        (sum != (range.count, range.marks)).then_some(SeqRange { from: range.from, to: range.to })
    };
    Ok(ranges.iter().zip(sums).filter_map(differs).collect())
}
