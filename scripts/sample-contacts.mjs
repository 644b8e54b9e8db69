// Ten days of contacts of an invented centre, up to now, as NDJSON on standard output: what
// `make run` imports once, so that the board and the repeat warning have something to say.
// The numbers are from the range that Sweden keeps free for fiction (070-174 06 05 to 99).
import { createHash } from 'node:crypto';

const HOUR = 3_600_000;
const now = Date.now();
let state = 20_261_121;
const random = () => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32);
const one = (list) => list[Math.floor(random() * list.length)];

/** A UUIDv7 of that moment; its random part follows from the count. */
const uuid7 = (ms, count) => {
  const time = ms.toString(16).padStart(12, '0');
  const rest = createHash('sha256').update(`sample ${count}`).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
};

const reasons = [
  ['broadband/no-connection/after-firmware', 'KB-2041'],
  ['broadband/no-connection/line-fault', 'KB-1291'],
  ['broadband/speed/wifi', 'KB-1254'],
  ['broadband/equipment/router-reset', 'KB-1217'],
  ['mobile/sim/esim', 'KB-1412'],
  ['mobile/data/roaming', 'KB-1450'],
  ['billing/invoice/too-high', 'KB-1512'],
  ['billing/payment/plan', 'KB-1533'],
  ['order/delivery/where', 'KB-1702'],
  ['tv/picture/no-signal', 'KB-1803'],
];
const queues = { broadband: 'broadband-support', mobile: 'mobile-support', billing: 'billing', order: 'sales', tv: 'broadband-support' };
const causes = ['no_article', 'article_wrong', 'other_team', 'system_down', 'waiting_for_customer', 'visit_needed'];
const contacts = [];

const add = (start, customer, reasonIndex, outcome, more = {}) => {
  const [reason, article] = reasons[reasonIndex];
  const talk = Math.round((2 + random() * 9) * 60_000);
  const hold = random() < 0.25 ? Math.round(random() * 120_000) : 0;
  const start_ms = Math.round(start);
  const contact_id = uuid7(start_ms, contacts.length);
  const contact = {
    contact_id,
    revision: 1,
    ...(customer ? { customer } : {}),
    channel: random() < 0.78 ? 'voice' : one(['email', 'chat', 'whatsapp', 'social']),
    initiated_by: 'customer',
    start_ms,
    end_ms: start_ms + talk + hold,
    reason,
    outcome,
    claim: outcome === 'resolved' ? 'resolved' : 'unresolved',
    transferred: outcome === 'transferred',
    escalated: false,
    follow_up_promised: outcome === 'follow_up',
    agent: one(['agent-11', 'agent-12', 'agent-17', 'agent-23']),
    queue: queues[reason.split('/')[0]],
    talk_ms: talk,
    hold_ms: hold,
    acw_ms: Math.round(8_000 + random() * 40_000),
    ...(outcome === 'resolved' ? {} : { root_cause: one(causes) }),
    ...(outcome === 'follow_up'
      ? { follow_up: { due_ms: start_ms + 24 * HOUR, by: 'voice' } }
      : {}),
    articles: [{ id: article, version: 1, lang: 'en', role: outcome === 'resolved' ? 'used' : 'viewed' }],
    ...(random() < 0.3 && outcome === 'resolved'
      ? { survey: { answer: random() < 0.85 ? 'confirmed' : 'disputed', by: 'sms' } }
      : {}),
    ...more,
  };
  contacts.push(contact);
  return contact;
};

for (let i = 0; i < 120; i += 1) {
  const start = now - 10 * 24 * HOUR + random() * 9.6 * 24 * HOUR;
  const customer = random() < 0.06 ? null : `+467017406${String(13 + (i % 86)).padStart(2, '0')}`;
  const reason = Math.floor(random() * reasons.length);
  const outcome = random() < 0.74 ? 'resolved' : one(['follow_up', 'not_resolved', 'transferred']);
  const first = add(start, customer, reason, outcome);
  // Some come back about it: more often when it was not resolved.
  if (customer && random() < (outcome === 'resolved' ? 0.14 : 0.45)) {
    const again = first.end_ms + (2 + random() * 44) * HOUR;
    if (again < now - HOUR) add(again, customer, reason, random() < 0.6 ? 'resolved' : 'not_resolved');
  }
}

// The caller of the README: two unresolved contacts about the same matter.
add(now - 45 * HOUR, '+46701740612', 0, 'not_resolved', {
  channel: 'chat',
  root_cause: 'waiting_for_customer',
  note: 'Customer has had no internet since the update. Asked to restart the router and wait 24 h.',
});
add(now - 26 * HOUR, '+46701740612', 0, 'not_resolved', {
  channel: 'voice',
  root_cause: 'system_down',
  note: 'Red WAN light. Reset the router together, line test could not be run. Told to call again.',
});

contacts.sort((a, b) => a.start_ms - b.start_ms);
for (const contact of contacts) process.stdout.write(`${JSON.stringify(contact)}\n`);
