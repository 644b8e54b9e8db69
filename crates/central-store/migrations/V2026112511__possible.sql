-- Whom a person may be as well is asked in mid-call, by either of the two.
CREATE INDEX proposal_other ON proposal (tenant_id, other_key);
